//! The starter model inside the test's own process, for what only numbers can prove.

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
