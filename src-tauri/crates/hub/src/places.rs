//! The places are the files and folders of Carat's home that have to do with models, so that the window and the command
//! line mean the same ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::replace::replace_shared;
use crate::{Catalogue, Checked, Elsewhere, Error, InstalledModel, Library, Moving, Pins, Result};

/// The places of one home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    home: PathBuf,
}

impl Places {
    /// The places of the home with this root.
    #[must_use]
    pub fn of(home: impl Into<PathBuf>) -> Self {
        Self { home: home.into() }
    }

    /// The person's own models: `models` in the home, or where they were moved.
    #[must_use]
    pub fn models(&self) -> PathBuf {
        let moved = fs::read_to_string(self.moved()).ok();
        let moved =
            moved.map(|text| PathBuf::from(text.trim_end_matches(['\n', '\r']))).filter(|path| path.is_absolute());
        moved.unwrap_or_else(|| self.home.join("models"))
    }

    /// Makes another folder the one of the person's own models, for good.
    ///
    /// # Errors
    /// [`Error::Unwritable`]. The former one is in force then.
    pub fn set_models(&self, folder: &Path) -> Result<()> {
        let text = folder.to_str().ok_or_else(|| Error::MoveRefused {
            path: folder.to_owned(),
            detail: "its name is not Unicode".to_owned(),
        })?;
        replace_shared(&self.moved(), format!("{text}\n").as_bytes())
            .map_err(|error| Error::unwritable(&self.moved(), &error))
    }

    /// The person's own catalogue.
    #[must_use]
    pub fn catalogue(&self) -> PathBuf {
        self.home.join("catalog.json")
    }

    /// What the hub said of files that the catalogue leaves open.
    #[must_use]
    pub fn pins(&self) -> Pins {
        Pins::read(&self.home.join("catalog-pins.json"))
    }

    /// Which files were compared with their hash.
    #[must_use]
    pub fn checked(&self) -> Checked {
        Checked::read(&self.home.join("models-checked.json"))
    }

    /// Refuses a model of which it is known that its bytes are not those that they should be.
    ///
    /// # Errors
    /// [`Error::ModelDiffers`].
    pub fn trust(&self, model: &InstalledModel) -> Result<()> {
        match (&model.sha256, self.checked().hash_of(&model.path)) {
            (Some(expected), Some(found)) if expected != found => Err(Error::ModelDiffers { path: model.path.clone() }),
            _ => Ok(()),
        }
    }

    /// Whether a model still has to be compared with a known hash.
    #[must_use]
    pub fn is_unchecked(&self, model: &InstalledModel) -> bool {
        model.sha256.is_some() && self.checked().hash_of(&model.path).is_none()
    }

    /// Where a move of the models is noted while it lasts.
    #[must_use]
    pub fn moving(&self) -> PathBuf {
        self.home.join("models-moving.json")
    }

    /// Where the hub notes what it downloads.
    #[must_use]
    pub fn downloads(&self) -> PathBuf {
        self.home.join("downloads")
    }

    /// Cleans up after a move that was broken off. To be called once at the start.
    pub fn finish_moving(&self) {
        Moving::finish(&self.moving(), &self.models());
    }

    /// The catalogue with the person's own entries and what the hub said, and what is wrong with the person's file.
    #[must_use]
    pub fn full_catalogue(&self) -> (Catalogue, Vec<Error>) {
        let (catalogue, faults) = Catalogue::with_own(&self.catalogue());
        (self.pins().fill(catalogue), faults)
    }

    /// The library of everything on this machine, with these linked files.
    #[must_use]
    pub fn library(&self, linked: Vec<PathBuf>) -> Library {
        let (catalogue, _) = self.full_catalogue();
        Library::new(self.models())
            .with_linked(linked)
            .with_elsewhere(Elsewhere::of_this_user())
            .with_catalogue(Arc::new(catalogue))
    }

    fn moved(&self) -> PathBuf {
        self.home.join("models-folder.txt")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_trusted_until_its_bytes_are_known_to_be_others() {
        let home = tempfile::tempdir().expect("a home");
        let (places, path) = (Places::of(home.path()), home.path().join("m.gguf"));
        fs::write(&path, "bytes").expect("written");
        let model = InstalledModel { sha256: Some("a".repeat(64)), ..InstalledModel::linked(&path).expect("a model") };
        assert!(places.is_unchecked(&model) && places.trust(&model).is_ok());
        places.checked().remember(&path, &"b".repeat(64)).expect("remembered");
        assert_eq!(places.trust(&model), Err(Error::ModelDiffers { path: path.clone() }));
        places.checked().remember(&path, &"a".repeat(64)).expect("remembered");
        assert!(places.trust(&model).is_ok() && !places.is_unchecked(&model));
    }

    #[test]
    fn the_folder_of_models_is_the_homes_until_it_is_moved() {
        let home = tempfile::tempdir().expect("a home");
        let places = Places::of(home.path());
        assert_eq!(places.models(), home.path().join("models"));
        let elsewhere = home.path().join("別のディスク");
        places.set_models(&elsewhere).expect("set");
        assert_eq!(places.models(), elsewhere);
        fs::write(home.path().join("models-folder.txt"), "relative\n").expect("written");
        assert_eq!(places.models(), home.path().join("models"), "what makes no sense does not count");
    }
}
