//! A loaded model is weights in memory, with all that follows from them: its family, its facts, its layout.

use std::ffi::CString;
use std::num::NonZeroU32;
use std::path::Path;
use std::pin::Pin;

use carat_engine::{EngineError, Layers, LoadRequest, ModelFacts, Purpose, Speed};
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::{KvCacheType, LlamaContextParams, LlamaPoolingType};
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::{LlamaBackendDevice, LlamaBackendDeviceType, list_llama_ggml_backend_devices, max_devices};

use crate::gguf::Header;
use crate::ladder::{Ladder, Offload, Rung, below_device};
use crate::memory::{Cache, Fit, Shape, available, cores};
use crate::prompt::{Family, Traits};
use crate::{file, logging};

/// Memory of a graphics device that is left to others, in bytes: what is on the screen lives there too.
const MARGIN: usize = 1 << 30;

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
    /// How its embeddings are made of those of the tokens.
    pooling: LlamaPoolingType,
    offload: Offload,
    /// On a graphics device with memory of its own.
    discrete: bool,
}

impl Model {
    /// Loads a model as the ladder's rung says. `progress` hears a fraction from 0 to 1 and answers whether to go on.
    ///
    /// # Errors
    /// [`EngineError::Unloaded`] where `progress` ended it, [`EngineError::ModelUnknownArchitecture`] and
    /// [`EngineError::LoadFailed`].
    pub fn load(
        backend: &LlamaBackend,
        request: &LoadRequest,
        plan: &Plan,
        progress: impl FnMut(f32) -> bool + 'static,
    ) -> Result<Self, EngineError> {
        let Rung { fit, offload } = plan.ladder.rung();
        let llama = weights(backend, request, plan, progress)?;
        // The binding panics over the type of vocabulary that BERTs have, so the file's own word is read.
        let tokenizer = llama.meta_val_str("tokenizer.ggml.model").unwrap_or_default();
        if matches!(tokenizer.as_str(), "none" | "no_vocab") {
            return Err(EngineError::LoadFailed {
                detail: "it has no vocabulary, so it can neither read nor write".into(),
            });
        }
        let family = Family::of(&traits(&llama, &plan.header.architecture));
        let gpu = plan.gpu.as_ref().filter(|_| offload != Offload::None);
        let layers = placed(gpu.is_some(), plan.layers());
        let facts = ModelFacts {
            architecture: plan.header.architecture.clone(),
            parameters: llama.n_params(),
            bytes: llama.size(),
            context: fit.context,
            context_trained: llama.n_ctx_train(),
            instruction_tuned: family.instructed(),
            thinking: family.thinks(),
            device: named(gpu, layers),
            threads: request.threads.filter(|threads| *threads > 0).unwrap_or_else(cores),
            sampling: family.sampling(),
            purpose: request.purpose,
            dimensions: (request.purpose == Purpose::Embed).then(|| u32::try_from(llama.n_embd_out()).unwrap_or(0)),
            layers,
            steps: Vec::new(),
            speed: None,
        };
        let chunk = chunk(&facts, layers.on_gpu > 0, fit);
        tracing::info!(
            architecture = facts.architecture,
            bytes = facts.bytes,
            threads = facts.threads,
            layers = layers.all,
            on_gpu = layers.on_gpu,
            chunk,
            "weights loaded"
        );
        let discrete = gpu.is_some_and(|gpu| gpu.device_type == LlamaBackendDeviceType::Gpu);
        Ok(Self {
            llama,
            family,
            facts,
            fit,
            window: plan.shape.window,
            chunk,
            pooling: pooling(&plan.header),
            offload,
            discrete,
        })
    }

    /// Takes the layout of this rung, which places the layers as they are.
    pub fn settle(&mut self, rung: Rung) {
        self.fit = rung.fit;
        self.facts.context = rung.fit.context;
        self.chunk = chunk(&self.facts, self.facts.layers.on_gpu > 0, rung.fit);
    }

    /// Makes room for its conversations.
    ///
    /// # Errors
    /// [`EngineError::LoadFailed`] where llama.cpp can't.
    pub fn context(&self, backend: &LlamaBackend) -> Result<LlamaContext<'_>, EngineError> {
        let threads = |count: u32| i32::try_from(count).unwrap_or(1);
        let on_gpu = self.offload != Offload::None;
        let cache = match self.fit.cache {
            Cache::Half => KvCacheType::F16,
            Cache::Eight => KvCacheType::Q8_0,
        };
        let parameters = layout(self.fit)
            .with_type_k(cache)
            .with_type_v(cache)
            .with_n_threads(threads(self.facts.threads))
            .with_n_threads_batch(threads(self.facts.threads))
            .with_offload_kqv(on_gpu)
            .with_op_offload(on_gpu)
            .with_no_perf(true);
        let parameters = match self.facts.purpose {
            Purpose::Embed => parameters.with_embeddings(true).with_pooling_type(self.pooling),
            Purpose::Answer | Purpose::Guard => parameters,
        };
        logging::clear_complaints();
        self.llama
            .new_context(backend, parameters)
            .map_err(|error| EngineError::LoadFailed { detail: cause(&error.to_string()) })
    }

    /// What a measured speed says of the device.
    #[must_use]
    pub fn judged(&self, speed: Speed) -> Speed {
        let expected = self.discrete && self.facts.layers.on_gpu == self.facts.layers.all;
        Speed { below_device: expected && below_device(self.facts.parameters, self.facts.bytes, speed), ..speed }
    }
}

/// What is known of a model before it is loaded.
#[derive(Debug)]
pub struct Plan {
    /// Its file's header.
    pub header: Header,
    /// What of it takes memory.
    pub shape: Shape,
    /// What to try in turn.
    pub ladder: Ladder,
    gpu: Option<LlamaBackendDevice>,
}

