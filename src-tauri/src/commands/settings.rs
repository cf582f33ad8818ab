//! Commands about the settings.

use tauri::{AppHandle, Manager, State};

use super::Answer;
use crate::hub_settings;
use crate::models;
use crate::parts::Parts;
use crate::settings::{Network, Settings};
use crate::wire::WireError;

#[tauri::command]
pub(crate) async fn set_settings(app: AppHandle, settings: Settings) -> Answer<Settings> {
    apply(app, settings).await
}

#[tauri::command]
pub(crate) async fn reset_settings(app: AppHandle) -> Answer<Settings> {
    reset(app).await
}

/// Brings the defaults back, for the hub too.
pub(super) async fn reset(app: AppHandle) -> Answer<Settings> {
    change(app, |parts| {
        let _turn = parts.settings.turn();
        parts.hub.set_settings(hub_settings::of(&Network::default()))?;
        parts.settings.reset(&parts.store)
    })
    .await
}

/// Makes settings those in force.
pub(crate) async fn apply(app: AppHandle, settings: Settings) -> Answer<Settings> {
    apply_with(app, |now| *now = settings).await
}

/// Changes some of the settings that are in force. Two changes at once come one after another, so that neither is lost.
/// The hub takes them first, for it knows whether they can be used.
pub(crate) async fn apply_with(
    app: AppHandle,
    change_it: impl FnOnce(&mut Settings) + Send + 'static,
) -> Answer<Settings> {
    change(app, |parts| {
        let _turn = parts.settings.turn();
        let now = parts.settings.now();
        let mut settings = now.clone();
        change_it(&mut settings);
        if settings.network == now.network {
            return parts.settings.save(&parts.store, settings);
        }
        let before = parts.hub.settings();
        parts.hub.set_settings(hub_settings::of(&settings.network))?;
        parts.settings.save(&parts.store, settings).inspect_err(|_| {
            // They were in force a moment ago, so they can be again.
            let _ = parts.hub.set_settings(before);
        })
    })
    .await
}

/// Changes the settings where blocking is allowed and answers with those in force. Whoever has to act on the change,
/// every window among them, watches the settings.
async fn change(app: AppHandle, work: impl FnOnce(&Parts) -> Answer<()> + Send + 'static) -> Answer<Settings> {
    let changing = app.clone();
    tauri::async_runtime::spawn_blocking(move || work(&changing.state::<Parts>()))
        .await
        .map_err(|_| WireError::internal("saving the settings broke off"))??;
    let parts: State<'_, Parts> = app.state();
    Ok(models::in_force(&parts))
}
