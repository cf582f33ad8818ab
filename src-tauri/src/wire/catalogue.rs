//! The catalogue on the wire: cards of models that can be had, and how well each would run on this machine.

use carat_hub as hub;
use serde::Serialize;
use ts_rs::TS;

use super::WireError;

/// In one word, how a model would run here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FitWord {
    /// Memory to spare and a pace to read along with.
    RunsWell,
    /// It runs, with a drawback that `FitReason` names.
    Tight,
    /// It would not run, or would bring the machine to a stand.
    TooLarge,
}

/// Why a model gets its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FitReason {
    /// It fits the graphics memory as a whole.
    InGpu,
    /// It fits the free memory.
    InMemory,
    /// It fits the free memory with little to spare.
    LittleSpare,
    /// Part of it fits the graphics memory, the rest the main memory.
    PartlyInGpu,
    /// It fits, and answers more slowly than one reads.
    Slow,
    /// It would fit if other programs were closed.
    CloseOthers,
    /// It needs more memory than the machine has.
    MoreThanMachine,
}

/// How a model would run here, and why.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Fit {
    /// In one word.
    pub(crate) word: FitWord,
    /// Why.
    pub(crate) why: FitReason,
    /// About how many tokens a second; null where the machine's speed is not known.
    pub(crate) tokens_per_second: Option<f64>,
    /// Whether the speed comes from answers on this machine; else from a short test of its memory.
    pub(crate) speed_measured: bool,
    /// Bytes that it needs: weights, cache at `context`, computing and headroom.
    pub(crate) needed: u64,
    /// Bytes that are free now, where it would run.
    pub(crate) free: u64,
    /// Bytes that the machine has there.
    pub(crate) total: u64,
    /// Tokens of context that it was reckoned for.
    pub(crate) context: u32,
}

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModelRole {
    /// It answers.
    Chat,
    /// It judges text.
    Guard,
    /// It finds passages.
    Embedding,
}

/// What a model is good for, in words that the window has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GoodFor {
    /// Very small: for trying Carat out.
    TryingOut,
    /// For machines with little memory.
    Light,
    /// For everyday questions.
    Everyday,
    /// For careful work.
    Careful,
    /// Strong and quick at once, for machines with much memory.
    QuickAndStrong,
    /// For the hardest questions.
    Hardest,
    /// Of an older generation, for those who need that very one.
    Older,
    /// Pretrained: it goes on with a text and does not answer.
    Completing,
    /// It judges text for the safety check.
    Checking,
    /// It finds passages in documents.
    Searching,
}

/// What a model takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Modality {
    /// Text.
    Text,
    /// Pictures.
    Image,
    /// Sound.
    Audio,
}

/// What a file of a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FilePart {
    /// The model itself.
    Weights,
    /// What lets it see and hear (an mmproj file).
    Projector,
    /// What lets it answer faster (a drafter).
    Drafter,
}

/// A file that belongs to a variant. Its name and size are null until the hub was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct CardFile {
    /// What it is.
    pub(crate) part: FilePart,
    /// Its name in the repository.
    pub(crate) file: Option<String>,
    /// Its size.
    pub(crate) bytes: Option<u64>,
}

/// One form in which a model can be had.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Variant {
    /// Its id within the model.
    pub(crate) id: String,
    /// How its weights are rounded, such as `Q4_0`.
    pub(crate) quantisation: String,
    /// Whether the model was trained with that rounding.
    pub(crate) quantisation_aware: bool,
    /// Its repository at the hub; null for the one that comes with Carat, which can't be downloaded.
    pub(crate) repo: Option<String>,
    /// Whether the hub asks for an account and its owner's permission.
    pub(crate) gated: bool,
    /// Its files; the weights first.
    pub(crate) files: Vec<CardFile>,
    /// The size of its weights, rounded where only that is known; null until the hub was asked.
    pub(crate) bytes: Option<u64>,
    /// How it would run here.
    pub(crate) fit: Fit,
    /// The id of the model on this machine that it is, if it is here.
    pub(crate) installed: Option<String>,
    /// The download that fetches it.
    pub(crate) download: Option<String>,
}

