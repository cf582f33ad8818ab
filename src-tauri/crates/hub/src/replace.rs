//! Replacing a file as a whole: the new text is written beside it and renamed over it, so that at every moment one of
//! the two is there.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces a file's content. After a power cut it may still be the old one.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    write_and_rename(path, &with_suffix(path, ".new"), content, false)
}

/// Replaces a file's content. When this returns, no power cut brings the old one back.
pub(crate) fn replace_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    write_and_rename(path, &with_suffix(path, ".new"), content, true)?;
    sync_folder(path)
}

/// The same for a file that several programs of Carat write, with no lock between them: each has its own beside it.
/// The folder is made where it is missing.
pub(crate) fn replace_shared(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
    write_and_rename(path, &beside, content, true)?;
    sync_folder(path)
}

/// Makes a rename into this file's folder survive a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere a folder can't be opened as a file; the system then orders renames by itself.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// The path with more behind its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}

fn write_and_rename(path: &Path, beside: &Path, content: &[u8], durably: bool) -> io::Result<()> {
    let written = File::create(beside).and_then(|mut file| {
        file.write_all(content)?;
        if durably { file.sync_all() } else { Ok(()) }
    });
    let renamed = written.and_then(|()| fs::rename(beside, path));
    if renamed.is_err() {
        // A full disk leaves half of it behind; what it was to replace is untouched.
        let _ = fs::remove_file(beside);
    }
    renamed
}