impl Plan {
    /// Looks at the file and at the machine.
    ///
    /// # Errors
    /// One variant of [`EngineError`] for each thing that can be wrong with the file, and
    /// [`EngineError::NotEnoughMemory`].
    pub fn of(request: &LoadRequest) -> Result<Self, EngineError> {
        let header = file::check(&request.path, request.purpose)?;
        let shape = Shape::of(&header);
        let gpu = gpu(request.safe);
        let on_gpu = gpu.as_ref().map(|device| device.memory_free as u64);
        let ladder = Ladder::new(request, &header, &shape, available(), on_gpu)?;
        Ok(Self { header, shape, ladder, gpu })
    }

    /// Its layers. llama.cpp counts the output as one more.
    #[must_use]
    pub fn layers(&self) -> u32 {
        u32::try_from(self.header.number("block_count").unwrap_or_default()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// The part of a context's parameters that decides how much memory it takes.
fn layout(fit: Fit) -> LlamaContextParams {
    LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(fit.context))
        .with_n_batch(fit.ubatch)
        .with_n_ubatch(fit.ubatch)
        .with_n_seq_max(fit.sequences)
        .with_kv_unified(true)
        // Windowed layers keep their window only; at long contexts the rest is most of the cache.
        .with_swa_full(false)
}

/// Reads the weights.
fn weights(
    backend: &LlamaBackend,
    request: &LoadRequest,
    plan: &Plan,
    mut progress: impl FnMut(f32) -> bool + 'static,
) -> Result<LlamaModel, EngineError> {
    let given_up = std::rc::Rc::new(std::cell::Cell::new(false));
    let told = std::rc::Rc::clone(&given_up);
    let parameters = offloaded(request, plan).with_progress_callback(move |fraction| {
        let goes_on = progress(fraction);
        told.set(!goes_on);
        goes_on
    });
    logging::clear_complaints();
    LlamaModel::load_from_file(backend, &request.path, &parameters).map_err(|error| {
        if given_up.get() {
            return EngineError::Unloaded;
        }
        let detail = cause(&error.to_string());
        if detail.contains("unknown model architecture") {
            let architecture = plan.header.architecture.clone();
            EngineError::ModelUnknownArchitecture { path: shown(&request.path), architecture }
        } else {
            EngineError::LoadFailed { detail }
        }
    })
}

/// Parameters that place the layers as the rung says.
fn offloaded(request: &LoadRequest, plan: &Plan) -> LlamaModelParams {
    let Rung { fit, offload } = plan.ladder.rung();
    if plan.gpu.is_none() || offload == Offload::None {
        return LlamaModelParams::default().with_n_gpu_layers(0);
    }
    let fitted = fitted(request, fit).unwrap_or_else(|| {
        // llama.cpp found no way, and its default would be all layers.
        let room = plan.gpu.as_ref().map_or(0, |gpu| (gpu.memory_free as u64).saturating_sub(MARGIN as u64));
        let share = room.saturating_mul(u64::from(plan.layers())) / plan.shape.needed(fit).max(1);
        let layers = u32::try_from(share).unwrap_or(u32::MAX).min(plan.layers());
        LlamaModelParams::default().with_n_gpu_layers(layers)
    });
    match offload {
        Offload::Half => {
            let layers = u32::try_from(fitted.n_gpu_layers()).unwrap_or_else(|_| plan.layers());
            LlamaModelParams::default().with_n_gpu_layers(layers.min(plan.layers()) / 2)
        }
        Offload::Fitted | Offload::None => fitted,
    }
}

/// What llama.cpp finds room for on the graphics devices that are there.
fn fitted(request: &LoadRequest, fit: Fit) -> Option<LlamaModelParams> {
    let path = CString::new(request.path.to_str()?).ok()?;
    let mut parameters = Box::pin(LlamaModelParams::default());
    let mut margins = vec![MARGIN; max_devices()];
    let errors = llama_cpp_sys_2::GGML_LOG_LEVEL_ERROR;
    match parameters.as_mut().fit_params(&path, &mut layout(fit), &mut margins, fit.context, errors) {
        Ok(_) => Some(*Pin::into_inner(parameters)),
        Err(error) => {
            tracing::warn!(%error, "llama.cpp found no way to place the layers");
            None
        }
    }
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

/// The pooling that the file names, the mean where it names none that makes one vector of a text.
fn pooling(header: &Header) -> LlamaPoolingType {
    match header.number("pooling_type") {
        Some(2) => LlamaPoolingType::Cls,
        Some(3) => LlamaPoolingType::Last,
        _ => LlamaPoolingType::Mean,
    }
}

/// Where the layers are, as llama.cpp itself has told.
fn placed(gpu: bool, all: u32) -> Layers {
    let on_gpu = if gpu { logging::offloaded().unwrap_or(0) } else { 0 };
    Layers { all, on_gpu: on_gpu.min(all) }
}

fn named(gpu: Option<&LlamaBackendDevice>, layers: Layers) -> String {
    gpu.filter(|_| layers.on_gpu > 0).map_or_else(|| "CPU".to_owned(), |device| device.description.clone())
}

/// How much of a prompt the first step reads, before any was measured: see [`crate::schedule`] for those after it. On a
/// processor the larger the model, the shorter the piece: about half a second on two cores.
fn chunk(facts: &ModelFacts, gpu: bool, fit: Fit) -> usize {
    let tokens = match facts.parameters {
        _ if gpu => fit.ubatch,
        0..=500_000_000 => 128,
        500_000_001..=2_000_000_000 => 64,
        _ => 32,
    };
    tokens.min(fit.ubatch) as usize
}
