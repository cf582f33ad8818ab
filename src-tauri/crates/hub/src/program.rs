//! The program folder is where Carat's programs lie side by side, with what set-up or a package brought beside them.

use std::env;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The folder of the running program. Test programs lie in a folder `deps` below it.
///
/// # Errors
/// [`Error::NoProgramFolder`] where the system does not say where the program lies.
pub fn program_folder() -> Result<PathBuf> {
    let program = env::current_exe().map_err(|error| Error::NoProgramFolder { detail: error.to_string() })?;
    folder_of(&program).ok_or_else(|| Error::NoProgramFolder { detail: format!("{} has no folder", program.display()) })
}

fn folder_of(program: &Path) -> Option<PathBuf> {
    let folder = program.parent()?;
    let folder = if folder.ends_with("deps") { folder.parent()? } else { folder };
    Some(folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_program_has_the_folder_of_the_programs() {
        assert_eq!(folder_of(Path::new("/t/release/carat")), Some("/t/release".into()));
        assert_eq!(folder_of(Path::new("/t/release/deps/store-1a2b")), Some("/t/release".into()));
        assert!(!program_folder().expect("this program lies somewhere").ends_with("deps"));
    }
}
