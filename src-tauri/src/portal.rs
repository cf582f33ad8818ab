//! Shortcuts by the desktop's portal, where no program may listen to another one's keys: under Wayland.
//!
//! The desktop asks the person, decides which keys it are, and tells when they are pressed. A desktop without the portal
//! has its own settings, which can start `carat-desktop --quick`.

use std::collections::BTreeMap;
use std::pin::Pin;

use ashpd::AppID;
use ashpd::desktop::global_shortcuts::{BindShortcutsOptions, GlobalShortcuts, NewShortcut};
use ashpd::desktop::{CreateSessionOptions, Session};
use futures_util::{Stream, StreamExt as _};
use tauri_plugin_global_shortcut::{Code, Modifiers, Shortcut};

/// The name of Carat's desktop entry.
const APP: &str = "app.carat.Carat";

/// A shortcut that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Its name between the desktop and Carat.
    pub(crate) id: String,
    /// What it does, which the desktop shows the person.
    pub(crate) does: String,
    /// The keys that the person chose, as the desktop writes them; `None` where it has no word for them.
    pub(crate) keys: Option<String>,
}

/// Shortcuts that the desktop holds. It takes them back when the connection that they were asked for by is closed.
pub(crate) struct Bound {
    /// For each of them the keys, in the desktop's words.
    pub(crate) keys: BTreeMap<String, String>,
    pressed: Pin<Box<dyn Stream<Item = String> + Send>>,
}

impl Bound {
    /// Waits until keys are pressed, and gives their shortcut's name; `None` once the desktop is gone.
    pub(crate) async fn pressed(&mut self) -> Option<String> {
        self.pressed.next().await
    }
}

/// Asks the desktop for shortcuts, which may ask the person.
///
/// # Errors
/// Where there is no such portal, or somebody said no.
pub(crate) async fn bind(connection: zbus::Connection, wanted: &[Wanted]) -> Result<Bound, ashpd::Error> {
    // A program that is in no package is known by its desktop entry. Portals before that word do without.
    if let Ok(id) = AppID::try_from(APP)
        && let Err(error) = ashpd::register_host_app_with_connection(connection.clone(), id).await
    {
        tracing::debug!(%error, "the portal asks for no desktop entry");
    }
    let portal = GlobalShortcuts::with_connection(connection).await?;
    let session = portal.create_session(CreateSessionOptions::default()).await?;
    // Listened to first: the keys may be pressed as soon as they are bound.
    let activated = portal.receive_activated().await?;
    let shortcuts: Vec<NewShortcut> = wanted
        .iter()
        .map(|wanted| NewShortcut::new(&wanted.id, &wanted.does).preferred_trigger(wanted.keys.as_deref()))
        .collect();
    let answer =
        portal.bind_shortcuts(&session, &shortcuts, None, BindShortcutsOptions::default()).await?.response()?;
    let keys = answer.shortcuts().iter();
    let keys = keys.map(|shortcut| (shortcut.id().to_owned(), shortcut.trigger_description().to_owned())).collect();
    let pressed = activated.filter_map(move |event| {
        let mine = event.session_handle().as_str() == path(&session);
        std::future::ready(mine.then(|| event.shortcut_id().to_owned()))
    });
    Ok(Bound { keys, pressed: pressed.boxed() })
}

/// A session's path, which it tells only when it is written.
fn path(session: &Session<GlobalShortcuts>) -> String {
    let written = serde_json::to_value(session).unwrap_or_default();
    written.as_str().unwrap_or_default().to_owned()
}

/// Keys as the specification of shortcuts writes them: modifiers in capitals, then the key's name of XKB.
pub(crate) fn trigger(keys: &Shortcut) -> Option<String> {
    let held = [
        (Modifiers::CONTROL, "CTRL"),
        (Modifiers::ALT, "ALT"),
        (Modifiers::SHIFT, "SHIFT"),
        (Modifiers::SUPER, "LOGO"),
    ];
    let held = held.into_iter().filter(|(modifier, _)| keys.mods.contains(*modifier)).map(|(_, name)| name.to_owned());
    let key = match keys.key {
        Code::Space => "space".to_owned(),
        Code::Enter => "Return".to_owned(),
        code => {
            let code = code.to_string();
            let letter = code.strip_prefix("Key").filter(|letter| letter.len() == 1).map(str::to_lowercase);
            let digit = code.strip_prefix("Digit").filter(|digit| digit.len() == 1).map(str::to_owned);
            let function = code.strip_prefix('F').filter(|rest| rest.parse::<u8>().is_ok()).map(|_| code.clone());
            letter.or(digit).or(function)?
        }
    };
    Some(held.chain([key]).collect::<Vec<_>>().join("+"))
}

#[cfg(test)]
#[path = "portal/tests.rs"]
mod tests;
