//! The system's notifications: that a long answer or a download has ended while no window of Carat's is looked at.

use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::parts::Parts;
use crate::words;

/// An answer that took less is over before somebody looks elsewhere.
pub(crate) const LONG: Duration = Duration::from_secs(10);

/// What has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// An answer is there.
    Answer,
    /// A model is there.
    Download,
}

/// Tells it, where the person wants that and looks elsewhere. No text of a conversation is in it: notifications show on
/// locked screens.
pub(crate) fn ended(app: &AppHandle, what: Ended) {
    let settings = app.state::<Parts>().settings.now();
    let seen = app.webview_windows().values().any(|window| window.is_focused().unwrap_or(false));
    if seen || !settings.desktop.notifications {
        return;
    }
    let id = match what {
        Ended::Answer => "native-notify-answer",
        Ended::Download => "native-notify-download",
    };
    let body = words::text(settings.language, id);
    tauri::async_runtime::spawn_blocking(move || {
        let mut notification = notify_rust::Notification::new();
        notification.appname("Carat").summary("Carat").body(&body);
        #[cfg(target_os = "linux")]
        notification.icon("app.carat.Carat");
        if let Err(error) = notification.show() {
            tracing::debug!(%error, "the system shows no notifications");
        }
    });
}
