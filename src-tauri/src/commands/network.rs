//! Commands about the network: the hub's token, certificates, the list of connections, and the terms accepted so far.

use tauri::State;

use super::Answer;
use crate::parts::Parts;
use crate::settings::Settings;
use crate::wire::{AcceptedTerms, Connection, TokenPlace, WireError};

#[tauri::command]
pub(crate) async fn hub_token(parts: State<'_, Parts>) -> Answer<TokenPlace> {
    let _ = parts;
    Ok(TokenPlace::None)
}

#[tauri::command]
pub(crate) async fn set_hub_token(parts: State<'_, Parts>, token: String) -> Answer<TokenPlace> {
    let _ = (parts, token);
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn clear_hub_token(parts: State<'_, Parts>) -> Answer<TokenPlace> {
    let _ = parts;
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn add_certificates(parts: State<'_, Parts>) -> Answer<Option<Settings>> {
    let _ = parts;
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn connections(parts: State<'_, Parts>) -> Answer<Vec<Connection>> {
    let _ = parts;
    Ok(Vec::new())
}

#[tauri::command]
pub(crate) async fn clear_connections(parts: State<'_, Parts>) -> Answer<()> {
    let _ = parts;
    Err(not_yet())
}

#[tauri::command]
pub(crate) async fn accepted_terms(parts: State<'_, Parts>) -> Answer<Vec<AcceptedTerms>> {
    let _ = parts;
    Err(not_yet())
}

fn not_yet() -> WireError {
    WireError::new("not_yet", "This is not built yet.")
}
