//! What a start is asked to do: the first one of this process, and each later one, which hands its arguments over.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::arguments::Arguments;
use crate::desktop::Desktop;
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::AppEvent;
use crate::{autostart, commands, file_drop, quick, shortcut, tray, windows};

/// The quick window is made when the first window has come up: starting is for what the person is waiting for.
const AFTER_THE_FIRST: Duration = Duration::from_millis(1500);

/// Opens what the first start asks for, puts up the tray and registers the shortcuts.
pub(crate) fn at_first(app: &AppHandle, asked: Arguments) -> tauri::Result<()> {
    if asked.shows_window() {
        windows::main::open(app)?;
    }
    tray::start(app);
    let quick_at_once = asked.quick.is_some() || !asked.shows_window();
    if quick_at_once {
        windows::quick::make(app)?;
    } else {
        make_quick_later(app.clone());
    }
    if app.state::<Parts>().settings.now().desktop.start_at_login {
        // Where Carat was moved or renamed, the system is told where it lies now.
        let telling = app.clone();
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = autostart::renew(|| telling.state::<Parts>().settings.now().desktop.start_at_login) {
                tracing::warn!(code = error.code, "starting at login could not be renewed");
            }
        });
    }
    let (starting, alone) = (app.clone(), asked.hidden && asked.quick.is_none() && !asked.shows_window());
    tauri::async_runtime::spawn(async move {
        apply_shortcuts(&starting, shortcut::apply).await;
        // The tray tells a moment after its start whether anybody shows it. A Carat that nobody could find is no help.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let parts = starting.state::<Parts>();
        if alone && !parts.tray.is_there() && !shortcut::is_working(&parts.shortcuts) {
            tracing::warn!("there is neither a tray nor a shortcut; the window is shown");
            bring_to_front(&starting);
        }
    });
    follow_up(app, Arguments { open: false, ..asked });
    Ok(())
}

/// Does what a later start asks for.
pub(crate) fn again(app: &AppHandle, arguments: Vec<String>, folder: &Path) {
    let given = arguments.into_iter().skip(1).map(Into::into);
    let (asked, unknown) = Arguments::parse(given, folder);
    for flag in unknown {
        tracing::warn!(flag, "an argument of a second start is not known");
    }
    if asked.shows_window() {
        bring_to_front(app);
    }
    follow_up(app, asked);
}

fn follow_up(app: &AppHandle, asked: Arguments) {
    if !asked.files.is_empty() {
        take_files(app, asked.files);
    }
    if let Some(question) = asked.quick {
        on_main(app, move |app| quick::show(app, question, None));
    }
}

/// Files that were given to a start: models are added, documents go to a new conversation.
fn take_files(app: &AppHandle, files: Vec<PathBuf>) {
    file_drop::take(app, files);
}

fn bring_to_front(app: &AppHandle) {
    on_main(app, windows::main::bring_to_front);
}

fn on_main(app: &AppHandle, work: impl FnOnce(&AppHandle) + Send + 'static) {
    let inner = app.clone();
    if let Err(error) = app.run_on_main_thread(move || work(&inner)) {
        tracing::debug!(%error, "Carat is quitting");
    }
}

fn make_quick_later(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(AFTER_THE_FIRST).await;
        on_main(&app, |app| {
            if app.get_webview_window(windows::quick::LABEL).is_none()
                && let Err(error) = windows::quick::make(app)
            {
                tracing::error!(%error, "the quick window could not be made");
            }
        });
    });
}

/// Acts on other choices about the desktop.
pub(crate) fn desktop_changed(app: &AppHandle, before: &Desktop, now: &Desktop) {
    let app = app.clone();
    let (before, now) = (before.clone(), now.clone());
    tauri::async_runtime::spawn(async move {
        if before.start_at_login != now.start_at_login {
            let choosing = app.clone();
            let set = tauri::async_runtime::spawn_blocking(move || {
                autostart::set(|| choosing.state::<Parts>().settings.now().desktop.start_at_login)
            })
            .await;
            if let Ok(Err(error)) = set {
                tracing::warn!(code = error.code, "starting at login could not be set");
                app.state::<Parts>().troubles.note(&error);
            }
        }
        let keys = |desktop: &Desktop| {
            (desktop.quick_shortcut.clone(), desktop.quick_shortcut_paused, desktop.quick_actions.clone())
        };
        // A key that is pressed while shortcuts are given back and taken again is lost.
        if keys(&before) == keys(&now) {
            tell(&app, &AppEvent::Desktop { status: commands::quick::status(&app.state::<Parts>()) });
        } else {
            apply_shortcuts(&app, shortcut::apply).await;
        }
    });
}

/// Gives the shortcuts back while keys are recorded, and takes them again.
pub(crate) async fn hold_shortcuts(app: &AppHandle, held: bool) {
    apply_shortcuts(app, move |app| shortcut::hold(app, held)).await;
}

async fn apply_shortcuts(app: &AppHandle, apply: impl FnOnce(&AppHandle) + Send + 'static) {
    let applying = app.clone();
    // The plugin waits for the main thread, so this must not be it, nor one of the runtime's own.
    let applied = tauri::async_runtime::spawn_blocking(move || apply(&applying)).await;
    if applied.is_ok() {
        tell(app, &AppEvent::Desktop { status: commands::quick::status(&app.state::<Parts>()) });
    }
}
