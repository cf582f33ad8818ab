//! Tests of the hub as its callers see it, one module a topic.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod library;
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
