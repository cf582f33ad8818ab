//! The border between Rust and the window, compared from both sides: types, commands, their arguments and permissions.
//!
//! `cargo xtask bindings` writes `ui/src/backend/types.ts` anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

const HEADER: &str = "// Generated from src-tauri/src/wire by `cargo xtask bindings`; do not edit.\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("src-tauri lies in the repository").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The commands that build.rs gives permissions.
fn names() -> BTreeSet<String> {
    const NAMES: &[&str] = include!("../src/commands/names.in");
    assert!(NAMES.is_sorted(), "names.in is sorted, so that a double entry shows");
    let names: BTreeSet<String> = NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(names.len(), NAMES.len(), "names.in holds a name twice");
    names
}

/// The arguments of each command function that come from the page, as JavaScript names them.
fn commands_in_rust() -> BTreeMap<String, BTreeSet<String>> {
    let mut commands = BTreeMap::new();
    for entry in fs::read_dir(root().join("src-tauri/src/commands")).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = fs::read_to_string(&path).expect("sources are text");
        for after in source.split("#[tauri::command]").skip(1) {
            let signature = &after[after.find("fn ").expect("a function follows") + 3..];
            let (name, rest) = signature.split_once('(').expect("it has arguments");
            let arguments = &rest[..rest.find(") ->").expect("it has an answer")];
            commands.insert(name.to_owned(), arguments_from_the_page(arguments));
        }
    }
    commands
}

fn arguments_from_the_page(arguments: &str) -> BTreeSet<String> {
    // No argument's type has a comma outside the brackets of `State<'_, Parts>`, which does not come from the page.
    let own = arguments.replace("State<'_, Parts>", "State");
    let pairs = own.split(',').filter_map(|argument| argument.split_once(':'));
    // A `Request` is the call itself, whose body is no object of arguments.
    let from_page = pairs.filter(|(_, kind)| !["State", "AppHandle", "Request<'_>"].contains(&kind.trim()));
    from_page.map(|(name, _)| camel_case(name.trim())).collect()
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

/// The arguments of each call in the UI's `tauri.ts` and, for the quick window, `quick.ts`.
fn commands_in_the_ui() -> BTreeMap<String, BTreeSet<String>> {
    let source = read("ui/src/backend/tauri.ts") + &read("ui/src/backend/quick.ts");
    let mut commands = BTreeMap::new();
    for (opening, channel) in [("call('", false), ("turn('", true)] {
        for after in source.split(opening).skip(1) {
            let (name, rest) = after.split_once('\'').expect("a name ends");
            let arguments = &rest[..rest.find(')').expect("a call ends")];
            // What comes as bytes has no names.
            let object = arguments.strip_prefix(", {");
            let inside = object.and_then(|rest| rest.split_once('}')).map_or("", |(inside, _)| inside);
            let mut keys: BTreeSet<String> = inside
                .split(',')
                .map(|pair| pair.split(':').next().unwrap_or_default().trim().to_owned())
                .filter(|key| !key.is_empty())
                .collect();
            if channel {
                keys.insert("onEvent".into());
            }
            commands.insert(name.to_owned(), keys);
        }
    }
    commands
}

#[test]
fn bindings_are_those_of_the_rust_types() {
    let generated = HEADER.to_owned() + "\n" + &carat_desktop::typescript_declarations().join("\n\n") + "\n";
    let path = root().join("ui/src/backend/types.ts");
    if std::env::var_os("CARAT_UPDATE_BINDINGS").is_some_and(|value| value == "1") {
        fs::write(&path, &generated).expect("types.ts can be written");
    }
    let kept = read("ui/src/backend/types.ts");
    assert!(
        kept == generated,
        "ui/src/backend/types.ts is not what the Rust types say; run `cargo xtask bindings`\n{}",
        first_difference(&kept, &generated)
    );
}

fn first_difference(kept: &str, generated: &str) -> String {
    let different = kept.lines().zip(generated.lines()).find(|(kept, generated)| kept != generated);
    different.map_or_else(
        || "one is longer".into(),
        |(kept, generated)| format!("kept:      {kept}\ngenerated: {generated}"),
    )
}

#[test]
fn bindings_of_commands_have_the_same_names_and_arguments_on_both_sides() {
    let (rust, ui) = (commands_in_rust(), commands_in_the_ui());
    assert_eq!(rust.keys().collect::<Vec<_>>(), names().iter().collect::<Vec<_>>(), "commands and names.in");
    for (name, arguments) in &ui {
        assert_eq!(rust.get(name), Some(arguments), "the arguments of {name}");
    }
    let missing: Vec<&String> = rust.keys().filter(|name| !ui.contains_key(*name)).collect();
    assert!(missing.is_empty(), "tauri.ts never calls {missing:?}");
}

#[test]
fn bindings_of_every_command_are_registered() {
    let source = read("src-tauri/src/lib.rs");
    let list =
        source.split_once("generate_handler![").and_then(|(_, rest)| rest.split_once(']')).expect("the handler").0;
    let registered: BTreeSet<String> = list
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(|entry| entry.rsplit("::").next().unwrap_or(entry).to_owned())
        .collect();
    assert_eq!(registered, names(), "the handler and names.in");
}

/// What a window's pages may do, by the name of its capability, which is the window's too.
fn permissions(window: &str) -> BTreeSet<String> {
    let capability: Value =
        serde_json::from_str(&read(&format!("src-tauri/capabilities/{window}.json"))).expect("it is JSON");
    assert_eq!(capability["windows"], serde_json::json!([window]));
    assert!(capability.get("remote").is_none(), "no page of the web may call anything");
    let permissions = capability["permissions"].as_array().expect("a list");
    permissions.iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

#[test]
fn the_windows_may_call_carats_commands_and_little_else() {
    let (main, quick) = (permissions("main"), permissions("quick"));
    let own: BTreeSet<String> = names().iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    let others = |permissions: &BTreeSet<String>| permissions.difference(&own).cloned().collect::<Vec<_>>();
    let listening = ["core:event:allow-listen", "core:event:allow-unlisten"];
    assert_eq!(others(&main), [listening[0], listening[1], "core:webview:allow-set-webview-zoom"]);
    assert_eq!(others(&quick), listening);
    let called: BTreeSet<String> = main.union(&quick).cloned().collect();
    let missing: Vec<&String> = own.difference(&called).collect();
    assert!(missing.is_empty(), "commands that no window may call: {missing:?}");
    // The quick window comes up over other programs: what is about documents and models is the main one's.
    let documents: Vec<&String> = quick.iter().filter(|name| name.contains("document")).collect();
    assert!(documents.is_empty(), "{documents:?}");
}

#[test]
fn the_pages_rules_are_strict() {
    let config: Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("it is JSON");
    let security = &config["app"]["security"];
    let csp = security["csp"].as_object().expect("the rules");
    assert_eq!(csp["default-src"], "'none'");
    for (directive, sources) in csp {
        let sources = sources.as_str().expect("a list of sources");
        for loose in ["unsafe-inline", "unsafe-eval", "*", "https:"] {
            assert!(!sources.contains(loose), "{directive} allows {loose}");
        }
    }
    assert_eq!(csp["script-src"], "'self'");
    assert_eq!(csp["style-src"], "'self'");
    assert_eq!(csp["connect-src"], "ipc: http://ipc.localhost");
    assert_eq!(security["freezePrototype"], true);
    assert!(security.get("assetProtocol").is_none(), "no file of the person's is shown by its path");
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert!(config["build"].get("devUrl").is_none(), "the pages are always part of the program");
}
