//! Files as documents: which ones of a folder are meant, where pasted ones are kept, and whether one is still the same.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use carat_documents::{DocumentError, MOST_FILES, files_of, sha256};
use carat_store::{Document, Home};

use crate::wire::WireError;

/// The largest file that goes to the window whole, in megabytes; its page holds it in memory twice for a while.
const LARGEST: u64 = 200;

const MEGABYTE: u64 = 1024 * 1024;

/// Of a file's beginning, enough to tell text from anything else.
const BEGINNING: usize = 4096;

/// Archives that are documents, by the ending of their names: their contents look like any archive's.
const PACKED: [&str; 13] =
    ["docx", "docm", "dotx", "pptx", "pptm", "ppsx", "xlsx", "xlsm", "xlsb", "odt", "ods", "odp", "epub"];

/// Where pasted files are kept: they have no place of their own.
const PASTED: &str = "pasted";

/// The files that a person means.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Meant {
    /// In the order given.
    pub(super) files: Vec<PathBuf>,
    /// Files of folders that are no documents.
    pub(super) passed_over: u32,
}

/// The files that paths mean. A file that is named is always meant, whatever it is; of a folder only documents are.
/// Blocks.
pub(super) fn meant(paths: &[PathBuf]) -> Result<Meant, DocumentError> {
    let mut meant = Meant::default();
    for path in paths {
        if !path.is_dir() {
            meant.files.push(path.clone());
            continue;
        }
        for file in files_of(std::slice::from_ref(path))? {
            if is_document(&file) {
                meant.files.push(file);
            } else {
                meant.passed_over += 1;
            }
        }
    }
    if meant.files.len() > MOST_FILES {
        return Err(DocumentError::TooManyFiles { limit: MOST_FILES });
    }
    Ok(meant)
}

/// Whether a file looks like a document by how it begins. The reader decides; this spares a folder's pictures and
/// programs a row each that says that they can't be read.
fn is_document(path: &Path) -> bool {
    let mut beginning = Vec::with_capacity(BEGINNING);
    let read = File::open(path).and_then(|file| file.take(BEGINNING as u64).read_to_end(&mut beginning));
    if read.is_err() || beginning.is_empty() {
        return false;
    }
    let begins = |magic: &[u8]| beginning.starts_with(magic);
    if begins(b"PK\x03\x04") {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        return PACKED.contains(&ending.as_str());
    }
    // The old formats of Word, PowerPoint and Excel share one magic; text in UTF-16 has zeros in it.
    let binary = [&b"%PDF-"[..], b"\xD0\xCF\x11\xE0", b"\xFF\xFE", b"\xFE\xFF"];
    binary.iter().any(|magic| begins(magic)) || !beginning.contains(&0)
}

/// Keeps a pasted file where it can be read again and shown. Blocks.
pub(crate) fn pasted(home: &Home, name: &str, bytes: &[u8]) -> Result<PathBuf, WireError> {
    let folder = home.root().join(PASTED).join(sha256(bytes));
    let path = folder.join(plain_name(name));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&path, bytes))
        .map_err(|error| WireError::file(&path, error))?;
    Ok(path)
}

/// Removes the pasted files whose contents are none of `kept`. Blocks.
pub(crate) fn forget_pasted(home: &Home, kept: &HashSet<String>) -> Result<(), WireError> {
    let folder = home.root().join(PASTED);
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
    for entry in entries.flatten() {
        if !kept.contains(entry.file_name().to_string_lossy().as_ref()) {
            fs::remove_dir_all(entry.path()).map_err(|error| WireError::file(&entry.path(), error))?;
        }
    }
    Ok(())
}

/// Removes the pasted file of one content, where there is one. Blocks.
pub(super) fn forget_one_pasted(home: &Home, sha256: &str) -> Result<(), WireError> {
    let folder = home.root().join(PASTED).join(sha256);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(WireError::file(&folder, error)),
        _ => Ok(()),
    }
}

/// A name that every system takes, without folders.
fn plain_name(name: &str) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    let safe = safe.trim_matches(['.', ' ']);
    // 255 bytes is what file systems take. The end is kept: it tells what kind of text it is.
    let from = safe.char_indices().map(|(at, _)| at).find(|at| safe.len() - at <= 200).unwrap_or_default();
    let short = &safe[from..];
    if short.is_empty() { "document".to_owned() } else { short.to_owned() }
}

/// The file of a document, as it was when it was read. Blocks.
pub(crate) fn read_whole(document: &Document) -> Result<Vec<u8>, WireError> {
    let path = Path::new(&document.path);
    let size = fs::metadata(path).map_err(|_| gone(document))?.len();
    if size > LARGEST * MEGABYTE {
        let message = format!(
            "{} is larger than {LARGEST} MB, so its pages are not shown here. Open it in its own program.",
            document.name
        );
        return Err(WireError::new("document_not_shown", message).with("limit", LARGEST).with("name", &document.name));
    }
    let bytes = fs::read(path).map_err(|error| WireError::file(path, error))?;
    if sha256(&bytes) != document.sha256 {
        let message =
            format!("{} was changed after it was read, so its places are not shown. Add it again.", document.name);
        return Err(WireError::new("document_changed", message).with("name", &document.name));
    }
    Ok(bytes)
}

/// That a document's file is not where it was.
pub(super) fn gone(document: &Document) -> WireError {
    let message = format!(
        "The file {} is not where it was when it was added. Bring it back, or add it from where it is now.",
        document.path
    );
    WireError::new("document_gone", message).with("name", &document.name).with("path", &document.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_folder_documents_are_meant_and_a_named_file_always_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.pdf"), b"%PDF-1.7\n\0\0").expect("written");
        fs::write(at("b.txt"), "Größe 東京").expect("written");
        fs::write(at("c.docx"), b"PK\x03\x04\0").expect("written");
        fs::write(at("d.jar"), b"PK\x03\x04\0").expect("written");
        fs::write(at("e.png"), b"\x89PNG\r\n\x1a\n\0\0").expect("written");
        fs::write(at("f.txt"), "").expect("written");
        fs::write(at("g.txt"), b"\xFF\xFEa\0").expect("written");
        let found = meant(&[folder.path().to_owned(), at("e.png")]).expect("they are there");
        let files = ["a.pdf", "b.txt", "c.docx", "g.txt", "e.png"].map(at);
        assert_eq!(found, Meant { files: files.to_vec(), passed_over: 3 });
    }

    #[test]
    fn a_pasted_file_stays_inside_its_folder_and_goes_with_its_document() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::at(folder.path());
        let path = pasted(&home, "../../evil\0name.md", b"text").expect("kept");
        assert_eq!(fs::read(&path).expect("there"), b"text");
        assert!(path.starts_with(folder.path().join(PASTED).join(sha256(b"text"))), "{}", path.display());
        assert_eq!(path.extension().and_then(|ending| ending.to_str()), Some("md"));
        forget_pasted(&home, &HashSet::from([sha256(b"text")])).expect("looked through");
        assert!(path.is_file(), "what is known stays");
        forget_pasted(&home, &HashSet::new()).expect("looked through");
        assert!(!path.exists());
    }

    #[test]
    fn a_name_of_any_script_is_cut_at_a_character() {
        assert_eq!(plain_name("租约.pdf"), "租约.pdf");
        assert_eq!(plain_name(".. "), "document");
        let long = plain_name(&format!("{}.pdf", "界".repeat(200)));
        assert!(long.len() <= 200 && long.ends_with("界.pdf"), "{long}");
    }
}
