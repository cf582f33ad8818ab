//! A model file that is dragged over the window is announced, and added in place where it is dropped.

use std::path::{Path, PathBuf};

use tauri::{AppHandle, DragDropEvent, Manager};

use crate::commands::models::listed;
use crate::events::tell;
use crate::models;
use crate::parts::Parts;
use crate::wire::{AppEvent, FileDrop};

/// Acts on what is dragged over the window. Files that are no models are somebody else's to act on.
pub(crate) fn on_event(app: &AppHandle, event: &DragDropEvent) {
    match event {
        DragDropEvent::Enter { paths, .. } if paths.iter().any(|path| is_model(path)) => announce(app, FileDrop::Over),
        DragDropEvent::Leave => announce(app, FileDrop::Left),
        DragDropEvent::Drop { paths, .. } => {
            let files: Vec<PathBuf> = paths.iter().filter(|path| is_model(path)).cloned().collect();
            if !files.is_empty() {
                tauri::async_runtime::spawn(add(app.clone(), files));
            }
        }
        _ => {}
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
        announce(
            &app,
            match added {
                Ok(model) => FileDrop::Added { model },
                Err(error) => FileDrop::Refused { error },
            },
        );
    }
}

fn announce(app: &AppHandle, drop: FileDrop) {
    tell(app, &AppEvent::FileDrop { drop });
}

fn is_model(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gguf"))
}
