//! Where the person moved the quick window to, kept for the next time.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// A place as shares: of the width that the window leaves free on its screen, and of the screen's height.
#[derive(Debug)]
pub(crate) struct QuickPlace {
    file: PathBuf,
    place: Mutex<(Option<(f64, f64)>, bool)>,
}

impl QuickPlace {
    /// The place that was saved in a file; none where the file says nothing that makes sense.
    pub(crate) fn read(file: PathBuf) -> Self {
        let saved = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice::<(f64, f64)>(&bytes).ok());
        let place = saved.filter(|(across, down)| (0.0..=1.0).contains(across) && (0.0..=0.9).contains(down));
        Self { file, place: Mutex::new((place, false)) }
    }

    /// Where it is to stand; `None` where the person never moved it.
    pub(crate) fn now(&self) -> Option<(f64, f64)> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// The person moved it.
    pub(crate) fn put(&self, place: (f64, f64)) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = (Some(place), true);
    }

    /// Writes it where it changed: beside, then renamed.
    pub(crate) fn save(&self) {
        let (place, changed) = {
            let mut held = self.place.lock().unwrap_or_else(PoisonError::into_inner);
            (held.0, std::mem::take(&mut held.1))
        };
        if let (Some(place), true) = (place, changed) {
            let beside = self.file.with_extension("json.new");
            let written = serde_json::to_vec(&place).map_err(std::io::Error::from);
            let written =
                written.and_then(|bytes| fs::write(&beside, bytes)).and_then(|()| fs::rename(&beside, &self.file));
            if let Err(error) = written {
                tracing::warn!(%error, "the quick window's place could not be saved");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_and_nonsense_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("quick.json");
        let place = QuickPlace::read(file.clone());
        assert_eq!(place.now(), None);
        place.put((0.25, 0.5));
        place.save();
        assert_eq!(QuickPlace::read(file.clone()).now(), Some((0.25, 0.5)));
        for nonsense in ["[2, 0.5]", "[0.5, 1]", "{}", ""] {
            fs::write(&file, nonsense).expect("written");
            assert_eq!(QuickPlace::read(file.clone()).now(), None, "{nonsense}");
        }
    }
}
