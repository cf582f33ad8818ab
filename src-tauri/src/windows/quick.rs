//! The quick window: made once and hidden, then shown over all others at the place where the person is.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, LogicalSize, Manager, PhysicalPosition, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

use super::guard;
use crate::parts::Parts;
use crate::quick::{self, front};

/// The window's label, which its capability names.
pub(crate) const LABEL: &str = "quick";

/// Its width, and its height before anything is in it, in logical pixels.
const WIDTH: f64 = 680.0;
const HEIGHT: f64 = 76.0;

/// The highest that it grows.
const HIGHEST: f64 = 620.0;

/// The focus has settled when it was held for so long: window managers move it about when a window appears.
const SETTLES: Duration = Duration::from_millis(150);

/// The focus is lost when it did not come back in this time: a key that is grabbed takes it for a moment.
const RETURNS: Duration = Duration::from_millis(80);

/// How the window stands with the focus.
#[derive(Debug, Default)]
pub(crate) struct QuickFocus {
    shown: AtomicBool,
    /// Losing the focus hides the window only once this is set.
    armed: AtomicBool,
    /// While a dialog or a drag is on, losing the focus means nothing.
    held: AtomicBool,
    /// The page can be used; until then there is nothing to be shown, and no key would reach anything.
    page: AtomicBool,
    /// Which showing this is, so that a late timer of an earlier one does nothing.
    showing: AtomicU64,
}

impl QuickFocus {
    /// Whether the page can be used.
    pub(crate) fn page_is_ready(&self) -> bool {
        self.page.load(Ordering::SeqCst)
    }

    /// Notes that the page can be used; `false` where that was known.
    pub(crate) fn ready(&self) -> bool {
        !self.page.swap(true, Ordering::SeqCst)
    }

    /// Keeps the window shown while something of its own has the focus.
    pub(crate) fn hold(&self, held: bool) {
        self.held.store(held, Ordering::SeqCst);
    }
}

/// Makes the window, hidden.
pub(crate) fn make(app: &AppHandle) -> tauri::Result<()> {
    let parts = app.state::<Parts>();
    let theme = parts.settings.now().theme;
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("quick.html".into()))
        .title("Carat quick")
        .inner_size(WIDTH, HEIGHT)
        .resizable(false)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible_on_all_workspaces(true)
        .visible(false)
        .focused(true)
        .theme(super::main::native(theme))
        .background_color(super::main::background(theme, tauri::Theme::Light))
        .data_directory(parts.home.root().join("web"))
        .general_autofill_enabled(false)
        .on_navigation(guard::is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                window.state::<Parts>().quick_focus.page.store(false, Ordering::SeqCst);
            }
        })
        .build()?;
    let _ = window
        .set_background_color(Some(super::main::background(theme, window.theme().unwrap_or(tauri::Theme::Light))));
    super::main::revive(&window);
    Ok(())
}

/// Whether it is on the screen.
pub(crate) fn is_shown(app: &AppHandle) -> bool {
    app.state::<Parts>().quick_focus.shown.load(Ordering::SeqCst)
}

/// Whether it is on the screen and takes keys.
pub(crate) fn has_focus(app: &AppHandle) -> bool {
    is_shown(app) && window(app).is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// Makes it where it is not there yet.
pub(crate) fn make_once(app: &AppHandle) {
    if window(app).is_none()
        && let Err(error) = make(app)
    {
        tracing::error!(%error, "the quick window could not be made");
    }
}

/// Shows it and gives it the focus. Made already, this is a matter of milliseconds.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = window(app) else { return };
    let focus = &app.state::<Parts>().quick_focus;
    if !focus.shown.swap(true, Ordering::SeqCst) {
        focus.armed.store(false, Ordering::SeqCst);
        focus.held.store(false, Ordering::SeqCst);
        focus.showing.fetch_add(1, Ordering::SeqCst);
        place(app, &window);
    }
    if let Err(error) = window.show().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the quick window could not be shown");
    }
    let (app, showing) = (app.clone(), focus.showing.load(Ordering::SeqCst));
    tauri::async_runtime::spawn_blocking(move || {
        let same = || app.state::<Parts>().quick_focus.showing.load(Ordering::SeqCst) == showing;
        front::bring(&window, || is_shown(&app) && same());
    });
}

/// Hides it.
pub(crate) fn hide(app: &AppHandle) {
    app.state::<Parts>().quick_focus.shown.store(false, Ordering::SeqCst);
    if let Some(window) = window(app)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the quick window could not be hidden");
    }
    // There a program stays in front though its last window is hidden, unless it hides as a whole.
    #[cfg(target_os = "macos")]
    if !app.get_webview_window(super::main::LABEL).is_some_and(|main| main.is_visible().unwrap_or(false))
        && let Err(error) = app.hide()
    {
        tracing::debug!(%error, "the program before is not brought back");
    }
}

