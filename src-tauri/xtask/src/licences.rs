//! The licences of all that a package is made of: Rust crates, the UI's packages, the encoder. Each with its texts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::workspace::Workspace;

/// One text of all parts that are not Carat's own, sorted by name.
pub(crate) fn of_all_parts(workspace: &Workspace) -> Result<String> {
    let mut parts = BTreeMap::new();
    crates(workspace, &mut parts)?;
    ui_packages(workspace, &mut parts)?;
    let mut text = String::from("Carat is made of these parts, each under its own licence.\n");
    for (name, (licence, texts)) in parts {
        // Writing into a string can't fail.
        let _ = write!(text, "\n==== {name} ({licence})\n");
        for one in texts {
            let _ = write!(text, "\n{}\n", one.trim());
        }
    }
    let encoder = workspace.root().join("models/encoder/LICENSE-APACHE");
    let apache = fs::read_to_string(&encoder).with_context(|| format!("{} could not be read", encoder.display()))?;
    let _ = write!(text, "\n==== all-MiniLM-L6-v2, the sentence encoder's weights (Apache-2.0)\n\n{}\n", apache.trim());
    Ok(text)
}

type Parts = BTreeMap<String, (String, Vec<String>)>;

fn crates(workspace: &Workspace, parts: &mut Parts) -> Result<()> {
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let listed =
        workspace.cargo(["metadata", "--format-version=1", "--locked", "--filter-platform", &host]).output()?;
    let listed: Value = serde_json::from_str(&listed).context("cargo metadata printed something else than JSON")?;
    for package in listed["packages"].as_array().into_iter().flatten() {
        let is_own = package["source"].is_null();
        let (Some(name), Some(version)) = (package["name"].as_str(), package["version"].as_str()) else { continue };
        let Some(folder) = package["manifest_path"].as_str().and_then(|path| Path::new(path).parent()) else {
            continue;
        };
        if !is_own {
            let licence = package["license"].as_str().unwrap_or("see its text").to_owned();
            parts.insert(format!("{name} {version}"), (licence, texts(folder)));
        }
    }
    Ok(())
}

fn ui_packages(workspace: &Workspace, parts: &mut Parts) -> Result<()> {
    let lock = workspace.ui().join("package-lock.json");
    let text = fs::read_to_string(&lock).with_context(|| format!("{} could not be read", lock.display()))?;
    let lock: Value = serde_json::from_str(&text).context("package-lock.json is no JSON")?;
    for (path, package) in lock["packages"].as_object().into_iter().flatten() {
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        if package["dev"].as_bool() != Some(true) {
            let licence = package["license"].as_str().unwrap_or("see its text").to_owned();
            let version = package["version"].as_str().unwrap_or_default();
            parts.insert(format!("{name} {version}"), (licence, texts(&workspace.ui().join(path))));
        }
    }
    Ok(())
}

/// The texts that come with a part, by the usual names of their files.
fn texts(folder: &Path) -> Vec<String> {
    let mut found: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    let is_licence = |path: &&std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|begin| name.starts_with(begin))
    };
    found.iter().filter(is_licence).filter_map(|path| fs::read_to_string(path).ok()).collect()
}
