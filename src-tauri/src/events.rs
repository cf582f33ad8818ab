//! The one Tauri event that carries what every window should know.

use tauri::{AppHandle, Emitter, Manager};

use crate::parts::Parts;
use crate::wire::AppEvent;

/// The event's name, which `ui/src/backend/tauri.ts` listens to.
const NAME: &str = "carat";

/// Tells every window.
pub(crate) fn tell(app: &AppHandle, event: &AppEvent) {
    if matches!(event, AppEvent::Conversations | AppEvent::Engine { .. } | AppEvent::Models { .. }) {
        let parts = app.state::<Parts>();
        parts.tray.changed();
        if !matches!(event, AppEvent::Conversations) {
            parts.model_changes.changed();
        }
    }
    if let Err(error) = app.emit(NAME, event) {
        tracing::warn!(%error, "an event did not reach the windows");
    }
}
