//! The clipboard as it was before an answer went through it, and how it comes to be that again.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use arboard::{Clipboard, Error, ImageData, Set};

/// What the clipboard held.
pub(super) enum Before {
    Files(Vec<PathBuf>),
    /// With its plain text, for programs that take no other.
    Html(String, Option<String>),
    Text(String),
    Image(ImageData<'static>),
    Nothing,
}

impl Before {
    /// Reads it. Files come first: they have a text too, which no file manager takes.
    pub(super) fn of(clipboard: &mut Clipboard) -> Self {
        if let Ok(files) = clipboard.get().file_list()
            && !files.is_empty()
        {
            return Self::Files(files);
        }
        let text = clipboard.get_text().ok();
        let html = clipboard.get().html().ok().filter(|html| !html.is_empty());
        match (html, text) {
            (Some(html), Some(text)) => Self::Html(html, Some(text)),
            (None, Some(text)) => Self::Text(text),
            // A picture that a browser copied has a tag beside it, and no text.
            (html, None) => match clipboard.get_image() {
                Ok(image) => Self::Image(image.to_owned_img()),
                Err(_) => html.map_or(Self::Nothing, |html| Self::Html(html, None)),
            },
        }
    }

    /// Puts it back.
    pub(super) fn restore(self, clipboard: &mut Clipboard) -> Result<(), Error> {
        match self {
            Self::Files(files) => clipboard.set().file_list(&files),
            Self::Html(html, text) => clipboard.set().html(html, text),
            Self::Text(text) => clipboard.set_text(text),
            Self::Image(image) => clipboard.set_image(image),
            Self::Nothing => clipboard.clear(),
        }
    }
}

/// Puts a text onto the clipboard; one that is to be forgotten stays out of the lists of what was copied.
pub(super) fn put(clipboard: &mut Clipboard, text: &str, kept: bool) -> Result<(), Error> {
    let set = clipboard.set();
    if kept { set.text(text) } else { unlisted(set).text(text) }
}

#[cfg(target_os = "linux")]
fn unlisted(set: Set<'_>) -> Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(windows)]
fn unlisted(set: Set<'_>) -> Set<'_> {
    arboard::SetExtWindows::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn unlisted(set: Set<'_>) -> Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

/// What holds the clipboard after an insert.
static KEPT: Mutex<Option<Clipboard>> = Mutex::new(None);

/// On X11 whoever copied a text hands it over, so it must live on.
pub(super) fn keep(clipboard: Clipboard) {
    *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(clipboard);
}

/// Lets go of it when Carat quits: a clipboard manager is handed what is on it by the last one that holds it.
pub(crate) fn let_go() {
    drop(KEPT.lock().unwrap_or_else(PoisonError::into_inner).take());
}
