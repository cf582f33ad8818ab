//! Which model answers: the one that was asked for, else the one chosen in the app, else the starter.

use std::path::{Path, PathBuf};

use carat_documents::EncoderKind;
use carat_engine::{LoadRequest, Purpose};
use carat_hub::{Error, InstalledModel, Library, Places, Terms, program_folder};
use carat_safety::ScreeningSettings;
use carat_store::{Home, Store};
use serde::Deserialize;

use crate::exit::{Exit, Failure};

/// The settings of the app, in the store.
const SETTINGS: &str = "settings";

/// The paths of the model files that the app links to, in the store.
const LINKED: &str = "linked_models";

/// What of the app's settings counts here, too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AppSettings {
    model: Option<String>,
    context: Option<u32>,
    threads: Option<u32>,
}

/// What of the app's choices about the filter counts here, too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    screening: Screening,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Screening {
    #[serde(flatten)]
    pub(crate) settings: ScreeningSettings,
    /// Whether the log keeps the texts that it is about.
    pub(crate) keep_texts: bool,
}

/// The person's choices about the filter. Those that can't be read are the defaults, which are stricter.
pub(crate) fn screening(store: &Store) -> Screening {
    store.setting::<Filter>(SETTINGS).ok().flatten().unwrap_or_default().screening
}

/// The model that answers.
#[derive(Debug)]
pub(crate) struct Chosen {
    pub(crate) load: LoadRequest,
    /// The terms it comes under, where Carat knows of any.
    pub(crate) terms: Option<Terms>,
}

/// Finds the model. Settings that can't be read are the defaults, as in the app.
pub(crate) fn choose(asked: Option<&str>, store: &Store, home: &Home) -> Result<Chosen, Failure> {
    let settings: AppSettings = store.setting(SETTINGS).ok().flatten().unwrap_or_default();
    let linked: Vec<PathBuf> = store.setting(LINKED).ok().flatten().unwrap_or_default();
    let places = Places::of(home.root());
    let library = places.library(linked);
    let (model, path, licence) = match (asked, &settings.model) {
        (Some(name), _) => named(&library, name)?,
        (None, Some(id)) => library
            .find(id)
            .and_then(|model| places.trust(&model).map(|()| facts(model)))
            .map_err(|error| unknown(&library, error))?,
        (None, None) => library.usual().map(facts).ok_or_else(no_model)?,
    };
    let terms = licence.map(|licence| library.terms(licence));
    let load = LoadRequest { context: settings.context, threads: settings.threads, ..LoadRequest::new(model, path) };
    Ok(Chosen { load, terms })
}

/// EmbeddingGemma, where the person has it and accepted its terms in the app.
pub(crate) fn encoder(store: &Store, home: &Home) -> Option<LoadRequest> {
    let settings: AppSettings = store.setting(SETTINGS).ok().flatten().unwrap_or_default();
    let linked: Vec<PathBuf> = store.setting(LINKED).ok().flatten().unwrap_or_default();
    let library = Places::of(home.root()).library(linked);
    let accepted = store.accepted_terms().ok()?;
    let usable = |licence| {
        let terms = library.terms(licence);
        accepted.iter().any(|one| one.licence == terms.licence.as_str() && one.version == terms.version)
    };
    let mut models = library.list().ok()?.into_iter();
    let model = models.find(|model| EncoderKind::is_embedding_gemma(&model.id) && model.licence.is_none_or(&usable))?;
    Some(LoadRequest { purpose: Purpose::Embed, threads: settings.threads, ..LoadRequest::new(model.id, model.path) })
}

/// The worker lies beside this program, as in the build folder so in a package.
pub(crate) fn engine_program() -> Result<PathBuf, Failure> {
    Ok(program_folder()?.join(format!("carat-engine{}", std::env::consts::EXE_SUFFIX)))
}

/// The name and the file of a model by its id or path, wherever it lies.
pub(crate) fn file_of(library: &Library, name: &str) -> Result<(String, PathBuf), Failure> {
    named(library, name).map(|(model, path, _)| (model, path))
}

type Facts = (String, PathBuf, Option<carat_hub::LicenceId>);

fn facts(model: InstalledModel) -> Facts {
    (model.id, model.path, model.licence)
}

/// An id, else a path. Whether a path leads to a model is for the engine to say, which knows all that may be wrong.
fn named(library: &Library, name: &str) -> Result<Facts, Failure> {
    match library.find(name) {
        Ok(model) => Ok(facts(model)),
        Err(Error::ModelUnknown { .. }) if is_path(name) => {
            let path = std::path::absolute(name).unwrap_or_else(|_| name.into());
            let unlisted = || (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path.clone(), None);
            Ok(InstalledModel::linked(&path).map_or_else(|_| unlisted(), facts))
        }
        Err(error) => Err(unknown(library, error)),
    }
}

/// The error with the models that can be asked for.
fn unknown(library: &Library, error: Error) -> Failure {
    let mut failure = Failure::from(error);
    let there: Vec<String> = library.list().unwrap_or_default().into_iter().map(|model| model.id).collect();
    if !there.is_empty() {
        failure.message.push_str(&format!(" There are: {}.", there.join(", ")));
    }
    failure
}

fn is_path(name: &str) -> bool {
    name.contains(std::path::is_separator) || name.to_lowercase().ends_with(".gguf") || Path::new(name).exists()
}

fn no_model() -> Failure {
    let message = "There is no model yet. Choose one in the app, or give a .gguf file with --model.";
    Failure::new(Exit::NoModel, "model_none", message.to_owned())
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match error {
            Error::ModelUnknown { .. } | Error::ModelGone { .. } | Error::FolderGone { .. } => Exit::NoModel,
            Error::ModelNotOwned { .. } => Exit::Usage,
            _ => Exit::Other,
        };
        Self { exit, code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}
