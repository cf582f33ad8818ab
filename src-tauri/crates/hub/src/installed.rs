//! An installed model is a model file that lies on this machine, and what Carat knows of it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::catalogue::{Catalogue, FilePart, Known};
use crate::elsewhere::Found;
use crate::header::Header;
use crate::{Error, LicenceId, Result, quantisation_of, verify};

/// Where a model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Set-up or a package brought it.
    Starter,
    /// It lies in the person's folder of models.
    Own,
    /// It lies elsewhere and is only pointed to.
    Linked,
    /// It lies in the cache of the hub's own tools.
    HubCache,
    /// It is LM Studio's.
    LmStudio,
    /// It is Ollama's.
    Ollama,
}

impl Origin {
    /// Whether the file is Carat's to delete and to move.
    #[must_use]
    pub fn is_owned(self) -> bool {
        self == Self::Own
    }

    /// What ids of models from there begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Starter => "starter",
            Self::Own => "own",
            Self::Linked => "linked",
            Self::HubCache => "hub-cache",
            Self::LmStudio => "lm-studio",
            Self::Ollama => "ollama",
        }
    }
}

/// A model that lies on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledModel {
    /// Its name for good: `starter`, `own/<path in the folder>`, or its origin and a hash of the path.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its file; the first where it has several.
    pub path: PathBuf,
    /// Its size, all files together.
    pub bytes: u64,
    /// Where it comes from.
    pub origin: Origin,
    /// The licence to accept before it answers, where Carat knows of one.
    pub licence: Option<LicenceId>,
    /// The model of the catalogue that it is, and which form of it.
    pub card: Option<(String, String)>,
    /// How its weights are rounded, where that is known.
    pub quantisation: Option<String>,
    /// What its SHA-256 must be, where the catalogue or its place says so.
    pub sha256: Option<String>,
}

impl InstalledModel {
    /// A model file anywhere on this machine, as a linked one.
    ///
    /// # Errors
    /// [`Error::ModelGone`] where there is no such file.
    pub fn linked(path: &Path) -> Result<Self> {
        Self::linked_as(path, Catalogue::embedded())
    }

    pub(crate) fn linked_as(path: &Path, catalogue: &Catalogue) -> Result<Self> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let bytes = size_with_parts(&path).ok_or_else(|| Error::ModelGone { path: path.clone() })?;
        Ok(Self::at(path_id(Origin::Linked, &path), path, bytes, Origin::Linked, catalogue))
    }

    pub(crate) fn found(found: Found, catalogue: &Catalogue) -> Option<Self> {
        let bytes = size_with_parts(&found.path)?;
        let by_hash = found.sha256.as_deref().and_then(|hash| catalogue.with_hash(hash));
        let known = by_hash.or_else(|| catalogue.recognise(&found.name, bytes));
        let id = path_id(found.origin, &found.path);
        let mut model = Self::known(id, &found.name, found.path, bytes, found.origin, known)?;
        model.sha256 = found.sha256.or(model.sha256);
        Some(model)
    }

    pub(crate) fn own(path: PathBuf, own: &Path, catalogue: &Catalogue) -> Option<Self> {
        let bytes = size_with_parts(&path)?;
        let name = lossy(path.file_name());
        let known = catalogue.recognise(&name, bytes);
        Self::known(own_id(&path, own), &name, path, bytes, Origin::Own, known)
    }

    fn at(id: String, path: PathBuf, bytes: u64, origin: Origin, catalogue: &Catalogue) -> Self {
        let name = lossy(path.file_name());
        let known = catalogue.recognise(&name, bytes).filter(|known| known.file.part == FilePart::Weights);
        Self::described(id, &name, path, bytes, origin, known)
    }

    /// `None` for what the catalogue knows as the companion of another model.
    fn known(
        id: String,
        name: &str,
        path: PathBuf,
        bytes: u64,
        origin: Origin,
        known: Option<Known<'_>>,
    ) -> Option<Self> {
        let is_companion = known.is_some_and(|known| known.file.part != FilePart::Weights);
        (!is_companion).then(|| Self::described(id, name, path, bytes, origin, known))
    }

    fn described(id: String, name: &str, path: PathBuf, bytes: u64, origin: Origin, known: Option<Known<'_>>) -> Self {
        // What the catalogue knows need not be read from the file.
        let header = if known.is_some() { None } else { Header::read(&path) };
        let stem = name.strip_suffix(".gguf").or_else(|| name.strip_suffix(".GGUF")).unwrap_or(name);
        Self {
            name: known.map_or_else(|| stem.to_owned(), |known| known.model.name.clone()),
            licence: match known {
                Some(known) => known.model.terms(),
                None => header.and_then(|header| header.terms()),
            },
            card: known.map(|known| (known.model.id.clone(), known.variant.id.clone())),
            quantisation: known.map(|known| known.variant.quantisation.clone()).or_else(|| quantisation_of(name)),
            sha256: known.and_then(|known| known.file.sha256.clone()),
            id,
            path,
            bytes,
            origin,
        }
    }

    /// All files that it consists of.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        parts_of(&self.path)
    }
}

/// A GGUF that can be chosen: not hidden, not the companion of another model, not a later part of a split one.
pub(crate) fn is_model(file: &str) -> bool {
    let lower = file.to_lowercase();
    let is_later = part(&lower).is_some_and(|(_, number, _)| number != 1);
    lower.ends_with(".gguf") && !lower.starts_with('.') && !is_companion(file) && !is_later
}

/// A projector or drafter, by its name.
pub(crate) fn is_companion(file: &str) -> bool {
    let lower = file.to_lowercase();
    lower.contains("mmproj") || lower.starts_with("mtp-")
}

/// What stands before the number, the number and the count of `name-00002-of-00003.gguf`.
pub(crate) fn part(lower: &str) -> Option<(&str, u32, u32)> {
    let (rest, count) = lower.strip_suffix(".gguf")?.rsplit_once("-of-")?;
    let (name, number) = rest.rsplit_once('-')?;
    let digits = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(number) && digits(count)).then_some(())?;
    Some((name, number.parse().ok()?, count.parse().ok()?))
}

/// The files of a model whose first file is this.
fn parts_of(first: &Path) -> Vec<PathBuf> {
    let file = lossy(first.file_name());
    match part(&file) {
        // No model comes in more parts; a name alone must not make Carat count to 99999.
        Some((name, 1, count @ 2..=999)) => {
            let of = |number| first.with_file_name(format!("{name}-{number:05}-of-{count:05}.gguf"));
            std::iter::once(first.to_owned()).chain((2..=count).map(of)).collect()
        }
        _ => vec![first.to_owned()],
    }
}

fn size_with_parts(first: &Path) -> Option<u64> {
    let mut sizes = parts_of(first).into_iter().map(|path| size(&path));
    let first = sizes.next()??;
    Some(first + sizes.flatten().sum::<u64>())
}

/// The size of a file; `None` where there is none.
pub(crate) fn size(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|facts| facts.len())
}

/// The id of a file in the person's own folder.
#[must_use]
pub fn own_id(path: &Path, own: &Path) -> String {
    let below = path.strip_prefix(own).unwrap_or(path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    format!("own/{below}")
}

/// An id from a path alone, so that it stays the same whatever else is found.
pub(crate) fn path_id(origin: Origin, path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let hash = verify::hexadecimal(&Sha256::digest(path.as_os_str().as_encoded_bytes()));
    format!("{}/{}", origin.prefix(), &hash[..16])
}

pub(crate) fn lossy(name: Option<&OsStr>) -> String {
    name.unwrap_or_default().to_string_lossy().into_owned()
}
