//! Removal deletes one of Carat's own models and what belongs to it alone. It never touches a file that is not Carat's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::elsewhere::{ending_in, ggufs};
use crate::installed::{is_companion, is_model, lossy};
use crate::{Error, InstalledModel, Library, Result};

/// How deep the folder is looked through.
const DEPTH: u32 = 4;

/// What a download that had the wrong bytes ends in.
const WRONG: &str = "wrong";

/// What lies in Carat's folder beside the models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Its path below the folder, forward slashes between the parts.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Whether it is a download that had the wrong bytes; else it is a projector or drafter.
    pub wrong: bool,
}

impl Library {
    /// Deletes one of Carat's own models, all parts of it, the companions that no other model beside it needs, and the
    /// folders that are empty then. Returns the bytes that are free now.
    ///
    /// # Errors
    /// [`Error::ModelNotOwned`] for any other model; [`Error::Undeletable`] with the file that stays.
    pub fn delete(&self, model: &InstalledModel) -> Result<u64> {
        if !model.origin.is_owned() || !self.holds(&model.path) {
            return Err(Error::ModelNotOwned { path: model.path.clone() });
        }
        let mut files = model.files();
        files.extend(self.companions_of(model));
        let mut freed = 0;
        for file in files {
            freed += delete_file(&file)?;
        }
        self.delete_empty_folders(model.path.parent());
        Ok(freed)
    }

    /// Deletes a companion, by its path below the folder. Returns the bytes that are free now.
    ///
    /// # Errors
    /// [`Error::ModelUnknown`] where it is none; [`Error::Undeletable`].
    pub fn delete_companion(&self, file: &str) -> Result<u64> {
        let known = self.companions().into_iter().find(|companion| companion.file == file);
        let companion = known.ok_or_else(|| Error::ModelUnknown { id: file.to_owned() })?;
        let path = self.own().join(&companion.file);
        let freed = delete_file(&path)?;
        self.delete_empty_folders(path.parent());
        Ok(freed)
    }

    /// The projectors, drafters and wrong downloads in Carat's folder.
    #[must_use]
    pub fn companions(&self) -> Vec<Companion> {
        let (mut files, mut wrong) = (Vec::new(), Vec::new());
        ggufs(self.own(), DEPTH, &mut files);
        ending_in(WRONG, self.own(), DEPTH, &mut wrong);
        files.retain(|path| is_companion(&lossy(path.file_name())));
        let companion = |(path, wrong): (PathBuf, bool)| {
            let bytes = fs::metadata(&path).ok()?.len();
            let file = path.strip_prefix(self.own()).ok()?.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            Some(Companion { file, bytes, wrong })
        };
        let all = files.into_iter().map(|path| (path, false)).chain(wrong.into_iter().map(|path| (path, true)));
        all.filter_map(companion).collect()
    }

    /// Whether a path lies in Carat's own folder, no link leading out of it.
    fn holds(&self, path: &Path) -> bool {
        let inside = |own: PathBuf| {
            path.parent().and_then(|folder| folder.canonicalize().ok()).is_some_and(|folder| folder.starts_with(own))
        };
        self.own().canonicalize().is_ok_and(inside)
    }

    /// The companions beside a model, unless another model lies beside it too, or they lie in the folder itself, where
    /// nobody can tell whose they are.
    fn companions_of(&self, model: &InstalledModel) -> Vec<PathBuf> {
        let Some(folder) = model.path.parent().filter(|folder| *folder != self.own()) else { return Vec::new() };
        let mut beside = Vec::new();
        ggufs(folder, 1, &mut beside);
        let is_other = |path: &&PathBuf| is_model(&lossy(path.file_name())) && **path != model.path;
        if beside.iter().any(|path| is_other(&path)) {
            return Vec::new();
        }
        beside.into_iter().filter(|path| is_companion(&lossy(path.file_name()))).collect()
    }

    fn delete_empty_folders(&self, from: Option<&Path>) {
        let mut folder = from;
        while let Some(empty) = folder.filter(|folder| *folder != self.own() && folder.starts_with(self.own())) {
            // A folder with anything in it can't be removed this way, and that is meant.
            if fs::remove_dir(empty).is_err() {
                return;
            }
            folder = empty.parent();
        }
    }
}

fn delete_file(path: &Path) -> Result<u64> {
    let bytes = match fs::symlink_metadata(path) {
        Ok(facts) if facts.file_type().is_symlink() => 0,
        Ok(facts) => facts.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(Error::undeletable(path, &error)),
    };
    fs::remove_file(path).map_err(|error| Error::undeletable(path, &error))?;
    Ok(bytes)
}
