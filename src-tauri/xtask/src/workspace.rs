//! The workspace: this clone of the repository, the folder its builds go to, and how cargo is called for it.
//!
//! Every cargo call of every task goes through here, so that all of them see one target folder, one profile and one
//! set of features. A call that differed in any of these would compile llama.cpp and Tauri a second time.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::program::{self, Program};

/// Features that running, testing and benchmarking all build with. Tests need the scripted engine; were the programs
/// built without it, Carat's own crates would be compiled twice.
const FEATURES: &str = "carat-engine/scripted";

/// The clone and its folders.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

/// A GPU interface that the worker can be built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gpu {
    /// NVIDIA's CUDA; needs its toolkit.
    Cuda,
}

impl Gpu {
    /// Reads the value of `--gpu`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        match text {
            "cuda" => Ok(Self::Cuda),
            other => bail!("--gpu takes cuda, not {other}"),
        }
    }

    /// The worker's feature that builds for it.
    pub(crate) fn feature(self) -> &'static str {
        match self {
            Self::Cuda => "cuda",
        }
    }

    /// Says what is missing before llama.cpp's build would, some minutes later and in its own words.
    pub(crate) fn check(self) -> Result<()> {
        match self {
            Self::Cuda if program::find("nvcc").is_some() || env::var_os("CUDA_PATH").is_some() => Ok(()),
            Self::Cuda => {
                bail!("building for CUDA needs NVIDIA's toolkit, and there is no nvcc in PATH and no CUDA_PATH")
            }
        }
    }
}

impl Workspace {
    /// Finds the clone that this program belongs to, and asks cargo where it builds to.
    pub(crate) fn find() -> Result<Self> {
        // `cargo run` names the package's folder; a copy started by hand falls back on where it was compiled.
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file())
            .with_context(|| {
                format!("no Cargo.lock above {}: start xtask as `cargo xtask` inside a clone", package.display())
            })?
            .to_path_buf();
        let metadata =
            cargo_program(&root).args(["metadata", "--format-version=1", "--no-deps", "--offline"]).output()?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).context("cargo metadata printed something else than JSON")?;
        let target = metadata["target_directory"].as_str().context("cargo metadata named no target_directory")?;
        Ok(Self { root, target: PathBuf::from(target) })
    }

    /// Carat's version.
    pub(crate) fn version(&self) -> Result<String> {
        let metadata =
            cargo_program(&self.root).args(["metadata", "--format-version=1", "--no-deps", "--offline"]).output()?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).context("cargo metadata printed something else than JSON")?;
        let packages = metadata["packages"].as_array().context("cargo metadata named no packages")?;
        let app = packages.iter().find(|package| package["name"] == "carat-desktop");
        app.and_then(|app| app["version"].as_str()).map(str::to_owned).context("cargo metadata named no carat-desktop")
    }

    /// The clone's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The web part's folder.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Cargo's target folder, which also holds everything that set-up fetches.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Where the programs lie side by side.
    pub(crate) fn release(&self) -> PathBuf {
        self.target.join("release")
    }

    /// The program of that name in the release folder.
    pub(crate) fn built(&self, name: &str) -> PathBuf {
        self.release().join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Where set-up puts programs that cargo installs.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The virtual environment that set-up puts Python packages into.
    pub(crate) fn python(&self) -> PathBuf {
        self.target.join("python")
    }

    /// A folder for what a task leaves behind for people to look at.
    pub(crate) fn results(&self) -> Result<PathBuf> {
        let folder = self.target.join("results");
        std::fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
        Ok(folder)
    }

    /// Cargo, in the clone, with the tools that set-up installed in its reach.
    pub(crate) fn cargo<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Program {
        let mut folders = vec![self.tools().join("bin"), crate::python::programs(self)];
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let cargo = cargo_program(&self.root).env("CARGO_TARGET_DIR", &self.target).args(arguments);
        match env::join_paths(folders) {
            Ok(path) => cargo.env("PATH", path),
            Err(_) => cargo,
        }
    }

    /// The arguments that every build of the whole workspace has in common.
    pub(crate) fn build_arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--workspace".to_owned(), format!("--features={FEATURES}")];
        if env::var_os("CI").is_some() {
            arguments.push("--locked".to_owned());
        }
        arguments
    }
}

/// Cargo as a person would start it: without the variables that `cargo run` sets for this program, which build scripts
/// may watch and would take for a change.
fn cargo_program(root: &Path) -> Program {
    let mut cargo = Program::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).named("cargo").in_folder(root);
    for (name, _) in env::vars_os() {
        let set_by_cargo = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || name.starts_with("CARGO_BIN_")
                || name == "CARGO_CRATE_NAME"
                || name == "CARGO"
        });
        if set_by_cargo {
            cargo = cargo.without_env(&name);
        }
    }
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_gpus_are_taken() {
        assert_eq!(Gpu::parse("cuda").unwrap(), Gpu::Cuda);
        assert!(Gpu::parse("opencl").unwrap_err().to_string().contains("opencl"), "the error names what was given");
    }

    #[test]
    fn the_clone_is_found_and_builds_outside_its_sources() {
        let workspace = Workspace::find().unwrap();
        assert!(workspace.root().join("src-tauri/xtask/Cargo.toml").is_file());
        assert!(workspace.release().starts_with(workspace.target()));
    }

    /// Cargo compiles a dependency anew for each set of features it is asked for with. The programs are built without
    /// the tests' dependencies, the tests with them; where those add a feature to, say, serde_json, Tauri and all
    /// that stands above it would be compiled once for each. The remedy is to name that feature in the workspace.
    #[test]
    fn running_and_testing_share_one_build() {
        let workspace = Workspace::find().unwrap();
        let listed = |edges: &str| -> std::collections::BTreeSet<String> {
            let arguments = ["tree", "--offline", "--workspace", "--prefix=none", "--format={p} [{f}]"];
            let tree = workspace
                .cargo(arguments)
                .args([format!("--edges={edges}"), format!("--features={FEATURES}")])
                .output()
                .unwrap();
            // A package that was listed before has a mark behind it.
            tree.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
        };
        let without_tests = listed("normal,build");
        let with_tests = listed("normal,build,dev");
        assert!(without_tests.len() > 100, "cargo tree named only {} packages", without_tests.len());
        let compiled_twice: Vec<_> = without_tests.difference(&with_tests).collect();
        assert!(compiled_twice.is_empty(), "these are built with other features when tests are: {compiled_twice:#?}");
    }
}
