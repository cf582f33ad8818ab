//! The cache of the hub's own tools: `models--owner--name/snapshots/<commit>/file.gguf`, a link to `blobs/<SHA-256>`
//! (on Windows the file itself).

use std::collections::HashSet;
use std::path::Path;

use super::{Found, as_hash, entries, ggufs};
use crate::Origin;

pub(super) fn find(cache: &Path, into: &mut Vec<Found>) {
    // The same blob in two snapshots is one model.
    let mut seen = HashSet::new();
    for repository in entries(cache) {
        if !repository.file_name().is_some_and(|name| name.to_string_lossy().starts_with("models--")) {
            continue;
        }
        let mut files = Vec::new();
        entries(&repository.join("snapshots")).iter().rev().for_each(|commit| ggufs(commit, 2, &mut files));
        for path in files {
            let Ok(blob) = path.canonicalize() else { continue };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let sha256 = blob.file_name().and_then(|name| as_hash(&name.to_string_lossy()));
            if seen.insert(blob) {
                into.push(Found { path, name, origin: Origin::HubCache, sha256 });
            }
        }
    }
}
