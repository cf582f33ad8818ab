//! The person's own catalogue file, what the hub said of files, and the schema.

use std::fs;

use carat_hub::{Catalogue, Error, FilePart, Pin, Pins};
use serde_json::{Value, json};

fn entry(id: &str) -> Value {
    json!({
        "id": id, "name": "Mine", "family": "mine", "role": "chat", "good_for": "everyday", "note": "私のモデル",
        "instruction_tuned": true, "parameters": 1_000_000, "modalities": ["text"], "context": 8192, "licence": "mit",
        "memory": { "cache_bytes_per_token": 1024, "window": 0, "window_bytes_per_token": 0 },
        "variants": [{
            "id": "q8_0", "quantisation": "Q8_0", "repo": "me/mine", "gated": false,
            "files": [{ "part": "weights", "unverified": true }],
        }],
    })
}

fn catalogue_of(content: &str) -> (Catalogue, Vec<Error>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog.json");
    fs::write(&file, content).unwrap();
    Catalogue::with_own(&file)
}

fn with_entries(entries: Vec<Value>) -> (Catalogue, Vec<Error>) {
    catalogue_of(&json!({ "version": 2, "models": entries }).to_string())
}

#[test]
fn the_persons_file_extends_the_catalogue() {
    let (catalogue, faults) = with_entries(vec![entry("mine")]);
    assert_eq!(faults, []);
    assert_eq!(catalogue.models.len(), Catalogue::embedded().models.len() + 1);
    let mine = catalogue.find("mine").unwrap();
    assert_eq!((mine.licence_name(), mine.terms(), mine.note.as_deref()), ("MIT License", None, Some("私のモデル")));
}

#[test]
fn without_a_file_there_is_the_embedded_catalogue_and_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (catalogue, faults) = Catalogue::with_own(&folder.path().join("catalog.json"));
    assert_eq!((&catalogue, faults.len()), (Catalogue::embedded(), 0));
}

#[test]
fn a_bad_entry_is_named_and_the_others_count() {
    let changed = |path: &str, value: Value| {
        let mut bad = entry("bad");
        *bad.pointer_mut(path).unwrap() = value;
        bad
    };
    let mut pinned = entry("bad");
    pinned["variants"][0]["revision"] = json!("main");
    let mut hashed = entry("bad");
    hashed["variants"][0]["files"][0]["sha256"] = json!("ABC");
    let mut climbing = entry("bad");
    climbing["variants"][0]["files"][0]["file"] = json!("../x.gguf");
    let mut unknown = entry("bad");
    unknown["licens"] = json!("mit");
    for (bad, field) in [
        (changed("/id", json!("Bad Id")), "id"),
        (changed("/id", json!("gemma-4-e2b-it")), "id"),
        (changed("/name", json!(" ")), "name"),
        (changed("/parameters", json!(-1)), "format"),
        (changed("/context", json!(1)), "context"),
        (changed("/variants", json!([])), "variants"),
        (changed("/variants/0/repo", json!("../etc")), "variants[0].repo"),
        (pinned, "variants[0].revision"),
        (hashed, "variants[0].files[0].sha256"),
        (climbing, "variants[0].files[0].file"),
        (changed("/variants/0/files/0/unverified", json!(false)), "variants[0].files[0].unverified"),
        (changed("/variants/0/files/0/part", json!("projector")), "variants[0].files"),
        (unknown, "format"),
        (json!("no object"), "format"),
    ] {
        let (catalogue, faults) = with_entries(vec![entry("before"), bad.clone(), entry("after")]);
        let [Error::CatalogueEntry { path, field: found, .. }] = &faults[..] else { panic!("{faults:?} for {bad}") };
        assert_eq!(found, field, "{faults:?}");
        assert!(path.ends_with("catalog.json") && faults[0].to_string().contains("catalog.json"));
        assert!(catalogue.find("before").is_some() && catalogue.find("after").is_some(), "the others count");
    }
}

#[test]
fn a_file_that_is_no_catalogue_is_named_and_the_embedded_one_counts() {
    for content in ["", "{", "[]", r#"{"version": 1, "models": []}"#, r#"{"version": 2}"#, "\u{0}"] {
        let (catalogue, faults) = catalogue_of(content);
        assert!(matches!(&faults[..], [Error::CatalogueFile { .. }]), "{content:?}: {faults:?}");
        assert_eq!(&catalogue, Catalogue::embedded());
    }
}

#[test]
fn what_the_hub_said_of_a_file_is_recorded_and_never_replaces_what_the_catalogue_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("home/catalog-pins.json");
    let pin = |sha256: &str| Pin {
        revision: "c".repeat(40),
        file: "gemma-2-27b-it-Q4_K_M.gguf".into(),
        bytes: 5,
        sha256: sha256.into(),
    };
    let mut pins = Pins::read(&path);
    pins.record("gemma-2-27b-it", "q4_k_m", FilePart::Weights, pin(&"a".repeat(64))).unwrap();
    pins.record("gemma-2-2b-it", "q4_k_m", FilePart::Weights, pin(&"b".repeat(64))).unwrap();
    let filled = Pins::read(&path).fill(Catalogue::embedded().clone());
    let weights = |id: &str| filled.find(id).unwrap().variants[0].weights().unwrap().clone();
    let resolved = weights("gemma-2-27b-it");
    assert_eq!((resolved.bytes, resolved.name()), (Some(5), Some("gemma-2-27b-it-Q4_K_M.gguf")));
    let known = Catalogue::embedded().find("gemma-2-2b-it").unwrap().variants[0].weights().unwrap().clone();
    assert_eq!(weights("gemma-2-2b-it"), known, "another hash than the catalogue's is not taken");
    assert_eq!(Pins::read(&path).get("gemma-2-27b-it", "q4_k_m", FilePart::Weights), Some(&pin(&"a".repeat(64))));
}
