//! The tray: Carat's icon among the desktop's own, with a menu through which all of it can be reached, since some
//! desktops deliver no clicks.

mod entries;
mod presence;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use carat_engine::Engine;
use tauri::image::Image;
use tauri::menu::{CheckMenuItemBuilder, IsMenuItem, Menu, MenuItemBuilder, PredefinedMenuItem, SubmenuBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};
use tokio::sync::Notify;

use self::entries::{Entry, Item, Snapshot};
use crate::parts::Parts;
use crate::settings::Settings;
use crate::{quick, quit, running, windows};

const ID: &str = "carat";

/// Recent conversations in the menu.
const RECENT: usize = 6;

/// Changes come in bursts; the menu is made anew after the last one.
const PAUSE: Duration = Duration::from_millis(400);

/// How often a tray that is not there is looked for.
const LOOKS: Duration = Duration::from_secs(20);

/// The tray as the rest of the shell sees it.
#[derive(Debug, Default)]
pub(crate) struct Tray {
    there: AtomicBool,
    changed: Notify,
}

impl Tray {
    /// Whether the desktop shows it, so that a hidden Carat can be found again.
    pub(crate) fn is_there(&self) -> bool {
        self.there.load(Ordering::SeqCst)
    }

    /// Something that the menu shows has changed.
    pub(crate) fn changed(&self) {
        self.changed.notify_one();
    }
}

/// Puts the icon up, and keeps its menu as things are. Must run on the main thread.
pub(crate) fn start(app: &AppHandle) {
    let made = catch_unwind(AssertUnwindSafe(|| build(app)));
    match made {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return tracing::warn!(%error, "there is no tray"),
        // The library that draws it is looked for at run time, and its binding panics where it is not there.
        Err(_) => return tracing::warn!("there is no tray: libayatana-appindicator3 is missing"),
    }
    tauri::async_runtime::spawn(follow(app.clone()));
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let parts = app.state::<Parts>();
    let icon = Image::from_bytes(icon_bytes())?;
    TrayIconBuilder::with_id(ID)
        .icon(icon)
        .icon_as_template(true)
        .tooltip("Carat")
        .temp_dir_path(parts.home.root().join("web"))
        .menu(&menu(app, &Snapshot::default().entries())?)
        .on_menu_event(|app, event| act(app, event.id().as_ref()))
        .build(app)?;
    Ok(())
}

/// One colour on macOS, where the system paints it; light strokes elsewhere, since panels are dark.
fn icon_bytes() -> &'static [u8] {
    if cfg!(target_os = "macos") {
        include_bytes!("../../../icons/tray-template.png")
    } else {
        include_bytes!("../../../icons/tray-dark.png")
    }
}

async fn follow(app: AppHandle) {
    let parts = app.state::<Parts>();
    let mut settings = parts.settings.watch();
    let mut shown = None;
    loop {
        let there = presence::is_shown().await;
        parts.tray.there.store(there, Ordering::SeqCst);
        let now = snapshot(&app).await;
        if shown.as_ref() != Some(&now) {
            show(&app, now.entries());
            shown = Some(now);
        }
        tokio::select! {
            () = parts.tray.changed.notified() => {}
            changed = settings.changed() => if changed.is_err() { return },
            // At login the desktop's own tray may come up after Carat.
            () = tokio::time::sleep(LOOKS), if !there => {}
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn snapshot(app: &AppHandle) -> Snapshot {
    let parts = app.state::<Parts>();
    let settings = parts.settings.now();
    let recent = parts.stored(carat_store::Store::conversations).await.unwrap_or_default();
    let recent = recent.into_iter().take(RECENT).map(|known| (known.id.to_string(), known.title)).collect();
    let asking = app.clone();
    let running = tauri::async_runtime::spawn_blocking(move || running::now(&asking.state::<Parts>())).await;
    let model = running.unwrap_or_default().into_iter().next().map(|model| (model.name, model.memory));
    Snapshot {
        language: settings.language,
        ask: settings.desktop.quick_shortcut.clone().filter(|_| !settings.desktop.quick_shortcut_paused),
        recent,
        model,
        network: settings.network.on,
        paused: settings.desktop.quick_shortcut_paused,
        at_login: settings.desktop.start_at_login,
    }
}

fn show(app: &AppHandle, entries: Vec<Entry>) {
    let on_main = app.clone();
    let shown = app.run_on_main_thread(move || {
        let Some(tray) = on_main.tray_by_id(ID) else { return };
        let set = menu(&on_main, &entries).and_then(|menu| tray.set_menu(Some(menu)));
        if let Err(error) = set {
            tracing::warn!(%error, "the tray's menu could not be made anew");
        }
    });
    if let Err(error) = shown {
        tracing::debug!(%error, "the tray is gone");
    }
}

fn menu(app: &AppHandle, entries: &[Entry]) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for entry in entries {
        menu.append(&*item(app, entry)?)?;
    }
    Ok(menu)
}

fn item(app: &AppHandle, entry: &Entry) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
    Ok(match entry {
        Entry::Line => Box::new(PredefinedMenuItem::separator(app)?),
        Entry::Act { item, label, on } => Box::new(MenuItemBuilder::with_id(item.id(), label).enabled(*on).build(app)?),
        Entry::Check { item, label, checked } => {
            Box::new(CheckMenuItemBuilder::with_id(item.id(), label).checked(*checked).build(app)?)
        }
        Entry::Folder { label, inside } => {
            let mut submenu = SubmenuBuilder::new(app, label);
            for entry in inside {
                submenu = submenu.item(&*item(app, entry)?);
            }
            Box::new(submenu.build()?)
        }
    })
}

/// Does what an entry says.
fn act(app: &AppHandle, id: &str) {
    let Some(item) = Item::of(id) else { return };
    match item {
        Item::Ask => quick::show(app, None, None),
        Item::Open => windows::main::bring_to_front(app),
        Item::Conversation(id) => {
            windows::main::open_at(app, Some(id), String::new(), None);
        }
        Item::Model => {
            windows::main::open_at(app, None, String::new(), Some("models"));
        }
        Item::Unload => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                if let Err(error) = app.state::<Parts>().engine.unload().await {
                    tracing::warn!(code = error.code(), "the model could not be unloaded from the tray");
                }
            });
        }
        Item::Network => set(app, |settings| settings.network.on = !settings.network.on),
        Item::Pause => {
            set(app, |settings| settings.desktop.quick_shortcut_paused = !settings.desktop.quick_shortcut_paused)
        }
        Item::AtLogin => set(app, |settings| settings.desktop.start_at_login = !settings.desktop.start_at_login),
        Item::Quit => quit::quit(app),
    }
}

fn set(app: &AppHandle, change_it: fn(&mut Settings)) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = crate::commands::settings::apply_with(app.clone(), change_it).await {
            tracing::warn!(code = error.code, "a setting could not be changed from the tray");
        }
        app.state::<Parts>().tray.changed();
    });
}
