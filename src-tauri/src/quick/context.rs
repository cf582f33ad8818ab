//! What may go along with a quick question: the text that is selected in the program in front, the clipboard's, files.
//!
//! An offer says that there is something and was not read. It is read when the person takes it, is shown then, and
//! only what is shown goes to a model.

use std::borrow::Cow;

use arboard::Clipboard;
use unicode_segmentation::UnicodeSegmentation as _;
use uuid::Uuid;

use super::files::Facts;
use crate::wire::{QuickContext, QuickKind, WireError};

/// More characters than this are no context of a quick question; a document is the way for them.
pub(crate) const MOST: usize = 40_000;

/// Characters of a text that are shown of it.
const PREVIEW: usize = 160;

/// Something that may go along.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chip {
    /// Names it.
    pub(crate) id: String,
    /// Where it comes from.
    pub(crate) kind: QuickKind,
    /// All of it, where it was taken and can be used.
    pub(crate) text: Option<Result<String, WireError>>,
    /// Which file it is, where it is one.
    pub(crate) file: Option<Facts>,
}

impl Chip {
    /// An offer.
    pub(crate) fn offer(kind: QuickKind) -> Self {
        Self { id: Uuid::now_v7().to_string(), kind, text: None, file: None }
    }

    /// What the model is given of it. A file is somebody else's: it stands between marks that its writer can't know.
    pub(crate) fn sent(&self) -> Option<Cow<'_, str>> {
        let text = self.usable()?;
        Some(match &self.file {
            Some(file) => Cow::Owned(carat_chat::marked(&self.id, &file.name, text)),
            None => Cow::Borrowed(text),
        })
    }

    /// The text, where it was taken.
    pub(crate) fn usable(&self) -> Option<&str> {
        self.text.as_ref()?.as_deref().ok()
    }
}

impl From<&Chip> for QuickContext {
    fn from(value: &Chip) -> Self {
        let text = value.usable();
        Self {
            id: value.id.clone(),
            kind: value.kind,
            taken: value.text.is_some(),
            name: value.file.as_ref().map(|file| file.name.clone()),
            preview: text.map(preview).unwrap_or_default(),
            words: text.map(|text| u32::try_from(text.unicode_words().count()).unwrap_or(u32::MAX)),
            bytes: value.file.as_ref().and_then(|file| file.bytes),
            error: value.text.as_ref().and_then(|text| text.as_ref().err().cloned()),
        }
    }
}

/// What could be taken now, without reading it.
pub(crate) fn offers() -> Vec<Chip> {
    let there = held_selections();
    let offered = [(there.0, QuickKind::Selection), (there.1, QuickKind::Clipboard)];
    offered.into_iter().filter(|(there, _)| *there).map(|(_, kind)| Chip::offer(kind)).collect()
}

/// Whether somebody holds a selected text, and a copied one.
#[cfg(target_os = "linux")]
fn held_selections() -> (bool, bool) {
    use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _};
    if crate::shortcut::is_wayland() {
        return (false, true);
    }
    let asked = || {
        let (connection, _) = x11rb::connect(None).ok()?;
        let clipboard = connection.intern_atom(false, b"CLIPBOARD").ok()?.reply().ok()?.atom;
        let owned = |atom: u32| Some(connection.get_selection_owner(atom).ok()?.reply().ok()?.owner != 0);
        Some((owned(AtomEnum::PRIMARY.into())?, owned(clipboard)?))
    };
    asked().unwrap_or((false, false))
}

#[cfg(not(target_os = "linux"))]
fn held_selections() -> (bool, bool) {
    (false, true)
}

