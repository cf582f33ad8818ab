//! Which model answers: the chosen one, else the starter, under terms that the person accepted.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use carat_chat::ModelChoice;
use carat_engine::{Engine, EngineError, LoadRequest};
use carat_hub::{InstalledModel, Library, LicenceId, Places};
use carat_store::{Home, Store};
use tauri::{AppHandle, Manager};

use crate::parts::Parts;
use crate::settings::Settings;
use crate::states;
use crate::wire::{AcceptedTerms, Model, Origin, Terms, WireError};

/// The place in the store of the paths of linked models, which the command line reads too.
const LINKED: &str = "linked_models";

/// The models on this machine.
pub(crate) fn library(home: &Home, store: &Store) -> Library {
    let linked: Vec<PathBuf> = store.setting(LINKED).ok().flatten().unwrap_or_default();
    Places::of(home.root()).library(linked)
}

/// Forgets a linked file; it stays where it is. Blocks.
pub(crate) fn unlink(store: &Store, path: &Path) -> Result<(), WireError> {
    let mut linked: Vec<PathBuf> = store.setting(LINKED).ok().flatten().unwrap_or_default();
    linked.retain(|known| known != path);
    Ok(store.set_setting(LINKED, &linked)?)
}

/// The models that can be chosen. Blocks.
pub(crate) fn list(library: &Library, store: &Store) -> Result<Vec<Model>, WireError> {
    let accepted = accepted(library, store)?;
    Ok(library.list()?.into_iter().map(|model| on_the_wire(model, &accepted)).collect())
}

/// The models whose terms were accepted, or that have none to accept. Blocks.
pub(crate) fn usable(library: &Library, store: &Store) -> Result<Vec<InstalledModel>, WireError> {
    let accepted = accepted(library, store)?;
    let models = library.list()?.into_iter();
    Ok(models.filter(|model| model.licence.is_none_or(|licence| accepted.contains(&licence))).collect())
}

/// Whether a model still has to be compared with a known hash. Blocks.
pub(crate) fn is_unchecked(home: &Home, store: &Store, id: &str) -> bool {
    library(home, store).find(id).is_ok_and(|model| Places::of(home.root()).is_unchecked(&model))
}

/// Adds a model file where it lies and gives it back. Blocks.
pub(crate) fn add(home: &Home, store: &Store, path: &Path) -> Result<Model, WireError> {
    let model = InstalledModel::linked(path)?;
    check_magic(&model.path)?;
    let before = library(home, store);
    if before.list()?.iter().all(|known| known.path != model.path) {
        let mut linked: Vec<PathBuf> = store.setting(LINKED).ok().flatten().unwrap_or_default();
        linked.push(model.path.clone());
        store.set_setting(LINKED, &linked)?;
    }
    let listed = library(home, store);
    let accepted = accepted(&listed, store)?;
    // A file in Carat's own folder is known by its name there, not as a linked one.
    let known = listed.list()?.into_iter().find(|known| known.path == model.path).unwrap_or(model);
    Ok(on_the_wire(known, &accepted))
}

/// A file that is no model is told at once, not at the first question.
fn check_magic(path: &Path) -> Result<(), WireError> {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    let shown = || path.display().to_string();
    match read {
        Ok(()) if &magic == b"GGUF" => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(EngineError::ModelUnreadable { path: shown(), detail: error.to_string() }.into())
        }
        _ => Err(EngineError::ModelNotGguf { path: shown() }.into()),
    }
}

/// The settings in force, with the model that answers in place of none.
pub(crate) fn in_force(parts: &Parts) -> Settings {
    let settings = parts.settings.now();
    match settings.model {
        Some(_) => settings,
        None => {
            let usual = library(&parts.home, &parts.store).usual();
            Settings { model: usual.map(|model| model.id), ..settings }
        }
    }
}

/// The model that answers now, ready to be loaded, or what keeps it from it: no model, one that is gone, terms.
pub(crate) async fn answering(parts: &Parts) -> Result<ModelChoice, WireError> {
    let settings = parts.settings.now();
    let load = parts
        .blocking(move |home, store| {
            let states = states::kept(home, &settings);
            let load = choose(&library(home, store), store, &settings, &Places::of(home.root()))?;
            Ok(LoadRequest { states, ..load })
        })
        .await?;
    Ok(ModelChoice { load })
}

