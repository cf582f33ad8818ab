//! A home is the folder that holds everything Carat writes.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::{Error, Result};

/// Moves the home, for tests and for portable use.
const VARIABLE: &str = "CARAT_HOME";

/// The folder that holds everything Carat writes. Naming a path makes nothing; [`Home::create`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// The home of this user: `CARAT_HOME` where it is set and not empty, else the platform's folder for data.
    ///
    /// # Errors
    /// [`Error::NoHome`] where the system names no home folder.
    pub fn find() -> Result<Self> {
        Self::choose(env::var_os(VARIABLE), ProjectDirs::from("", "", "Carat").map(|dirs| dirs.data_dir().to_owned()))
    }

    /// The home at `path`. A relative path is taken from the current folder, once and for all.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        // `absolute` fails only for an empty path or a lost current folder; the path then fails where it is used.
        let root = std::path::absolute(&path).unwrap_or(path);
        Self { root }
    }

    fn choose(variable: Option<OsString>, platform: Option<PathBuf>) -> Result<Self> {
        variable.filter(|value| !value.is_empty()).map(PathBuf::from).or(platform).map(Self::at).ok_or(Error::NoHome)
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database. SQLite keeps `-wal` and `-shm` files beside it.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join("carat.db")
    }

    /// The person's own models.
    #[must_use]
    pub fn models(&self) -> PathBuf {
        self.root.join("models")
    }

    /// The logs.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Copies of the database from before it was changed to a new format.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    /// What models have computed of conversations: they hold their text, so they go with them.
    #[must_use]
    pub fn engine_states(&self) -> PathBuf {
        self.root.join("engine-states")
    }

    /// One locked file for each process that has the store open.
    #[must_use]
    pub fn writers(&self) -> PathBuf {
        self.root.join("writers")
    }

    /// Makes the folder and those inside it that are missing, open to this user alone.
    ///
    /// A folder that is already there keeps its permissions: it may be the person's own.
    ///
    /// # Errors
    /// [`Error::File`] with the folder that could not be made.
    pub fn create(&self) -> Result<()> {
        for folder in [self.root.clone(), self.models(), self.logs(), self.backups(), self.writers()] {
            make_folder(&folder)?;
        }
        Ok(())
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Error::file("make the folder", folder, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_wins_over_the_platforms_folder_unless_it_is_empty() {
        let platform = || Some(PathBuf::from("/platform"));
        let at = |variable: &str| Home::choose(Some(variable.into()), platform()).expect("a home").root().to_owned();
        assert_eq!(at("/moved"), Path::new("/moved"));
        assert_eq!(at(""), Path::new("/platform"));
        assert!(matches!(Home::choose(None, None), Err(Error::NoHome)));
    }

    #[test]
    fn a_relative_home_does_not_move_with_the_current_folder() {
        assert!(Home::at("somewhere").root().is_absolute());
    }
}
