//! Keys that are pressed at once, and the moment at which a window has the focus: a program that is started for each
//! key would cost more than what is measured.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState,
    Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// X11's names of keys (keysymdef.h).
pub(crate) const ALT: u32 = 0xffe9;
pub(crate) const SPACE: u32 = 0x20;
pub(crate) const ESCAPE: u32 = 0xff1b;

/// Longer than any window takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A display's keys and its windows.
pub(crate) struct Keys {
    connection: RustConnection,
    root: Window,
    active: u32,
}

impl Keys {
    /// Those of a display.
    ///
    /// # Errors
    /// Where the display does not answer.
    pub(crate) fn of(display: &str) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots[screen].root;
        let active = connection.intern_atom(false, b"_NET_ACTIVE_WINDOW")?.reply()?.atom;
        let told = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection.change_window_attributes(root, &told)?.check()?;
        Ok(Self { connection, root, active })
    }

    /// Presses keys together and lets them go.
    ///
    /// # Errors
    /// Where the display has no such key.
    pub(crate) fn press(&self, keys: &[u32]) -> Result<()> {
        let codes: Vec<u8> = keys.iter().map(|&key| self.code(key)).collect::<Result<_>>()?;
        let down = codes.iter().map(|&code| (KEY_PRESS_EVENT, code));
        let up = codes.iter().rev().map(|&code| (KEY_RELEASE_EVENT, code));
        for (kind, code) in down.chain(up) {
            self.connection.xtest_fake_input(kind, code, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?;
        }
        self.connection.flush()?;
        Ok(())
    }

    fn code(&self, key: u32) -> Result<u8> {
        let setup = self.connection.setup();
        let (least, most) = (setup.min_keycode, setup.max_keycode);
        let known = self.connection.get_keyboard_mapping(least, most - least + 1)?.reply()?;
        let each = usize::from(known.keysyms_per_keycode.max(1));
        let place = known.keysyms.chunks(each).position(|symbols| symbols.contains(&key));
        let place = place.with_context(|| format!("the display has no key {key:#x}"))?;
        Ok(least + u8::try_from(place)?)
    }

    /// The window that has the focus.
    ///
    /// # Errors
    /// Where the display does not answer.
    pub(crate) fn active(&self) -> Result<Window> {
        let asked = self.connection.get_property(false, self.root, self.active, AtomEnum::WINDOW, 0, 1)?.reply()?;
        Ok(asked.value32().and_then(|mut windows| windows.next()).unwrap_or_default())
    }

    /// Waits until a window that is shown has the focus, and gives how long that took since `begin`.
    ///
    /// # Errors
    /// Where it does not come.
    pub(crate) fn wait_for(&self, window: Window, begin: Instant) -> Result<Duration> {
        loop {
            let shown = || -> Result<bool> {
                Ok(self.connection.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE)
            };
            if self.active()? == window && shown()? {
                return Ok(begin.elapsed());
            }
            ensure!(begin.elapsed() < PATIENCE, "the window did not get the focus");
            // Every change of the focus is told; a moment's sleep stands in where it came between the two questions.
            if !matches!(self.connection.poll_for_event()?, Some(Event::PropertyNotify(_))) {
                std::thread::sleep(Duration::from_micros(500));
            }
        }
    }
}
