//! A ladder is what to try in turn until a model is in memory: the best first, each rung asking for less than the one above.
//!
//! The first rung is reckoned from the file's header and the free memory; the rest are for what no reckoning knows:
//! drivers that keep memory to themselves, limits, other programs that grow meanwhile.

use carat_engine::{EngineError, LoadRequest, LoadStep, Purpose, Speed};

use crate::file;
use crate::gguf::Header;
use crate::memory::{Cache, Fit, Shape};

/// Tokens of one computation.
const UBATCH: u32 = 512;

/// Tokens of one computation after a crash: less memory at once, and an end sooner when something hangs.
const SAFE_UBATCH: u32 = 128;

/// Work a second, in multiplications and additions, below which a graphics device reads no faster than a processor:
/// sixteen fast cores reach it.
const PROCESSOR_WORK: f64 = 2e12;

/// Bytes a second, below which it writes no faster than one: four channels of memory reach it.
const PROCESSOR_BYTES: f64 = 80e9;

/// Smaller models, in weights, are held up by other things than the device.
const MEASURABLE: u64 = 500_000_000;

/// One way of having a model in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// The context and what goes with it.
    pub fit: Fit,
    /// Where the layers go.
    pub offload: Offload,
}

/// Where the layers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offload {
    /// As many to graphics devices as llama.cpp finds room for.
    Fitted,
    /// Half of those.
    Half,
    /// None to graphics devices.
    None,
}

/// What to try in turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    rungs: Vec<Rung>,
    at: usize,
}

impl Ladder {
    /// The ladder for a request, standing on the first rung that fits by reckoning. `free` is the memory that is free
    /// for it, `on_gpu` that of the graphics device, where there is one that may be used.
    ///
    /// # Errors
    /// [`EngineError::NotEnoughMemory`] where no rung fits.
    pub fn new(
        request: &LoadRequest,
        header: &Header,
        shape: &Shape,
        free: u64,
        on_gpu: Option<u64>,
    ) -> Result<Self, EngineError> {
        let ubatch = if request.safe { SAFE_UBATCH } else { UBATCH };
        let layouts = match request.purpose {
            Purpose::Embed => vec![shape.texts(file::embeds(&header.architecture))],
            purpose => shape.layouts(request.context, purpose, ubatch),
        };
        let mut rungs = Vec::new();
        if on_gpu.is_some() {
            rungs.extend(layouts.iter().map(|fit| Rung { fit: *fit, offload: Offload::Fitted }));
            rungs.extend(layouts.last().map(|fit| Rung { fit: *fit, offload: Offload::Half }));
        }
        rungs.extend(layouts.iter().map(|fit| Rung { fit: *fit, offload: Offload::None }));
        let at = shape.first_of(&layouts, free.saturating_add(on_gpu.unwrap_or(0)))?;
        Ok(Self { rungs, at })
    }

    /// The rung that it stands on.
    #[must_use]
    pub fn rung(&self) -> Rung {
        self.rungs[self.at]
    }

    /// What is given up already at the first rung. `layers` are those of the model, the output counted as one.
    #[must_use]
    pub fn given_up(&self, layers: u32) -> Vec<LoadStep> {
        steps(self.rungs[0], self.rung(), layers)
    }

    /// Steps down to the next rung that differs in its context. `None` where there is none for this placement.
    pub fn less_context(&mut self, layers: u32) -> Option<Vec<LoadStep>> {
        let offload = self.rung().offload;
        self.step_to(layers, |rung| rung.offload == offload)
    }

    /// Steps down to the next rung that places the layers otherwise; the model has to be loaded again. `None` where
    /// there is none.
    pub fn less_gpu(&mut self, layers: u32) -> Option<Vec<LoadStep>> {
        let offload = self.rung().offload;
        self.step_to(layers, |rung| rung.offload != offload)
    }

    fn step_to(&mut self, layers: u32, fits: impl Fn(Rung) -> bool) -> Option<Vec<LoadStep>> {
        let next = (self.at + 1..self.rungs.len()).find(|at| fits(self.rungs[*at]))?;
        let taken = steps(self.rung(), self.rungs[next], layers);
        self.at = next;
        Some(taken)
    }
}

/// What the lower rung has less of.
fn steps(from: Rung, to: Rung, layers: u32) -> Vec<LoadStep> {
    let mut steps = Vec::new();
    if to.fit.context < from.fit.context {
        steps.push(LoadStep::ShorterContext { from: from.fit.context, to: to.fit.context });
    }
    if from.fit.cache == Cache::Half && to.fit.cache == Cache::Eight {
        steps.push(LoadStep::SmallerCache);
    }
    match (from.offload, to.offload) {
        (Offload::Fitted, Offload::Half) => steps.push(LoadStep::FewerLayers { from: layers, to: layers / 2 }),
        (Offload::Fitted | Offload::Half, Offload::None) => steps.push(LoadStep::NoGpu),
        _ => {}
    }
    steps
}

