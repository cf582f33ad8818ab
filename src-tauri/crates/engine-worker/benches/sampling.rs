//! What drawing one token costs at Gemma's vocabulary of 262,144, beside llama.cpp's own samplers on the same logits.
//!
//! llama.cpp copies the vocabulary into a list of candidates for every token; that is part of its figure, as it is part
//! of its use.

use std::time::Instant;

use anyhow::{Context, Result};
use carat_engine::Sampling;
use carat_engine_worker::sampling::Draw;
use carat_figures::{Figure, Goal, Report};
use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token::data::LlamaTokenData;
use llama_cpp_2::token::data_array::LlamaTokenDataArray;

const VOCABULARY: i32 = 262_144;
const ROUNDS: usize = 15;
const DRAWS: usize = 40;

fn main() -> Result<()> {
    let json = std::env::args().any(|argument| argument == "--json");
    let default = Sampling::default();
    let mut report = Report::new("sampling");
    for (name, sampling) in [
        ("sampling_greedy", Sampling { temperature: 0.0, ..default }),
        ("sampling_default", default),
        ("sampling_penalty", Sampling { repeat_penalty: 1.1, ..default }),
    ] {
        report.add(figure(name, sampling)?);
    }
    report.print(&mut std::io::stdout().lock(), json).context("the report could not be written")
}

/// Microseconds a token, ours and theirs in turn.
fn figure(name: &'static str, sampling: Sampling) -> Result<Figure> {
    let logits: Vec<Vec<f32>> = (0..8).map(logits).collect();
    let mut draw = Draw::new(Sampling { seed: Some(1), ..sampling });
    let mut chain = chain(sampling);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let began = Instant::now();
        for logits in logits.iter().cycle().take(DRAWS) {
            draw.next(logits).context("no token was drawn")?;
        }
        let own = began.elapsed();
        let began = Instant::now();
        for logits in logits.iter().cycle().take(DRAWS) {
            their_draw(&mut chain, logits).context("llama.cpp drew no token")?;
        }
        // The first round warms the caches.
        if round > 0 {
            ours.push(own.as_secs_f64() * 1e6 / DRAWS as f64);
            theirs.push(began.elapsed().as_secs_f64() * 1e6 / DRAWS as f64);
        }
    }
    Ok(Figure::against(name, "us", ours, "llama.cpp", theirs, Goal::AtMost(1.0)))
}

fn their_draw(chain: &mut LlamaSampler, logits: &[f32]) -> Option<LlamaToken> {
    let candidates = (0..).zip(logits).map(|(token, logit)| LlamaTokenData::new(LlamaToken::new(token), *logit, 0.0));
    let mut candidates = LlamaTokenDataArray::from_iter(candidates, false);
    candidates.apply_sampler(chain);
    let token = candidates.selected_token()?;
    chain.accept(token);
    Some(token)
}

fn chain(sampling: Sampling) -> LlamaSampler {
    let mut chain = Vec::new();
    if sampling.repeat_penalty > 1.0 {
        chain.push(LlamaSampler::penalties(VOCABULARY, 64, sampling.repeat_penalty, 0.0, 0.0));
    }
    if sampling.temperature <= 0.0 {
        chain.push(LlamaSampler::greedy());
    } else {
        chain.push(LlamaSampler::top_k(i32::try_from(sampling.top_k).unwrap_or(0)));
        chain.push(LlamaSampler::top_p(sampling.top_p, 1));
        chain.push(LlamaSampler::temp(sampling.temperature));
        chain.push(LlamaSampler::dist(1));
    }
    LlamaSampler::chain_simple(chain)
}

/// Logits as a model gives them: a bell with a few tokens far above it, the same for the same number.
fn logits(number: u32) -> Vec<f32> {
    let mut state = u64::from(number) + 1;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u32 << 24) as f32
    };
    let mut logits: Vec<f32> = (0..VOCABULARY).map(|_| (0..6).map(|_| random() - 0.5).sum::<f32>() * 4.0).collect();
    for best in 0..20u16 {
        let at = (random() * VOCABULARY as f32) as usize;
        logits[at.min(VOCABULARY as usize - 1)] = 20.0 - f32::from(best) * 0.5;
    }
    logits
}
