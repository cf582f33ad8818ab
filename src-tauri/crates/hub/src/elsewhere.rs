//! Elsewhere is where other programs keep models: the hub's own cache, LM Studio's folder, Ollama's store. Carat uses
//! them in place; it never writes there.

mod hub_cache;
mod lm_studio;
mod ollama;

use std::env;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

use crate::Origin;

/// The most models that are looked for in one place, so that a strange folder can't hold Carat up.
const MOST: usize = 2000;

/// The folders of other programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Caches of the hub's own tools: folders with `models--owner--name` in them.
    pub hub_caches: Vec<PathBuf>,
    /// LM Studio's folders: `owner/name/file.gguf`.
    pub lm_studio: Vec<PathBuf>,
    /// Ollama's stores: `manifests` and `blobs`.
    pub ollama: Vec<PathBuf>,
}

/// A model in one of these folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its file.
    pub(crate) path: PathBuf,
    /// The name that tells most about it: a file's name, or the name it has in that program.
    pub(crate) name: String,
    /// Whose it is.
    pub(crate) origin: Origin,
    /// What its place says its SHA-256 is, in lower-case hexadecimal.
    pub(crate) sha256: Option<String>,
}

impl Elsewhere {
    /// The folders of this user, as these programs choose them.
    #[must_use]
    pub fn of_this_user() -> Self {
        let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        let below = |path: &str| home.as_ref().map(|home| home.join(path));
        let cache = variable("XDG_CACHE_HOME").or_else(|| below(".cache"));
        let hub = variable("HF_HUB_CACHE")
            .or_else(|| variable("HF_HOME").map(|home| home.join("hub")))
            .or_else(|| cache.as_ref().map(|cache| cache.join("huggingface/hub")));
        let ollama = variable("OLLAMA_MODELS").or_else(|| below(".ollama/models"));
        let system_ollama = cfg!(target_os = "linux").then(|| PathBuf::from("/usr/share/ollama/.ollama/models"));
        Self {
            hub_caches: hub.into_iter().collect(),
            lm_studio: [below(".lmstudio/models"), below(".cache/lm-studio/models")].into_iter().flatten().collect(),
            ollama: ollama.into_iter().chain(system_ollama).collect(),
        }
    }

    /// The models in these folders. A folder that is not there or can't be read has none.
    pub(crate) fn models(&self) -> Vec<Found> {
        let mut found = Vec::new();
        self.hub_caches.iter().for_each(|folder| hub_cache::find(folder, &mut found));
        self.lm_studio.iter().for_each(|folder| lm_studio::find(folder, &mut found));
        self.ollama.iter().for_each(|folder| ollama::find(folder, &mut found));
        found.truncate(MOST);
        found
    }
}

/// The entries of a folder in the order of their names; none where it can't be read.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = folder
        .read_dir()
        .into_iter()
        .flatten()
        .take(MOST)
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    paths
}

/// The `.gguf` files of a folder and of those in it, so many levels deep. Links to folders are not followed.
pub(crate) fn ggufs(folder: &Path, depth: u32, into: &mut Vec<PathBuf>) {
    ending_in("gguf", folder, depth, into);
}

/// The files with an ending of a folder and of those in it, so many levels deep. Links to folders are not followed.
pub(crate) fn ending_in(ending: &str, folder: &Path, depth: u32, into: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if into.len() >= MOST {
            return;
        }
        let is_folder = path.symlink_metadata().is_ok_and(|facts| facts.is_dir());
        if is_folder && depth > 0 {
            ending_in(ending, &path, depth - 1, into);
        } else if !is_folder && path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)) {
            into.push(path);
        }
    }
}

/// The hash that a name is, where it is one.
pub(crate) fn as_hash(name: &str) -> Option<String> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (name.len() == 64 && name.bytes().all(is_hex)).then(|| name.to_owned())
}
