//! The library is the models on this machine: the starter beside the programs, the person's own in Carat's folder, linked
//! ones anywhere, and those of other programs. Only what lies in Carat's folder is Carat's; the rest stays as it is.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalogue::{Catalogue, ModelRole, STARTER};
use crate::elsewhere::{Elsewhere, ggufs};
use crate::installed::{InstalledModel, Origin, is_model, lossy, path_id, size};
use crate::{Error, LicenceId, Result, Terms, program_folder};

/// How deep the person's own folder is looked through: `owner/name/file.gguf` and what the hub puts below that.
const DEPTH: u32 = 4;

/// The models on this machine. Nothing is remembered: each call looks at the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    brought: PathBuf,
    own: PathBuf,
    linked: Vec<PathBuf>,
    elsewhere: Elsewhere,
    catalogue: Arc<Catalogue>,
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
        Self {
            brought: brought.into(),
            own: own.into(),
            linked: Vec::new(),
            elsewhere: Elsewhere::default(),
            catalogue: Arc::new(Catalogue::embedded().clone()),
        }
    }

    /// The same library with these linked files, whose paths the caller remembers.
    #[must_use]
    pub fn with_linked(self, linked: Vec<PathBuf>) -> Self {
        Self { linked, ..self }
    }

    /// The same library with the models of other programs.
    #[must_use]
    pub fn with_elsewhere(self, elsewhere: Elsewhere) -> Self {
        Self { elsewhere, ..self }
    }

    /// The same library that knows files by this catalogue.
    #[must_use]
    pub fn with_catalogue(self, catalogue: Arc<Catalogue>) -> Self {
        Self { catalogue, ..self }
    }

    /// The folder of the starter.
    #[must_use]
    pub fn brought(&self) -> &Path {
        &self.brought
    }

    /// The folder of the person's own models.
    #[must_use]
    pub fn own(&self) -> &Path {
        &self.own
    }

    /// The catalogue that files are known by.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// All models that are there: the starter, the person's own by name, the linked ones in their order, then those of
    /// other programs. A file that can be reached in two ways is listed once.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the person's folder is there and can't be read.
    pub fn list(&self) -> Result<Vec<InstalledModel>> {
        let mut models: Vec<InstalledModel> = self.starter().into_iter().collect();
        models.extend(self.own_models()?);
        let mut seen: HashSet<PathBuf> = models.iter().map(|model| real(&model.path)).collect();
        let linked = self.linked.iter().filter_map(|path| InstalledModel::linked_as(path, &self.catalogue).ok());
        models.extend(linked.filter(|model| seen.insert(real(&model.path))));
        let found =
            self.elsewhere.models().into_iter().filter(|found| found.origin == Origin::Ollama || is_model(&found.name));
        let found = found.filter_map(|found| InstalledModel::found(found, &self.catalogue));
        models.extend(found.filter(|model| seen.insert(real(&model.path))));
        Ok(models)
    }

    /// The model with this id.
    ///
    /// # Errors
    /// [`Error::ModelUnknown`]; [`Error::ModelGone`] for a linked one whose file is not there; [`Error::FolderGone`] for
    /// one of the person's own where their folder is not there; [`Error::Unreadable`].
    pub fn find(&self, id: &str) -> Result<InstalledModel> {
        if let Some(path) = self.linked.iter().find(|path| path_id(Origin::Linked, path) == id) {
            return InstalledModel::linked_as(path, &self.catalogue);
        }
        if id == STARTER
            && let Some(starter) = self.starter()
        {
            return Ok(starter);
        }
        let found = self.list()?.into_iter().find(|model| model.id == id);
        match found {
            Some(model) => Ok(model),
            None if id.starts_with("own/") && !self.own.is_dir() => Err(Error::FolderGone { path: self.own.clone() }),
            None => Err(Error::ModelUnknown { id: id.to_owned() }),
        }
    }

    /// The model that answers where none was chosen: the starter, else the first that the person added or downloaded. What
    /// other programs have is not taken without a word.
    #[must_use]
    pub fn usual(&self) -> Option<InstalledModel> {
        self.starter().or_else(|| {
            let mut models = self.list().ok()?.into_iter();
            models.find(|model| matches!(model.origin, Origin::Own | Origin::Linked) && self.answers(model))
        })
    }

    /// Whether a model is one to talk to: encoders and guards are not. One that the catalogue does not know may be.
    #[must_use]
    pub fn answers(&self, model: &InstalledModel) -> bool {
        let known = model.card.as_ref().and_then(|(id, _)| self.catalogue.find(id));
        known.is_none_or(|entry| entry.role == ModelRole::Chat)
    }

    /// The model that set-up brought, if it is there.
    #[must_use]
    pub fn starter(&self) -> Option<InstalledModel> {
        let entry = self.catalogue.find(STARTER)?;
        let variant = entry.variants.first()?;
        let weights = variant.weights()?;
        let path = self.brought.join(weights.name()?);
        let bytes = size(&path)?;
        // A file of another size is still the starter: its terms hold, and the engine tells what is wrong with it.
        Some(InstalledModel {
            id: entry.id.clone(),
            name: entry.name.clone(),
            licence: entry.terms(),
            card: Some((entry.id.clone(), variant.id.clone())),
            quantisation: Some(variant.quantisation.clone()),
            sha256: weights.sha256.clone(),
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
        match self.own.read_dir() {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::unreadable(&self.own, &error)),
        }
        let mut files = Vec::new();
        ggufs(&self.own, DEPTH, &mut files);
        let own = |path: PathBuf| {
            is_model(&lossy(path.file_name())).then(|| InstalledModel::own(path, &self.own, &self.catalogue)).flatten()
        };
        let mut models: Vec<InstalledModel> = files.into_iter().filter_map(own).collect();
        models.sort_by_key(|model| (model.name.to_lowercase(), model.id.clone()));
        Ok(models)
    }
}

/// The file itself, links followed.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
