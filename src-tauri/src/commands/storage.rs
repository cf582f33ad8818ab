//! Commands about models on disk and in memory: what takes which space, verifying, removing, moving, what runs.

use tauri::State;

use super::Answer;
use crate::parts::Parts;
use crate::wire::{Running, Storage, Verified, WireError};

#[tauri::command]
pub(crate) async fn storage(parts: State<'_, Parts>) -> Answer<Storage> {
    let _ = parts;
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn remove_model(parts: State<'_, Parts>, id: String) -> Answer<Storage> {
    let _ = (parts, id);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn remove_leftover(parts: State<'_, Parts>, file: String) -> Answer<Storage> {
    let _ = (parts, file);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn verify_model(parts: State<'_, Parts>, id: String) -> Answer<Verified> {
    let _ = (parts, id);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn move_models(parts: State<'_, Parts>) -> Answer<Option<Storage>> {
    let _ = parts;
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn stop_file_work(parts: State<'_, Parts>) -> Answer<()> {
    let _ = parts;
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn running_models(parts: State<'_, Parts>) -> Answer<Vec<Running>> {
    let _ = parts;
    Err(not_yet())
}

fn not_yet() -> WireError {
    WireError::new("not_yet", "This is not built yet.")
}
