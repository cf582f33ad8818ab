//! Scratch: tries prompts.
use carat_engine::Sampling;
use carat_engine_worker::lane::Lane;
use carat_engine_worker::output::{Stops, Utf8};
use carat_engine_worker::prompt::{Chunk, Prompt};
use carat_engine_worker::sampling::Draw;
use carat_engine_worker::tokens::Tokenizer;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::{LlamaModel, params::LlamaModelParams};
use llama_cpp_2::token::LlamaToken;
use std::io::{BufRead, Write};

#[derive(serde::Deserialize)]
struct Try { prompt: String, stops: Vec<String>, sampling: Sampling, max: usize }

fn main() {
    carat_engine_worker::logging::start();
    let backend = LlamaBackend::init().unwrap();
    let model = LlamaModel::load_from_file(&backend, std::env::args().nth(1).unwrap(), &LlamaModelParams::default()).unwrap();
    let p = LlamaContextParams::default().with_n_ctx(std::num::NonZeroU32::new(4096)).with_n_batch(512).with_n_ubatch(512).with_swa_full(false).with_n_threads(2).with_n_threads_batch(2);
    let mut ctx = model.new_context(&backend, p).unwrap();
    let tok = Tokenizer::new(model.vocab());
    let mut lane = Lane::new(0);
    let mut batch = LlamaBatch::new(512, 1);
    for line in std::io::stdin().lock().lines() {
        let t: Try = serde_json::from_str(&line.unwrap()).unwrap();
        let mut tokens = tok.prompt(&Prompt { chunks: vec![Chunk::Control(t.prompt)], ..Default::default() });
        let mut at = lane.keep(&mut ctx, &tokens, 512);
        let mut draw = Draw::new(t.sampling);
        let mut stops = Stops::new(t.stops, true, true);
        let mut utf8 = Utf8::default();
        let mut out = String::new();
        let start = tokens.len();
        let mut ended = "length";
        while tokens.len() - start < t.max {
            while at < tokens.len() {
                batch.clear();
                let n = (tokens.len() - at).min(512);
                for i in at..at + n { batch.add(tokens[i], i as i32, &[0], i + 1 == tokens.len()).unwrap(); }
                ctx.decode(&mut batch).unwrap();
                at += n;
            }
            lane.tokens = tokens.clone();
            let token = LlamaToken::new(draw.next(ctx.get_logits_ith(batch.n_tokens() - 1)).unwrap());
            if tok.ends(token) { ended = "eog"; break; }
            tokens.push(token);
            let mut b = Vec::new();
            tok.bytes(token, &mut b);
            out.push_str(&stops.push(&utf8.push(&b)));
            if stops.stopped() { ended = "stop"; break; }
        }
        out.push_str(&stops.finish());
        println!("{}", serde_json::json!({"out": out, "end": ended, "n": tokens.len() - start}));
        std::io::stdout().flush().unwrap();
    }
}
