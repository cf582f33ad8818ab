//! Python: a virtual environment under the target folder, for what set-up takes from Python packages: Node.js where the
//! system's is missing or old, ready-made cargo tools, the starter model and the sentence encoder. The system's own
//! packages stay as they are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::program::{self, Program};
use crate::workspace::Workspace;

/// The folder of the environment's programs, whether it exists or not.
pub(crate) fn programs(workspace: &Workspace) -> PathBuf {
    workspace.python().join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// A virtual environment that exists and works.
#[derive(Debug)]
pub(crate) struct Python {
    interpreter: PathBuf,
}

impl Python {
    /// Opens the environment, creating it first where it is missing or broken (by an update of the system's Python, say).
    /// `None` where there is no Python to create it with; what that costs is for the caller to say.
    pub(crate) fn open(workspace: &Workspace) -> Result<Option<Self>> {
        let interpreter = programs(workspace).join(format!("python{}", std::env::consts::EXE_SUFFIX));
        if Program::new(&interpreter).args(["-m", "pip", "--version"]).succeeds() {
            return Ok(Some(Self { interpreter }));
        }
        let Some(system) = ["python3", "python"].into_iter().find_map(usable) else {
            return Ok(None);
        };
        let folder = workspace.python();
        eprintln!("Creating a Python environment in {}", folder.display());
        Program::new(system).args(["-m", "venv", "--clear"]).arg(&folder).run().context(
            "the Python environment could not be created (on Debian and Ubuntu it needs the package python3-venv)",
        )?;
        Ok(Some(Self { interpreter }))
    }

    /// The environment's interpreter with these arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Program {
        Program::new(&self.interpreter).named("python").args(arguments)
    }

    /// Installs one package in exactly that version, and tells whether it was not there yet.
    pub(crate) fn install(&self, package: &str, version: &str) -> Result<bool> {
        let question = "import sys, importlib.metadata as m; sys.exit(m.version(sys.argv[1]) != sys.argv[2])";
        if self.run(&["-c", question, package, version]).succeeds() {
            return Ok(false);
        }
        eprintln!("Installing the Python package {package} {version}");
        self.run(&["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"])
            .arg(format!("{package}=={version}"))
            .run()
            .with_context(|| format!("the Python package {package} {version} could not be installed"))?;
        Ok(true)
    }

    /// Downloads packages, each as `name==version`, into a folder without installing them. Pip goes on where it was
    /// interrupted, package by package.
    pub(crate) fn download(&self, folder: &Path, packages: &[String]) -> Result<()> {
        self.run(&["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-cache-dir"])
            .args(["--only-binary=:all:", "--dest"])
            .arg(folder)
            .args(packages)
            .run()
            .with_context(|| format!("the Python packages could not be downloaded: {}", packages.join(", ")))
    }

    /// Where the environment keeps its packages.
    pub(crate) fn packages(&self) -> Result<PathBuf> {
        let folder = self.run(&["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).output()?;
        Ok(PathBuf::from(folder.trim()))
    }
}

/// The path of an interpreter that runs and is not too old for the packages wanted. Windows has a `python3` that only opens a shop.
fn usable(name: &str) -> Option<PathBuf> {
    let path = program::find(name)?;
    Program::new(&path).args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).succeeds().then_some(path)
}
