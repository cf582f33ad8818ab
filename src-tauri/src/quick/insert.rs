//! Putting an answer into the program in front: by the clipboard and the keys that paste, after which the clipboard is
//! as it was.

use std::time::{Duration, Instant};

use arboard::Clipboard;
use enigo::{Direction, Enigo, Key, Keyboard as _, Settings};

use super::clipboard::{Before, keep, put};
use super::front::{self, Front};
use crate::shortcut::is_wayland;
use crate::wire::{InsertMode, Inserted, WireError};

/// How long the program in front may take to have the focus again.
const FOCUS: Duration = Duration::from_millis(800);

/// How long the person may hold the keys that asked for this: keys that are pressed meanwhile would mean something else.
const FINGERS: Duration = Duration::from_millis(1500);

/// How long a program may take to fetch what was pasted; after that the clipboard is put back.
const FETCHING: Duration = Duration::from_millis(600);

/// Where a text goes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    /// The program that was in front.
    pub(crate) front: Option<Front>,
    /// Something is selected in it, as far as the system tells.
    pub(crate) selected: bool,
}

/// Puts a text into the program that was in front. Blocks. Where the system lets no program type into another one, the
/// text is left on the clipboard and the person pastes it. A text that is not kept stays out of the system's lists.
///
/// # Errors
/// Where the clipboard does not take the text.
pub(crate) fn insert(text: &str, mode: InsertMode, target: &Target, kept: bool) -> Result<Inserted, WireError> {
    let failed = |error: arboard::Error| {
        WireError::new(
            "copy_failed",
            format!("The system's clipboard did not take the text: {error}. Select it and copy it by hand."),
        )
        .with("detail", error)
    };
    let mut clipboard = Clipboard::new().map_err(failed)?;
    let before = Before::of(&mut clipboard);
    put(&mut clipboard, text, kept).map_err(failed)?;
    let focused = target.front.is_none_or(|front| front::give_back(front, FOCUS));
    // The person may have gone elsewhere while a key was held.
    let is_still_there = || target.front.is_none_or(|front| front::now() == Some(front));
    if is_wayland() || !focused || !hands_off() || !is_still_there() || press(mode, target.selected).is_none() {
        // The text stays on the clipboard for as long as this thread holds it, which is until something else is copied.
        keep(clipboard);
        return Ok(Inserted::Copied);
    }
    std::thread::sleep(FETCHING);
    // What somebody copied meanwhile is the newest word.
    if clipboard.get_text().is_ok_and(|now| now == text)
        && let Err(error) = before.restore(&mut clipboard)
    {
        tracing::warn!(%error, "the clipboard could not be put back");
    }
    keep(clipboard);
    Ok(Inserted::Pasted)
}

/// Waits until the person holds no key that would change the meaning of those that are pressed. Blocks.
fn hands_off() -> bool {
    let until = Instant::now() + FINGERS;
    loop {
        match front::modifiers_are_held() {
            Some(false) => return true,
            Some(true) if Instant::now() >= until => return false,
            Some(true) => std::thread::sleep(Duration::from_millis(10)),
            None => {
                // Where the system does not tell, the window is given the time to go and the person the time to let go.
                std::thread::sleep(Duration::from_millis(200));
                return true;
            }
        }
    }
}

/// Presses the keys that paste; after the right arrow where what is selected is to stay. Without a selection that key
/// would only move the caret.
fn press(mode: InsertMode, selected: bool) -> Option<()> {
    let mut keys =
        Enigo::new(&Settings::default()).inspect_err(|error| tracing::warn!(%error, "no keys can be pressed")).ok()?;
    let held = if cfg!(target_os = "macos") { Key::Meta } else { Key::Control };
    // Only X11 says whether something is selected; elsewhere a moved caret is better than a text that is lost.
    if mode == InsertMode::Insert && (selected || cfg!(not(target_os = "linux"))) {
        keys.key(Key::RightArrow, Direction::Click).ok()?;
    }
    keys.key(held, Direction::Press).ok()?;
    let pasted = paste(&mut keys);
    // A key that stays down would be the person's next trouble.
    keys.key(held, Direction::Release).ok()?;
    pasted
}

/// The key by its place: what a letter is on this keyboard may only be asked on the main thread there.
#[cfg(target_os = "macos")]
fn paste(keys: &mut Enigo) -> Option<()> {
    const ANSI_V: u16 = 9;
    keys.raw(ANSI_V, Direction::Click).ok()
}

#[cfg(not(target_os = "macos"))]
fn paste(keys: &mut Enigo) -> Option<()> {
    keys.key(Key::Unicode('v'), Direction::Click).ok()
}
