//! `carat models`, on a home of its own, without the network.

mod program;

use std::fs;
use std::path::PathBuf;

use program::{Program, words};
use serde_json::Value;

/// A file that begins like a model, beside the home.
fn model(program: &Program, name: &str) -> PathBuf {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let head = [b"GGUF".as_slice(), &3_u32.to_le_bytes(), &0_u64.to_le_bytes(), &1_u64.to_le_bytes()].concat();
    let bytes = [head, text("general.architecture"), 8_u32.to_le_bytes().to_vec(), text("gemma4")].concat();
    let path = program.home().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, bytes).expect("written");
    path
}

fn listed(program: &Program) -> Vec<Value> {
    program
        .run(words("models list --json"))
        .json()
        .into_iter()
        .filter(|line| line["origin"] != "came with Carat")
        .collect()
}

#[test]
fn a_file_is_imported_where_it_lies_shown_verified_and_forgotten() {
    let program = Program::new();
    let file = model(&program, "elsewhere/my model-Q4_K_M.gguf");
    let imported = program.run(["models", "import", file.to_str().expect("a path"), "--json"]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    let line = &imported.json()[0];
    assert_eq!((line["type"].as_str(), line["owned"].as_bool()), (Some("model"), Some(false)));
    let id = line["id"].as_str().expect("an id").to_owned();
    assert_eq!(listed(&program).len(), 1);
    program.run(["models", "import", file.to_str().expect("a path")]);
    assert_eq!(listed(&program).len(), 1, "twice is once");

    assert_eq!(program.run(["models", "where", &id]).out.trim(), file.to_str().expect("a path"));
    assert!(program.run(["models", "show", &id]).out.contains("not verified yet"));
    let verified = program.run(["models", "verify", &id, "--json"]);
    assert_eq!((verified.code, verified.json()[0]["result"].as_str()), (0, Some("unknown")));
    assert!(program.run(["models", "show", &id]).code == 0);

    let removed = program.run(["models", "remove", &id]);
    assert!(removed.code == 0 && removed.out.contains("the file stays"), "{}", removed.out);
    assert!(file.exists() && listed(&program).is_empty());
}

#[test]
fn a_copy_is_carats_and_is_deleted_with_it() {
    let program = Program::new();
    let file = model(&program, "elsewhere/mine.gguf");
    let imported = program.run(["models", "import", "--copy", file.to_str().expect("a path")]);
    assert_eq!((imported.code, imported.out.trim()), (0, "own/mine.gguf"), "{}", imported.err);
    let again = program.run(["models", "import", "--copy", file.to_str().expect("a path")]);
    assert_eq!(again.code, 2, "an existing file is not overwritten");
    assert_eq!(program.run(words("models remove own/mine.gguf")).code, 0);
    assert!(file.exists() && !program.home().join("models/mine.gguf").exists());
}

#[test]
fn what_is_no_model_is_refused_and_what_is_not_here_is_named() {
    let program = Program::new();
    let notes = program.home().join("notes.gguf");
    fs::write(&notes, "notes").expect("written");
    let refused = program.run(["models", "import", notes.to_str().expect("a path"), "--json"]);
    assert_eq!((refused.code, refused.json()[0]["code"].as_str()), (3, Some("model_not_gguf")));
    for command in ["show", "verify", "remove", "where"] {
        let unknown = program.run(["models", command, "own/none.gguf"]);
        assert_eq!(unknown.code, 3, "{command}");
        assert!(unknown.err.contains("own/none.gguf"), "{}", unknown.err);
    }
}

#[test]
fn a_file_that_is_not_what_its_place_says_is_told_with_a_code_of_its_own() {
    let program = Program::new();
    let blob = model(&program, &format!("ollama/blobs/sha256-{}", "a".repeat(64)));
    let manifest = program.home().join("ollama/manifests/registry.ollama.ai/library/gemma/latest");
    fs::create_dir_all(manifest.parent().expect("a folder")).expect("made");
    let layers = format!(
        r#"{{"layers":[{{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:{}"}}]}}"#,
        "a".repeat(64)
    );
    fs::write(manifest, layers).expect("written");
    let models = listed(&program);
    let id = models[0]["id"].as_str().expect("an id");
    assert_eq!((models[0]["origin"].as_str(), models[0]["name"].as_str()), (Some("Ollama"), Some("gemma:latest")));
    let verified = program.run(["models", "verify", id, "--json"]);
    assert_eq!((verified.code, verified.json()[0]["result"].as_str()), (8, Some("differs")));
    let refused = program.run(["models", "remove", id]);
    assert_eq!(refused.code, 2, "what is another program's is not deleted");
    assert!(blob.exists());
}

#[test]
fn the_catalogue_says_how_each_model_would_run_and_recommends_one() {
    let program = Program::new();
    let all = program.run(words("models list --all --json"));
    assert_eq!(all.code, 0, "{}", all.err);
    let cards: Vec<Value> = all.json().into_iter().filter(|line| line["type"] == "card").collect();
    assert!(cards.len() > 20);
    assert_eq!(cards.iter().filter(|card| card["recommended"] == true).count(), 1);
    for card in &cards {
        assert!(["runs_well", "tight", "too_large"].contains(&card["fit"]["word"].as_str().expect("a word")), "{card}");
    }
    let plain = program.run(words("models list --all")).out;
    assert!(plain.contains("gemma-4-e2b-it") && plain.contains("recommended"), "{plain}");
    let shown = program.run(words("models show gemma-4-e2b-it")).out;
    assert!(shown.contains("Apache License 2.0") && shown.contains("gemma-4-e2b-it/qat-q4_0"), "{shown}");
}

#[test]
fn a_bad_entry_of_the_persons_catalogue_is_told_and_the_list_goes_on() {
    let program = Program::new();
    fs::write(program.home().join("catalog.json"), r#"{"version":2,"models":[{"id":"half"}]}"#).expect("written");
    let listed = program.run(words("models list --all"));
    assert_eq!(listed.code, 0);
    assert!(listed.err.contains("half") && listed.out.contains("gemma-4-e2b-it"), "{}", listed.err);
}

#[test]
fn with_the_network_off_a_pull_waits_for_nothing_and_says_so() {
    let program = Program::new();
    let settings = serde_json::json!({ "network": { "on": false } });
    program.store().set_setting("settings", &settings).expect("set");
    for source in ["owner/name", "gemma-2-27b-it"] {
        let pulled = program.run(["models", "pull", source, "--json"]);
        let last = pulled.json().pop().expect("a line");
        assert_eq!((pulled.code, last["code"].as_str()), (7, Some("network_off")), "{source}");
    }
    assert_eq!(program.run(words("models pull gemma-9")).code, 3, "no such model of the catalogue");
    assert_eq!(program.run(words("models pull starter")).code, 2, "what comes with Carat can't be downloaded");
    assert_eq!(program.run(words("models pull https://example.com/x")).code, 2, "no address of a model");
}
