//! Changing what is here: adding a file, verifying one, deleting one.

use std::fs::{self, File};
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use carat_hub::{Error, InstalledModel, Origin, sha256_of};
use serde_json::json;

use super::progress::Bar;
use super::view::{installed_json, megabytes};
use super::{Here, LINKED};
use crate::args::ImportArgs;
use crate::exit::{Exit, Failure};
use crate::output::{Output, printed};

/// Adds a model file: in place, or with `--copy` into Carat's folder.
pub(super) fn import(here: &Here, args: &ImportArgs, output: &mut Output) -> Result<Exit, Failure> {
    let model = InstalledModel::linked(&args.file)?;
    check_magic(&model.path)?;
    let added = if args.copy { copy(here, &model, args.json)? } else { link(here, &model)? };
    printed(output.event("model", &installed_json(&added)))?;
    printed(output.plain(&format!("{}\n", added.id)))?;
    Ok(Exit::Answered)
}

fn link(here: &Here, model: &InstalledModel) -> Result<InstalledModel, Failure> {
    if let Some(known) = here.library().list()?.into_iter().find(|known| known.path == model.path) {
        return Ok(known);
    }
    let mut linked = here.linked();
    linked.push(model.path.clone());
    here.store.set_setting(LINKED, &linked)?;
    Ok(here.library().find(&model.id)?)
}

/// Copies all files of a model, each under another name until it is whole.
fn copy(here: &Here, model: &InstalledModel, json: bool) -> Result<InstalledModel, Failure> {
    let folder = here.places.models();
    let failed = |path: &Path, error: std::io::Error| {
        let message = format!(
            "Carat could not copy to {}: {error}. Check that there is room and that you may write there.",
            path.display()
        );
        Failure::other("copy_failed", message)
    };
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
    let mut first: Option<PathBuf> = None;
    for file in model.files() {
        let to = folder.join(file.file_name().unwrap_or_default());
        if to.exists() {
            let message =
                format!("There is a file {} already. Remove it first, or import without --copy.", to.display());
            return Err(Failure::new(Exit::Usage, "in_the_way", message));
        }
        let bar = Bar::new(json, "copying", fs::metadata(&file).map(|facts| facts.len()).ok());
        let beside = folder.join(format!(".{}.part", to.file_name().unwrap_or_default().to_string_lossy()));
        let copied = File::open(&file).and_then(|from| Ok((bar.reading(from), File::create(&beside)?))).and_then(
            |(mut from, mut into)| {
                std::io::copy(&mut from, &mut into)?;
                into.sync_all()?;
                fs::rename(&beside, &to)
            },
        );
        if let Err(error) = copied {
            let _ = fs::remove_file(&beside);
            return Err(failed(&to, error));
        }
        bar.finish();
        first.get_or_insert(to);
    }
    let first = first.unwrap_or_default();
    Ok(here.library().find(&carat_hub::own_id(&first, &folder))?)
}

/// Reads a whole model and compares it with what it should be.
pub(super) fn verify(here: &Here, name: &str, json: bool, output: &mut Output) -> Result<Exit, Failure> {
    let model = here.library().find(name)?;
    let bar = Bar::new(json, "verifying", Some(model.bytes));
    let hash = sha256_of(&model.path, |done, _| {
        bar.set(done);
        ControlFlow::Continue(())
    })?;
    bar.finish();
    let hash = hash.unwrap_or_default();
    here.places.checked().remember(&model.path, &hash)?;
    let (result, words, exit) = match &model.sha256 {
        None => ("unknown", "nobody said what its hash should be".to_owned(), Exit::Answered),
        Some(expected) if *expected == hash => {
            ("matches", "it is byte for byte the one it should be".to_owned(), Exit::Answered)
        }
        Some(expected) => ("differs", format!("it should be {expected}: download it again"), Exit::Differs),
    };
    printed(
        output.event(
            "verified",
            &json!({ "model": model.id, "result": result, "sha256": hash, "expected": model.sha256 }),
        ),
    )?;
    printed(output.plain(&format!("{hash}  {}: {words}\n", model.id)))?;
    Ok(exit)
}

/// Deletes one of Carat's own models, or forgets a linked one.
pub(super) fn remove(here: &Here, name: &str, output: &mut Output) -> Result<Exit, Failure> {
    let library = here.library();
    let model = library.find(name)?;
    let freed = if model.origin == Origin::Linked {
        let mut linked = here.linked();
        linked.retain(|path| *path != model.path);
        here.store.set_setting(LINKED, &linked)?;
        0
    } else {
        library.delete(&model)?
    };
    let words = match model.origin {
        Origin::Linked => format!("forgot {}; the file stays at {}\n", model.id, model.path.display()),
        _ => format!("deleted {}; {} are free now\n", model.id, megabytes(freed)),
    };
    printed(output.event("removed", &json!({ "model": model.id, "freed": freed })))?;
    printed(output.plain(&words))?;
    Ok(Exit::Answered)
}

/// A file that is no model is told at once, not at the first question.
fn check_magic(path: &Path) -> Result<(), Failure> {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    match read {
        Ok(()) if &magic == b"GGUF" => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(Error::Unreadable { path: path.to_owned(), detail: error.to_string() }.into())
        }
        _ => Err(carat_engine::EngineError::ModelNotGguf { path: path.display().to_string() }.into()),
    }
}
