//! The starter model inside the test's own process, for what only numbers can prove.

use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use carat_engine_worker::logging;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;

use crate::process::starter;

/// llama.cpp, which can be started once a process.
pub(crate) fn backend() -> &'static LlamaBackend {
    static BACKEND: OnceLock<LlamaBackend> = OnceLock::new();
    BACKEND.get_or_init(|| {
        logging::start();
        LlamaBackend::init().expect("llama.cpp starts")
    })
}

/// The starter model's vocabulary, without its weights.
pub(crate) fn vocabulary() -> &'static LlamaModel {
    static MODEL: OnceLock<LlamaModel> = OnceLock::new();
    MODEL.get_or_init(|| {
        let parameters = LlamaModelParams::default().with_vocab_only(true);
        LlamaModel::load_from_file(backend(), starter(), &parameters).expect("the vocabulary loads")
    })
}

/// The starter model, whole.
pub(crate) fn whole() -> LlamaModel {
    LlamaModel::load_from_file(backend(), starter(), &LlamaModelParams::default()).expect("the starter model loads")
}

/// The starter model with its weights as plain numbers of 32 bits.
///
/// The starter's own numbers are rounded to few bits between layers, and which way they are rounded hangs on how many
/// tokens are computed at once: its logits differ by up to 1.3 between two ways of cutting one prompt, which is more
/// than many a wrong roll-back does. Here they differ by 0.16 at most, and a wrong roll-back still by 0.5 and more.
pub(crate) fn precise() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("gemma-3-270m-f32.gguf");
    if !file.is_file() {
        backend();
        std::fs::create_dir_all(folder).expect("a folder for the test's files");
        let part = folder.join(format!("gemma-3-270m-f32.{}.part", std::process::id()));
        widen(&starter(), &part);
        // Another test may have been as quick: both wrote the same.
        std::fs::rename(&part, &file).expect("the file gets its name");
    }
    file
}

#[expect(unsafe_code, reason = "the binding has no safe call for it")]
fn widen(from: &Path, to: &Path) {
    let path = |path: &Path| CString::new(path.to_string_lossy().as_bytes()).expect("a path without a zero");
    let (from, to) = (path(from), path(to));
    // SAFETY: both paths and the parameters outlive the call, which keeps none of them.
    let failed = unsafe {
        let mut parameters = llama_cpp_sys_2::llama_model_quantize_default_params();
        parameters.ftype = llama_cpp_sys_2::LLAMA_FTYPE_ALL_F32;
        parameters.allow_requantize = true;
        // Half of the file is the vocabulary, which is read once a token and adds up nothing.
        parameters.token_embedding_type = llama_cpp_sys_2::GGML_TYPE_F16;
        llama_cpp_sys_2::llama_model_quantize(from.as_ptr(), to.as_ptr(), &raw const parameters)
    };
    assert_eq!(failed, 0, "the starter model is written out");
}
