//! The files that are meant when a person drops some, or whole folders.

use std::path::{Path, PathBuf};

use crate::{DocumentError, Result};

/// Folders within folders that are looked into.
const DEEPEST: usize = 16;

/// The most files of one adding; a folder with more is most likely not meant whole.
pub const MOST_FILES: usize = 10_000;

/// The files that `paths` name, folders opened, each path beginning as it was given. Hidden files and links to elsewhere
/// inside folders are passed over. Blocks.
///
/// # Errors
/// [`DocumentError::NotOpened`] for a path that is not there; [`DocumentError::TooManyFiles`].
pub fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        let metadata = std::fs::metadata(path)
            .map_err(|error| DocumentError::NotOpened { path: path.clone(), detail: error.to_string() })?;
        if metadata.is_dir() {
            walk(path, DEEPEST, &mut files)?;
        } else {
            files.push(path.clone());
        }
        if files.len() > MOST_FILES {
            return Err(DocumentError::TooManyFiles { limit: MOST_FILES });
        }
    }
    Ok(files)
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| DocumentError::NotOpened { path: folder.to_owned(), detail: error.to_string() })?;
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // The entry's own type: a link is neither file nor folder, so no circle of links is followed.
        match entry.file_type() {
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            Ok(kind) if kind.is_dir() && depth > 0 => walk(&entry.path(), depth - 1, files)?,
            _ => {}
        }
        if files.len() > MOST_FILES {
            return Err(DocumentError::TooManyFiles { limit: MOST_FILES });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_opened_and_hidden_files_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("b/c")).expect("folders");
        for name in ["a.txt", "b/z.txt", "b/c/y.txt", ".hidden", "b/.DS_Store"] {
            std::fs::write(at(name), "x").expect("a file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), at("b/circle")).expect("a link");
        let files = files_of(&[folder.path().to_owned(), at("a.txt")]).expect("files");
        assert_eq!(files, [at("a.txt"), at("b/c/y.txt"), at("b/z.txt"), at("a.txt")]);
        let missing = files_of(&[at("missing.pdf")]).expect_err("it is not there");
        assert!(missing.to_string().contains("missing.pdf"));
    }
}
