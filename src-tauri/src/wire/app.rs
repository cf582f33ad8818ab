//! The app itself on the wire: what a window needs to start, and the events that every window gets.

use std::collections::BTreeMap;

use carat_store as store;
use serde::Serialize;
use ts_rs::TS;

use super::{DesktopStatus, Download, EngineStatus, FileDrop, FileWork, Model, QuickContext, StoredDocument};
use crate::settings::Settings;

/// Where Carat keeps things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Folders {
    /// Everything that Carat writes.
    pub(crate) home: String,
    /// What came with Carat.
    pub(crate) data: String,
    /// The person's own models.
    pub(crate) models: String,
    /// Carat's logs.
    pub(crate) logs: String,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeKind {
    /// The database could not be read and was kept aside, under `kept_as`.
    DatabaseDamaged,
    /// It was brought from version `from` to `to`, after a copy to `backup`.
    DatabaseMigrated,
    /// `answers` answers were being written when Carat last ended.
    AnswersBrokenOff,
}

/// What happened when the database was opened, to be told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Notice {
    /// What it is about.
    pub(crate) kind: NoticeKind,
    /// What its sentence names.
    pub(crate) args: BTreeMap<String, String>,
}

impl Notice {
    /// The notice as the window tells it; `None` for a kind that this shell has no sentence for.
    pub(crate) fn new(value: &store::Notice) -> Option<Self> {
        let (kind, args) = match value {
            store::Notice::Damaged { kept_as, detail } => (
                NoticeKind::DatabaseDamaged,
                vec![("kept_as", kept_as.display().to_string()), ("detail", detail.clone())],
            ),
            store::Notice::Migrated { from, to, backup } => (
                NoticeKind::DatabaseMigrated,
                vec![("from", from.to_string()), ("to", to.to_string()), ("backup", backup.display().to_string())],
            ),
            store::Notice::BrokenOff { answers } => {
                (NoticeKind::AnswersBrokenOff, vec![("answers", answers.to_string())])
            }
            _ => return None,
        };
        Some(Self { kind, args: args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect() })
    }
}

/// Everything that a window needs before its first picture.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct AppState {
    /// Carat's version.
    pub(crate) version: String,
    /// `linux`, `macos` or `windows`.
    pub(crate) platform: String,
    /// The system's language, a BCP 47 tag.
    pub(crate) locale: String,
    /// The person's settings; `model` is the one that answers, chosen or the starter.
    pub(crate) settings: Settings,
    /// What can be chosen.
    pub(crate) models: Vec<Model>,
    /// What is being downloaded.
    pub(crate) downloads: Vec<Download>,
    /// Where the engine stands.
    pub(crate) engine: EngineStatus,
    /// Where Carat keeps things.
    pub(crate) folders: Folders,
    /// What is to be told once.
    pub(crate) notices: Vec<Notice>,
}

/// Events for every window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum AppEvent {
    /// The engine stands elsewhere.
    Engine { status: EngineStatus },
    /// A setting changed.
    Settings { settings: Settings },
    /// A model came, went, or its terms were accepted.
    Models { models: Vec<Model> },
    /// The list of conversations changed.
    Conversations,
    /// Downloads came, went or moved on; all of them.
    Downloads { downloads: Vec<Download> },
    /// Long work on files of models moved on.
    FileWork { work: FileWork },
    /// A file is dragged over the window or was dropped on it.
    FileDrop { drop: FileDrop },
    /// A document came or stands elsewhere.
    Document { document: StoredDocument },
    /// A document is not shown any more.
    DocumentGone { id: String },
    /// A library came, went or holds something else.
    Libraries,
    /// The quick window is shown, for an action or with a question where it was opened so.
    QuickShown { context: Vec<QuickContext>, app: Option<String>, action: Option<String>, draft: Option<String> },
    /// It is hidden.
    QuickHidden,
    /// All that was asked in it is forgotten.
    QuickForget,
    /// Files are dragged over the quick window, or no longer.
    QuickDrag { over: bool },
    /// What is offered or taken has changed.
    QuickContext { context: Vec<QuickContext> },
    /// The tray came or went, or a shortcut stands elsewhere.
    Desktop { status: DesktopStatus },
    /// The person closes the main window and has not said what that means.
    CloseAsked,
    /// The main window is shown at a conversation (null: a new one), with what was written so far, or at a part of the
    /// settings.
    OpenInMain { conversation: Option<String>, draft: String, settings: Option<String> },
}