fn choose(library: &Library, store: &Store, settings: &Settings, places: &Places) -> Result<LoadRequest, WireError> {
    let model = match &settings.model {
        Some(id) => library.find(id)?,
        None => library.usual().ok_or_else(no_model)?,
    };
    places.trust(&model)?;
    match model.licence {
        Some(licence) if !accepted(library, store)?.contains(&licence) => Err(terms_needed(licence, Some(&model.id))),
        _ => Ok(LoadRequest {
            context: settings.context,
            threads: settings.threads,
            ..LoadRequest::new(model.id, model.path)
        }),
    }
}

/// Loads the model that answers, so that the first question need not wait. Where that isn't possible the question will
/// say why.
pub(crate) fn warm(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let parts = app.state::<Parts>();
        let Ok(choice) = answering(&parts).await else { return };
        if let Err(error) = parts.engine.load(choice.load).await {
            tracing::warn!(code = error.code(), "the model could not be loaded beforehand");
        }
    });
}

/// The terms of a licence. Blocks.
pub(crate) fn terms(library: &Library, licence: &str) -> Result<Terms, WireError> {
    let id: LicenceId = licence.parse().map_err(|()| {
        let message = format!("Carat knows no terms called \"{licence}\". Choose the model again.");
        WireError::new("terms_unknown", message).with("licence", licence)
    })?;
    let terms = library.terms(id);
    Ok(Terms {
        licence: licence.to_owned(),
        title: terms.title,
        version: terms.version,
        url: terms.url,
        prohibited_use_url: terms.prohibited_use_url,
        text: terms.text,
    })
}

/// Everything that was accepted, the newest first.
pub(crate) fn accepted_terms(library: &Library, store: &Store) -> Result<Vec<AcceptedTerms>, WireError> {
    let on_the_wire = |accepted: carat_store::AcceptedTerms| {
        let terms = accepted.licence.parse().ok().map(|id| library.terms(id));
        AcceptedTerms {
            title: terms.as_ref().map_or_else(|| accepted.licence.clone(), |terms| terms.title.clone()),
            current: terms.is_some_and(|terms| terms.version == accepted.version),
            licence: accepted.licence,
            version: accepted.version,
            at: accepted.accepted,
        }
    };
    Ok(store.accepted_terms()?.into_iter().rev().map(on_the_wire).collect())
}

/// The licences whose present version the person accepted.
pub(crate) fn accepted(library: &Library, store: &Store) -> Result<HashSet<LicenceId>, WireError> {
    let current = |accepted: carat_store::AcceptedTerms| {
        let id = accepted.licence.parse().ok()?;
        (library.terms(id).version == accepted.version).then_some(id)
    };
    Ok(store.accepted_terms()?.into_iter().filter_map(current).collect())
}

pub(crate) fn on_the_wire(model: InstalledModel, accepted: &HashSet<LicenceId>) -> Model {
    Model {
        id: model.id,
        name: model.name,
        bytes: model.bytes,
        origin: match model.origin {
            carat_hub::Origin::Starter => Origin::Starter,
            carat_hub::Origin::Own => Origin::Own,
            carat_hub::Origin::Linked => Origin::Linked,
            carat_hub::Origin::HubCache => Origin::HubCache,
            carat_hub::Origin::LmStudio => Origin::LmStudio,
            carat_hub::Origin::Ollama => Origin::Ollama,
        },
        owned: model.origin.is_owned(),
        card: model.card.map(|(card, _)| card),
        quantisation: model.quantisation,
        licence: model.licence.map(|licence| licence.to_string()),
        terms_accepted: model.licence.is_none_or(|licence| accepted.contains(&licence)),
    }
}

fn no_model() -> WireError {
    WireError::new("model_none", "There is no model yet. Add a model file first.")
}

