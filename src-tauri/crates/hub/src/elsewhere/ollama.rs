//! Ollama's store: `manifests/<registry>/<owner>/<model>/<tag>` names the layers, `blobs/sha256-<hash>` holds them.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Found, as_hash, entries};
use crate::Origin;

/// Larger than any manifest.
const MANIFEST: u64 = 1 << 20;

#[derive(Debug, Deserialize)]
struct Manifest {
    layers: Vec<Layer>,
}

#[derive(Debug, Deserialize)]
struct Layer {
    #[serde(rename = "mediaType")]
    media_type: String,
    digest: String,
}

pub(super) fn find(store: &Path, into: &mut Vec<Found>) {
    // Two tags of the same weights are one model.
    let mut seen = HashSet::new();
    let mut tags = Vec::new();
    manifests(&store.join("manifests"), 4, &mut tags);
    for tag in tags {
        let Some(hash) = weights(&tag) else { continue };
        let path = store.join("blobs").join(format!("sha256-{hash}"));
        if path.is_file() && seen.insert(hash.clone()) {
            into.push(Found { path, name: name_of(&tag), origin: Origin::Ollama, sha256: Some(hash) });
        }
    }
}

fn manifests(folder: &Path, depth: u32, into: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        let is_folder = path.symlink_metadata().is_ok_and(|facts| facts.is_dir());
        match (is_folder, depth) {
            (true, 1..) => manifests(&path, depth - 1, into),
            (true, 0) => {}
            (false, _) => into.push(path),
        }
    }
}

/// The hash of the layer that holds the weights.
fn weights(manifest: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(manifest).ok()?.take(MANIFEST).read_to_string(&mut text).ok()?;
    let manifest: Manifest = serde_json::from_str(&text).ok()?;
    let layer = manifest.layers.iter().find(|layer| layer.media_type == "application/vnd.ollama.image.model")?;
    // A digest that is no hash could lead out of the store.
    as_hash(layer.digest.strip_prefix("sha256:")?)
}

/// `model:tag`, as Ollama shows it.
fn name_of(manifest: &Path) -> String {
    let part = |path: Option<&Path>| path.and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    format!("{}:{}", part(manifest.parent()), part(Some(manifest)))
}
