//! The browser: the Chromium in which the UI's tests run. The system's where there is one; else Playwright's own build
//! of it, on systems whose packages have none that runs everywhere.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::node::Node;
use crate::program;
use crate::workspace::Workspace;

/// The one that is made for this: without windows of its own it runs the stories in half the time.
const HEADLESS: &str = "chromium-headless-shell";

/// Browsers that serve, best first.
const NAMES: &[&str] = &[HEADLESS, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// Prints where Playwright's build lies, or would lie.
const PLACE: &str = "console.log(require('playwright-core').chromium.executablePath())";

/// The variable by which the UI's tests are told.
pub(crate) const VARIABLE: &str = "CARAT_CHROMIUM";

/// The system's browser.
pub(crate) fn of_system() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| program::find(name))
}

/// Whether the system has the best of them.
pub(crate) fn has_headless() -> bool {
    program::find(HEADLESS).is_some()
}

/// Finds a browser, or has Playwright fetch its own.
pub(crate) fn provide(workspace: &Workspace, node: &Node) -> Result<PathBuf> {
    if let Some(browser) = of_system() {
        return Ok(browser);
    }
    let place = || node.run(&workspace.ui(), &["-e", PLACE]).output().map(|path| PathBuf::from(path.trim()));
    if !place()?.is_file() {
        eprintln!("There is no Chromium here: Playwright fetches its own for the UI's tests");
        node.npm(&workspace.ui(), &["exec", "--no", "--", "playwright-core", "install", "--with-deps", "chromium"])
            .run()
            .context("install Chromium or Chrome by hand")?;
    }
    place()
}
