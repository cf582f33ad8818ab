//! Shortcuts that work while another program has the focus.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{GlobalShortcutExt as _, Shortcut, ShortcutState};

use crate::parts::Parts;
use crate::quick;
use crate::wire::{ShortcutStatus, WireError};
#[cfg(target_os = "linux")]
use crate::{commands, events::tell, wire::AppEvent, words};

/// Keys that make a shortcut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keys(Shortcut);

/// Why keys make none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a shortcut is one key with Ctrl, Alt, Shift or Super")]
pub(crate) struct NoKeys;

impl Keys {
    /// Reads `Alt+Space`. A key alone is none, but for the function keys: it would be taken from every program.
    pub(crate) fn parse(text: &str) -> Result<Self, NoKeys> {
        let shortcut: Shortcut = text.parse().map_err(|_| NoKeys)?;
        let is_function_key = shortcut.key.to_string().strip_prefix('F').is_some_and(|rest| rest.parse::<u8>().is_ok());
        if shortcut.mods.is_empty() && !is_function_key {
            return Err(NoKeys);
        }
        Ok(Self(shortcut))
    }
}

/// What a shortcut starts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// The quick prompt.
    Quick,
    /// An action of the person's own, by its id.
    Action(String),
}

#[cfg(target_os = "linux")]
impl Use {
    /// The name that a desktop remembers it by, so it must stay the same from start to start.
    fn name(&self) -> String {
        match self {
            Self::Quick => "quick".to_owned(),
            Self::Action(id) => format!("action-{id}"),
        }
    }
}

/// What a desktop's own settings may bind to keys.
const BY_HAND: &str = "carat-desktop --quick";

/// The shortcuts as they stand, and why one does not work.
#[derive(Debug, Default)]
pub(crate) struct Shortcuts {
    views: Mutex<BTreeMap<Use, ShortcutStatus>>,
    /// They rest while keys are recorded.
    held: AtomicBool,
    /// The keys that are registered. Registering is one's turn after another's: the last one has to find the newest
    /// settings.
    registered: Mutex<Vec<Shortcut>>,
    /// What listens to the desktop, where that has them.
    #[cfg(target_os = "linux")]
    listening: Mutex<Option<tauri::async_runtime::JoinHandle<()>>>,
}

impl Shortcuts {
    /// How a shortcut stands.
    pub(crate) fn of(&self, what: &Use) -> ShortcutStatus {
        self.views.lock().unwrap_or_else(PoisonError::into_inner).get(what).cloned().unwrap_or(ShortcutStatus::None)
    }
}

/// Whether the quick prompt's shortcut works.
pub(crate) fn is_working(shortcuts: &Shortcuts) -> bool {
    matches!(shortcuts.of(&Use::Quick), ShortcutStatus::Registered | ShortcutStatus::Desktop { .. })
}

/// Gives the shortcuts back while keys are recorded, or takes them again. As [`apply`].
pub(crate) fn hold(app: &AppHandle, held: bool) {
    app.state::<Parts>().shortcuts.held.store(held, Ordering::SeqCst);
    apply(app);
}

/// Registers what the settings say now, in place of what was registered before. Must not run on the main thread, which
/// the plugin waits for.
pub(crate) fn apply(app: &AppHandle) {
    let parts = app.state::<Parts>();
    let mut registered = parts.shortcuts.registered.lock().unwrap_or_else(PoisonError::into_inner);
    let desktop = parts.settings.now().desktop;
    let rest = desktop.quick_shortcut_paused || parts.shortcuts.held.load(Ordering::SeqCst);
    let mut views = BTreeMap::new();
    // One by one: all at once would hold the plugin's lock while it waits for the thread that hears keys, and a key that
    // is pressed then waits on that thread for the lock.
    for shortcut in registered.drain(..) {
        if let Err(error) = app.global_shortcut().unregister(shortcut) {
            tracing::debug!(%error, "a shortcut could not be given back");
        }
    }
    let own = desktop
        .quick_actions
        .iter()
        .filter_map(|action| Some((Use::Action(action.id.clone()), action.shortcut.clone()?)));
    let wanted = desktop.quick_shortcut.clone().map(|keys| (Use::Quick, keys)).into_iter().chain(own);
    let wanted: Vec<(Use, String)> = wanted.collect();
    for (what, keys) in &wanted {
        let status = if rest { ShortcutStatus::Paused } else { register(app, keys, what, &mut registered) };
        views.insert(what.clone(), status);
    }
    *parts.shortcuts.views.lock().unwrap_or_else(PoisonError::into_inner) = views;
    // After that, for what the desktop gives takes the place of what stands there now.
    #[cfg(target_os = "linux")]
    if is_wayland() {
        ask_desktop(app, if rest { Vec::new() } else { wanted });
    }
}

