//! Models on disk and in memory on the wire: what takes which space, what runs, and long work on files.

use serde::Serialize;
use ts_rs::TS;

use super::{Model, WireError};

/// One model on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct StoredModel {
    /// As the list of models has it.
    pub(crate) model: Model,
    /// Its file; the first where it has several.
    pub(crate) path: String,
    /// When it last answered, in milliseconds since 1970; null where it never did.
    pub(crate) last_used: Option<i64>,
    /// Whether it is in memory now.
    pub(crate) running: bool,
    /// Whether its bytes were compared with a known hash; null where no hash is known.
    pub(crate) verified: Option<bool>,
}

/// Something else that takes space: an unfinished or a wrong download, a projector, a drafter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Leftover {
    /// Its file's name, which `remove_leftover` takes.
    pub(crate) file: String,
    /// Bytes that it takes on disk.
    pub(crate) bytes: u64,
    /// What it is.
    pub(crate) kind: LeftoverKind,
}

/// What something beside the models is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LeftoverKind {
    /// A download that is not finished.
    Unfinished,
    /// A download that had the wrong bytes.
    Quarantined,
    /// A projector or drafter of a model.
    Companion,
}

/// What takes which space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Storage {
    /// Carat's folder of models.
    pub(crate) folder: String,
    /// Bytes that Carat's own models and leftovers take there.
    pub(crate) owned: u64,
    /// Free space there; null where the system does not say.
    pub(crate) free: Option<u64>,
    /// The disk's size; null where the system does not say.
    pub(crate) total: Option<u64>,
    /// Every model on this machine, Carat's own first.
    pub(crate) models: Vec<StoredModel>,
    /// What else lies in Carat's folder.
    pub(crate) leftovers: Vec<Leftover>,
}

/// What comparing a model with its known hash found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(crate) enum Verified {
    /// It is byte for byte the one it should be.
    Matches { sha256: String },
    /// It is another file.
    Differs { sha256: String, expected: String },
    /// Nobody said what its hash should be.
    Unknown { sha256: String },
    /// The person stopped it.
    Stopped,
}

/// A model in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Running {
    /// The model's id.
    pub(crate) model: String,
    /// Its name for people.
    pub(crate) name: String,
    /// Bytes of main memory that its process holds; null where the system does not say.
    pub(crate) memory: Option<u64>,
    /// Whether it is answering.
    pub(crate) answering: bool,
    /// Where its layers run, in words; null while it loads.
    pub(crate) device: Option<String>,
}

/// Long work on files of models.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum FileWork {
    /// A model is compared with its hash.
    Verifying { model: String, done: u64, total: u64 },
    /// Carat's models are moved to another folder.
    Moving { to: String, done: u64, total: u64 },
    /// It has ended.
    Ended,
}

/// What is dragged over the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DropKind {
    /// Files that are read.
    Documents,
    /// Folders whose files are read.
    Folders,
    /// Files of models.
    Models,
    /// Models and others.
    Mixed,
}

/// Files that are dragged over the window or dropped on it. `drop` is what `take_drop` takes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum FileDrop {
    /// They hang over the window.
    Over { kind: DropKind, count: u32 },
    /// They were dropped and can be taken in.
    Dropped { drop: String, count: u32 },
    /// They were taken away again.
    Left,
    /// A model was dropped and can be chosen now.
    Added { model: Model },
    /// A model was dropped and can't be used.
    Refused { error: WireError },
}
