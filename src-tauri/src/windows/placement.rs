//! A placement is where a window stood and how large it was, kept so that it opens there again.
//!
//! It lies in the home beside the database, is written beside and renamed, and is only a wish: a window is never opened
//! smaller than it can be used, larger than its screen, or where no screen is.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tauri::{Monitor, WebviewWindow};

/// The smallest width, in logical pixels.
pub(crate) const MIN_WIDTH: f64 = 560.0;
/// The smallest height, in logical pixels.
pub(crate) const MIN_HEIGHT: f64 = 420.0;

/// Where a window stood. The size is in logical pixels, the place in physical ones, as screens are laid out in them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Placement {
    /// Inner width.
    pub(crate) width: f64,
    /// Inner height.
    pub(crate) height: f64,
    /// Left and top edge; `None` where the system keeps that to itself.
    #[serde(default)]
    pub(crate) position: Option<(i32, i32)>,
    /// Whether it filled its screen.
    #[serde(default)]
    pub(crate) maximized: bool,
}

impl Default for Placement {
    fn default() -> Self {
        Self { width: 1180.0, height: 780.0, position: None, maximized: false }
    }
}

/// A screen's rectangle in physical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Screen {
    left: i32,
    top: i32,
    width: u32,
    height: u32,
}

impl From<&Monitor> for Screen {
    fn from(monitor: &Monitor) -> Self {
        let (position, size) = (monitor.position(), monitor.size());
        Self { left: position.x, top: position.y, width: size.width, height: size.height }
    }
}

impl Placement {
    /// The saved one, or the default where there is none that makes sense.
    pub(crate) fn read(file: &Path) -> Self {
        let saved: Option<Self> = fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        match saved {
            Some(saved) if saved.width.is_finite() && saved.height.is_finite() => Self {
                width: saved.width.clamp(MIN_WIDTH, 16_384.0),
                height: saved.height.clamp(MIN_HEIGHT, 16_384.0),
                ..saved
            },
            _ => Self::default(),
        }
    }

    /// Saves it: beside, then renamed.
    pub(crate) fn write(&self, file: &Path) -> io::Result<()> {
        let beside = file.with_extension("json.new");
        fs::write(&beside, serde_json::to_vec(self)?)?;
        fs::rename(&beside, file)
    }

    /// As a window stands now. A maximized or minimized one keeps the size and place that it had before.
    pub(crate) fn of(window: &WebviewWindow, before: Self) -> tauri::Result<Self> {
        let maximized = window.is_maximized()?;
        if maximized || window.is_minimized()? {
            return Ok(Self { maximized, ..before });
        }
        let size = window.inner_size()?.to_logical::<f64>(window.scale_factor()?);
        let position = window.outer_position().ok().map(|place| (place.x, place.y));
        Ok(Self { width: size.width.max(MIN_WIDTH), height: size.height.max(MIN_HEIGHT), position, maximized })
    }

    /// The position, where a corner of the title bar that can be grasped would be on one of the screens.
    pub(crate) fn position_on(&self, screens: &[Screen]) -> Option<(i32, i32)> {
        let (x, y) = self.position?;
        let grasp = (x.saturating_add(120), y.saturating_add(16));
        let on = |screen: &Screen| {
            let inside =
                |at: i32, from: i32, length: u32| at >= from && i64::from(at) < i64::from(from) + i64::from(length);
            inside(grasp.0, screen.left, screen.width) && inside(grasp.1, screen.top, screen.height)
        };
        screens.iter().any(on).then_some((x, y))
    }

    /// The position in the middle of a screen; its top left corner where the window is larger.
    pub(crate) fn middle_of(&self, screen: &Screen, scale: f64) -> (i32, i32) {
        let centred = |from: i32, length: u32, own: f64| {
            #[allow(clippy::cast_possible_truncation, reason = "a window's size fits a screen's coordinates")]
            let own = (own * scale).round() as i64;
            let margin = (i64::from(length) - own).max(0) / 2;
            from.saturating_add(i32::try_from(margin).unwrap_or(0))
        };
        (centred(screen.left, screen.width, self.width), centred(screen.top, screen.height, self.height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREENS: [Screen; 2] = [
        Screen { left: 0, top: 0, width: 1920, height: 1080 },
        Screen { left: -1280, top: 0, width: 1280, height: 1024 },
    ];

    #[test]
    fn a_window_without_a_place_stands_in_the_middle_and_never_outside() {
        let placement = Placement { width: 1000.0, height: 600.0, ..Placement::default() };
        assert_eq!(placement.middle_of(&SCREENS[0], 1.0), (460, 240));
        assert_eq!(placement.middle_of(&SCREENS[1], 1.0), (-1140, 212));
        assert_eq!(
            placement.middle_of(&SCREENS[0], 2.0),
            (0, 0),
            "a window larger than its screen starts at its corner"
        );
    }

    fn at(x: i32, y: i32) -> Placement {
        Placement { position: Some((x, y)), ..Placement::default() }
    }

    #[test]
    fn a_placement_comes_back_as_it_was_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("window-state.json");
        let placement = Placement { width: 900.0, height: 700.5, position: Some((-40, 12)), maximized: true };
        placement.write(&file).expect("written");
        placement.write(&file).expect("written over the older one");
        assert_eq!(Placement::read(&file), placement);
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_missing_or_damaged_file_gives_the_default() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("window-state.json");
        assert_eq!(Placement::read(&file), Placement::default());
        for damaged in ["", "{", "null", "{\"width\": \"wide\"}", "[]"] {
            fs::write(&file, damaged).expect("written");
            assert_eq!(Placement::read(&file), Placement::default(), "{damaged}");
        }
    }

    #[test]
    fn a_window_is_never_opened_smaller_than_it_can_be_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("window-state.json");
        fs::write(&file, r#"{"width": 3, "height": -9e300}"#).expect("written");
        let placement = Placement::read(&file);
        assert_eq!((placement.width, placement.height), (MIN_WIDTH, MIN_HEIGHT));
    }

    #[test]
    fn a_window_is_never_opened_where_no_screen_is() {
        assert_eq!(at(100, 50).position_on(&SCREENS), Some((100, 50)));
        assert_eq!(at(-1200, 0).position_on(&SCREENS), Some((-1200, 0)));
        assert_eq!(at(3000, 50).position_on(&SCREENS), None, "the screen it stood on is gone");
        assert_eq!(at(100, 5000).position_on(&SCREENS), None);
        assert_eq!(at(i32::MAX, i32::MAX).position_on(&SCREENS), None);
        assert_eq!(Placement::default().position_on(&SCREENS), None);
    }
}
