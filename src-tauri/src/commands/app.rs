//! Commands about the app itself: its state, its folders, links, the clipboard, diagnostics and starting over.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use carat_engine::Engine;
use serde::Deserialize;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tokio::time::timeout;

use super::Answer;
use super::models::listed;
use crate::events::tell;
use crate::parts::Parts;
use crate::states;
use crate::windows::guard;
use crate::wire::{AppEvent, AppState, Folders, WireError};
use crate::{diagnostics, fetching, models, quick, windows, words};

/// The most that one line of the page's may have in the log.
const UI_LINE: usize = 500;

/// The most lines of the page's in one run: a fault that repeats must not fill the disk.
const UI_LINES: u32 = 500;

#[tauri::command]
pub(crate) async fn app_state(parts: State<'_, Parts>) -> Answer<AppState> {
    let status = parts.engine.status().borrow().clone();
    Ok(AppState {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: std::env::consts::OS.to_owned(),
        locale: words::system_locale(),
        settings: models::in_force(&parts),
        models: listed(&parts).await?,
        downloads: fetching::all(&parts),
        engine: (&status).into(),
        folders: folders(&parts),
        notices: parts.notices.clone(),
    })
}

#[tauri::command]
pub(crate) async fn ui_ready(host: AppHandle, app: bool) -> Answer<()> {
    windows::main::page_is_ready(&host, app);
    if !app {
        tracing::error!("the page could not start");
        return Ok(());
    }
    tracing::info!("the window can be used");
    models::warm(&host);
    Ok(())
}

/// How bad a line of the page's is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// Something went wrong and was made good.
    Warn,
    /// Something went wrong.
    Error,
}

#[tauri::command]
pub(crate) async fn log_from_ui(level: Level, message: String) -> Answer<()> {
    static LINES: AtomicU32 = AtomicU32::new(0);
    if LINES.fetch_add(1, Ordering::Relaxed) >= UI_LINES {
        return Ok(());
    }
    let line: String = message.chars().take(UI_LINE).collect();
    match level {
        Level::Warn => tracing::warn!(target: "carat_ui", line),
        Level::Error => tracing::error!(target: "carat_ui", line),
    }
    Ok(())
}

#[tauri::command]
pub(crate) async fn open_link(url: String) -> Answer<()> {
    let Some(link) = guard::web_link(&url) else {
        return Err(WireError::new(
            "link_refused",
            "Carat opens links to web pages only. Copy this one if you trust it.",
        ));
    };
    let opened =
        tauri::async_runtime::spawn_blocking(move || tauri_plugin_opener::open_url(link.as_str(), None::<&str>)).await;
    opened.map_err(WireError::internal)?.map_err(|error| {
        WireError::new(
            "link_failed",
            format!("The system could not open the link: {error}. Copy it into your browser."),
        )
        .with("detail", error)
    })
}

/// The folders that a person may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Folder {
    /// Everything that Carat writes.
    Home,
    /// The person's own models.
    Models,
    /// The logs.
    Logs,
}

#[tauri::command]
pub(crate) async fn open_folder(parts: State<'_, Parts>, folder: Folder) -> Answer<()> {
    let path = match folder {
        Folder::Home => parts.home.root().to_owned(),
        Folder::Models => parts.places.models(),
        Folder::Logs => parts.home.logs(),
    };
    let shown = path.display().to_string();
    let opened = tauri::async_runtime::spawn_blocking(move || tauri_plugin_opener::open_path(path, None::<&str>)).await;
    opened.map_err(WireError::internal)?.map_err(|error| {
        WireError::new(
            "folder_failed",
            format!("The system could not open {shown}: {error}. Open it in your file manager."),
        )
        .with("path", &shown)
        .with("detail", error)
    })
}

#[tauri::command]
pub(crate) async fn copy_text(app: AppHandle, text: String) -> Answer<()> {
    let written = tauri::async_runtime::spawn_blocking(move || app.clipboard().write_text(text)).await;
    written.map_err(WireError::internal)?.map_err(|error| {
        WireError::new(
            "copy_failed",
            format!("The system's clipboard did not take the text: {error}. Select it and copy it by hand."),
        )
        .with("detail", error)
    })
}

#[tauri::command]
pub(crate) async fn diagnostics(app: AppHandle) -> Answer<String> {
    let text = tauri::async_runtime::spawn_blocking(move || diagnostics::text(&app.state::<Parts>())).await;
    text.map_err(WireError::internal)
}

#[tauri::command]
pub(crate) async fn delete_everything(app: AppHandle, parts: State<'_, Parts>) -> Answer<()> {
    // An answer under way would write into what is being deleted, and the workers hold what they have read.
    parts.turns.stop_all();
    if timeout(Duration::from_secs(10), parts.turns.none_left()).await.is_err() {
        return Err(WireError::new(
            "still_writing",
            "An answer is still being written. Stop it first; nothing was deleted.",
        ));
    }
    parts.desk.stop_all();
    parts.unload_all().await?;
    parts.stored(carat_store::Store::delete_everything).await?;
    quick::forget_all(&app);
    parts.blocking(|home, _| states::forget_all(home)).await?;
    parts.blocking(|home, _| crate::desk::forget_pasted(home, &std::collections::HashSet::new())).await?;
    super::settings::reset(app.clone()).await?;
    parts.hub.clear_token().await?;
    tell(&app, &AppEvent::Models { models: listed(&parts).await? });
    tell(&app, &AppEvent::Conversations);
    tell(&app, &AppEvent::Libraries);
    Ok(())
}

fn folders(parts: &Parts) -> Folders {
    Folders {
        home: parts.home.root().display().to_string(),
        data: models::library(&parts.home, &parts.store).brought().display().to_string(),
        models: parts.places.models().display().to_string(),
        logs: parts.home.logs().display().to_string(),
    }
}
