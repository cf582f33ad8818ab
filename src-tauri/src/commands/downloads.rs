//! Commands about models that are not here yet: the catalogue, what a source on the hub offers, and downloads.

use tauri::State;

use super::Answer;
use crate::parts::Parts;
use crate::wire::{CatalogueView, Download, DownloadRequest, Source, WireError};

#[tauri::command]
pub(crate) async fn catalogue(parts: State<'_, Parts>, context: Option<u32>) -> Answer<CatalogueView> {
    let _ = (parts, context);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn look_up(parts: State<'_, Parts>, source: String) -> Answer<Source> {
    let _ = (parts, source);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn list_downloads(parts: State<'_, Parts>) -> Answer<Vec<Download>> {
    let _ = parts;
    Ok(Vec::new())
}

#[tauri::command]
pub(crate) async fn start_download(parts: State<'_, Parts>, request: DownloadRequest) -> Answer<Download> {
    let _ = (parts, request);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn pause_download(parts: State<'_, Parts>, id: String) -> Answer<()> {
    let _ = (parts, id);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn resume_download(parts: State<'_, Parts>, id: String) -> Answer<()> {
    let _ = (parts, id);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn cancel_download(parts: State<'_, Parts>, id: String, keep: bool) -> Answer<()> {
    let _ = (parts, id, keep);
    Err(not_yet())
}

fn not_yet() -> WireError {
    WireError::new("not_yet", "This is not built yet.")
}
