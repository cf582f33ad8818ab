//! A stamp: a small file that remembers from what something was made, so that it is made again only when that changed.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A stamp's file with the content it would have now.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    content: String,
}

impl Stamp {
    /// A stamp for something that depends on this text alone.
    pub(crate) fn of_text(file: impl Into<PathBuf>, text: &str) -> Self {
        Self { file: file.into(), content: hex(&Sha256::digest(text)) }
    }

    /// A stamp for something that depends on the names and contents of all files below `folder`, leaving out what
    /// `skip` says of a path relative to it.
    pub(crate) fn of_folder(file: impl Into<PathBuf>, folder: &Path, skip: impl Fn(&Path) -> bool) -> Result<Self> {
        let mut hash = Sha256::new();
        for path in files_below(folder, &skip)? {
            let bytes =
                fs::read(folder.join(&path)).with_context(|| format!("{} could not be read", path.display()))?;
            // Both lengths go in, so that no shift between a name and a content gives the same hash.
            let name = path.to_string_lossy();
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name.as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
        Ok(Self { file: file.into(), content: hex(&hash.finalize()) })
    }

    /// Whether the last [`Stamp::set`] saw the same.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|content| content == self.content)
    }

    /// Remembers that the thing has been made.
    pub(crate) fn set(&self) -> Result<()> {
        fs::write(&self.file, &self.content).with_context(|| format!("{} could not be written", self.file.display()))
    }
}

/// All files below a folder, as sorted paths relative to it.
fn files_below(folder: &Path, skip: &impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inside) = folders.pop() {
        let whole = folder.join(&inside);
        for entry in fs::read_dir(&whole).with_context(|| format!("{} could not be listed", whole.display()))? {
            let entry = entry?;
            let path = inside.join(entry.file_name());
            if skip(&path) {
                continue;
            }
            if entry.file_type()?.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// The SHA-256 of a file's content, in hexadecimal digits.
pub(crate) fn sha256_of(path: &Path) -> Result<String> {
    let mut from = File::open(path).with_context(|| format!("{} could not be opened", path.display()))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..read]);
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_fresh_until_a_file_changes_appears_or_is_renamed() {
        let folder = tempfile::tempdir().unwrap();
        let stamp_file = folder.path().join("stamp");
        fs::create_dir(folder.path().join("sources")).unwrap();
        let sources = folder.path().join("sources");
        fs::write(sources.join("a.ts"), "one").unwrap();
        let stamp = || Stamp::of_folder(&stamp_file, &sources, |path| path.starts_with("skipped")).unwrap();

        assert!(!stamp().is_fresh(), "nothing was made yet");
        stamp().set().unwrap();
        assert!(stamp().is_fresh());
        fs::create_dir(sources.join("skipped")).unwrap();
        fs::write(sources.join("skipped/x"), "").unwrap();
        assert!(stamp().is_fresh(), "what is skipped does not count");
        fs::write(sources.join("a.ts"), "two").unwrap();
        assert!(!stamp().is_fresh());
        stamp().set().unwrap();
        fs::rename(sources.join("a.ts"), sources.join("b.ts")).unwrap();
        assert!(!stamp().is_fresh());
        stamp().set().unwrap();
        fs::write(sources.join("c.ts"), "").unwrap();
        assert!(!stamp().is_fresh());
    }

    #[test]
    fn a_hash_is_that_of_the_content() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "abc").unwrap();
        assert_eq!(sha256_of(&file).unwrap(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
