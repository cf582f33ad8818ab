//! Archives that are none, are damaged or are bombs: nothing of them is imported.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::archive::{exported, full};
use crate::{TestHome, memory};

/// Packs entries as they are given.
fn pack(path: &Path, entries: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

const MANIFEST: &str = r#"{"format":"carat-archive","version":1,"conversations":1}"#;
const LINE: &str = r#"{"id":"0198f000-0000-7000-8000-000000000001","title":"t","created":1,"updated":1,"messages":[
    {"id":"0198f000-0000-7000-8000-0000000000a1","role":"user","parts":[{"type":"text","text":"q"}],"state":"complete","created":1}]}"#;

fn line() -> String {
    format!("{}\n", LINE.replace('\n', " "))
}

#[test]
fn what_is_no_archive_is_refused_by_its_reason() {
    let home = TestHome::new();
    let path = home.beside("file.zip");
    let store = memory();
    let refused = |expected: &str| {
        let error = store.import_archive(&path).unwrap_err();
        assert_eq!(error.code(), expected, "{error}");
        assert!(
            error.to_string().contains("file.zip") && error.to_string().contains("Nothing was imported"),
            "{error}"
        );
    };
    fs::write(&path, "garbage").unwrap();
    refused("not_an_archive");
    fs::write(&path, "").unwrap();
    refused("not_an_archive");
    pack(&path, &[("other.txt", b"x")]);
    refused("not_an_archive");
    pack(&path, &[("manifest.json", b"[]")]);
    refused("not_an_archive");
    pack(&path, &[("manifest.json", br#"{"format":"zipped-photos","version":1}"#)]);
    refused("not_an_archive");
    pack(&path, &[("manifest.json", br#"{"format":"carat-archive","version":4,"new":true}"#)]);
    refused("newer_archive");
    pack(&path, &[("manifest.json", MANIFEST.as_bytes())]);
    refused("archive_damaged");
    pack(&path, &[("manifest.json", MANIFEST.as_bytes()), ("conversations.jsonl", b"{\"id\":1}\n")]);
    refused("archive_damaged");
    pack(&path, &[("manifest.json", MANIFEST.as_bytes()), ("conversations.jsonl", b"")]);
    refused("archive_damaged");
    assert_eq!(store.import_archive(home.folder.path()).unwrap_err().code(), "not_an_archive");
    assert_eq!(store.import_archive(&home.beside("missing")).unwrap_err().code(), "file");
}

#[test]
fn a_tree_that_is_none_is_refused() {
    let home = TestHome::new();
    let path = home.beside("file.zip");
    let store = memory();
    let message = |id: &str, parent: &str| {
        format!(
            r#"{{"id":"0198f000-0000-7000-8000-0000000000{id}","parent":{parent},"role":"user","parts":[],"state":"complete","created":1}}"#
        )
    };
    let named = |id: &str| format!("\"0198f000-0000-7000-8000-0000000000{id}\"");
    for messages in [
        [message("a1", &named("a2")), message("a2", &named("a1"))],
        [message("a1", &named("a1")), message("a2", "null")],
        [message("a1", "null"), message("a1", "null")],
        [message("a1", "null"), message("a2", &named("ff"))],
    ] {
        let line = format!(
            "{{\"id\":\"0198f000-0000-7000-8000-000000000001\",\"title\":\"t\",\"created\":1,\"updated\":1,\"messages\":[{}]}}\n",
            messages.join(",")
        );
        pack(
            &path,
            &[
                ("manifest.json", MANIFEST.as_bytes()),
                ("conversations.jsonl", line.as_bytes()),
                ("settings.json", b"{}"),
            ],
        );
        assert_eq!(store.import_archive(&path).unwrap_err().code(), "archive_damaged", "{line}");
    }
    assert!(store.conversations().unwrap().is_empty());
}

#[test]
fn an_import_that_fails_at_its_end_leaves_nothing() {
    let home = TestHome::new();
    let path = home.beside("file.zip");
    let store = memory();
    let good = line();
    let entries: [(&str, &[u8]); 3] =
        [("manifest.json", MANIFEST.as_bytes()), ("conversations.jsonl", good.as_bytes()), ("settings.json", b"{}")];
    for (name, spoilt) in [
        ("conversations.jsonl", format!("{good}{good}").into_bytes()),
        ("conversations.jsonl", format!("{good}{{\"cut").into_bytes()),
        ("settings.json", b"[1]".to_vec()),
        ("manifest.json", MANIFEST.replace(":1}", ":2}").into_bytes()),
    ] {
        let with: Vec<(&str, &[u8])> = entries
            .iter()
            .map(|(entry, bytes)| (*entry, if *entry == name { spoilt.as_slice() } else { bytes }))
            .collect();
        pack(&path, &with);
        assert_eq!(store.import_archive(&path).unwrap_err().code(), "archive_damaged", "{name}");
        assert!(store.conversations().unwrap().is_empty(), "the good lines before are taken back: {name}");
    }
    pack(&path, &entries);
    assert_eq!(store.import_archive(&path).unwrap(), 1, "the same without a fault is fine");
}

#[test]
fn a_cut_archive_is_refused_wherever_it_was_cut() {
    let home = TestHome::new();
    let (store, _) = full();
    let path = exported(&store, &home);
    let whole = fs::read(&path).unwrap();
    let other = memory();
    for length in (0..whole.len()).step_by(whole.len() / 40 + 1) {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(other.import_archive(&path).is_err(), "{length} of {} bytes", whole.len());
    }
    assert!(other.conversations().unwrap().is_empty());
    for place in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x55;
        fs::write(&path, &bytes).unwrap();
        // A flipped bit is refused by its checksum or falls on what is not read; it never panics or half-imports.
        let imported = memory().import_archive(&path);
        assert!(imported.is_err() || imported.is_ok_and(|count| count == 2), "at byte {place}");
    }
}

#[test]
fn a_bomb_is_refused() {
    let home = TestHome::new();
    let path = home.beside("bomb.zip");
    let store = memory();

    let many: Vec<String> = (0..100).map(|number| format!("{number}.txt")).collect();
    let mut entries: Vec<(&str, &[u8])> = vec![("manifest.json", MANIFEST.as_bytes())];
    entries.extend(many.iter().map(|name| (name.as_str(), b"x".as_slice())));
    pack(&path, &entries);
    assert_eq!(store.import_archive(&path).unwrap_err().code(), "archive_too_large", "by its number of entries");

    pack(&path, &[("manifest.json", &vec![b' '; 100_000])]);
    assert_eq!(store.import_archive(&path).unwrap_err().code(), "archive_too_large", "by the size of its manifest");

    // 80 MB of one letter in a single string pack to 80 KB.
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.start_file("manifest.json", SimpleFileOptions::default()).unwrap();
    zip.write_all(MANIFEST.as_bytes()).unwrap();
    zip.start_file("conversations.jsonl", SimpleFileOptions::default().compression_level(Some(6))).unwrap();
    zip.write_all(b"{\"title\":\"").unwrap();
    for _ in 0..80 {
        zip.write_all(&vec![b'x'; 1_000_000]).unwrap();
    }
    zip.finish().unwrap();
    let error = store.import_archive(&path).unwrap_err();
    assert_eq!(error.code(), "archive_too_large", "by its ratio: {error}");
    assert!(store.conversations().unwrap().is_empty());
}
