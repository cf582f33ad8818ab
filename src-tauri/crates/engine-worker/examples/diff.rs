//! Scratch: differences of logits.
use carat_engine_worker::lane::Lane;
use llama_cpp_2::context::{LlamaContext, params::LlamaContextParams};
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::{LlamaModel, params::LlamaModelParams};
use llama_cpp_2::token::LlamaToken;
fn context(b: &LlamaBackend, model: &'static LlamaModel, fa: i32, full: bool, kv32: bool, ub: u32) -> LlamaContext<'static> {
    let mut p = LlamaContextParams::default().with_n_ctx(std::num::NonZeroU32::new(2048)).with_n_batch(ub).with_n_ubatch(ub).with_swa_full(full).with_n_threads(2).with_n_threads_batch(2).with_flash_attention_policy(fa);
    if kv32 { p = p.with_type_k(llama_cpp_2::context::params::KvCacheType::F32).with_type_v(llama_cpp_2::context::params::KvCacheType::F32); }
    model.new_context(b, p).unwrap()
}
fn compute(context: &mut LlamaContext<'_>, tokens: &[LlamaToken], splits: &[usize]) -> Vec<f32> {
    let mut batch = LlamaBatch::new(512, 1);
    let mut from = 0;
    for to in splits.iter().copied() {
        batch.clear();
        for at in from..to { batch.add(tokens[at], at as i32, &[0], at + 1 == tokens.len()).unwrap(); }
        context.decode(&mut batch).unwrap();
        from = to;
    }
    context.get_logits_ith(batch.n_tokens() - 1).to_vec()
}
fn splits(n: usize, c: usize, extra: &[usize]) -> Vec<usize> {
    let mut v: Vec<usize> = (c..n).step_by(c).collect(); v.extend(extra); v.push(n); v.sort(); v.dedup(); v
}
fn diff(a: &[f32], b: &[f32]) -> (f32, f32) { 
    let m = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let r = (a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / a.len() as f32).sqrt(); (m, r) }
fn main() {
    carat_engine_worker::logging::start();
    let backend: &'static LlamaBackend = Box::leak(Box::new(LlamaBackend::init().unwrap()));
    let model: &'static LlamaModel = Box::leak(Box::new(LlamaModel::load_from_file(backend, std::env::args().nth(1).unwrap(), &LlamaModelParams::default()).unwrap()));
    let _ = Lane::new(0);
    let text = std::fs::read_to_string(std::env::args().nth(2).unwrap()).unwrap();
    let periodic = "The ship sails on the sea. ".repeat(300);
    for (name, text) in [("natural", &text), ("periodic", &periodic)] {
        let tokens = model.vocab().tokenize(text.as_bytes(), true, false);
        for n in [120usize, 400, 1400] {
            let t = &tokens[..n];
            for (fa, full, kv32) in [(-1, false, false), (0, false, false), (1, true, false), (0, false, true)] {
                let cold = compute(&mut context(backend, model, fa, full, kv32, 128), t, &splits(n, 128, &[]));
                let top = cold.iter().copied().fold(f32::MIN, f32::max);
                let same = compute(&mut context(backend, model, fa, full, kv32, 128), t, &splits(n, 128, &[]));
                let a = compute(&mut context(backend, model, fa, full, kv32, 128), t, &splits(n, 128, &[n - 20]));
                let b = compute(&mut context(backend, model, fa, full, kv32, 128), t, &splits(n, 128, &[n - 1]));
                let c = compute(&mut context(backend, model, fa, full, kv32, 128), t, &splits(n, 64, &[]));
                let d = compute(&mut context(backend, model, fa, full, kv32, 512), t, &splits(n, 512, &[]));
                println!("{name} n={n} fa={fa} full={full} kv32={kv32} top={top:.1}: same {:?} -20 {:?} -1 {:?} 64s {:?} 512s {:?}", diff(&cold, &same), diff(&cold, &a), diff(&cold, &b), diff(&cold, &c), diff(&cold, &d));
            }
        }
    }
}
