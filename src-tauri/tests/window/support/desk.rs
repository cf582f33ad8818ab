//! What else is on a stage's display: a window manager, other programs, and keys that a person presses.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use super::own::Own;
use super::page::wait_until;
use super::programs;
use super::stage::Stage;

/// The name of the other program's window.
pub(crate) const OTHER: &str = "other program";

/// A program of somebody else's, and what it says.
pub(crate) struct Other {
    _own: Own,
    said: Arc<Mutex<Vec<String>>>,
}

impl Other {
    /// Everything that it has said.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().expect("no test panics here").clone()
    }
}

impl Stage {
    /// A small window manager, which gives windows the focus as a desktop does.
    pub(crate) fn manage_windows(&self) -> Own {
        // Without keys of its own: it would take Alt+Space for a menu.
        let settings = self.home().join("openbox.xml");
        let none = r#"<openbox_config xmlns="http://openbox.org/3.4/rc"><keyboard/></openbox_config>"#;
        std::fs::write(&settings, none).expect("written");
        let mut manager = Command::new(programs::installed("openbox"));
        manager.arg("--sm-disable").arg("--config-file").arg(settings);
        self.dress(&mut manager);
        Own::start(manager)
    }

    /// Another program with an entry, named [`OTHER`], once it is there.
    pub(crate) async fn other_program(&self, text: &str) -> Other {
        let other = self.other(&["entry", text]);
        wait_until("the other program is there", async || other.said().contains(&"ready".to_owned()).then_some(()))
            .await;
        other
    }

    /// Mousepad, an editor of text files, with this file open.
    pub(crate) fn editor(&self, file: &Path) -> Own {
        let mut editor = Command::new(programs::installed("mousepad"));
        editor.arg("--disable-server").arg(file);
        self.dress(&mut editor);
        // Its settings are nobody's but this test's.
        editor.env("HOME", self.home()).env("GSETTINGS_BACKEND", "memory");
        Own::start(editor)
    }

    /// Drags a file onto a point of the screen.
    pub(crate) fn drag(&self, file: &Path, to: (u32, u32)) -> Other {
        self.other(&["drag", &format!("{},{}", to.0, to.1), &file.to_string_lossy()])
    }

    /// Copies a file as a file manager does.
    pub(crate) async fn copy_file(&self, file: &Path) -> Other {
        let copying = self.other(&["copy", &file.to_string_lossy()]);
        wait_until("the file is copied", async || copying.said().contains(&"ready".to_owned()).then_some(())).await;
        copying
    }

    fn other(&self, arguments: &[&str]) -> Other {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/support/other.py");
        let mut program = Command::new("/usr/bin/python3");
        program.arg(script).args(arguments);
        self.dress(&mut program);
        let (own, output) = Own::start_with_output(program, Stdio::piped());
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                heard.lock().expect("no test panics here").push(line);
            }
        });
        Other { _own: own, said }
    }

    /// Presses keys, as xdotool names them.
    pub(crate) fn press(&self, keys: &str) {
        self.xdotool(&["key", keys]);
    }

    /// Presses keys again and again while the test goes on.
    pub(crate) fn keep_pressing(&self, keys: &str, times: usize) -> Own {
        let mut xdotool = Command::new(programs::installed("xdotool"));
        xdotool.args(["key", "--repeat", &times.to_string(), "--repeat-delay", "5", keys]);
        self.dress(&mut xdotool);
        Own::start(xdotool)
    }

    /// Presses a key while another one is held, which is let go of as late as a person does.
    pub(crate) async fn press_slowly(&self, held: &str, key: &str) {
        self.xdotool(&["keydown", held, "key", key]);
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        self.release(held);
    }

    /// Lets go of keys: what pressed them may have been ended before it could.
    pub(crate) fn release(&self, keys: &str) {
        self.xdotool(&["keyup", keys]);
    }

    /// Types a text into whatever has the focus.
    pub(crate) fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--delay", "4", text]);
    }

    /// Gives a window the focus by its name.
    pub(crate) fn focus(&self, name: &str) {
        self.xdotool(&["search", "--sync", "--name", name, "windowactivate", "--sync"]);
    }

    /// Waits until the window of this name has the focus.
    pub(crate) async fn has_focus(&self, name: &str) {
        let focused = async || self.active_window().contains(name).then_some(());
        wait_until(&format!("{name} has the focus"), focused).await;
    }

    /// Closes a window as its frame's button does.
    pub(crate) fn close_window(&self, name: &str) {
        let mut xdotool = Command::new(programs::installed("xdotool"));
        xdotool.args(["search", "--onlyvisible", "--name", name]);
        self.dress(&mut xdotool);
        let found = String::from_utf8(xdotool.output().expect("xdotool runs").stdout).expect("numbers");
        let window = found.lines().next().and_then(|line| line.parse().ok()).expect("the window is shown");
        let (connection, screen) = x11rb::connect(Some(self.display())).expect("the display answers");
        let root = connection.setup().roots[screen].root;
        let atom = connection.intern_atom(false, b"_NET_CLOSE_WINDOW").expect("asked").reply().expect("answered").atom;
        let event = ClientMessageEvent::new(32, window, atom, [0, 2, 0, 0, 0]);
        let to = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        connection.send_event(false, root, to, event).expect("asked").check().expect("sent");
    }

    /// The name of the window that has the focus.
    pub(crate) fn active_window(&self) -> String {
        let mut xdotool = Command::new(programs::installed("xdotool"));
        xdotool.args(["getactivewindow", "getwindowname"]);
        self.dress(&mut xdotool);
        let output = xdotool.output().expect("xdotool runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Whether a window of this name is shown.
    pub(crate) fn has_visible_window(&self, name: &str) -> bool {
        let mut xdotool = Command::new(programs::installed("xdotool"));
        xdotool.args(["search", "--onlyvisible", "--name", name]);
        self.dress(&mut xdotool);
        xdotool.output().is_ok_and(|output| !output.stdout.is_empty())
    }

    fn xdotool(&self, arguments: &[&str]) {
        let mut xdotool = Command::new(programs::installed("xdotool"));
        xdotool.args(arguments);
        self.dress(&mut xdotool);
        assert!(xdotool.status().is_ok_and(|status| status.success()), "xdotool {arguments:?}");
    }
}
