//! The quick window, the shortcut and the tray on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Overflow, WireError};

/// Where something that may go with a question comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QuickKind {
    /// The text that is selected in the app in front.
    Selection,
    /// The text on the clipboard.
    Clipboard,
    /// A file.
    File,
}

/// Something that may go with a question. It is shown before it is used, and only offered until the person takes it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct QuickContext {
    /// Its id for as long as it is shown.
    pub(crate) id: String,
    /// Where it comes from.
    pub(crate) kind: QuickKind,
    /// Whether the person took it; what is only offered has not been read.
    pub(crate) taken: bool,
    /// The file's name, or the name of the app whose selection it is; null where that is not known.
    pub(crate) name: Option<String>,
    /// Its beginning; empty for what was not read, and for a file.
    pub(crate) preview: String,
    /// How many words it has; null where they were not counted.
    pub(crate) words: Option<u32>,
    /// A file's size.
    pub(crate) bytes: Option<u64>,
    /// Why it can't be used.
    pub(crate) error: Option<WireError>,
}

/// How an answer gets into the app in front: by a paste of its own, or as far as the clipboard only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InsertWay {
    /// It is pasted there.
    Pastes,
    /// It is copied, and the person pastes it.
    Copies,
}

/// What the quick window needs to know besides the state of the app.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct QuickState {
    /// What is offered or taken.
    pub(crate) context: Vec<QuickContext>,
    /// The app in front; null where that is not known.
    pub(crate) app: Option<String>,
    /// How an answer gets there.
    pub(crate) insert: InsertWay,
    /// Whether what lies behind the window shows through; else its ground is filled to the corners.
    pub(crate) transparent: bool,
}

/// A question of the quick window.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub(crate) struct QuickRequest {
    /// Null starts a new conversation.
    pub(crate) conversation: Option<String>,
    /// The message this question follows; null for the first.
    pub(crate) parent: Option<String>,
    /// What the person wrote; may be empty where there is an action.
    pub(crate) text: String,
    /// The id of what to do with the context; null for nothing but what the text says.
    pub(crate) action: Option<String>,
    /// The ids of what goes with it, as they were shown.
    pub(crate) context: Vec<String>,
    /// Whether the conversation is kept; one that is not leaves no trace. Only the first question's counts.
    pub(crate) keep: bool,
    /// What to do where it does not fit.
    pub(crate) overflow: Overflow,
}

/// Where the answer goes: at the caret, or in place of the selected text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InsertMode {
    /// At the caret; what is selected stays.
    Insert,
    /// In place of what is selected.
    Replace,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Inserted {
    /// It was pasted into the app in front.
    Pasted,
    /// It is on the clipboard.
    Copied,
}

/// Where a shortcut stands. `offer` is another one that is free.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum ShortcutStatus {
    /// None was chosen.
    None,
    /// It works.
    Registered,
    /// It was given back for now.
    Paused,
    /// Another program has it.
    Taken { offer: Option<String> },
    /// It is none.
    Failed { error: WireError, offer: Option<String> },
    /// The desktop has it, and says so which keys it gave, in its own words.
    Desktop { keys: String },
    /// This desktop lets no program listen; its own settings can start this command.
    ByHand { command: String },
}

/// What this desktop can do.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct DesktopStatus {
    /// Whether there is a tray.
    pub(crate) tray: bool,
    /// Where the shortcut stands.
    pub(crate) shortcut: ShortcutStatus,
    /// Whether Carat can be started at login here.
    pub(crate) login: bool,
}
