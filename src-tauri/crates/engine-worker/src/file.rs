//! A model file is looked at before llama.cpp opens it, because llama.cpp tells only that a load failed, not why.
//!
//! In the order in which they are found: it isn't there, it is a folder, it may not be read, it is something else,
//! its header is damaged, it is cut short, it holds a kind of model that can't answer.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use carat_engine::{EngineError, Purpose};

use crate::gguf::{Header, HeaderError};

/// Kinds that are made for embeddings.
const EMBEDDING: [&str; 2] = ["gemma-embedding", "bert"];

/// Kinds that llama.cpp loads but that do not answer by themselves: its own checks of them end the process.
const SILENT: [(&str, &[&str]); 4] = [
    ("it is an embedding model, which turns text into numbers and can't answer", &EMBEDDING),
    ("it is an encoder that makes neither answers nor embeddings by itself", &["t5encoder"]),
    ("it is a drafter, which only works beside the Gemma 4 that it belongs to", &["gemma4-assistant"]),
    ("it is a translator with an encoder of its own, which Carat can't run", &["t5"]),
];

/// Looks at the file and gives back its header, where it is of a kind that fits the purpose.
///
/// # Errors
/// One variant of [`EngineError`] for each of the cases above.
pub fn check(path: &Path, purpose: Purpose) -> Result<Header, EngineError> {
    let shown = || path.to_string_lossy().into_owned();
    let metadata = fs::metadata(path).map_err(|error| unopened(shown(), &error))?;
    if metadata.is_dir() {
        return Err(EngineError::ModelIsDirectory { path: shown() });
    }
    // Opening a pipe would wait for its other end, and reading a device might never end.
    if !metadata.is_file() {
        return Err(EngineError::ModelNotGguf { path: shown() });
    }
    let size = metadata.len();
    let file = File::open(path).map_err(|error| unopened(shown(), &error))?;
    let header = Header::read(file, size).map_err(|error| match error {
        HeaderError::NotGguf => EngineError::ModelNotGguf { path: shown() },
        HeaderError::Truncated { expected } => EngineError::ModelTruncated { path: shown(), size, expected },
        HeaderError::Damaged(detail) => {
            EngineError::LoadFailed { detail: format!("{} is damaged: {detail}", path.display()) }
        }
        HeaderError::Io(error) => EngineError::ModelUnreadable { path: shown(), detail: error.to_string() },
    })?;
    if purpose == Purpose::Embed && embeds(&header.architecture) {
        return Ok(header);
    }
    match SILENT.iter().find(|(_, kinds)| is_one_of(&header.architecture, kinds)) {
        Some((reason, _)) => Err(EngineError::LoadFailed { detail: (*reason).to_owned() }),
        None => Ok(header),
    }
}

/// Whether an architecture is one that is made for embeddings.
#[must_use]
pub fn embeds(architecture: &str) -> bool {
    is_one_of(architecture, &EMBEDDING)
}

fn is_one_of(architecture: &str, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| is_kind(architecture, kind))
}

/// Whether an architecture is of a kind: the same, or, for BERT, any of its many descendants (`nomic-bert-moe`, `eurobert`).
fn is_kind(architecture: &str, kind: &str) -> bool {
    architecture == kind || (kind == "bert" && architecture.contains(kind))
}

fn unopened(path: String, error: &io::Error) -> EngineError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => EngineError::ModelMissing { path },
        _ => EngineError::ModelUnreadable { path, detail: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_model_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.gguf");
        let check = |path: &Path| check(path, Purpose::Answer);
        let code = |path: &Path| check(path).unwrap_err().code();
        assert_eq!(code(&file), "model_missing");
        assert_eq!(code(&file.join("inside")), "model_missing");
        assert_eq!(code(folder.path()), "model_is_directory");
        fs::write(&file, "Dear diary").unwrap();
        assert_eq!(code(&file), "model_not_gguf");
        assert_eq!(code(&file.join("inside")), "model_missing", "a file is no folder");
        fs::write(&file, b"GGUF\x03\0\0\0").unwrap();
        assert_eq!(
            check(&file).unwrap_err(),
            EngineError::ModelTruncated { path: file.to_string_lossy().into(), size: 8, expected: 16 }
        );
    }

    #[test]
    fn kinds_that_can_not_answer_are_known_by_name() {
        let silent = |architecture| SILENT.iter().any(|(_, kinds)| is_one_of(architecture, kinds));
        for architecture in ["bert", "nomic-bert-moe", "eurobert", "gemma-embedding", "t5", "t5encoder"] {
            assert!(silent(architecture), "{architecture}");
        }
        for architecture in ["gemma", "gemma3", "gemma4", "llama", "qwen3"] {
            assert!(!silent(architecture) && !embeds(architecture), "{architecture}");
        }
        assert!(embeds("bert") && embeds("gemma-embedding") && !embeds("t5encoder"));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_a_model() {
        let error = check(Path::new("/dev/zero"), Purpose::Answer).unwrap_err();
        assert_eq!(error.code(), "model_not_gguf");
    }
}
