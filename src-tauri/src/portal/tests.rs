//! A desktop of the test's own, on a bus of its own, that gives shortcuts, tells of keys, or says no.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use zbus::message::Header;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, interface};

use super::*;

const PORTAL: &str = "/org/freedesktop/portal/desktop";

/// A bus of this test's own.
struct Bus(Child, String);

impl Bus {
    fn start() -> Self {
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = bus.spawn().expect("dbus-daemon is there");
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut address).expect("it says where it is");
        Self(child, address.trim().to_owned())
    }

    async fn connect(&self) -> Connection {
        zbus::connection::Builder::address(self.1.as_str()).expect("an address").build().await.expect("it answers")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A desktop that gives each shortcut the keys that it likes, or says no.
#[derive(Default)]
struct Desktop {
    refuses: bool,
    /// Names, keys and sessions.
    asked: Arc<Mutex<Vec<[String; 3]>>>,
}

type Options = HashMap<String, OwnedValue>;

fn word(options: &Options, name: &str) -> String {
    options.get(name).and_then(|value| String::try_from(value.clone()).ok()).unwrap_or_default()
}

/// The path that an answer is told at, and the answer, which comes as a signal.
async fn answer(
    connection: &Connection,
    header: &Header<'_>,
    options: &Options,
    code: u32,
    results: HashMap<&str, Value<'_>>,
) -> OwnedObjectPath {
    let sender = header.sender().expect("a sender").trim_start_matches(':').replace('.', "_");
    let path = format!("{PORTAL}/request/{sender}/{}", word(options, "handle_token"));
    let body = (code, results);
    let to = header.sender().map(|name| name.to_owned());
    connection
        .emit_signal(to, path.as_str(), "org.freedesktop.portal.Request", "Response", &body)
        .await
        .expect("it can be told");
    ObjectPath::try_from(path).expect("a path").into()
}

#[interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl Desktop {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        1
    }

    async fn create_session(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Options,
    ) -> OwnedObjectPath {
        let sender = header.sender().expect("a sender").trim_start_matches(':').replace('.', "_");
        let session = format!("{PORTAL}/session/{sender}/{}", word(&options, "session_handle_token"));
        answer(connection, &header, &options, 0, HashMap::from([("session_handle", Value::from(session))])).await
    }

    async fn bind_shortcuts(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        session: OwnedObjectPath,
        shortcuts: Vec<(String, Options)>,
        _parent: String,
        options: Options,
    ) -> OwnedObjectPath {
        let given: Vec<(String, HashMap<&str, Value<'_>>)> = shortcuts
            .iter()
            .map(|(id, facts)| {
                self.asked.lock().expect("unharmed").push([
                    id.clone(),
                    word(facts, "preferred_trigger"),
                    session.to_string(),
                ]);
                let given = [("description", "Ask Carat"), ("trigger_description", "Meta+Q")];
                (id.clone(), given.map(|(name, value)| (name, Value::from(value))).into())
            })
            .collect();
        let code = u32::from(self.refuses);
        answer(connection, &header, &options, code, HashMap::from([("shortcuts", Value::from(given))])).await
    }
}

async fn desktop(bus: &Bus, desktop: Desktop) -> Connection {
    let connection = bus.connect().await;
    connection.object_server().at(PORTAL, desktop).await.expect("there is nothing else");
    connection.request_name("org.freedesktop.portal.Desktop").await.expect("the name is free");
    connection
}

fn wanted() -> Vec<Wanted> {
    vec![Wanted { id: "quick".into(), does: "Ask Carat".into(), keys: Some("ALT+space".into()) }]
}

#[tokio::test]
async fn the_desktop_says_which_keys_it_gave_and_when_they_are_pressed() {
    let bus = Bus::start();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let there = desktop(&bus, Desktop { asked: Arc::clone(&asked), ..Desktop::default() }).await;
    let mut bound = bind(bus.connect().await, &wanted()).await.expect("it is bound");
    let [id, keys, own] = asked.lock().expect("unharmed").pop().expect("it was asked");
    assert_eq!((id.as_str(), keys.as_str()), ("quick", "ALT+space"));
    assert_eq!(bound.keys, BTreeMap::from([("quick".to_owned(), "Meta+Q".to_owned())]));
    for session in ["/org/freedesktop/portal/desktop/session/other/one", own.as_str()] {
        let path = ObjectPath::try_from(session).expect("a path");
        let event = (path, format!("quick of {session}"), 1_u64, HashMap::<&str, Value<'_>>::new());
        let name = "org.freedesktop.portal.GlobalShortcuts";
        there.emit_signal(None::<&str>, PORTAL, name, "Activated", &event).await.expect("it can be told");
    }
    let own = format!("quick of {own}");
    let heard = tokio::time::timeout(Duration::from_secs(10), bound.pressed()).await.expect("it is heard");
    assert_eq!(heard, Some(own), "another program's keys are none of Carat's");
}

#[tokio::test]
async fn a_desktop_without_the_portal_or_a_person_who_says_no_is_told() {
    let bus = Bus::start();
    assert!(bind(bus.connect().await, &wanted()).await.is_err());
    let _there = desktop(&bus, Desktop { refuses: true, ..Desktop::default() }).await;
    assert!(bind(bus.connect().await, &wanted()).await.is_err());
}

#[test]
fn keys_are_written_as_desktops_write_them() {
    for (keys, written) in [
        ("Alt+Space", Some("ALT+space")),
        ("Ctrl+Alt+KeyC", Some("CTRL+ALT+c")),
        ("Super+Shift+Digit1", Some("SHIFT+LOGO+1")),
        ("F9", Some("F9")),
        ("Ctrl+Comma", None),
    ] {
        let shortcut: Shortcut = keys.parse().expect("keys");
        assert_eq!(trigger(&shortcut).as_deref(), written, "{keys}");
    }
}
