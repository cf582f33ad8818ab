//! Archives: everything out and everything in again.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use carat_store::{ConversationId, ConversationOptions, MessageState, MessageUpdate, Part, Sampling, Store};
use zip::ZipArchive;

use crate::{TestHome, answer, ask, begin, ids, memory, stream, text};

/// A store with a branched conversation, an unfinished answer, options, titles and settings.
pub(crate) fn full() -> (Store, ConversationId) {
    let store = memory();
    let sampling = Sampling { temperature: 0.3, top_k: 1, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.0, seed: Some(9) };
    let options =
        ConversationOptions { system_prompt: "極めて短く。".into(), sampling: Some(sampling), thinking: true };
    let id = store.create_conversation("auto", &options).unwrap().id;
    store.rename(id, "branches 🌿").unwrap();
    store.set_pinned(id, true).unwrap();
    let question = ask(&store, id, None, "first\u{0} question\n\n```rust\nfn main() {}\n```");
    let one = answer(&store, id, question, "one");
    answer(&store, id, question, "two");
    ask(&store, id, Some(one), "under one");
    stream(&store, id, question, "unfinish");
    let deleted = answer(&store, id, question, "deleted words");
    store.delete_message(deleted).unwrap();
    store.select(one).unwrap();
    let gone = begin(&store, "deleted conversation");
    store.delete_conversation(gone).unwrap();
    begin(&store, "empty");
    store.set_setting("theme", &"dark").unwrap();
    store.set_setting("size", &7).unwrap();
    (store, id)
}

pub(crate) fn exported(store: &Store, home: &TestHome) -> PathBuf {
    let path = home.beside("all.carat");
    store.export_archive(&path).unwrap();
    path
}

fn unpack(path: &Path) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|number| {
            let mut entry = zip.by_index(number).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn everything_comes_back_in_an_empty_store() {
    let home = TestHome::new();
    let (store, id) = full();
    let path = home.beside("all.carat");
    assert_eq!(store.export_archive(&path).unwrap(), 2);
    assert!(fs::read_dir(home.folder.path()).unwrap().count() == 1, "nothing is left beside it");

    let other = memory();
    assert_eq!(other.import_archive(&path).unwrap(), 2);
    let (before, after) = (store.conversation(id).unwrap(), other.conversation(id).unwrap());
    assert_eq!(before, after);
    assert_eq!(store.thread(id).unwrap(), other.thread(id).unwrap(), "the same branch is shown");
    let versions = other.thread(id).unwrap()[1].versions.clone();
    assert_eq!(versions, store.thread(id).unwrap()[1].versions, "all versions came, the deleted one did not");
    assert_eq!(other.message(versions[2]).unwrap().state, MessageState::BrokenOff, "nobody writes it there");
    assert_eq!(other.setting::<u8>("size").unwrap(), Some(7));
    for query in ["under", "branches", "unfinish"] {
        assert_eq!(other.search(query, 10).unwrap().len(), 1, "{query} is found");
    }
    assert!(other.search("deleted", 10).unwrap().is_empty());
}

#[test]
fn importing_again_changes_nothing() {
    let home = TestHome::new();
    let (store, id) = full();
    let path = exported(&store, &home);
    let before = store.thread(id).unwrap();
    assert_eq!(store.import_archive(&path).unwrap(), 0);
    assert_eq!(store.thread(id).unwrap(), before);
    assert_eq!(store.conversations().unwrap().len(), 2);
}

#[test]
fn a_conversation_that_went_on_here_is_left_and_one_that_went_on_there_gains() {
    let home = TestHome::new();
    let (here, there) = (memory(), memory());
    let id = begin(&here, "shared");
    let question = ask(&here, id, None, "q");
    let early = exported(&here, &home);
    there.import_archive(&early).unwrap();
    let reply = answer(&there, id, question, "came later");
    assert_eq!(there.import_archive(&early).unwrap(), 0, "what went on here is left");
    assert_eq!(ids(&there.thread(id).unwrap()), [question, reply]);
    let late = exported(&there, &home);
    assert_eq!(here.import_archive(&late).unwrap(), 1);
    assert_eq!(here.message(reply).unwrap().parts, text("came later"));
    assert_eq!(ids(&here.thread(id).unwrap()), [question], "what is shown does not jump");
}

#[test]
fn a_conversation_that_differs_comes_beside_the_one_here_once() {
    let home = TestHome::new();
    let store = memory();
    let id = begin(&store, "both");
    let question = ask(&store, id, None, "q");
    let reply = answer(&store, id, question, "the old answer");
    let path = exported(&store, &home);
    let update = MessageUpdate { parts: Some(text("the new answer")), ..MessageUpdate::default() };
    store.update_message(reply, &update).unwrap();

    assert_eq!(store.import_archive(&path).unwrap(), 1);
    assert_eq!(store.message(reply).unwrap().parts, text("the new answer"), "what is here stays");
    let conversations = store.conversations().unwrap();
    assert_eq!(conversations.len(), 2);
    let copy = conversations.iter().find(|one| one.id != id).unwrap();
    let thread = store.thread(copy.id).unwrap();
    assert_eq!(thread[1].parts, text("the old answer"));
    assert!(!ids(&thread).contains(&reply), "under new ids");
    assert_eq!(store.import_archive(&path).unwrap(), 0, "a second time brings no second copy");
}

#[test]
fn a_deleted_conversation_comes_back_with_an_import() {
    let home = TestHome::new();
    let (store, id) = full();
    let path = exported(&store, &home);
    store.delete_conversation(id).unwrap();
    assert_eq!(store.import_archive(&path).unwrap(), 1);
    assert!(store.conversation(id).is_ok());
    store.delete_conversation(id).unwrap();
    store.purge_deleted(0).unwrap();
    assert_eq!(store.import_archive(&path).unwrap(), 1, "an erased one too");
    assert_eq!(store.thread(id).unwrap().len(), 3);
}

#[test]
fn settings_that_are_set_here_stay() {
    let home = TestHome::new();
    let (store, _) = full();
    let path = exported(&store, &home);
    let other = memory();
    other.set_setting("theme", &"light").unwrap();
    other.import_archive(&path).unwrap();
    assert_eq!(other.setting::<String>("theme").unwrap().as_deref(), Some("light"));
    assert_eq!(other.setting::<u8>("size").unwrap(), Some(7));
}

#[test]
fn an_export_replaces_the_file_whole_or_leaves_it() {
    let home = TestHome::new();
    let (store, _) = full();
    let path = home.beside("all.carat");
    fs::write(&path, "an older one").unwrap();
    store.export_archive(&path).unwrap();
    assert_eq!(unpack(&path).len(), 3);

    let folder = home.beside("folder");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("inside"), "").unwrap();
    assert_eq!(store.export_archive(&folder).unwrap_err().code(), "file");
    assert_eq!(store.export_archive(&home.beside("no/such/folder")).unwrap_err().code(), "file");
    let left = fs::read_dir(home.folder.path())
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "part"));
    assert_eq!(left.count(), 0, "nothing half-written is left");
}

#[test]
fn long_messages_that_pack_well_are_no_bomb() {
    let home = TestHome::new();
    let store = memory();
    let id = begin(&store, "long");
    let mut last = None;
    for _ in 0..20 {
        last = Some(ask(&store, id, last, &"a".repeat(100_000)));
    }
    let path = exported(&store, &home);
    let other = memory();
    assert_eq!(other.import_archive(&path).unwrap(), 1);
    assert!(matches!(&other.thread(id).unwrap()[19].parts[0], Part::Text { text } if text.len() == 100_000));
}