/// One model that can be had.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Card {
    /// Its id for good.
    pub(crate) id: String,
    /// Its name for people.
    pub(crate) name: String,
    /// Its family, such as `gemma-4`.
    pub(crate) family: String,
    /// What it is for.
    pub(crate) role: ModelRole,
    /// What it is good for.
    pub(crate) good_for: GoodFor,
    /// A sentence of whoever added it to the catalogue, in their language.
    pub(crate) note: Option<String>,
    /// Number of weights.
    pub(crate) parameters: u64,
    /// What it takes in.
    pub(crate) modalities: Vec<Modality>,
    /// The context it was trained for, in tokens.
    pub(crate) context: u32,
    /// The terms to accept; null where none are needed.
    pub(crate) licence: Option<String>,
    /// The licence's name for people.
    pub(crate) licence_name: String,
    /// Whether the person accepted them.
    pub(crate) terms_accepted: bool,
    /// Whether it comes from a catalogue file of the person's.
    pub(crate) added: bool,
    /// The forms it can be had in; the recommended one for this machine first.
    pub(crate) variants: Vec<Variant>,
    /// Whether Carat recommends it for this machine. One is.
    pub(crate) recommended: bool,
}

/// A device for computing beside the processor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Gpu {
    /// Its name for people.
    pub(crate) name: String,
    /// Its memory.
    pub(crate) memory_total: u64,
    /// What of it is free now.
    pub(crate) memory_free: u64,
}

/// What the fits were reckoned with.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Machine {
    /// Main memory.
    pub(crate) memory_total: u64,
    /// What of it is free now.
    pub(crate) memory_free: u64,
    /// Devices for computing beside the processor.
    pub(crate) gpus: Vec<Gpu>,
    /// Free space where models are kept; null where the system does not say.
    pub(crate) disk_free: Option<u64>,
}

/// All models that can be had.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct CatalogueView {
    /// In the order they are shown.
    pub(crate) cards: Vec<Card>,
    /// This machine.
    pub(crate) machine: Machine,
    /// What is wrong with catalogue files of the person's; the rest is shown all the same.
    pub(crate) faults: Vec<WireError>,
}

/// From an enum of the hub with the same names.
macro_rules! same_names {
    ($name:ident: $($variant:ident),+) => {
        impl From<hub::$name> for $name {
            fn from(value: hub::$name) -> Self {
                match value {
                    $(hub::$name::$variant => Self::$variant),+
                }
            }
        }
    };
}

same_names!(FitWord: RunsWell, Tight, TooLarge);
same_names!(FitReason: InGpu, InMemory, LittleSpare, PartlyInGpu, Slow, CloseOthers, MoreThanMachine);
same_names!(ModelRole: Chat, Guard, Embedding);
same_names!(GoodFor: TryingOut, Light, Everyday, Careful, QuickAndStrong, Hardest, Older, Completing, Checking, Searching);
same_names!(Modality: Text, Image, Audio);
same_names!(FilePart: Weights, Projector, Drafter);

impl From<FilePart> for hub::FilePart {
    fn from(value: FilePart) -> Self {
        match value {
            FilePart::Weights => Self::Weights,
            FilePart::Projector => Self::Projector,
            FilePart::Drafter => Self::Drafter,
        }
    }
}

impl From<hub::Fit> for Fit {
    fn from(value: hub::Fit) -> Self {
        Self {
            word: value.word.into(),
            why: value.why.into(),
            tokens_per_second: value.tokens_per_second,
            speed_measured: value.speed_measured,
            needed: value.needed,
            free: value.free,
            total: value.total,
            context: value.context,
        }
    }
}

impl From<&hub::CatalogueFile> for CardFile {
    fn from(value: &hub::CatalogueFile) -> Self {
        Self { part: value.part.into(), file: value.file.clone(), bytes: value.bytes.or(value.about_bytes) }
    }
}

impl From<&hub::Gpu> for Gpu {
    fn from(value: &hub::Gpu) -> Self {
        Self { name: value.name.clone(), memory_total: value.memory_total, memory_free: value.memory_free }
    }
}
