//! The main window: made hidden, shown when its page says that it can be used, so that nothing flashes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{AppHandle, Manager, Theme as Native, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use super::guard;
use super::placement::{MIN_HEIGHT, MIN_WIDTH, Placement, Screen};
use crate::desktop::CloseToTray;
use crate::events::tell;
use crate::parts::Parts;
use crate::quit;
use crate::settings::Theme;
use crate::wire::AppEvent;

/// The window's label, which its capability names.
pub(crate) const LABEL: &str = "main";

/// A page that has not come up by then is shown as it is, so that a fault can at least be seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The page's own background, so that the window has it before its first picture.
const LIGHT: Color = Color(0xfb, 0xfa, 0xf8, 0xff);
const DARK: Color = Color(0x19, 0x18, 0x16, 0xff);

/// Makes the window, hidden; its page shows it.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let parts = app.state::<Parts>();
    let theme = parts.settings.now().theme;
    let (web_data, state_file) = (parts.home.root().join("web"), parts.home.root().join("window-state.json"));
    let placement = Placement::read(&state_file);
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Carat")
        .inner_size(placement.width, placement.height)
        .min_inner_size(MIN_WIDTH, MIN_HEIGHT)
        .visible(false)
        .theme(native(theme))
        .background_color(background(theme, Native::Light))
        .data_directory(web_data)
        .zoom_hotkeys_enabled(true)
        .general_autofill_enabled(false)
        .on_navigation(|url| {
            let own = guard::is_own(url);
            if !own {
                tracing::warn!(scheme = url.scheme(), "the page tried to leave Carat");
            }
            own
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    if theme == Theme::System {
        // The system's theme can only be asked of a window that exists.
        let _ = window.set_background_color(Some(background(theme, window.theme().unwrap_or(Native::Light))));
    }
    parts.main_page.loads();
    revive(&window);
    place(&window, &placement);
    keep_placement(&window, placement, state_file);
    show_after(PATIENCE, window);
    Ok(())
}

/// Shows the window, once its page can be used.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.show().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the window could not be shown");
    }
}

/// Brings the window to the front, made anew where it was put away.
pub(crate) fn bring_to_front(app: &AppHandle) {
    match app.get_webview_window(LABEL) {
        Some(window) => {
            let _ = window.unminimize();
            // A page that is still loading shows the window itself.
            if app.state::<Parts>().main_page.is_up() || window.is_visible().unwrap_or(true) {
                show(app);
            }
        }
        None => {
            if let Err(error) = open(app) {
                tracing::error!(%error, "the window could not be made");
            }
        }
    }
}

/// Brings the window to the front at a conversation, with what was written so far, or at a part of it.
pub(crate) fn open_at(app: &AppHandle, conversation: Option<String>, draft: String, settings: Option<&str>) {
    let event = AppEvent::OpenInMain { conversation, draft, settings: settings.map(str::to_owned) };
    bring_to_front(app);
    tell_page(app, event);
}

/// The page can be used: the window is shown, at the place that it was opened for.
pub(crate) fn page_is_ready(app: &AppHandle, has_app: bool) {
    let (first, waiting) = app.state::<Parts>().main_page.is_ready(has_app);
    if first {
        show(app);
    }
    for event in waiting {
        tell(app, &event);
    }
}

/// Tells the page something, as soon as it can hear it.
pub(crate) fn tell_page(app: &AppHandle, event: AppEvent) {
    if let Some(event) = app.state::<Parts>().main_page.now_or_later(event) {
        tell(app, &event);
    }
}

