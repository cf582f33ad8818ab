//! What llama.cpp promises of a sequence's state, held on each architecture: logits after a checkpoint of the windows,
//! and after a file, are those of a cold start to the last bit, because everything is cut alike.

use std::num::NonZeroU32;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::context::session::LlamaStateSeqFlags;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;

use super::{FAMILIES, prose, tiny};
use crate::model::backend;

/// Tokens of one computation.
const BATCH: usize = 64;

/// Where the kept beginning ends, and the conversation that goes on from there: far more than a window behind it.
const KEPT: usize = 640;
const WHOLE: usize = 1280;

fn model(name: &str) -> LlamaModel {
    LlamaModel::load_from_file(backend(), tiny(name), &LlamaModelParams::default()).expect("a tiny model loads")
}

fn context(model: &LlamaModel) -> LlamaContext<'_> {
    let parameters = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(2048))
        .with_n_batch(BATCH as u32)
        .with_n_ubatch(BATCH as u32)
        .with_swa_full(false)
        .with_n_threads(2)
        .with_n_threads_batch(2);
    model.new_context(backend(), parameters).expect("a context")
}

/// Computes these tokens from a position on, a batch at a time, and gives back the last one's logits.
fn compute(context: &mut LlamaContext<'_>, tokens: &[LlamaToken], from: usize) -> Vec<f32> {
    let mut batch = LlamaBatch::new(BATCH, 1);
    for start in (from..tokens.len()).step_by(BATCH) {
        let end = (start + BATCH).min(tokens.len());
        batch.clear();
        for at in start..end {
            batch.add(tokens[at], at as i32, &[0], at + 1 == tokens.len()).expect("room in the batch");
        }
        context.decode(&mut batch).expect("it computes");
    }
    context.get_logits_ith(batch.n_tokens() - 1).to_vec()
}

/// A conversation, and another that leaves it where the kept beginning ends.
fn conversations(model: &LlamaModel) -> (Vec<LlamaToken>, Vec<LlamaToken>) {
    let tokens = model.vocab().tokenize(prose(400).as_bytes(), true, false);
    assert!(tokens.len() > WHOLE, "the text is long enough");
    let other = [&tokens[..KEPT], &tokens[KEPT + 1..KEPT + 21]].concat();
    (tokens[..WHOLE].to_vec(), other)
}

#[test]
fn a_restored_checkpoint_gives_what_a_cold_start_gives() {
    for (name, windowed) in FAMILIES {
        let model = model(name);
        let (whole, other) = conversations(&model);
        let mut context = self::context(&model);
        compute(&mut context, &whole[..KEPT], 0);
        let checkpoint =
            windowed.then(|| context.state_seq_get(0, LlamaStateSeqFlags::PARTIAL_ONLY).expect("a checkpoint"));
        compute(&mut context, &whole, KEPT);
        if let Some(checkpoint) = &checkpoint {
            context.state_seq_set(checkpoint, 0).expect("it is restored");
        }
        context.kv_cache_seq_rm(0, Some(KEPT as u32), None).expect("the rest is removed");
        let warm = compute(&mut context, &other, KEPT);
        let cold = compute(&mut self::context(&model), &other, 0);
        assert!(warm == cold, "{name}: the logits differ");
    }
}

#[test]
fn a_roll_back_beyond_the_window_is_wrong_without_a_checkpoint() {
    // Were it right, the test above would prove nothing.
    for (name, _) in FAMILIES.iter().filter(|(_, windowed)| *windowed) {
        let model = model(name);
        let (whole, other) = conversations(&model);
        let mut context = self::context(&model);
        compute(&mut context, &whole, 0);
        context.kv_cache_seq_rm(0, Some(KEPT as u32), None).expect("it says that it worked");
        let warm = compute(&mut context, &other, KEPT);
        let cold = compute(&mut self::context(&model), &other, 0);
        assert!(warm != cold, "{name}: the window was still there");
    }
}

#[test]
fn a_state_from_a_file_gives_what_a_cold_start_gives() {
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in FAMILIES {
        let model = model(name);
        let (whole, other) = conversations(&model);
        let file = folder.path().join(name);
        let mut context = self::context(&model);
        compute(&mut context, &whole[..KEPT], 0);
        context.state_seq_save_file(&file, 0, &whole[..KEPT]).expect("it is written");
        drop(context);
        let mut context = self::context(&model);
        let (tokens, _) = context.state_seq_load_file(&file, 0, WHOLE).expect("it is read");
        assert_eq!(tokens, whole[..KEPT], "{name}");
        let warm = compute(&mut context, &other, KEPT);
        let cold = compute(&mut self::context(&model), &other, 0);
        assert!(warm == cold, "{name}: the logits differ");
    }
}
