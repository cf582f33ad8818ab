//! Files that are dragged over the window are announced. Models are added in place where they are dropped; what else is
//! dropped waits until the window says where it belongs.

use std::path::{Path, PathBuf};

use tauri::{AppHandle, DragDropEvent, Manager};

use crate::commands::models::listed;
use crate::desk;
use crate::events::tell;
use crate::models;
use crate::parts::Parts;
use crate::windows;
use crate::wire::{AppEvent, DropKind, FileDrop};

/// Of what is dragged, so many are looked at: the window's own thread waits for it.
const LOOKED_AT: usize = 64;

/// Acts on what is dragged over the window.
pub(crate) fn on_event(app: &AppHandle, event: &DragDropEvent) {
    match event {
        DragDropEvent::Enter { paths, .. } if !paths.is_empty() => {
            announce(app, FileDrop::Over { kind: kind_of(paths), count: count(paths) });
        }
        DragDropEvent::Leave => announce(app, FileDrop::Left),
        DragDropEvent::Drop { paths, .. } => dropped(app, paths),
        _ => {}
    }
}

fn dropped(app: &AppHandle, paths: &[PathBuf]) {
    let (files, others) = parted(paths);
    if others.is_empty() {
        // Also where nothing was dropped at all: what shows that something hangs over the window goes.
        announce(app, FileDrop::Left);
    } else {
        let count = count(&others);
        let drop = app.state::<Parts>().desk.keep_drop(others);
        announce(app, FileDrop::Dropped { drop, count });
    }
    add_models(app, files);
}

/// Adds the models among files; gives back the others.
pub(crate) fn without_models(app: &AppHandle, paths: &[PathBuf]) -> Vec<PathBuf> {
    let (models, others) = parted(paths);
    add_models(app, models);
    others
}

/// Takes files that were given to a start of Carat: models are added, the others are documents of a new conversation.
pub(crate) fn take(app: &AppHandle, paths: Vec<PathBuf>) {
    let others = without_models(app, &paths);
    if !others.is_empty() {
        tauri::async_runtime::spawn(draft(app.clone(), others));
    }
}

async fn draft(app: AppHandle, paths: Vec<PathBuf>) {
    match desk::take(&app, paths, desk::draft()).await {
        Ok(added) => {
            windows::main::open_at(&app, None, String::new(), None);
            for document in added.documents.into_iter().chain(added.duplicates.into_iter().map(|known| known.document))
            {
                tell(&app, &AppEvent::Document { document });
            }
        }
        Err(error) => {
            app.state::<Parts>().troubles.note(&error);
            windows::main::tell_page(&app, AppEvent::FileDrop { drop: FileDrop::Refused { error } });
        }
    }
}

fn add_models(app: &AppHandle, files: Vec<PathBuf>) {
    if !files.is_empty() {
        tauri::async_runtime::spawn(add(app.clone(), files));
    }
}

async fn add(app: AppHandle, files: Vec<PathBuf>) {
    let parts = app.state::<Parts>();
    for path in files {
        let added = parts.blocking(move |home, store| models::add(home, store, &path)).await;
        if added.is_ok()
            && let Ok(models) = listed(&parts).await
        {
            tell(&app, &AppEvent::Models { models });
        }
        let drop = match added {
            Ok(model) => FileDrop::Added { model },
            Err(error) => FileDrop::Refused { error },
        };
        // A file that Carat is started with is looked at before the page can hear of it.
        windows::main::tell_page(&app, AppEvent::FileDrop { drop });
    }
}

fn announce(app: &AppHandle, drop: FileDrop) {
    tell(app, &AppEvent::FileDrop { drop });
}

/// What is dragged, in a word.
fn kind_of(paths: &[PathBuf]) -> DropKind {
    let models = paths.iter().filter(|path| is_model(path)).count();
    match models {
        0 if paths.iter().take(LOOKED_AT).all(|path| path.is_dir()) => DropKind::Folders,
        0 => DropKind::Documents,
        all if all == paths.len() => DropKind::Models,
        _ => DropKind::Mixed,
    }
}

fn count(paths: &[PathBuf]) -> u32 {
    u32::try_from(paths.len()).unwrap_or(u32::MAX)
}

/// Models, by their names, and the rest, each in the order given. What a file is shows when it is added.
fn parted(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    paths.iter().cloned().partition(|path| is_model(path))
}

fn is_model(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gguf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_by_the_ending_of_its_name_however_it_is_written() {
        for name in ["m.gguf", "M.GGUF", "/a b/gemma 模型.Gguf", "m.part.gguf"] {
            assert!(is_model(Path::new(name)), "{name}");
        }
        for name in ["", "gguf", ".gguf", "m.gguf.part", "m.ggufx", "notes.txt", "/a.gguf/notes", "m.safetensors"] {
            assert!(!is_model(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn models_are_picked_out_of_what_is_dragged_in_its_order_and_the_rest_are_documents() {
        let dragged = ["/b.gguf", "/notes.txt", "/a.GGUF", "/picture.png"].map(PathBuf::from);
        let (models, others) = parted(&dragged);
        assert_eq!(models, ["/b.gguf", "/a.GGUF"].map(PathBuf::from));
        assert_eq!(others, ["/notes.txt", "/picture.png"].map(PathBuf::from));
        assert_eq!(parted(&[]), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_is_dragged_has_one_word() {
        let made = tempfile::tempdir().expect("a folder");
        let (folder, model, text) = (made.path().to_owned(), PathBuf::from("/m.gguf"), PathBuf::from("/a.txt"));
        assert_eq!(kind_of(std::slice::from_ref(&folder)), DropKind::Folders);
        assert_eq!(kind_of(std::slice::from_ref(&model)), DropKind::Models);
        assert_eq!(kind_of(&[folder, text.clone()]), DropKind::Documents);
        assert_eq!(kind_of(&[model, text]), DropKind::Mixed);
    }
}
