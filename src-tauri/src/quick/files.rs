//! Files that go along with a quick question: read in the reader's own process when the person gives them, kept nowhere.

use std::path::{Path, PathBuf};

use arboard::Clipboard;
use carat_documents::Documents;
use tauri::{AppHandle, DragDropEvent, Manager};

use super::context::{self, Chip};
use crate::events::tell;
use crate::file_drop;
use crate::parts::Parts;
use crate::wire::{AppEvent, QuickContext, QuickKind, WireError};

/// So many files at once are the context of a question; more are a library.
const MOST: usize = 8;

/// What a person sees of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Facts {
    /// Where it lies, which tells it from another one of this name. The page never sees it.
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) bytes: Option<u64>,
}

/// The files on the clipboard. Blocks.
pub(crate) fn on_clipboard() -> Vec<PathBuf> {
    Clipboard::new().and_then(|mut clipboard| clipboard.get().file_list()).unwrap_or_default()
}

/// Acts on what is dragged over the quick window.
pub(crate) fn on_event(app: &AppHandle, event: &DragDropEvent) {
    let over = matches!(event, DragDropEvent::Enter { paths, .. } if !paths.is_empty());
    if !matches!(event, DragDropEvent::Over { .. }) {
        tell(app, &AppEvent::QuickDrag { over });
    }
    if let DragDropEvent::Drop { paths, .. } = event {
        let (app, paths) = (app.clone(), file_drop::without_models(app, paths));
        tauri::async_runtime::spawn(async move {
            let context = take(&app, paths).await;
            tell(&app, &AppEvent::QuickContext { context });
        });
    }
}

/// Takes files along; gives back all that is shown now.
pub(crate) async fn take(app: &AppHandle, paths: Vec<PathBuf>) -> Vec<QuickContext> {
    let parts = app.state::<Parts>();
    let mut chips = Vec::new();
    for path in paths.iter().take(MOST) {
        chips.push(read(&parts.desk.documents, path).await);
    }
    if let Some(path) = paths.get(MOST) {
        let message = format!("More than {MOST} files are too much for a quick question. Put them into a library.");
        chips.push(chip(path, Err(WireError::new("context_too_many", message).with("limit", MOST))));
    }
    let mut held = parts.quick.held();
    for chip in chips {
        // The same file again is read anew.
        let path = |chip: &Chip| chip.file.as_ref().map(|file| file.path.clone());
        held.chips.retain(|known| known.file.is_none() || path(known) != path(&chip));
        held.chips.push(chip);
    }
    held.context()
}

async fn read(documents: &Documents, path: &Path) -> Chip {
    let text = match documents.text_of(path, context::MOST).await {
        Ok(Some(text)) => Ok(text),
        Ok(None) => Err(context::too_long()),
        Err(error) => Err(error.into()),
    };
    chip(path, text)
}

fn chip(path: &Path, text: Result<String, WireError>) -> Chip {
    let bytes = path.metadata().ok().filter(std::fs::Metadata::is_file).map(|facts| facts.len());
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Chip { text: Some(text), file: Some(Facts { path: path.to_owned(), name, bytes }), ..Chip::offer(QuickKind::File) }
}
