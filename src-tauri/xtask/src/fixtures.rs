//! Fixtures: tiny models of every Gemma architecture, which the worker's tests load. A script of the worker's crate
//! makes them from the starter model's vocabulary and random numbers; they are never committed.

use anyhow::{Context, Result};

use crate::python::Python;
use crate::stamp::Stamp;
use crate::starter;
use crate::workspace::Workspace;

/// Writes the files; its own dependencies come with it.
const PACKAGE: (&str, &str) = ("gguf", "0.19.0");

/// Sees to it that the tiny models lie in `fixtures` below the target folder. Without Python or the starter model, says
/// so and goes on: only their tests fail then.
pub(crate) fn provide(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target().join("fixtures");
    let script = workspace.root().join("src-tauri/crates/engine-worker/tests/fixtures/families.py");
    let text = std::fs::read_to_string(&script).with_context(|| format!("{} could not be read", script.display()))?;
    let stamp = Stamp::of_text(folder.join(".made"), &format!("{PACKAGE:?} {text}"));
    if stamp.is_fresh() {
        return Ok(());
    }
    let (Some(python), Some(starter)) = (Python::open(workspace)?, starter::find(workspace)) else {
        eprintln!("Going on without the tiny models for tests: they need Python and the starter model.");
        return Ok(());
    };
    python.install(PACKAGE.0, PACKAGE.1)?;
    eprintln!("Making tiny models for tests");
    python.run(&[]).args([&script, &starter, &folder]).run().context("the tiny models could not be made")?;
    stamp.set()
}
