//! A loaded model is weights in memory, with all that follows from them: its family, its facts, its layout.

use std::num::NonZeroU32;
use std::path::Path;

use carat_engine::{EngineError, LoadRequest, ModelFacts};
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::VocabType;
use llama_cpp_2::{LlamaBackendDevice, LlamaBackendDeviceType, list_llama_ggml_backend_devices};

use crate::memory::{Fit, Shape, available, cores};
use crate::prompt::{Family, Traits};
use crate::{file, logging};

/// Tokens of one computation.
const UBATCH: u32 = 512;

/// Tokens of one computation after a crash: less memory at once, and an end sooner when something hangs.
const SAFE_UBATCH: u32 = 128;

/// A model in memory.
#[derive(Debug)]
pub struct Model {
    /// llama.cpp's own model.
    pub llama: LlamaModel,
    /// How its conversations are rendered.
    pub family: Family,
    /// What the app is told of it.
    pub facts: ModelFacts,
    /// How it lies in memory.
    pub fit: Fit,
    /// Its attention window in tokens, 0 where every layer sees everything.
    pub window: u32,
    /// Tokens of a prompt that are read before the inbox is looked at again.
    pub chunk: usize,
    safe: bool,
}

impl Model {
    /// Loads a model. `progress` hears a fraction from 0 to 1 and answers whether to go on.
    ///
    /// # Errors
    /// One variant of [`EngineError`] for each thing that can be wrong with the file, [`EngineError::NotEnoughMemory`],
    /// [`EngineError::Unloaded`] where `progress` ended it, and [`EngineError::LoadFailed`] for the rest.
    pub fn load(
        backend: &LlamaBackend,
        request: &LoadRequest,
        progress: impl FnMut(f32) -> bool + 'static,
    ) -> Result<Self, EngineError> {
        let header = file::check(&request.path)?;
        let shape = Shape::of(&header);
        let gpu = gpu(request.safe);
        let memory = available().saturating_add(gpu.as_ref().map_or(0, |device| device.memory_free as u64));
        let fit = shape.fit(request.context, if request.safe { SAFE_UBATCH } else { UBATCH }, memory)?;
        let llama = weights(backend, request, &header.architecture, progress)?;
        if llama.vocab().vocab_type() == VocabType::NONE {
            return Err(EngineError::LoadFailed {
                detail: "it has no vocabulary, so it can neither read nor write".into(),
            });
        }
        let traits = traits(&llama, &header.architecture);
        let family = Family::of(&traits);
        let facts = ModelFacts {
            architecture: header.architecture.clone(),
            parameters: llama.n_params(),
            bytes: llama.size(),
            context: fit.context,
            context_trained: llama.n_ctx_train(),
            instruction_tuned: family.instructed(),
            thinking: family.thinks(),
            device: placed(gpu.as_ref(), llama.n_layer()),
            threads: request.threads.filter(|threads| *threads > 0).unwrap_or_else(cores),
            sampling: family.sampling(),
        };
        let chunk = chunk(&facts, gpu.is_some(), fit);
        tracing::info!(
            architecture = facts.architecture,
            bytes = facts.bytes,
            context = fit.context,
            sequences = fit.sequences,
            threads = facts.threads,
            chunk,
            "model loaded"
        );
        Ok(Self { llama, family, facts, fit, window: shape.window, chunk, safe: request.safe })
    }

    /// Makes room for its conversations.
    ///
    /// # Errors
    /// [`EngineError::LoadFailed`] where llama.cpp can't.
    pub fn context(&self, backend: &LlamaBackend) -> Result<LlamaContext<'_>, EngineError> {
        let threads = |count: u32| i32::try_from(count).unwrap_or(1);
        let parameters = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(self.fit.context))
            .with_n_batch(self.fit.ubatch)
            .with_n_ubatch(self.fit.ubatch)
            .with_n_seq_max(self.fit.sequences)
            .with_kv_unified(true)
            // Windowed layers keep their window only; at long contexts the rest is most of the cache.
            .with_swa_full(false)
            .with_n_threads(threads(self.facts.threads))
            .with_n_threads_batch(threads(self.facts.threads))
            .with_offload_kqv(!self.safe)
            .with_op_offload(!self.safe)
            .with_no_perf(true);
        logging::clear_complaints();
        self.llama
            .new_context(backend, parameters)
            .map_err(|error| EngineError::LoadFailed { detail: cause(&error.to_string()) })
    }
}

