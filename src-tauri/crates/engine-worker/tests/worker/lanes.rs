//! Going on from a cached conversation gives what a cold start gives, or is not done.
//!
//! Gemma 3's windowed layers forget what lies more than 512 tokens back, and llama.cpp does not say so when it is
//! asked to roll back further.

use std::num::NonZeroU32;

use carat_engine_worker::lane::Lane;
use carat_engine_worker::sampling::CLOSE;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;

use crate::model::{backend, whole};
use crate::process::long;

const WINDOW: u32 = 512;
const BATCH: u32 = 128;

/// A context whose windowed cache holds little more than the window.
fn context(model: &LlamaModel) -> LlamaContext<'_> {
    let parameters = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(2048))
        .with_n_batch(BATCH)
        .with_n_ubatch(BATCH)
        .with_swa_full(false)
        .with_n_threads(2)
        .with_n_threads_batch(2);
    model.new_context(backend(), parameters).expect("a context")
}

/// Computes what of these tokens is not in the lane and gives back the last one's logits.
fn compute(context: &mut LlamaContext<'_>, lane: &mut Lane, tokens: &[LlamaToken]) -> Vec<f32> {
    let mut batch = LlamaBatch::new(BATCH as usize, 1);
    while lane.tokens.len() < tokens.len() {
        batch.clear();
        let from = lane.tokens.len();
        let to = (from + BATCH as usize).min(tokens.len());
        for at in from..to {
            batch.add(tokens[at], at as i32, &[lane.sequence], at + 1 == tokens.len()).expect("room in the batch");
        }
        context.decode(&mut batch).expect("it computes");
        lane.tokens.extend_from_slice(&tokens[from..to]);
    }
    context.get_logits_ith(batch.n_tokens() - 1).to_vec()
}

fn difference(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn a_kept_beginning_gives_what_a_cold_start_gives() {
    let model = whole();
    let tokens = model.vocab().tokenize(long(1400).as_bytes(), true, false);
    let mut context = context(&model);
    let mut lane = Lane::new(0);
    // Where the pieces are cut alike the numbers are alike to the last bit, so everything happens at a cut.
    let cases = [
        ("a cold start", tokens[..1280].to_vec(), 0),
        ("a longer prompt", tokens[..1400].to_vec(), 1280),
        ("an edit near the end, where the whole window is still there", edited(&tokens, 1280), 1280),
        ("an edit far back, where it is not", edited(&tokens, 640), 0),
    ];
    for (case, prompt, kept) in cases {
        assert_eq!(lane.keep(&mut context, &prompt, WINDOW), kept, "{case}");
        let warm = compute(&mut context, &mut lane, &prompt);
        let cold = compute(&mut self::context(&model), &mut Lane::new(0), &prompt);
        assert_eq!(difference(&warm, &cold), 0.0, "{case}");
    }
}

#[test]
fn a_roll_back_beyond_the_window_would_be_wrong() {
    // Why the rule is there: without it llama.cpp reports success and the numbers are others.
    let model = whole();
    let tokens = model.vocab().tokenize(long(1400).as_bytes(), true, false);
    let prompt = edited(&tokens, 640);
    let mut context = context(&model);
    let mut lane = Lane::new(0);
    compute(&mut context, &mut lane, &tokens[..1400]);
    assert!(context.kv_cache_seq_rm(0, Some(640), None).is_ok(), "it says that it worked");
    lane.tokens.truncate(640);
    let wrong = compute(&mut context, &mut lane, &prompt);
    let right = compute(&mut self::context(&model), &mut Lane::new(0), &prompt);
    assert!(difference(&wrong, &right) > 0.0);
}

/// The beginning of these tokens with another one at this place, and a few more.
fn edited(tokens: &[LlamaToken], at: usize) -> Vec<LlamaToken> {
    let mut edited = tokens[..at + 20].to_vec();
    edited[at] = tokens[at + 1];
    assert_ne!(edited[at], tokens[at]);
    edited
}

#[test]
fn the_last_token_is_always_computed_again() {
    let model = whole();
    let tokens = model.vocab().tokenize(b"The same question twice.", true, false);
    let mut context = context(&model);
    let mut lane = Lane::new(0);
    compute(&mut context, &mut lane, &tokens);
    assert_eq!(lane.keep(&mut context, &tokens, WINDOW), tokens.len() - 1, "its logits are not kept");
    assert_eq!(lane.keep(&mut context, &tokens[..3], WINDOW), 2);
    assert_eq!(lane.keep(&mut context, &[], WINDOW), 0);
    assert!(lane.tokens.is_empty());
}

/// The largest change of the lead of the likeliest token over its nearest rivals, between computing tokens one by one
/// and several at a time, as guesses are checked.
fn change_of_lead(model: &LlamaModel, tokens: &[LlamaToken], together: usize) -> f32 {
    let mut alone = Vec::new();
    by_pieces(model, tokens, 1, |logits| {
        let mut order: Vec<usize> = (0..logits.len()).collect();
        order.select_nth_unstable_by(4, |a, b| logits[*b].total_cmp(&logits[*a]));
        order.truncate(5);
        order.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]));
        alone.push(order.into_iter().map(|token| (token, logits[token])).collect::<Vec<_>>());
    });
    let (mut at, mut most) = (0, 0.0_f32);
    by_pieces(model, tokens, together, |logits| {
        let (best, first) = alone[at][0];
        for (rival, second) in &alone[at][1..] {
            most = most.max(((logits[best] - logits[*rival]) - (first - second)).abs());
        }
        at += 1;
    });
    assert_eq!(at, tokens.len());
    most
}

/// Computes tokens in pieces and shows the logits of each.
fn by_pieces(model: &LlamaModel, tokens: &[LlamaToken], together: usize, mut look: impl FnMut(&[f32])) {
    let mut context = context(model);
    let mut batch = LlamaBatch::new(BATCH as usize, 1);
    for (piece, tokens) in tokens.chunks(together).enumerate() {
        batch.clear();
        for (at, token) in tokens.iter().enumerate() {
            batch.add(*token, (piece * together + at) as i32, &[0], true).expect("room in the batch");
        }
        context.decode(&mut batch).expect("it computes");
        (0..tokens.len()).for_each(|at| look(context.get_logits_ith(at as i32)));
    }
}

#[test]
fn what_is_called_close_covers_what_checking_guesses_changes() {
    let model = whole();
    let tokens = model.vocab().tokenize(long(400).as_bytes(), true, false);
    for together in [2, 4, 8, 16] {
        let most = change_of_lead(&model, &tokens[..160], together);
        println!("{together} together: {most}");
        assert!(most > 0.0 || together < 4, "computing together changes nothing: what is compared?");
        assert!(most <= CLOSE, "{together} tokens together change a lead by {most}");
    }
}
