//! The one Tauri event that carries what every window should know.

use tauri::{AppHandle, Emitter};

use crate::wire::AppEvent;

/// The event's name, which `ui/src/backend/tauri.ts` listens to.
const NAME: &str = "carat";

/// Tells every window.
pub(crate) fn tell(app: &AppHandle, event: &AppEvent) {
    if let Err(error) = app.emit(NAME, event) {
        tracing::warn!(%error, "an event did not reach the windows");
    }
}
