//! The architecture, asserted: which crate may know which, who alone may name llama.cpp, SQLite, a network client or
//! Tauri, and that every file says what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Who may depend on whom inside Carat; section 3 of the design. A crate that is not listed may depend on none.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "carat-desktop",
        &["carat-chat", "carat-documents", "carat-engine", "carat-hub", "carat-reader", "carat-safety", "carat-store"],
    ),
    (
        "carat-cli",
        &["carat-chat", "carat-documents", "carat-engine", "carat-hub", "carat-reader", "carat-safety", "carat-store"],
    ),
    ("carat-chat", &["carat-documents", "carat-engine", "carat-safety", "carat-store"]),
    ("carat-documents", &["carat-engine", "carat-reader", "carat-store"]),
    ("carat-engine-worker", &["carat-engine"]),
];

/// Foreign crates that one crate alone may name.
const OWNERS: &[(&str, &[&str])] = &[
    ("carat-engine-worker", &["llama-cpp-2", "llama-cpp-sys-2"]),
    ("carat-store", &["rusqlite", "libsqlite3-sys"]),
    ("carat-hub", &["reqwest", "hyper", "hyper-util", "ureq", "isahc", "curl", "attohttpc", "surf", "hf-hub"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("src-tauri lies in the repository").to_owned()
}

/// The normal dependencies of each crate of the workspace, those of tests and build scripts left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let named = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let normal = |package: &Value| {
        let all = package["dependencies"].as_array().expect("a list of dependencies");
        all.iter().filter(|dependency| dependency["kind"].is_null()).map(named).collect()
    };
    packages.iter().map(|package| (named(package), normal(package))).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !["target", "gen", "node_modules"].iter().any(|skipped| path.ends_with(skipped)) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn crates_know_only_those_below_them() {
    let dependencies = dependencies();
    assert!(dependencies.contains_key("carat-desktop"), "the workspace was read");
    let ours: BTreeSet<&String> = dependencies.keys().collect();
    for (name, needs) in &dependencies {
        let allowed = ARROWS.iter().find(|(from, _)| from == name).map_or(&[][..], |(_, to)| to);
        for need in needs.iter().filter(|need| ours.contains(need)) {
            assert!(
                allowed.contains(&need.as_str()),
                "{name} must not depend on {need}: the arrows of the architecture point elsewhere"
            );
        }
    }
}

#[test]
fn the_arrows_go_in_no_circle() {
    let mut left: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect();
    while !left.is_empty() {
        let free: Vec<&str> =
            left.iter().filter(|(_, to)| !to.iter().any(|to| left.contains_key(to))).map(|(from, _)| *from).collect();
        assert!(!free.is_empty(), "these arrows form a circle: {left:?}");
        for name in free {
            left.remove(name);
        }
    }
}

#[test]
fn only_their_owners_name_llama_cpp_sqlite_and_the_network() {
    for (name, needs) in dependencies() {
        for (owner, owned) in OWNERS {
            for foreign in owned.iter().filter(|_| name != *owner) {
                assert!(!needs.contains(*foreign), "{name} depends on {foreign}, which belongs to {owner} alone");
            }
        }
    }
}

#[test]
fn no_source_outside_their_owners_names_llama_cpp_or_sqlite() {
    let names = [("engine-worker", "llama_cpp"), ("store", "rusqlite"), ("store", "libsqlite3_sys")];
    let crates = root().join("src-tauri/crates");
    let shell = root().join("src-tauri/src");
    for (owner, name) in names {
        for file in rust_files(&crates).into_iter().chain(rust_files(&shell)) {
            let of_the_owner = file.starts_with(crates.join(owner));
            let of_a_test = file.components().any(|part| part.as_os_str() == "tests");
            if of_the_owner || of_a_test {
                continue;
            }
            let text = fs::read_to_string(&file).expect("sources are text");
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                assert!(!line.contains(name), "{} names {name}, which belongs to {owner}: {line}", file.display());
            }
        }
    }
}

#[test]
fn no_crate_below_the_shell_knows_tauri() {
    for (name, needs) in dependencies() {
        if name == "carat-desktop" {
            continue;
        }
        let tauri: Vec<&String> =
            needs.iter().filter(|need| need.starts_with("tauri") || *need == "wry" || *need == "tao").collect();
        assert!(tauri.is_empty(), "{name} depends on {tauri:?}; the shell alone knows Tauri");
    }
    for file in rust_files(&root().join("src-tauri/crates")) {
        let text = fs::read_to_string(&file).expect("sources are text");
        let line = text.lines().find(|line| line.contains("tauri::") || line.contains("extern crate tauri"));
        assert!(line.is_none(), "{} names Tauri: {}", file.display(), line.unwrap_or_default());
    }
}

#[test]
fn every_rust_file_begins_by_saying_what_it_is() {
    let files = rust_files(&root().join("src-tauri"));
    assert!(files.len() > 50, "only {} files were found", files.len());
    for file in files {
        let text = fs::read_to_string(&file).expect("sources are text");
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! ") && first.len() > 12,
            "{} must begin with `//!` and a sentence",
            file.display()
        );
    }
}

#[test]
fn tauri_has_the_same_minor_version_in_rust_and_in_the_ui() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    let entry = lock.split("[[package]]").find(|entry| entry.contains("name = \"tauri\"\n")).expect("tauri is locked");
    let locked =
        entry.lines().find_map(|line| line.strip_prefix("version = ")).expect("it has a version").trim_matches('"');
    let package: Value =
        serde_json::from_str(&fs::read_to_string(root().join("ui/package.json")).expect("the manifest"))
            .expect("it is JSON");
    let npm = package["dependencies"]["@tauri-apps/api"]
        .as_str()
        .expect("the UI uses Tauri's API")
        .trim_start_matches(['^', '~']);
    let minor = |version: &str| version.split('.').take(2).collect::<Vec<_>>().join(".");
    assert_eq!(minor(locked), minor(npm), "tauri {locked} in Cargo.lock, @tauri-apps/api {npm} in ui/package.json");
}

#[test]
fn the_ui_has_no_tauri_plugins_of_its_own() {
    let package = fs::read_to_string(root().join("ui/package.json")).expect("the manifest");
    assert!(
        !package.contains("@tauri-apps/plugin-"),
        "plugins are called from Rust: their npm twins would have to match them"
    );
}
