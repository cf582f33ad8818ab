//! Commands about the settings.

use tauri::{AppHandle, Manager, State};

use super::Answer;
use crate::models;
use crate::parts::Parts;
use crate::settings::Settings;
use crate::wire::WireError;

#[tauri::command]
pub(crate) async fn set_settings(app: AppHandle, settings: Settings) -> Answer<Settings> {
    change(app, |parts| parts.settings.save(&parts.store, settings)).await
}

#[tauri::command]
pub(crate) async fn reset_settings(app: AppHandle) -> Answer<Settings> {
    change(app, |parts| parts.settings.reset(&parts.store)).await
}

/// Changes the settings where blocking is allowed and answers with those in force. Whoever has to act on the change,
/// every window among them, watches the settings.
pub(crate) async fn change(
    app: AppHandle,
    work: impl FnOnce(&Parts) -> Answer<()> + Send + 'static,
) -> Answer<Settings> {
    let changing = app.clone();
    tauri::async_runtime::spawn_blocking(move || work(&changing.state::<Parts>()))
        .await
        .map_err(|_| WireError::internal("saving the settings broke off"))??;
    let parts: State<'_, Parts> = app.state();
    Ok(models::in_force(&parts))
}
