//! Quitting: the window goes at once, answers under way get their saved end, the worker ends, then the app.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, Manager};
use tokio::time::timeout;

use crate::parts::Parts;
use crate::quick;

/// How long an answer may take to its saved end, and the worker to its own. What was released is saved by then anyway.
const PATIENCE: Duration = Duration::from_secs(1);

/// Set once quitting has begun.
#[derive(Debug, Default)]
pub(crate) struct Quitting(AtomicBool);

/// Begins to quit; a second call changes nothing.
pub(crate) fn quit(app: &AppHandle) {
    let parts = app.state::<Parts>();
    if parts.quitting.0.swap(true, Ordering::SeqCst) {
        return;
    }
    for window in app.webview_windows().values() {
        let _ = window.hide();
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let parts = app.state::<Parts>();
        parts.turns.stop_all();
        if timeout(PATIENCE, parts.turns.none_left()).await.is_err() {
            tracing::warn!("an answer was still being written when Carat quit");
        }
        if !matches!(timeout(PATIENCE, parts.unload_all()).await, Ok(Ok(()))) {
            tracing::warn!("a worker did not answer when Carat quit; it ends with it");
        }
        quick::clipboard::let_go();
        app.exit(0);
    });
}

/// Quits on the signals that ask a program to end.
#[cfg(unix)]
pub(crate) fn quit_on_signals(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut arrivals) => {
                    if arrivals.recv().await.is_some() {
                        quit(&app);
                    }
                }
                Err(error) => tracing::warn!(%error, "a signal can't be listened to"),
            }
        });
    }
}

/// Windows ends programs with messages to their windows, which arrive as a close.
#[cfg(not(unix))]
pub(crate) fn quit_on_signals(_app: AppHandle) {}
