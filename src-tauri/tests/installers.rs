//! The installers that only other systems can make: what can be checked of their configurations without them.

use std::path::{Path, PathBuf};

use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// As Tauri lays one configuration over another.
fn lay_over(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                lay_over(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above,
    }
}

#[test]
fn each_installers_configuration_is_one_of_tauris_and_carries_every_program() {
    for own in ["macos.json", "windows.json", "linux/appimage.json"] {
        let mut whole = read(&folder().join("tauri.conf.json"));
        for name in ["bundle.json", own] {
            lay_over(&mut whole, read(&folder().join("packaging").join(name)));
        }
        let config: tauri::utils::config::Config =
            serde_json::from_value(whole).unwrap_or_else(|error| panic!("{own}: {error}"));
        assert!(config.bundle.active, "{own}");
        let programs = config.bundle.external_bin.expect("programs beside the app");
        let names: Vec<&str> = programs.iter().filter_map(|path| Path::new(path).file_name()?.to_str()).collect();
        assert_eq!(names, ["carat", "carat-engine", "carat-reader"], "{own}");
        for icon in &config.bundle.icon {
            assert!(folder().join(icon).is_file(), "{icon} is missing");
        }
    }
}

#[test]
fn the_release_names_configurations_that_are_there() {
    let workflow = std::fs::read_to_string(folder().join("../.github/workflows/release.yml")).expect("there is one");
    let named: Vec<&str> = workflow.split_whitespace().filter(|word| word.contains("packaging/")).collect();
    assert!(named.len() >= 7, "{named:?}");
    for path in named {
        let path = path.trim_start_matches("src-tauri/");
        assert!(folder().join(path).is_file(), "{path} is missing");
    }
}
