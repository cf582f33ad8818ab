//! Tests of the hub as its callers see it, one module a topic.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod catalogue;
mod library;
mod moving;
mod removal;
mod terms;
mod verify;

use std::fs::File;
use std::path::{Path, PathBuf};

/// Makes a file of a size, without writing its bytes.
fn file(folder: &Path, name: &str, bytes: u64) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(&path).unwrap().set_len(bytes).unwrap();
    path
}

/// The beginning of a GGUF file that names its architecture.
fn header(architecture: &str) -> Vec<u8> {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let head = [b"GGUF".as_slice(), &3_u32.to_le_bytes(), &0_u64.to_le_bytes(), &1_u64.to_le_bytes()].concat();
    [head, text("general.architecture"), 8_u32.to_le_bytes().to_vec(), text(architecture)].concat()
}
