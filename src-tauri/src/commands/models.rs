//! Commands about models: list, choose, add, load and unload, and the terms that they come under.

use carat_engine::Engine;
use carat_hub::DownloadState;
use carat_store::{Home, Store};
use tauri::{AppHandle, Manager, State};

use super::Answer;
use crate::dialogs::{self, FileKind};
use crate::events::tell;
use crate::models;
use crate::parts::Parts;
use crate::settings::Settings;
use crate::wire::{AppEvent, Model, Terms, Verified, WireError};

#[tauri::command]
pub(crate) async fn list_models(parts: State<'_, Parts>) -> Answer<Vec<Model>> {
    listed(&parts).await
}

#[tauri::command]
pub(crate) async fn choose_model(app: AppHandle, parts: State<'_, Parts>, id: String) -> Answer<Settings> {
    if !listed(&parts).await?.iter().any(|model| model.id == id) {
        return Err(
            WireError::new("model_unknown", "This model is not there any more. Choose another one.").with("id", id)
        );
    }
    choose(&app, id).await
}

/// Makes a model the one that answers and loads it.
pub(crate) async fn choose(app: &AppHandle, id: String) -> Answer<Settings> {
    let settings = super::settings::apply_with(app.clone(), |settings| settings.model = Some(id)).await?;
    models::warm(app);
    verify_at_first_use(app.clone());
    Ok(settings)
}

#[tauri::command]
pub(crate) async fn add_model_file(app: AppHandle, parts: State<'_, Parts>) -> Answer<Option<Model>> {
    let language = parts.settings.now().language;
    let Some(path) = dialogs::open(&app, language, "native-add-model", FileKind::Model).await else { return Ok(None) };
    let model = parts.blocking(move |home, store| models::add(home, store, &path)).await?;
    tell(&app, &AppEvent::Models { models: listed(&parts).await? });
    Ok(Some(model))
}

#[tauri::command]
pub(crate) async fn load_model(parts: State<'_, Parts>) -> Answer<()> {
    let choice = models::answering(&parts).await?;
    let loaded = parts.engine.load(choice.load).await.map_err(WireError::from);
    loaded.map(|_| ()).inspect_err(|error| parts.troubles.note(error))
}

#[tauri::command]
pub(crate) async fn unload_model(parts: State<'_, Parts>) -> Answer<()> {
    Ok(parts.engine.unload().await?)
}

#[tauri::command]
pub(crate) async fn terms(parts: State<'_, Parts>, licence: String) -> Answer<Terms> {
    parts.blocking(move |home, store| models::terms(&models::library(home, store), &licence)).await
}

#[tauri::command]
pub(crate) async fn accept_terms(app: AppHandle, parts: State<'_, Parts>, licence: String) -> Answer<Vec<Model>> {
    let accept = move |home: &Home, store: &Store| {
        let version = models::terms(&models::library(home, store), &licence)?.version;
        Ok(store.accept_terms(&licence, &version)?)
    };
    parts.blocking(accept).await?;
    let models = listed(&parts).await?;
    tell(&app, &AppEvent::Models { models: models.clone() });
    models::warm(&app);
    Ok(models)
}

/// Compares a model that was chosen for the first time with the hash that it should have, while it is loaded: one that is
/// another file leaves memory again and is refused from then on.
fn verify_at_first_use(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let parts = app.state::<Parts>();
        let Some(id) = parts.settings.now().model else { return };
        let chosen = id.clone();
        let unchecked = parts.blocking(move |home, store| Ok(models::is_unchecked(home, store, &chosen))).await;
        if unchecked != Ok(true) {
            return;
        }
        match super::storage::verify(app.clone(), id).await {
            Ok(Verified::Differs { .. }) => {
                if let Err(error) = parts.engine.unload().await {
                    tracing::warn!(code = error.code(), "a model that is not what it should be could not be unloaded");
                }
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(code = error.code, "a model could not be verified"),
        }
    });
}

/// The models that can be chosen.
pub(crate) async fn listed(parts: &Parts) -> Answer<Vec<Model>> {
    let models = parts.blocking(|home, store| models::list(&models::library(home, store), store)).await?;
    if let Err(error) = end_refused(parts).await {
        tracing::warn!(code = error.code, "a download whose model came by hand could not be taken off the list");
    }
    Ok(models)
}

/// Ends the downloads that the hub refused and whose model a person fetched by hand.
async fn end_refused(parts: &Parts) -> Answer<()> {
    let downloads = parts.hub.downloads();
    // Most of the time there is none, and the disk need not be looked at again.
    if !downloads.list().iter().any(|download| matches!(download.state, DownloadState::Failed { .. })) {
        return Ok(());
    }
    let here = parts.blocking(|home, store| Ok(models::library(home, store).list()?)).await?;
    Ok(downloads.fetched_by_hand(&here, &parts.places.checked()).await?)
}