/// Asks the desktop for shortcuts in place of those that it was asked for before. Until it gives them, and where it gives
/// none, they stand as to be bound by hand.
#[cfg(target_os = "linux")]
fn ask_desktop(app: &AppHandle, wanted: Vec<(Use, String)>) {
    use crate::portal::{self, Wanted};
    let parts = app.state::<Parts>();
    let mut listening = parts.shortcuts.listening.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = listening.take() {
        before.abort();
    }
    if wanted.is_empty() {
        return;
    }
    let settings = parts.settings.now();
    let does = |what: &Use| match what {
        Use::Quick => words::text(settings.language, "native-tray-ask"),
        Use::Action(id) => {
            let action = settings.desktop.quick_actions.iter().find(|action| action.id == *id);
            action.map(|action| action.name.clone()).unwrap_or_default()
        }
    };
    let asked = wanted.iter().map(|(what, keys)| {
        let keys = Keys::parse(keys).ok().and_then(|Keys(shortcut)| portal::trigger(&shortcut));
        Wanted { id: what.name(), does: does(what), keys }
    });
    let asked: Vec<Wanted> = asked.collect();
    let named: BTreeMap<String, Use> = wanted.into_iter().map(|(what, _)| (what.name(), what)).collect();
    let app = app.clone();
    *listening = Some(tauri::async_runtime::spawn(async move {
        let bound = match zbus::Connection::session().await {
            Ok(connection) => portal::bind(connection, &asked).await,
            Err(error) => Err(error.into()),
        };
        let mut bound = match bound {
            Ok(bound) => bound,
            Err(error) => return tracing::info!(%error, "the desktop gives no shortcuts"),
        };
        {
            let parts = app.state::<Parts>();
            let mut views = parts.shortcuts.views.lock().unwrap_or_else(PoisonError::into_inner);
            for (id, keys) in &bound.keys {
                if let Some(what) = named.get(id) {
                    views.insert(what.clone(), ShortcutStatus::Desktop { keys: keys.clone() });
                }
            }
        }
        tell(&app, &AppEvent::Desktop { status: commands::quick::status(&app.state::<Parts>()) });
        while let Some(id) = bound.pressed().await {
            let Some(what) = named.get(&id).cloned() else { continue };
            let pressed = app.clone();
            if app.run_on_main_thread(move || quick::on_shortcut(&pressed, &what)).is_err() {
                return;
            }
        }
    }));
}

fn register(app: &AppHandle, keys: &str, what: &Use, registered: &mut Vec<Shortcut>) -> ShortcutStatus {
    if is_wayland() {
        // No program hears another one's keys there. Where the desktop has no portal either, its settings can start this.
        return ShortcutStatus::ByHand { command: BY_HAND.to_owned() };
    }
    let Ok(Keys(shortcut)) = Keys::parse(keys) else {
        let error =
            WireError::new("shortcut_none", format!("\"{keys}\" is no shortcut: {NoKeys}. Choose another one."));
        return ShortcutStatus::Failed { error: error.with("keys", keys), offer: offer(app, keys) };
    };
    let what = what.clone();
    let pressed = move |app: &AppHandle, _: &Shortcut, event: tauri_plugin_global_shortcut::ShortcutEvent| {
        if event.state == ShortcutState::Pressed {
            let (app, what) = (app.clone(), what.clone());
            // Not here: showing a window waits for the main thread, which waits for this one while keys are registered.
            tauri::async_runtime::spawn_blocking(move || quick::on_shortcut(&app, &what));
        }
    };
    match app.global_shortcut().on_shortcut(shortcut, pressed) {
        Ok(()) => {
            registered.push(shortcut);
            ShortcutStatus::Registered
        }
        Err(error) => {
            tracing::warn!(%error, "a shortcut could not be registered");
            ShortcutStatus::Taken { offer: offer(app, keys) }
        }
    }
}

/// Other keys that nobody holds now.
fn offer(app: &AppHandle, but: &str) -> Option<String> {
    const OTHERS: [&str; 4] = ["Ctrl+Alt+Space", "Super+Alt+Space", "Ctrl+Shift+Space", "Ctrl+Alt+KeyC"];
    if is_wayland() {
        return None;
    }
    let free = |keys: &&str| {
        let Ok(Keys(shortcut)) = Keys::parse(keys) else { return false };
        // Whether keys are free is only known by taking them.
        let taken = app.global_shortcut().on_shortcut(shortcut, |_, _, _| {});
        taken.is_ok() && app.global_shortcut().unregister(shortcut).is_ok()
    };
    OTHERS.into_iter().filter(|keys| *keys != but).find(free).map(str::to_owned)
}

/// Whether this is a session in which no program may listen to keys of others.
pub(crate) fn is_wayland() -> bool {
    cfg!(target_os = "linux")
        && std::env::var_os("WAYLAND_DISPLAY").is_some_and(|display| !display.is_empty())
        && std::env::var("GDK_BACKEND").map_or(true, |backend| !backend.starts_with("x11"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortcut_has_a_key_and_something_held_with_it() {
        for keys in ["Alt+Space", "Ctrl+Alt+KeyC", "Super+Shift+Digit1", "F9", "CmdOrCtrl+KeyJ"] {
            assert!(Keys::parse(keys).is_ok(), "{keys}");
        }
        for keys in ["", "Alt", "Space", "KeyA", "Alt+Nothing", "Hyper+KeyA", "Alt++", "Escape"] {
            assert!(Keys::parse(keys).is_err(), "{keys}");
        }
    }
}