/// Reads the weights.
fn weights(
    backend: &LlamaBackend,
    request: &LoadRequest,
    architecture: &str,
    mut progress: impl FnMut(f32) -> bool + 'static,
) -> Result<LlamaModel, EngineError> {
    let given_up = std::rc::Rc::new(std::cell::Cell::new(false));
    let told = std::rc::Rc::clone(&given_up);
    let mut parameters = LlamaModelParams::default().with_progress_callback(move |fraction| {
        let goes_on = progress(fraction);
        told.set(!goes_on);
        goes_on
    });
    if request.safe {
        parameters = parameters.with_n_gpu_layers(0);
    }
    logging::clear_complaints();
    LlamaModel::load_from_file(backend, &request.path, &parameters).map_err(|error| {
        if given_up.get() {
            return EngineError::Unloaded;
        }
        let detail = cause(&error.to_string());
        if detail.contains("unknown model architecture") {
            EngineError::ModelUnknownArchitecture { path: shown(&request.path), architecture: architecture.to_owned() }
        } else {
            EngineError::LoadFailed { detail }
        }
    })
}

/// What llama.cpp complained of, the innermost first; what the binding says where it complained of nothing.
fn cause(otherwise: &str) -> String {
    let complaints = logging::complaints();
    let inner = complaints.iter().find(|line| line.contains("error loading model")).or(complaints.first());
    let line = inner.map_or(otherwise, String::as_str);
    line.rsplit_once("error loading model: ").map_or(line, |(_, cause)| cause).trim_end_matches(['.', ' ']).to_owned()
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What the family is told by.
fn traits(llama: &LlamaModel, architecture: &str) -> Traits {
    let vocabulary = llama.vocab();
    // llama.cpp throws, and so ends the process, when it is asked for the text of a token that isn't there.
    let there = |token: LlamaToken| (token.0 >= 0).then_some(token);
    let text = |token| {
        there(token)
            .and_then(|token| vocabulary.text(token))
            .map(|text| text.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let named = ["general.name", "general.finetune"];
    Traits {
        architecture: architecture.to_owned(),
        names: named.iter().filter_map(|key| llama.meta_val_str(key).ok()).collect(),
        template: llama.chat_template(None).ok().and_then(|template| template.to_string().ok()),
        bos: text(vocabulary.bos()),
        eos: text(vocabulary.eos()),
    }
}

/// The graphics device that will compute, if any.
fn gpu(safe: bool) -> Option<LlamaBackendDevice> {
    if safe {
        return None;
    }
    let gpu = |device: &LlamaBackendDevice| {
        matches!(device.device_type, LlamaBackendDeviceType::Gpu | LlamaBackendDeviceType::IntegratedGpu)
    };
    list_llama_ggml_backend_devices().into_iter().find(gpu)
}

fn placed(gpu: Option<&LlamaBackendDevice>, layers: u32) -> String {
    // llama.cpp counts the output as one more layer.
    let layers = layers + 1;
    gpu.map_or_else(|| "CPU".to_owned(), |device| format!("{}, {layers} of {layers} layers", device.description))
}

/// How much of a prompt is read between two looks at the inbox. Nothing can interrupt llama.cpp meanwhile, so on a
/// processor the larger the model, the shorter the piece: about half a second on two cores. It depends on nothing
/// measured, so that the same prompt is always cut the same way and gives the same numbers.
fn chunk(facts: &ModelFacts, gpu: bool, fit: Fit) -> usize {
    let tokens = match facts.parameters {
        _ if gpu => UBATCH,
        0..=500_000_000 => 128,
        500_000_001..=2_000_000_000 => 64,
        _ => 32,
    };
    tokens.min(fit.ubatch) as usize
}
