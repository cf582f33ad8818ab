//! Peers: the programs that the benchmark `engine` measures Carat's engine against. They lie in a folder of their own
//! below the target folder, or where `CARAT_PEERS` says, and are no part of Carat.
//!
//! One npm package brings them all: `node-llama-cpp`, which is a peer itself, carries the complete llama.cpp as a git
//! bundle, from which `llama-bench` and `llama-server` are compiled as their own build's defaults say.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::node::Node;
use crate::packages::{self, Use};
use crate::program::{self, Program};
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// Names the peers' folder, for this task and for the benchmark.
pub(crate) const VARIABLE: &str = "CARAT_PEERS";

const PACKAGE: &str = "node-llama-cpp";
const VERSION: &str = "3.22.1";

/// What CMake is told beside its defaults: a release build, and nothing that would fetch something from the network.
/// The defaults compile for this very processor.
const OPTIONS: &[&str] = &[
    "-DCMAKE_BUILD_TYPE=Release",
    "-DLLAMA_CURL=OFF",
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
];

const PROGRAMS: &[&str] = &["llama-bench", "llama-server"];

/// The task `peers`. Its last line is the peers' folder.
pub(crate) fn task(workspace: &Workspace) -> Result<()> {
    packages::provide(&[Use::Build])?;
    let node = Node::find(workspace)?;
    let folder = folder(workspace);
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
    node_llama_cpp(&node, &folder)?;
    llama_cpp(&folder)?;
    println!("{}", folder.display());
    Ok(())
}

/// Where the peers lie, whether they are there or not.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    env::var_os(VARIABLE).map_or_else(|| workspace.target().join("peers"), PathBuf::from)
}

/// Installs the npm package with its ready-made programs for this system.
fn node_llama_cpp(node: &Node, folder: &Path) -> Result<()> {
    let ready_made = ready_made(env::consts::OS, env::consts::ARCH)?;
    let manifest = format!(
        "{{\n  \"private\": true,\n  \"type\": \"module\",\n  \"dependencies\": {{ \"{ready_made}\": \"{VERSION}\", \"{PACKAGE}\": \"{VERSION}\" }}\n}}\n"
    );
    let folder = folder.join("node");
    let stamp = Stamp::of_text(folder.join(".installed"), &manifest);
    if stamp.is_fresh() && bundle(&folder).is_file() {
        return Ok(());
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
    fs::write(folder.join("package.json"), &manifest)
        .with_context(|| format!("{} could not be written", folder.join("package.json").display()))?;
    eprintln!("Installing {PACKAGE} {VERSION} with {ready_made}");
    // Its scripts would try the programs and compile others; the optional packages are those of all systems and GPUs.
    let options = ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"];
    node.npm(&folder, &options).run().with_context(|| format!("{PACKAGE} {VERSION} could not be installed"))?;
    stamp.set()
}

/// The npm package with programs for the processor alone.
fn ready_made(system: &str, architecture: &str) -> Result<&'static str> {
    Ok(match (system, architecture) {
        ("linux", "x86_64") => "@node-llama-cpp/linux-x64",
        ("linux", "aarch64") => "@node-llama-cpp/linux-arm64",
        ("macos", "x86_64") => "@node-llama-cpp/mac-x64",
        ("macos", "aarch64") => "@node-llama-cpp/mac-arm64-metal",
        ("windows", "x86_64") => "@node-llama-cpp/win-x64",
        ("windows", "aarch64") => "@node-llama-cpp/win-arm64",
        _ => bail!("{PACKAGE} has no ready-made programs for {system} on {architecture}"),
    })
}

/// The git bundle with llama.cpp's sources inside the npm package.
fn bundle(node: &Path) -> PathBuf {
    node.join("node_modules").join(PACKAGE).join("llama/gitRelease.bundle")
}

/// Compiles `llama-bench` and `llama-server`.
fn llama_cpp(folder: &Path) -> Result<()> {
    let (sources, build) = (folder.join("llama.cpp"), folder.join("build"));
    let stamp = Stamp::of_text(folder.join(".built"), &format!("{PACKAGE} {VERSION} {OPTIONS:?}"));
    let programs = || PROGRAMS.iter().all(|name| built(folder, name).is_file());
    if stamp.is_fresh() && programs() {
        return Ok(());
    }
    let Some(git) = program::find("git") else { bail!("the peers' sources come as a git bundle, and there is no git") };
    if sources.is_dir() {
        fs::remove_dir_all(&sources).with_context(|| format!("{} could not be removed", sources.display()))?;
    }
    let bundle = bundle(&folder.join("node"));
    Program::new(&git)
        .args(["-c", "advice.detachedHead=false", "clone", "--quiet"])
        .args([&bundle, &sources])
        .run()
        .with_context(|| format!("llama.cpp could not be unpacked from {}", bundle.display()))?;
    eprintln!("Compiling llama-bench and llama-server once, which takes about 12 minutes on two cores");
    let begin = Instant::now();
    let cmake = || Program::new("cmake");
    cmake().args(["-S", "llama.cpp", "-B", "build"]).args(OPTIONS).in_folder(folder).run()?;
    let targets = PROGRAMS.iter().flat_map(|name| ["--target", name]);
    cmake().arg("--build").arg(&build).args(["--config", "Release", "--parallel"]).arg(jobs()).args(targets).run()?;
    if !programs() {
        bail!("CMake said that it worked, yet {} lacks one of {PROGRAMS:?}", build.join("bin").display());
    }
    eprintln!("Compiled in {} s", begin.elapsed().as_secs());
    stamp.set()
}

/// A compiled program. Visual Studio's generator puts each configuration into a folder of its own.
fn built(folder: &Path, name: &str) -> PathBuf {
    let bin = folder.join("build/bin");
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let inside = bin.join("Release").join(&file);
    if inside.is_file() { inside } else { bin.join(file) }
}

fn jobs() -> String {
    std::thread::available_parallelism().map_or(1, usize::from).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_that_carat_runs_on_has_a_peer() {
        for system in ["linux", "macos", "windows"] {
            for architecture in ["x86_64", "aarch64"] {
                assert!(ready_made(system, architecture).is_ok(), "{system} {architecture}");
            }
        }
        let error = ready_made("linux", "mips").unwrap_err().to_string();
        assert!(error.contains("mips"), "{error}");
    }

    #[test]
    fn programs_are_found_where_either_generator_puts_them() {
        let folder = tempfile::tempdir().unwrap();
        let name = |path: PathBuf| path.strip_prefix(folder.path()).unwrap().to_path_buf();
        let file = format!("llama-bench{}", env::consts::EXE_SUFFIX);
        assert_eq!(name(built(folder.path(), "llama-bench")), Path::new("build/bin").join(&file));
        fs::create_dir_all(folder.path().join("build/bin/Release")).unwrap();
        fs::write(folder.path().join("build/bin/Release").join(&file), "").unwrap();
        assert_eq!(name(built(folder.path(), "llama-bench")), Path::new("build/bin/Release").join(&file));
    }
}
