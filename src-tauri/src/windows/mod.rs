//! The windows: how each is made, where it may go and where it stood when it was last closed.

pub(crate) mod guard;
pub(crate) mod main;
pub(crate) mod main_page;
pub(crate) mod placement;
pub(crate) mod quick;
pub(crate) mod quick_place;

use tauri::{AppHandle, Manager, Theme as Native};

use crate::settings::Theme;

/// Dresses the windows' frames in another theme.
pub(crate) fn dress(app: &AppHandle, theme: Theme) {
    for window in app.webview_windows().values() {
        let _ = window.set_theme(main::native(theme));
        let system = window.theme().unwrap_or(Native::Light);
        let _ = window.set_background_color(Some(main::background(theme, system)));
    }
}
