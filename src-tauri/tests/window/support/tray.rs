//! A real host of tray icons, as a desktop's panel is one. What it shows is read over the bus, and so are the menus.

use std::collections::HashMap;
use std::process::Command;

use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::own::Own;
use super::page::wait_until;
use super::programs;
use super::stage::Stage;

/// The host's name on the bus, its object and its interface.
const HOST: &str = "org.ayatana.indicator.application";
const HOST_OBJECT: &str = "/org/ayatana/indicator/application/service";
const HOST_INTERFACE: &str = "org.ayatana.indicator.application.service";

/// An icon as the host tells it: its icon, place, owner and menu, then words about it.
type Shown = (String, i32, String, OwnedObjectPath, String, String, String, String, String, String);

/// A menu as its owner tells it: a node with its number, what is known of it, and its children.
type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

/// A desktop's tray.
pub(crate) struct Tray {
    _host: Own,
    bus: zbus::Connection,
}

/// An entry of the menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: i32,
    pub(crate) label: String,
    pub(crate) checked: bool,
}

impl Stage {
    /// Gives the desktop a tray.
    pub(crate) async fn with_tray(&self) -> Tray {
        let folder = "/usr/libexec/ayatana-indicator-application";
        let mut host = Command::new(programs::installed(&format!("{folder}/ayatana-indicator-application-service")));
        self.dress(&mut host);
        let host = Own::start(host);
        let builder = zbus::connection::Builder::address(self.bus()).expect("an address");
        let tray = Tray { _host: host, bus: builder.build().await.expect("the bus answers") };
        wait_until("the host is there", async || tray.shown().await).await;
        tray
    }
}

impl Tray {
    /// All that the host shows.
    async fn shown(&self) -> Option<Vec<Shown>> {
        let asked = self.bus.call_method(Some(HOST), HOST_OBJECT, Some(HOST_INTERFACE), "GetApplications", &());
        asked.await.ok()?.body().deserialize().ok()
    }

    /// The entries of the only icon's menu, those of its folders among them.
    pub(crate) async fn menu(&self) -> Option<Vec<Entry>> {
        let shown = self.shown().await?;
        let (_, _, owner, menu, ..) = shown.first()?;
        let wanted = (0_i32, -1_i32, Vec::<String>::new());
        let asked =
            self.bus.call_method(Some(owner.as_str()), menu, Some("com.canonical.dbusmenu"), "GetLayout", &wanted);
        let message = asked.await.ok()?;
        let (_, (_, _, children)): Layout = message.body().deserialize().ok()?;
        let mut entries = Vec::new();
        children.iter().for_each(|child| gather(child, &mut entries));
        Some(entries)
    }

    /// Waits for an entry whose label has these words.
    pub(crate) async fn entry(&self, words: &str) -> Entry {
        let there = async || self.menu().await?.into_iter().find(|entry| entry.label.contains(words));
        wait_until(&format!("the menu has {words}"), there).await
    }

    /// Waits until an entry is checked, or is not.
    pub(crate) async fn is_checked(&self, words: &str, checked: bool) {
        let there = async || (self.entry(words).await.checked == checked).then_some(());
        wait_until(&format!("{words} is checked: {checked}"), there).await;
    }

    /// Chooses an entry, as a panel does when it is clicked.
    pub(crate) async fn choose(&self, words: &str) {
        // The menu is made anew when something changes, so that a number is old soon.
        let chosen = async || {
            let entry = self.entry(words).await;
            let shown = self.shown().await?;
            let (_, _, owner, menu, ..) = shown.first()?;
            let event = (entry.id, "clicked", Value::I32(0), 0_u32);
            let sent =
                self.bus.call_method(Some(owner.as_str()), menu, Some("com.canonical.dbusmenu"), "Event", &event);
            sent.await.ok().map(|_| ())
        };
        wait_until(&format!("{words} is chosen"), chosen).await;
    }
}

/// Collects a node and those below it.
fn gather(node: &Value<'_>, into: &mut Vec<Entry>) {
    let Value::Structure(node) = bare(node) else { return };
    let [id, facts, children] = node.fields() else { return };
    let mut entry = Entry::default();
    if let Value::I32(id) = id {
        entry.id = *id;
    }
    if let Value::Dict(facts) = facts {
        for (name, value) in facts.iter() {
            match (bare(name), bare(value)) {
                (Value::Str(name), Value::Str(label)) if name == "label" => entry.label = label.to_string(),
                (Value::Str(name), Value::I32(state)) if name == "toggle-state" => entry.checked = *state == 1,
                _ => {}
            }
        }
    }
    into.push(entry);
    if let Value::Array(children) = children {
        children.iter().for_each(|child| gather(child, into));
    }
}

/// A value without the boxes around it.
fn bare<'a, 'v>(value: &'a Value<'v>) -> &'a Value<'v> {
    match value {
        Value::Value(inner) => bare(inner),
        bare => bare,
    }
}
