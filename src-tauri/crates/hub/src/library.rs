//! The library is the models on this machine: the starter beside the programs, the person's own in Carat's folder, and
//! linked ones anywhere else. A linked file stays where it is.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::catalogue::{Catalogue, STARTER};
use crate::{Error, LicenceId, Result, Terms, program_folder, verify};

/// Where a model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Set-up or a package brought it.
    Starter,
    /// It lies in the person's folder of models.
    Own,
    /// It lies elsewhere and is only pointed to.
    Linked,
}

/// A model that lies on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledModel {
    /// Its name for good: `starter`, `own/<file name>` or `linked/<hash of the path>`.
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
}

impl InstalledModel {
    /// A model file anywhere on this machine, as a linked one.
    ///
    /// # Errors
    /// [`Error::ModelGone`] where there is no such file.
    pub fn linked(path: &Path) -> Result<Self> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let bytes = size(&path).ok_or_else(|| Error::ModelGone { path: path.clone() })?;
        Ok(Self::at(linked_id(&path), path, bytes, Origin::Linked))
    }

    fn at(id: String, path: PathBuf, bytes: u64, origin: Origin) -> Self {
        let file = lossy(path.file_name());
        let catalogue = Catalogue::embedded();
        let known = catalogue.recognise(&file, bytes);
        Self {
            id,
            name: known.map_or_else(|| lossy(path.file_stem()), |model| model.name.clone()),
            licence: known.and_then(|model| model.licence),
            path,
            bytes,
            origin,
        }
    }
}

/// The models on this machine. Nothing is remembered: each call looks at the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    brought: PathBuf,
    own: PathBuf,
    linked: Vec<PathBuf>,
}

impl Library {
    /// The library with the person's models in `own` and the starter in `models` beside the running program.
    ///
    /// Where the system does not say where the program lies, there is no starter.
    #[must_use]
    pub fn new(own: impl Into<PathBuf>) -> Self {
        let brought = program_folder().map(|folder| folder.join("models")).unwrap_or_default();
        Self::with_folders(brought, own)
    }

    /// The library with the starter and its terms in `brought`.
    #[must_use]
    pub fn with_folders(brought: impl Into<PathBuf>, own: impl Into<PathBuf>) -> Self {
        Self { brought: brought.into(), own: own.into(), linked: Vec::new() }
    }

    /// The same library with these linked files, whose paths the caller remembers.
    #[must_use]
    pub fn with_linked(self, linked: Vec<PathBuf>) -> Self {
        Self { linked, ..self }
    }

    /// The folder of the starter.
    #[must_use]
    pub fn brought(&self) -> &Path {
        &self.brought
    }

    /// All models that are there: the starter, the person's own by name, the linked ones in their order.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the person's folder is there and can't be read.
    pub fn list(&self) -> Result<Vec<InstalledModel>> {
        let mut models: Vec<InstalledModel> = self.starter().into_iter().collect();
        models.extend(self.own_models()?);
        for path in &self.linked {
            let linked = InstalledModel::linked(path).ok();
            models.extend(linked.filter(|linked| models.iter().all(|model| model.path != linked.path)));
        }
        Ok(models)
    }

    /// The model with this id.
    ///
    /// # Errors
    /// [`Error::ModelUnknown`]; [`Error::ModelGone`] for a linked one whose file is not there; [`Error::Unreadable`].
    pub fn find(&self, id: &str) -> Result<InstalledModel> {
        if let Some(path) = self.linked.iter().find(|path| linked_id(path) == id) {
            return InstalledModel::linked(path);
        }
        let found = self.list()?.into_iter().find(|model| model.id == id);
        found.ok_or_else(|| Error::ModelUnknown { id: id.to_owned() })
    }

    /// The model that set-up brought, if it is there.
    #[must_use]
    pub fn starter(&self) -> Option<InstalledModel> {
        let catalogue = Catalogue::embedded();
        let entry = catalogue.find(STARTER)?;
        let path = self.brought.join(&entry.file);
        let bytes = size(&path)?;
        // A file of another size is still the starter: its terms hold, and the engine tells what is wrong with it.
        Some(InstalledModel {
            id: entry.id.clone(),
            name: entry.name.clone(),
            licence: entry.licence,
            path,
            bytes,
            origin: Origin::Starter,
        })
    }

    /// The terms of a licence, in their full text where it lies beside the starter.
    #[must_use]
    pub fn terms(&self, licence: LicenceId) -> Terms {
        Terms::of(licence, &self.brought)
    }

    fn own_models(&self) -> Result<Vec<InstalledModel>> {
        let entries = match fs::read_dir(&self.own) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::unreadable(&self.own, &error)),
        };
        let mut models = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| Error::unreadable(&self.own, &error))?.path();
            let file = lossy(path.file_name());
            if is_model(&file)
                && let Some(bytes) = size_with_parts(&path, &file)
            {
                models.push(InstalledModel::at(format!("own/{file}"), path, bytes, Origin::Own));
            }
        }
        models.sort_by_key(|model| (model.name.to_lowercase(), model.id.clone()));
        Ok(models)
    }
}

/// A GGUF that can be chosen: not hidden, not the picture part of another model, not a later part of a split one.
fn is_model(file: &str) -> bool {
    let lower = file.to_lowercase();
    let is_later = part(&lower).is_some_and(|(_, number, _)| number != 1);
    lower.ends_with(".gguf") && !lower.starts_with(['.']) && !lower.starts_with("mmproj") && !is_later
}

/// What stands before the number, the number and the count of `name-00002-of-00003.gguf`.
fn part(lower: &str) -> Option<(&str, u32, u32)> {
    let (rest, count) = lower.strip_suffix(".gguf")?.rsplit_once("-of-")?;
    let (name, number) = rest.rsplit_once('-')?;
    let digits = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(number) && digits(count)).then_some(())?;
    Some((name, number.parse().ok()?, count.parse().ok()?))
}

fn size_with_parts(path: &Path, file: &str) -> Option<u64> {
    let first = size(path)?;
    let Some((name, 1, count)) = part(file) else { return Some(first) };
    let later =
        (2..=count).filter_map(|number| size(&path.with_file_name(format!("{name}-{number:05}-of-{count:05}.gguf"))));
    Some(first + later.sum::<u64>())
}

/// The size of a file; `None` where there is none.
fn size(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|facts| facts.len())
}

fn linked_id(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let hash = verify::hexadecimal(&Sha256::digest(path.as_os_str().as_encoded_bytes()));
    format!("linked/{}", &hash[..16])
}

fn lossy(name: Option<&OsStr>) -> String {
    name.unwrap_or_default().to_string_lossy().into_owned()
}
