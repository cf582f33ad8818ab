//! Set-up: everything that running, testing or benchmarking Carat needs, in the order in which one needs the other.
//! Each step looks first whether it has anything to do, so that a second run takes seconds.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::node::Node;
use crate::packages::{self, Use};
use crate::workspace::Workspace;
use crate::{browser, encoder, fixtures, starter, ui};

/// Provides system packages for these uses, the UI's bundle, the starter model, the sentence encoder, the tests' tiny
/// models and all programs in release.
pub(crate) fn prepare(workspace: &Workspace, uses: &[Use]) -> Result<Node> {
    packages::provide(uses)?;
    let node = Node::find(workspace)?;
    ui::install_packages(workspace, &node)?;
    ui::build(workspace, &node)?;
    starter::provide(workspace)?;
    encoder::provide(workspace)?;
    fixtures::provide(workspace)?;
    build(workspace)?;
    Ok(node)
}

/// Compiles all programs, side by side in the release folder.
fn build(workspace: &Workspace) -> Result<()> {
    let begin = Instant::now();
    if !workspace.built("carat-desktop").is_file() {
        eprintln!("Building Carat; the first time llama.cpp and Tauri are compiled too, which takes 5 to 20 minutes");
    }
    // Xtask itself is left out: it runs from its own, quicker profile.
    workspace
        .cargo(["build", "--release", "--bins", "--exclude=xtask"])
        .args(workspace.build_arguments())
        .run()
        .context("Carat could not be built")?;
    if begin.elapsed().as_secs() > 10 {
        eprintln!("Built in {} s", begin.elapsed().as_secs());
    }
    Ok(())
}

/// The task `setup`: prepares for everything and names the folder of the programs.
pub(crate) fn task(workspace: &Workspace) -> Result<()> {
    let node = prepare(workspace, &[Use::Build, Use::Window, Use::Browser])?;
    browser::provide(workspace, &node)?;
    println!("{}", workspace.release().display());
    Ok(())
}
