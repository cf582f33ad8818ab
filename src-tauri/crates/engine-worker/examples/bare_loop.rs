//! The bare loop: the least code that makes llama-cpp-2 generate text, the peer of Carat's own decode speed.
//!
//! It loads a model once, then answers each line of JSON on standard input
//! (`{"prompt", "tokens", "temperature", "top_k", "top_p", "repeat_penalty", "seed"}`) with one line on standard output
//! (`{"tokens", "prefill_ms", "decode_ms", "tokens_per_second"}`). End markers are ignored, so that every run has the asked-for length.
//!
//! Usage: `bare_loop MODEL.gguf THREADS CONTEXT`

use std::io::{BufRead, Write};
use std::num::NonZeroU32;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::sampling::LlamaSampler;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Order {
    prompt: String,
    tokens: u32,
    temperature: f32,
    top_k: i32,
    top_p: f32,
    repeat_penalty: f32,
    seed: u32,
}

#[derive(Serialize)]
struct Timing {
    tokens: u32,
    prefill_ms: f64,
    decode_ms: f64,
    tokens_per_second: f64,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, path, threads, context] = arguments.as_slice() else {
        bail!("usage: bare_loop MODEL.gguf THREADS CONTEXT");
    };
    let threads: i32 = threads.parse().context("THREADS is not a number")?;
    let tokens: u32 = context.parse().context("CONTEXT is not a number")?;
    let mut backend = LlamaBackend::init()?;
    backend.void_logs();
    let model = LlamaModel::load_from_file(&backend, path, &LlamaModelParams::default())?;
    let parameters = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(tokens))
        .with_n_batch(512)
        .with_n_ubatch(512)
        .with_n_threads(threads)
        .with_n_threads_batch(threads)
        .with_swa_full(false);
    let mut context = model.new_context(&backend, parameters)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let order: Order = serde_json::from_str(&line?).context("the order is not the expected JSON")?;
        let timing = run(&model, &mut context, &order)?;
        serde_json::to_writer(&mut out, &timing)?;
        writeln!(out)?;
        out.flush()?;
    }
    Ok(())
}

fn run(model: &LlamaModel, context: &mut LlamaContext<'_>, order: &Order) -> Result<Timing> {
    context.clear_kv_cache();
    let prompt = model.vocab().tokenize(order.prompt.as_bytes(), true, false);
    let started = Instant::now();
    let mut batch = LlamaBatch::new(512, 1);
    let mut position = 0;
    for chunk in prompt.chunks(512) {
        batch.clear();
        for token in chunk {
            let last = position + 1 == i32::try_from(prompt.len())?;
            batch.add(*token, position, &[0], last)?;
            position += 1;
        }
        context.decode(&mut batch)?;
    }
    let mut sampler = sampler(model, order);
    let mut token = sampler.sample(context, batch.n_tokens() - 1);
    let prefill_ms = started.elapsed().as_secs_f64() * 1000.0;
    let decoding = Instant::now();
    let mut decoder = Vec::new();
    for _ in 1..order.tokens {
        // The piece is built and thrown away, as every chat loop has to build it.
        decoder.extend(model.vocab().token_to_piece(token, true, None));
        batch.clear();
        batch.add(token, position, &[0], true)?;
        position += 1;
        context.decode(&mut batch)?;
        token = sampler.sample(context, 0);
    }
    let decode_ms = decoding.elapsed().as_secs_f64() * 1000.0;
    let tokens_per_second = f64::from(order.tokens.saturating_sub(1)) * 1000.0 / decode_ms;
    Ok(Timing { tokens: order.tokens, prefill_ms, decode_ms, tokens_per_second })
}

fn sampler(model: &LlamaModel, order: &Order) -> LlamaSampler {
    if order.temperature <= 0.0 {
        return LlamaSampler::greedy();
    }
    let mut chain = vec![
        LlamaSampler::top_k(order.top_k),
        LlamaSampler::top_p(order.top_p, 1),
        LlamaSampler::temp(order.temperature),
    ];
    if (order.repeat_penalty - 1.0).abs() > f32::EPSILON {
        chain.insert(1, LlamaSampler::penalties(model.n_vocab(), 64, order.repeat_penalty, 0.0, 0.0));
    }
    chain.push(LlamaSampler::dist(order.seed));
    LlamaSampler::chain_simple(chain)
}
