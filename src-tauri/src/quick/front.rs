//! The program in front: remembered before the quick prompt takes the focus, so that an answer can go back there.

use std::time::{Duration, Instant};

/// A window of another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Front(u32);

/// The window that has the focus now, where the system tells.
pub(crate) fn now() -> Option<Front> {
    system::active().map(Front)
}

/// The name of the program that a window belongs to, as a person knows it, where the system tells.
pub(crate) fn program(front: Front) -> Option<String> {
    system::class(front.0).and_then(|class| named(&class))
}

/// Some programs have a name like a web address turned round, of which the end is the name.
fn named(class: &str) -> Option<String> {
    let name = class.rsplit('.').next().unwrap_or(class).trim();
    let mut letters = name.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).take(40).collect())
}

/// Gives a window the focus again and waits until it has it. Blocks.
pub(crate) fn give_back(front: Front, patience: Duration) -> bool {
    let until = Instant::now() + patience;
    let mut asked = false;
    while Instant::now() < until {
        if now() == Some(front) {
            return true;
        }
        // The system's own order is left a moment; a window manager that keeps none is asked.
        if !asked && until.duration_since(Instant::now()) < patience / 2 {
            asked = system::activate(front.0);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    now() == Some(front)
}

/// Whether the person holds Ctrl, Shift, Alt or Super, where the system tells.
pub(crate) fn modifiers_are_held() -> Option<bool> {
    system::pointer().map(|mask| mask.modifiers)
}

/// Whether the first button of the pointer is held, where the system tells.
pub(crate) fn button_is_held() -> Option<bool> {
    system::pointer().map(|mask| mask.button)
}

/// What is held.
#[derive(Debug, Clone, Copy)]
struct Held {
    modifiers: bool,
    button: bool,
}

/// Sees to it that a window of Carat's gets the focus, for as long as it is wanted. Blocks, and not on the main thread. A
/// window manager gives the focus to a window that a key called up; where a menu or another start did, it takes Carat for
/// an intruder unless it is asked.
pub(crate) fn bring(window: &tauri::WebviewWindow, is_wanted: impl Fn() -> bool) {
    const PAUSE: Duration = Duration::from_millis(40);
    // Some seconds: on a busy machine a window that is made takes that long.
    for _ in 0..100 {
        std::thread::sleep(PAUSE);
        if !is_wanted() {
            return;
        }
        // The system makes the window when it is shown first, which is a moment after it was asked to.
        if let Some(own) = system::id(window)
            && (now() == Some(Front(own)) || !system::activate(own))
        {
            return;
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use raw_window_handle::{HasWindowHandle as _, RawWindowHandle};
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, KeyButMask};
    use x11rb::rust_connection::RustConnection;

    /// The window manager's word (EWMH), without which there is no telling a window from a part of one.
    pub(super) fn active() -> Option<u32> {
        let (connection, screen) = open()?;
        let root = connection.setup().roots.get(screen)?.root;
        let atom = connection.intern_atom(true, b"_NET_ACTIVE_WINDOW").ok()?.reply().ok()?.atom;
        let property = connection.get_property(false, root, atom, AtomEnum::WINDOW, 0, 1).ok()?.reply().ok()?;
        property.value32()?.next().filter(|&window| window != 0)
    }

    /// ICCCM: the instance's name and the class's, each with a zero at its end.
    pub(super) fn class(window: u32) -> Option<String> {
        let (connection, _) = open()?;
        let (kind, most) = (AtomEnum::STRING, 64);
        let property = connection.get_property(false, window, AtomEnum::WM_CLASS, kind, 0, most).ok()?.reply().ok()?;
        let class = property.value.split(|byte| *byte == 0).nth(1)?;
        Some(String::from_utf8_lossy(class).into_owned())
    }

    pub(super) fn pointer() -> Option<super::Held> {
        let (connection, screen) = open()?;
        let root = connection.setup().roots.get(screen)?.root;
        let mask = connection.query_pointer(root).ok()?.reply().ok()?.mask;
        let any = |of: KeyButMask| u16::from(mask) & u16::from(of) != 0;
        let modifiers = KeyButMask::SHIFT | KeyButMask::CONTROL | KeyButMask::MOD1 | KeyButMask::MOD4;
        Some(super::Held { modifiers: any(modifiers), button: any(KeyButMask::BUTTON1) })
    }

    pub(super) fn activate(window: u32) -> bool {
        let asked = || {
            let (connection, screen) = open()?;
            let root = connection.setup().roots.get(screen)?.root;
            let atom = connection.intern_atom(true, b"_NET_ACTIVE_WINDOW").ok()?.reply().ok()?.atom;
            // 2: asked by a program that acts for the person.
            let event = ClientMessageEvent::new(32, window, atom, [2, 0, 0, 0, 0]);
            let to = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
            connection.send_event(false, root, to, event).ok()?;
            connection.flush().ok()
        };
        asked().is_some()
    }

    pub(super) fn id(window: &tauri::WebviewWindow) -> Option<u32> {
        match window.window_handle().ok()?.as_raw() {
            RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok(),
            RawWindowHandle::Xcb(handle) => Some(handle.window.get()),
            _ => None,
        }
    }

    fn open() -> Option<(RustConnection, usize)> {
        if crate::shortcut::is_wayland() {
            return None;
        }
        x11rb::connect(None).ok()
    }
}

/// macOS and Windows give the focus back themselves when a window hides; which one that was is not asked there.
#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn active() -> Option<u32> {
        None
    }

    pub(super) fn class(_window: u32) -> Option<String> {
        None
    }

    pub(super) fn pointer() -> Option<super::Held> {
        None
    }

    pub(super) fn activate(_window: u32) -> bool {
        false
    }

    pub(super) fn id(_window: &tauri::WebviewWindow) -> Option<u32> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_called_as_a_person_knows_it() {
        for (class, name) in [("mousepad", "Mousepad"), ("org.gnome.TextEditor", "TextEditor"), ("端末", "端末")] {
            assert_eq!(named(class).as_deref(), Some(name));
        }
        assert_eq!(named("org."), None);
        assert_eq!(named(""), None);
    }
}