/// Whether what llama.cpp complained of can be helped by asking for less: it is about memory or a device, not the file.
#[must_use]
pub fn about_memory(detail: &str) -> bool {
    let detail = detail.to_ascii_lowercase();
    ["alloc", "out of memory", "buffer", "not enough", "cuda", "vulkan", "metal", "device"]
        .iter()
        .any(|word| detail.contains(word))
}

/// Whether a model whose layers are all on a graphics device of its own is no faster than it would be on a processor.
#[must_use]
pub fn below_device(parameters: u64, bytes: u64, speed: Speed) -> bool {
    let work = 2.0 * parameters as f64 * f64::from(speed.prefill);
    let moved = bytes as f64 * f64::from(speed.decode);
    parameters >= MEASURABLE && work < PROCESSOR_WORK && moved < PROCESSOR_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYERS: u32 = 19;

    fn shape() -> Shape {
        let mut header = Header::default();
        header.weights = 1 << 30;
        Shape::of(&header)
    }

    fn ladder(asked: Option<u32>, on_gpu: Option<u64>) -> Ladder {
        let request = LoadRequest { context: asked, ..LoadRequest::new("m", "m.gguf") };
        Ladder::new(&request, &Header::default(), &shape(), 8 << 30, on_gpu).unwrap()
    }

    /// All steps down to the last rung.
    fn all_steps(mut ladder: Ladder) -> Vec<LoadStep> {
        let mut steps = ladder.given_up(LAYERS);
        while let Some(more) = ladder.less_context(LAYERS).or_else(|| ladder.less_gpu(LAYERS)) {
            steps.extend(more);
        }
        steps
    }

    #[test]
    fn a_processor_gives_up_context_first_and_then_precision() {
        let expected = [
            LoadStep::ShorterContext { from: 8192, to: 4096 },
            LoadStep::ShorterContext { from: 4096, to: 2048 },
            LoadStep::SmallerCache,
        ];
        assert_eq!(all_steps(ladder(None, None)), expected);
        assert_eq!(all_steps(ladder(Some(8192), None)), [LoadStep::SmallerCache], "what was asked for stays");
    }

    #[test]
    fn a_graphics_device_is_given_up_last() {
        let expected = [
            LoadStep::ShorterContext { from: 8192, to: 4096 },
            LoadStep::ShorterContext { from: 4096, to: 2048 },
            LoadStep::SmallerCache,
            LoadStep::FewerLayers { from: LAYERS, to: 9 },
            LoadStep::NoGpu,
        ];
        let steps = all_steps(ladder(None, Some(1 << 30)));
        assert_eq!(steps[..5], expected);
        // On the processor there may be memory for what the device had none for.
        assert_eq!(steps[5..], expected[..3]);
    }

    #[test]
    fn weights_that_do_not_load_are_placed_otherwise_at_once() {
        let mut ladder = ladder(None, Some(1 << 30));
        assert!(ladder.less_gpu(LAYERS).unwrap().contains(&LoadStep::FewerLayers { from: LAYERS, to: 9 }));
        assert_eq!(ladder.less_gpu(LAYERS).unwrap(), [LoadStep::NoGpu]);
        assert_eq!(ladder.rung().fit.context, 8192, "the processor starts with all of it");
        assert_eq!(ladder.less_gpu(LAYERS), None);
    }

    #[test]
    fn what_is_reckoned_away_is_told() {
        let tight = shape().needed(shape().layouts(None, Purpose::Answer, UBATCH)[3]);
        let request = LoadRequest::new("m", "m.gguf");
        let ladder = Ladder::new(&request, &Header::default(), &shape(), tight, None).unwrap();
        // Without a cache to speak of, all layouts need nearly the same.
        assert!(ladder.rung().fit.context <= 8192);
        let error = Ladder::new(&request, &Header::default(), &shape(), 1 << 20, None).unwrap_err();
        assert_eq!(error.code(), "not_enough_memory");
    }

    #[test]
    fn only_what_less_could_help_leads_down() {
        assert!(about_memory("failed to allocate buffer for kv cache"));
        assert!(about_memory("unable to allocate CUDA0 buffer"));
        assert!(about_memory("ErrorOutOfDeviceMemory: out of memory"));
        for other in ["unknown model architecture: 'x'", "tensor 'y' has wrong shape", "missing tensor"] {
            assert!(!about_memory(other), "{other}");
        }
    }

    #[test]
    fn a_device_is_as_fast_as_one_or_it_is_told() {
        let speed = |prefill, decode| Speed { prefill, decode, below_device: false };
        let (parameters, bytes) = (4_000_000_000, 2_500_000_000);
        assert!(below_device(parameters, bytes, speed(60.0, 9.0)), "a desktop's processor");
        assert!(!below_device(parameters, bytes, speed(4000.0, 120.0)), "a graphics card");
        assert!(!below_device(parameters, bytes, speed(60.0, 120.0)), "slow in one way only");
        assert!(!below_device(270_000_000, 250_000_000, speed(600.0, 60.0)), "too small to say");
    }
}