/// Gives it the height that its page asks for, within its bounds.
pub(crate) fn set_height(app: &AppHandle, height: f64) {
    if !height.is_finite() {
        return;
    }
    if let Some(window) = window(app) {
        let size = LogicalSize::new(WIDTH, height.clamp(HEIGHT, HIGHEST).ceil());
        if let Err(error) = window.set_size(size) {
            tracing::debug!(%error, "the quick window did not take its height");
        }
    }
}

/// The pointer, whose button is held, takes the window along.
pub(crate) fn drag(app: &AppHandle) {
    if let Some(window) = window(app)
        && let Err(error) = window.start_dragging()
    {
        tracing::debug!(%error, "the quick window can't be moved");
    }
}

/// Acts on the window's events.
pub(crate) fn on_event(app: &AppHandle, event: &WindowEvent) {
    let focus = &app.state::<Parts>().quick_focus;
    match event {
        WindowEvent::Focused(true) => later(app, SETTLES, |app| {
            if has_focus(app) {
                app.state::<Parts>().quick_focus.armed.store(true, Ordering::SeqCst);
            }
        }),
        WindowEvent::Focused(false) if focus.armed.load(Ordering::SeqCst) => later(app, RETURNS, hide_unless_held),
        WindowEvent::Moved(_) if has_focus(app) => remember_place(app),
        WindowEvent::DragDrop(tauri::DragDropEvent::Enter { .. }) => focus.hold(true),
        WindowEvent::DragDrop(tauri::DragDropEvent::Leave) => {
            focus.hold(false);
            later(app, RETURNS, hide_unless_held);
        }
        WindowEvent::DragDrop(tauri::DragDropEvent::Drop { .. }) => {
            focus.hold(false);
            // What was dropped is asked about next.
            show(app);
        }
        _ => {}
    }
}

/// Another program has the focus: the window goes, unless something is being dragged, perhaps to it.
fn hide_unless_held(app: &AppHandle) {
    let held = app.state::<Parts>().quick_focus.held.load(Ordering::SeqCst);
    if !is_shown(app) || held || has_focus(app) {
        return;
    }
    if front::button_is_held() == Some(true) {
        later(app, RETURNS, hide_unless_held);
    } else {
        quick::hide(app);
    }
}

/// Does something a moment later, unless the window was shown anew meanwhile.
fn later(app: &AppHandle, after: Duration, work: fn(&AppHandle)) {
    let app = app.clone();
    let showing = app.state::<Parts>().quick_focus.showing.load(Ordering::SeqCst);
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(after).await;
        if app.state::<Parts>().quick_focus.showing.load(Ordering::SeqCst) == showing {
            work(&app);
        }
    });
}

fn window(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

/// Places it in the middle of the screen where the pointer is, a third from its top, or where the person moved it to.
fn place(app: &AppHandle, window: &WebviewWindow) {
    let pointer = app.cursor_position().ok();
    let monitor = pointer.and_then(|at| app.monitor_from_point(at.x, at.y).ok().flatten());
    let Some(monitor) = monitor.or_else(|| window.primary_monitor().ok().flatten()) else { return };
    let (from, size, scale) = (monitor.position(), monitor.size(), monitor.scale_factor());
    let moved = app.state::<Parts>().quick_place.now();
    let (across, down) = moved.unwrap_or((0.5, 0.22));
    let free = (f64::from(size.width) - WIDTH * scale).max(0.0);
    let (x, y) = (free * across, f64::from(size.height) * down);
    #[allow(clippy::cast_possible_truncation, reason = "a place on a screen fits its coordinates")]
    let at = PhysicalPosition { x: from.x + x.round() as i32, y: from.y + y.round() as i32 };
    if let Err(error) = window.set_position(at) {
        tracing::debug!(%error, "the quick window could not be placed");
    }
}

/// Where the person moved it to, as shares of the free width and of the height of its screen.
fn remember_place(app: &AppHandle) {
    let Some(window) = window(app) else { return };
    let (Ok(at), Ok(Some(monitor))) = (window.outer_position(), window.current_monitor()) else { return };
    let (from, size, scale) = (monitor.position(), monitor.size(), monitor.scale_factor());
    let free = (f64::from(size.width) - WIDTH * scale).max(1.0);
    let across = (f64::from(at.x - from.x) / free).clamp(0.0, 1.0);
    let down = (f64::from(at.y - from.y) / f64::from(size.height.max(1))).clamp(0.0, 0.9);
    app.state::<Parts>().quick_place.put((across, down));
}
