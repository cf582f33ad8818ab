//! Commands about the network: the hub's token, certificates, the list of connections, and the terms accepted so far.

use tauri::{AppHandle, State};

use super::Answer;
use crate::dialogs::{self, FileKind};
use crate::models;
use crate::parts::Parts;
use crate::settings::Settings;
use crate::wire::{AcceptedTerms, Connection, TokenPlace};

#[tauri::command]
pub(crate) async fn hub_token(parts: State<'_, Parts>) -> Answer<TokenPlace> {
    Ok(parts.hub.token().await.into())
}

#[tauri::command]
pub(crate) async fn set_hub_token(parts: State<'_, Parts>, token: String) -> Answer<TokenPlace> {
    Ok(parts.hub.set_token(&token).await?.into())
}

#[tauri::command]
pub(crate) async fn clear_hub_token(parts: State<'_, Parts>) -> Answer<TokenPlace> {
    parts.hub.clear_token().await?;
    Ok(parts.hub.token().await.into())
}

#[tauri::command]
pub(crate) async fn add_certificates(app: AppHandle, parts: State<'_, Parts>) -> Answer<Option<Settings>> {
    let language = parts.settings.now().language;
    let kind = FileKind::Certificates;
    let Some(path) = dialogs::open(&app, language, "native-add-certificates", kind).await else {
        return Ok(None);
    };
    let path = path.display().to_string();
    let added = super::settings::apply_with(app, move |settings| {
        let certificates = &mut settings.network.certificates;
        if !certificates.contains(&path) {
            certificates.push(path);
        }
    });
    added.await.map(Some)
}

#[tauri::command]
pub(crate) async fn connections(parts: State<'_, Parts>) -> Answer<Vec<Connection>> {
    Ok(parts.hub.connections().into_iter().map(Connection::from).collect())
}

#[tauri::command]
pub(crate) async fn accepted_terms(parts: State<'_, Parts>) -> Answer<Vec<AcceptedTerms>> {
    parts.blocking(|home, store| models::accepted_terms(&models::library(home, store), store)).await
}
