//! The package for Debian and Ubuntu: a folder laid out as it will lie on a machine, made into a .deb by dpkg-deb.
//!
//! All programs lie side by side in `/usr/lib/carat`, where they find each other and the encoder as they do in the
//! build folder. A package carries no Gemma.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::node::Node;
use crate::packages::{self, Use};
use crate::program::{self, Program};
use crate::workspace::Workspace;
use crate::{encoder, licences, packaged, ui};

/// The programs of a package, with their names in a build folder.
const PROGRAMS: [&str; 4] = ["carat-desktop", "carat", "carat-engine", "carat-reader"];

/// Those that are found by name.
const IN_PATH: [&str; 2] = ["carat-desktop", "carat"];

/// What the programs are linked to or open at run time, by the names that Debian 12 and later and Ubuntu know.
const NEEDS: &str =
    "libwebkit2gtk-4.1-0, libgtk-3-0, libayatana-appindicator3-1, libgomp1, libdbus-1-3, libstdc++6, libc6";

/// The task `package`: prints the package's path last.
pub(crate) fn task(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let quick = match arguments {
        [] => false,
        [only] if only == "--quick" => true,
        more => bail!("package takes --quick alone, and not {}", more.join(" ")),
    };
    ensure!(program::find("dpkg-deb").is_some(), "a .deb is made by dpkg-deb, which only Debian and Ubuntu have");
    packages::provide(&[Use::Build])?;
    let programs = if quick { workspace.release() } else { build(workspace)? };
    println!("{}", make(workspace, &programs)?.display());
    Ok(())
}

/// Builds everything as packages carry it: optimised across crates, and the worker with a module for each generation of
/// processors.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let node = Node::find(workspace)?;
    ui::install_packages(workspace, &node)?;
    ui::build(workspace, &node)?;
    encoder::provide(workspace)?;
    let worker = packaged::worker(workspace)?;
    workspace
        .cargo([
            "build",
            "--profile=dist",
            "--bins",
            "--package=carat-desktop",
            "--package=carat-cli",
            "--package=carat-reader",
        ])
        .run()
        .context("Carat could not be built")?;
    let dist = workspace.target().join("dist");
    let from = worker.parent().context("the worker lies in a folder")?;
    copy(&worker, &dist.join("carat-engine"), 0o755)?;
    copy_all(&from.join("backends"), &dist.join("backends"))?;
    for library in entries(from)?.into_iter().filter(|path| is_library(path)) {
        copy(&library, &dist.join(library.file_name().unwrap_or_default()), 0o644)?;
    }
    for name in encoder::FILES {
        copy(&workspace.release().join("models").join(name), &dist.join("models").join(name), 0o644)?;
    }
    Ok(dist)
}

/// Lays the package out and makes it.
fn make(workspace: &Workspace, programs: &Path) -> Result<PathBuf> {
    let root = workspace.root();
    let version = workspace.version()?;
    let architecture = Program::new("dpkg").arg("--print-architecture").output()?.trim().to_owned();
    let folder = workspace.target().join("package");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} could not be removed", folder.display()))?;
    }
    let tree = folder.join("tree");
    let home = tree.join("usr/lib/carat");
    for name in PROGRAMS {
        copy(&programs.join(name), &home.join(name), 0o755)?;
        if program::find("strip").is_some() {
            Program::new("strip").arg("--strip-unneeded").arg(home.join(name)).run()?;
        }
    }
    for library in entries(programs)?.into_iter().filter(|path| is_library(path)) {
        copy(&library, &home.join(library.file_name().unwrap_or_default()), 0o644)?;
    }
    if programs.join("backends").is_dir() {
        copy_all(&programs.join("backends"), &home.join("backends"))?;
    }
    for name in encoder::FILES {
        copy(&programs.join("models").join(name), &home.join("models").join(name), 0o644)?;
    }
    for name in IN_PATH {
        link(&Path::new("../lib/carat").join(name), &tree.join("usr/bin").join(name))?;
    }
    desktop_files(root, &tree, &version)?;
    let documents = tree.join("usr/share/doc/carat");
    copy(&root.join("LICENSE"), &documents.join("copyright"), 0o644)?;
    copy(&root.join("CHANGELOG.md"), &documents.join("CHANGELOG.md"), 0o644)?;
    write(&documents.join("third-party-licences.txt"), &licences::of_all_parts(workspace)?)?;
    control(&tree, &version, &architecture)?;
    let package = folder.join(format!("carat_{version}_{architecture}.deb"));
    Program::new("dpkg-deb")
        .args(["--root-owner-group", "-Zxz", "-z1", "--build"])
        .args([&tree, &package])
        .output()
        .context("the package could not be made")?;
    Ok(package)
}