/// The model is named where it is on this machine.
pub(crate) fn terms_needed(licence: LicenceId, model: Option<&str>) -> WireError {
    let message = "This model comes under terms that you have not accepted yet. Read and accept them first.";
    let error = WireError::new("terms_needed", message).with("licence", licence);
    match model {
        Some(model) => error.with("model", model),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// The places of a home where nothing is noted.
    fn nowhere() -> Places {
        Places::of("/nowhere")
    }

    /// A folder with a starter that is one by its name, and an own model.
    fn brought() -> (TempDir, Library) {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("own");
        fs::create_dir(&own).expect("made");
        fs::write(folder.path().join("gemma-3-270m-q4_k_m.gguf"), b"GGUF").expect("written");
        fs::write(own.join("mine.gguf"), b"GGUF").expect("written");
        let library = Library::with_folders(folder.path(), own);
        (folder, library)
    }

    #[test]
    fn the_starter_answers_once_its_terms_are_accepted_in_their_present_version() {
        let ((_folder, library), store) = (brought(), Store::in_memory().expect("a store"));
        let settings = Settings { threads: Some(2), ..Settings::default() };
        let refused = choose(&library, &store, &settings, &nowhere()).expect_err("terms first");
        assert_eq!((refused.code.as_str(), refused.args["licence"].as_str()), ("terms_needed", "gemma"));
        assert!(!list(&library, &store).expect("listed")[0].terms_accepted);

        store.accept_terms("gemma", "1999-01-01").expect("accepted");
        assert_eq!(choose(&library, &store, &settings, &nowhere()).expect_err("older terms").code, "terms_needed");

        let version = terms(&library, "gemma").expect("known").version;
        store.accept_terms("gemma", &version).expect("accepted");
        let load = choose(&library, &store, &settings, &nowhere()).expect("it answers");
        assert_eq!((load.model.as_str(), load.threads), ("starter", Some(2)));
        assert!(list(&library, &store).expect("listed").iter().all(|model| model.terms_accepted));
    }

    #[test]
    fn a_chosen_model_answers_instead_and_one_that_is_gone_is_named() {
        let ((_folder, library), store) = (brought(), Store::in_memory().expect("a store"));
        let chosen = |id: &str| Settings { model: Some(id.into()), ..Settings::default() };
        assert_eq!(
            choose(&library, &store, &chosen("own/mine.gguf"), &nowhere()).expect("it answers").model,
            "own/mine.gguf"
        );
        let gone = choose(&library, &store, &chosen("own/gone.gguf"), &nowhere()).expect_err("no such model");
        assert_eq!((gone.code.as_str(), gone.args["id"].as_str()), ("model_unknown", "own/gone.gguf"));
    }

    #[test]
    fn without_any_model_carat_says_so() {
        let (folder, store) = (tempfile::tempdir().expect("a folder"), Store::in_memory().expect("a store"));
        let library = Library::with_folders(folder.path().join("none"), folder.path().join("nowhere"));
        assert_eq!(
            choose(&library, &store, &Settings::default(), &nowhere()).expect_err("no model").code,
            "model_none"
        );
        assert_eq!(list(&library, &store).expect("listed"), []);
    }

    #[test]
    fn a_file_is_added_where_it_lies_and_only_once() {
        let (folder, store) = (tempfile::tempdir().expect("a folder"), Store::in_memory().expect("a store"));
        let (home, path) = (Home::at(folder.path().join("home")), folder.path().join("a model.gguf"));
        fs::write(&path, b"GGUF and the rest").expect("written");
        let added = add(&home, &store, &path).expect("added");
        assert_eq!((added.name.as_str(), added.origin), ("a model", Origin::Linked));
        assert_eq!(add(&home, &store, &path).expect("added again").id, added.id);
        let listed = list(&library(&home, &store), &store).expect("listed");
        assert_eq!(listed.iter().filter(|model| model.id == added.id).count(), 1);
        assert!(path.exists(), "the file stays where it is");
    }

    #[test]
    fn a_file_that_is_no_model_is_refused_and_nothing_is_remembered() {
        let (folder, store) = (tempfile::tempdir().expect("a folder"), Store::in_memory().expect("a store"));
        let (home, path) = (Home::at(folder.path().join("home")), folder.path().join("notes.gguf"));
        let before = list(&library(&home, &store), &store).expect("listed");
        for content in [&b""[..], b"GG", b"PK\x03\x04 a zip archive"] {
            fs::write(&path, content).expect("written");
            assert_eq!(add(&home, &store, &path).expect_err("no model").code, "model_not_gguf");
        }
        assert_eq!(add(&home, &store, &folder.path().join("missing.gguf")).expect_err("no file").code, "model_gone");
        assert_eq!(list(&library(&home, &store), &store).expect("listed"), before);
    }
}
