//! The worker as packages carry it: llama.cpp's backends as modules, one for each generation of processors, in a target
//! folder of their own, since no other build shares them.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::workspace::Workspace;

/// Names the packaged worker's program to a benchmark.
pub(crate) const VARIABLE: &str = "CARAT_PACKAGED_WORKER";

/// Builds the worker, its libraries and modules beside it, and gives its program. The first time takes some twenty
/// minutes of processor time.
pub(crate) fn worker(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("packaged");
    println!("Building the worker as packages carry it");
    workspace
        .cargo([
            "build",
            "--quiet",
            "--release",
            "--package=carat-engine-worker",
            "--bin=carat-engine",
            "--features=cpu",
        ])
        .arg("--target-dir")
        .arg(&folder)
        .run()?;
    let worker = folder.join("release").join(format!("carat-engine{}", std::env::consts::EXE_SUFFIX));
    ensure!(worker.with_file_name("backends").is_dir(), "the build left no modules beside {}", worker.display());
    Ok(worker)
}