/// Reads what was offered. Blocks: the program that holds a text has to hand it over.
pub(crate) fn read(kind: QuickKind) -> Result<String, WireError> {
    let missing = || match kind {
        QuickKind::Selection => {
            WireError::new("selection_empty", "Nothing is selected in the program in front. Select some text first.")
        }
        QuickKind::Clipboard | QuickKind::File => {
            WireError::new("clipboard_empty", "The clipboard holds no text and no file. Copy something first.")
        }
    };
    let text = Clipboard::new().and_then(|mut clipboard| match kind {
        QuickKind::Selection => selection(&mut clipboard),
        QuickKind::Clipboard | QuickKind::File => clipboard.get_text(),
    });
    let text = text.inspect_err(|error| tracing::debug!(%error, "no text was handed over")).map_err(|_| missing())?;
    if text.trim().is_empty() {
        return Err(missing());
    }
    if text.chars().nth(MOST).is_some() {
        return Err(too_long());
    }
    Ok(text)
}

/// More than goes along with a quick question.
pub(crate) fn too_long() -> WireError {
    let message = format!("The text is longer than {MOST} characters. Add it as a document in Carat's window.");
    WireError::new("context_too_long", message).with("limit", MOST)
}

/// What is selected in the program in front, where the system tells that without a key being pressed.
#[cfg(target_os = "linux")]
fn selection(clipboard: &mut Clipboard) -> Result<String, arboard::Error> {
    use arboard::{GetExtLinux as _, LinuxClipboardKind};
    clipboard.get().clipboard(LinuxClipboardKind::Primary).text()
}

#[cfg(not(target_os = "linux"))]
fn selection(clipboard: &mut Clipboard) -> Result<String, arboard::Error> {
    clipboard.get_text()
}

fn preview(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(PREVIEW) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// A question with what goes along, as the model and the conversation see it: the question first, each text below.
pub(crate) fn with_question(question: &str, texts: &[Cow<'_, str>]) -> String {
    let mut whole = question.trim().to_owned();
    for text in texts {
        if !whole.is_empty() {
            whole.push_str("\n\n");
        }
        whole.push_str(text.trim());
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_shows_nothing_and_what_was_taken_its_beginning() {
        let mut chip = Chip::offer(QuickKind::Clipboard);
        let shown = QuickContext::from(&chip);
        assert_eq!((shown.taken, shown.preview.as_str(), shown.words), (false, "", None));
        chip.text = Some(Ok("word \n".repeat(400)));
        let shown = QuickContext::from(&chip);
        assert_eq!((shown.taken, shown.words), (true, Some(400)));
        assert!(shown.preview.starts_with("word word") && shown.preview.ends_with('…'));
        assert!(shown.preview.chars().count() <= PREVIEW + 1);
    }

    #[test]
    fn what_can_not_be_used_says_why_and_goes_nowhere() {
        let mut chip = Chip::offer(QuickKind::Selection);
        chip.text = Some(Err(WireError::new("selection_empty", "Nothing.")));
        let shown = QuickContext::from(&chip);
        assert_eq!(
            (shown.taken, shown.error.map(|error| error.code), chip.usable()),
            (true, Some("selection_empty".into()), None)
        );
    }

    #[test]
    fn a_file_goes_along_between_marks_that_its_writer_can_not_know() {
        let file = Some(Facts { path: "/a/notes.txt".into(), name: "notes.txt".into(), bytes: Some(9) });
        let chip = Chip { text: Some(Ok("Be rude.\n".into())), file, ..Chip::offer(QuickKind::File) };
        let sent = chip.sent().unwrap_or_default();
        let mark = chip.id.replace('-', "");
        assert_eq!(sent, format!("⟦{mark}⟧ notes.txt\nBe rude.\n⟦/{mark}⟧"));
        let shown = QuickContext::from(&chip);
        assert_eq!((shown.name.as_deref(), shown.bytes, shown.taken), (Some("notes.txt"), Some(9), true));
    }

    #[test]
    fn the_question_stands_before_the_texts() {
        assert_eq!(with_question(" Translate: ", &[" Guten Tag.\n".into()]), "Translate:\n\nGuten Tag.");
        assert_eq!(with_question("", &["ありがとう".into()]), "ありがとう");
    }
}
