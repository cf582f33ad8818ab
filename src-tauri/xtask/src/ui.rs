//! The UI's build: its npm packages and its bundle, both made again only when what they are made from changed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::node::Node;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// What lies in the UI's folder and has no part in its bundle.
const NOT_SOURCES: &[&str] =
    &["node_modules", "dist", "dist-fake", "bench", "tests", "test-results", "playwright-report", "coverage"];

/// Installs the UI's packages where the lock file changed since the last time.
pub(crate) fn install_packages(workspace: &Workspace, node: &Node) -> Result<()> {
    let folder = workspace.ui();
    let lock_file = folder.join("package-lock.json");
    let lock = fs::read_to_string(&lock_file).with_context(|| format!("{} could not be read", lock_file.display()))?;
    let stamp = Stamp::of_text(stamp_file(&folder, "installed"), &lock);
    if stamp.is_fresh() {
        return Ok(());
    }
    eprintln!("Installing the UI's packages");
    node.npm(&folder, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        // The tests use the system's browser.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .run()?;
    stamp.set()
}

/// Bundles the UI, which is then compiled into the program, where a source changed since the last time.
pub(crate) fn build(workspace: &Workspace, node: &Node) -> Result<()> {
    let folder = workspace.ui();
    let is_no_source = |path: &Path| NOT_SOURCES.iter().any(|name| path.starts_with(name));
    let stamp = Stamp::of_folder(stamp_file(&folder, "built"), &folder, is_no_source)?;
    if stamp.is_fresh() && folder.join("dist/index.html").is_file() {
        return Ok(());
    }
    eprintln!("Building the UI");
    node.npm(&folder, &["run", "--silent", "build", "--", "--logLevel", "error"]).run()?;
    stamp.set()
}

/// The stamps lie among the packages: whoever removes those has both made again.
fn stamp_file(ui: &Path, name: &str) -> std::path::PathBuf {
    ui.join("node_modules").join(format!(".carat-{name}"))
}
