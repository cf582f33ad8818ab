//! Putting an answer into the program in front: by the clipboard and the keys that paste, after which the clipboard is
//! as it was.

use std::time::Duration;

use arboard::{Clipboard, ImageData};
use enigo::{Direction, Enigo, Key, Keyboard as _, Settings};

use super::front::{self, Front};
use crate::shortcut::is_wayland;
use crate::wire::{InsertMode, Inserted, WireError};

/// How long the program in front may take to have the focus again.
const FOCUS: Duration = Duration::from_millis(800);

/// How long a program may take to fetch what was pasted; after that the clipboard is put back.
const FETCHING: Duration = Duration::from_millis(600);

/// What the clipboard held.
enum Before {
    Text(String),
    Image(ImageData<'static>),
    Nothing,
}

/// Puts a text into the program that was in front. Blocks. Where the system lets no program type into another one, the
/// text is left on the clipboard and the person pastes it.
///
/// # Errors
/// Where the clipboard does not take the text.
pub(crate) fn insert(text: &str, mode: InsertMode, front: Option<Front>) -> Result<Inserted, WireError> {
    let failed = |error: arboard::Error| {
        WireError::new(
            "copy_failed",
            format!("The system's clipboard did not take the text: {error}. Select it and copy it by hand."),
        )
        .with("detail", error)
    };
    let mut clipboard = Clipboard::new().map_err(failed)?;
    let before = held(&mut clipboard);
    clipboard.set_text(text).map_err(failed)?;
    let focused = front.is_none_or(|front| front::give_back(front, FOCUS));
    if is_wayland() || !focused || press(mode).is_none() {
        // The text stays on the clipboard for as long as this thread holds it, which is until something else is copied.
        keep(clipboard);
        return Ok(Inserted::Copied);
    }
    std::thread::sleep(FETCHING);
    let restored = match before {
        Before::Text(text) => clipboard.set_text(text),
        Before::Image(image) => clipboard.set_image(image),
        Before::Nothing => clipboard.clear(),
    };
    if let Err(error) = restored {
        tracing::warn!(%error, "the clipboard could not be put back");
    }
    keep(clipboard);
    Ok(Inserted::Pasted)
}

fn held(clipboard: &mut Clipboard) -> Before {
    match clipboard.get_text() {
        Ok(text) => Before::Text(text),
        Err(_) => clipboard.get_image().map_or(Before::Nothing, |image| Before::Image(image.to_owned_img())),
    }
}

/// Presses the keys that paste; after the right arrow where what is selected is to stay.
fn press(mode: InsertMode) -> Option<()> {
    let mut keys =
        Enigo::new(&Settings::default()).inspect_err(|error| tracing::warn!(%error, "no keys can be pressed")).ok()?;
    let held = if cfg!(target_os = "macos") { Key::Meta } else { Key::Control };
    if mode == InsertMode::Insert {
        keys.key(Key::RightArrow, Direction::Click).ok()?;
    }
    keys.key(held, Direction::Press).ok()?;
    let pasted = keys.key(Key::Unicode('v'), Direction::Click);
    // A key that stays down would be the person's next trouble.
    keys.key(held, Direction::Release).ok()?;
    pasted.ok()
}

/// On X11 whoever copied a text hands it over, so it must live on.
fn keep(clipboard: Clipboard) {
    static KEPT: std::sync::Mutex<Option<Clipboard>> = std::sync::Mutex::new(None);
    *KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(clipboard);
}