/// What the desktop knows Carat by.
fn desktop_files(root: &Path, tree: &Path, version: &str) -> Result<()> {
    const ID: &str = "app.carat.Carat";
    let from = root.join("src-tauri/packaging/linux");
    let share = tree.join("usr/share");
    copy(&from.join(format!("{ID}.desktop")), &share.join("applications").join(format!("{ID}.desktop")), 0o644)?;
    copy(&from.join(format!("{ID}.mime.xml")), &share.join("mime/packages").join(format!("{ID}.xml")), 0o644)?;
    let about = from.join(format!("{ID}.metainfo.xml"));
    let text = fs::read_to_string(&about).with_context(|| format!("{} could not be read", about.display()))?;
    let date = Program::new("date").args(["--utc", "+%F"]).output()?;
    let text = text.replace("@VERSION@", version).replace("@DATE@", date.trim());
    write(&share.join("metainfo").join(format!("{ID}.metainfo.xml")), &text)?;
    let icons = share.join("icons/hicolor");
    for (file, size) in [
        ("32x32", "32x32"),
        ("64x64", "64x64"),
        ("128x128", "128x128"),
        ("128x128@2x", "256x256"),
        ("512x512", "512x512"),
    ] {
        let to = icons.join(size).join("apps").join(format!("{ID}.png"));
        copy(&root.join("icons").join(format!("{file}.png")), &to, 0o644)?;
    }
    Ok(())
}

fn control(tree: &Path, version: &str, architecture: &str) -> Result<()> {
    let text = format!(
        "Package: carat\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: The Carat authors <carat@carat.app>\n\
         Installed-Size: {}\nDepends: {NEEDS}\nSection: utils\nPriority: optional\n\
         Homepage: https://github.com/carat-app/carat\nDescription: ask a Gemma model on your own machine\n \
         A desktop assistant whose answers come from a Gemma model on the machine itself. What is typed stays there.\n",
        size(tree)?.div_ceil(1024)
    );
    write(&tree.join("DEBIAN/control"), &text)
}

/// Bytes of all files of a folder.
fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for path in entries(folder)? {
        let kind = path.symlink_metadata().with_context(|| format!("{} could not be read", path.display()))?;
        bytes += if kind.is_dir() { size(&path)? } else { kind.len() };
    }
    Ok(bytes)
}

fn is_library(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().contains(".so") && name.to_string_lossy().starts_with("lib"))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| format!("{} could not be read", folder.display()))?;
    read.map(|entry| Ok(entry?.path())).collect()
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for path in entries(from)?.into_iter().filter(|path| path.is_file()) {
        copy(&path, &to.join(path.file_name().unwrap_or_default()), 0o644)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path, mode: u32) -> Result<()> {
    parent(to)?;
    fs::copy(from, to).with_context(|| format!("{} could not be copied to {}", from.display(), to.display()))?;
    set_mode(to, mode)
}

fn write(to: &Path, text: &str) -> Result<()> {
    parent(to)?;
    fs::write(to, text).with_context(|| format!("{} could not be written", to.display()))?;
    set_mode(to, 0o644)
}

fn parent(path: &Path) -> Result<()> {
    let folder = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{} could not be created", folder.display()))
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("{} keeps its mode", path.display()))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> Result<()> {
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> Result<()> {
    parent(at)?;
    std::os::unix::fs::symlink(to, at).with_context(|| format!("{} could not be linked", at.display()))
}

#[cfg(not(unix))]
fn link(_to: &Path, at: &Path) -> Result<()> {
    bail!("{} could not be linked: this system has no .deb packages", at.display())
}