/// Puts the window away into the tray.
pub(crate) fn put_away(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// The person closes the window: it is put away, Carat quits, or they are asked which.
pub(crate) fn on_close(app: &AppHandle) {
    let parts = app.state::<Parts>();
    match parts.settings.now().desktop.close_to_tray {
        // Without a tray a Carat that is put away could not be found again.
        _ if !parts.tray.is_there() => quit::quit(app),
        CloseToTray::Keep => put_away(app),
        CloseToTray::Quit => quit::quit(app),
        // A page that hangs or could not start asks nothing, and its window must close all the same.
        CloseToTray::Ask if !parts.main_page.has_app() => put_away(app),
        CloseToTray::Ask => tell(app, &AppEvent::CloseAsked),
    }
}

pub(super) fn native(theme: Theme) -> Option<Native> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(Native::Light),
        Theme::Dark => Some(Native::Dark),
    }
}

pub(super) fn background(theme: Theme, system: Native) -> Color {
    match native(theme).unwrap_or(system) {
        Native::Dark => DARK,
        _ => LIGHT,
    }
}

fn place(window: &WebviewWindow, placement: &Placement) {
    let screens: Vec<Screen> = window.available_monitors().unwrap_or_default().iter().map(Screen::from).collect();
    let first = window.primary_monitor().ok().flatten();
    let middle = || first.as_ref().map(|monitor| placement.middle_of(&Screen::from(monitor), monitor.scale_factor()));
    // The system's own way to the middle takes a window that has not been shown for a point.
    let placed = match placement.position_on(&screens).or_else(middle) {
        Some((x, y)) => window.set_position(tauri::PhysicalPosition { x, y }),
        None => window.center(),
    };
    let filled = if placement.maximized { window.maximize() } else { Ok(()) };
    if let Err(error) = placed.and(filled) {
        tracing::warn!(%error, "the window could not be placed where it was");
    }
}

/// Saves the placement when the window has come to rest. Losing the last half second of a drag is no loss.
fn keep_placement(window: &WebviewWindow, first: Placement, file: PathBuf) {
    let (moved, mut changes) = tokio::sync::watch::channel(());
    let observed = window.clone();
    tauri::async_runtime::spawn(async move {
        let mut placement = first;
        while changes.changed().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
            changes.mark_unchanged();
            match Placement::of(&observed, placement) {
                Ok(now) if now != placement => {
                    placement = now;
                    save(placement, &file).await;
                }
                Ok(_) => {}
                Err(error) => tracing::debug!(%error, "the window's placement can't be asked for"),
            }
        }
    });
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Moved(_) | WindowEvent::Resized(_)) {
            moved.send_replace(());
        }
    });
}

async fn save(placement: Placement, file: &Path) {
    let path = file.to_owned();
    let written = tauri::async_runtime::spawn_blocking(move || placement.write(&path)).await;
    if !matches!(written, Ok(Ok(()))) {
        tracing::warn!("the window's placement could not be saved");
    }
}

/// Loads the page again when its process has ended, a few times: it holds nothing that the store does not.
#[cfg(target_os = "linux")]
pub(super) fn revive(window: &WebviewWindow) {
    use std::cell::Cell;
    use webkit2gtk::WebViewExt as _;
    let (app, is_main) = (window.app_handle().clone(), window.label() == LABEL);
    let watched = window.with_webview(move |webview| {
        let lives = Cell::new(5_u32);
        webview.inner().connect_web_process_terminated(move |page, reason| {
            if is_main {
                app.state::<Parts>().main_page.is_lost();
            }
            tracing::error!(?reason, left = lives.get(), "the page's process ended");
            if let Some(left) = lives.get().checked_sub(1) {
                lives.set(left);
                page.reload();
            }
        });
    });
    if let Err(error) = watched {
        tracing::warn!(%error, "the page's process is not watched");
    }
}

/// macOS tells it to the whole app, see [`crate::run`]; WebView2 shows its own page with a button.
#[cfg(not(target_os = "linux"))]
pub(super) fn revive(_window: &WebviewWindow) {}

fn show_after(patience: Duration, window: WebviewWindow) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(patience).await;
        // A window that is hidden by then may have been put away by the person.
        if !window.state::<Parts>().main_page.is_up() {
            tracing::error!("the page did not come up in time; the window is shown without it");
            let _ = window.show();
        }
    });
}
