//! Erasing: after it, no byte of the text is left.

use std::fs;
use std::path::Path;

use carat_store::{MessageState, MessageUpdate, Store};

use crate::{TestHome, answer, ask, begin, contents, first_format, stream, text};

/// Words that stand nowhere else. They are plain ASCII, so that text, title and index hold them alike.
const SECRETS: [&str; 3] = ["zyxwquartz", "kjhgopal", "mnbvberyl"];

fn traces(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in contents(folder) {
        for secret in SECRETS {
            if bytes.windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret.as_bytes())) {
                found.push(format!("{secret} in {}", path.display()));
            }
        }
    }
    found
}

/// Fills a store with secrets among much else, streamed, replaced and retitled, so that pages split and move.
fn fill(store: &Store) -> Vec<carat_store::ConversationId> {
    let mut secret = Vec::new();
    for number in 0..40 {
        let is_secret = number % 2 == 0;
        let word = if is_secret { SECRETS[number / 2 % SECRETS.len()] } else { "harmless" };
        let id = begin(store, &format!("{word} {number}"));
        let mut last = ask(store, id, None, &format!("{word} {}", "padding ".repeat(number * 7)));
        for round in 0..6 {
            let reply = stream(store, id, last, word);
            for length in [1, 30, 90] {
                let parts = Some(text(&format!("{word} {round} ").repeat(length)));
                store.update_message(reply, &MessageUpdate { parts, ..MessageUpdate::default() }).unwrap();
            }
            let done = MessageUpdate { state: Some(MessageState::Complete), ..MessageUpdate::default() };
            store.update_message(reply, &done).unwrap();
            last = reply;
        }
        store.rename(id, &format!("{number} {word} renamed")).unwrap();
        if is_secret {
            secret.push(id);
        }
    }
    secret
}

#[test]
fn no_byte_of_an_erased_conversation_is_left_in_database_or_log() {
    let home = TestHome::new();
    let store = home.open();
    let secret = fill(&store);
    assert!(!traces(home.home.root()).is_empty(), "the search for traces finds what is there");
    for id in secret {
        store.delete_conversation(id).unwrap();
    }
    assert!(store.purge_deleted(0).unwrap() > 140);
    assert_eq!(traces(home.home.root()), [""; 0], "while the store is open");
    assert!(SECRETS.iter().all(|secret| store.search(secret, 10).unwrap().is_empty()));
    assert_eq!(store.conversations().unwrap().len(), 20, "the others are untouched");
    assert_eq!(store.search("harmless renamed", 100).unwrap().len(), 20);
    drop(store);
    assert_eq!(traces(home.home.root()), [""; 0], "and after it is closed");
    home.open();
}

#[test]
fn an_erased_message_takes_its_branch_and_leaves_the_rest() {
    let home = TestHome::new();
    let store = home.open();
    let id = begin(&store, "kept");
    let question = ask(&store, id, None, "kept question");
    let kept = answer(&store, id, question, "kept answer");
    let gone = answer(&store, id, question, SECRETS[0]);
    ask(&store, id, Some(gone), SECRETS[1]);
    store.delete_message(gone).unwrap();
    assert_eq!(store.purge_deleted(0).unwrap(), 2);
    assert_eq!(traces(home.home.root()), [""; 0]);
    assert_eq!(crate::ids(&store.thread(id).unwrap()), [question, kept]);
    assert!(store.restore_message(gone).is_err(), "what is erased does not come back");
}

#[test]
fn what_was_deleted_lately_is_kept_for_undoing() {
    let home = TestHome::new();
    let store = home.open();
    let id = begin(&store, "deleted a moment ago");
    store.delete_conversation(id).unwrap();
    assert_eq!(store.purge_deleted(3_600_000).unwrap(), 0);
    assert!(store.restore_conversation(id).is_ok());
    assert_eq!(store.purge_deleted(0).unwrap(), 0, "nothing is deleted now");
}

#[test]
fn deleting_everything_leaves_an_empty_store_that_can_be_used() {
    let home = TestHome::new();
    home.home.create().unwrap();
    first_format::make(&home.home.database());
    fs::write(home.home.root().join("carat.db.damaged-20200101-000000"), SECRETS[2]).unwrap();
    fs::write(home.home.models().join("own.gguf"), "a model").unwrap();
    let (store, _) = Store::open(&home.home).unwrap();
    let other = home.open();
    fill(&store);
    store.set_setting("note", &SECRETS[0]).unwrap();
    store.accept_terms("gemma", "1").unwrap();
    assert_eq!(fs::read_dir(home.home.backups()).unwrap().count(), 1);

    store.delete_everything().unwrap();
    assert_eq!(traces(home.home.root()), [""; 0]);
    assert_eq!(fs::read_dir(home.home.backups()).unwrap().count(), 0, "backups hold text too");
    assert!(store.conversations().unwrap().is_empty() && store.accepted_terms().unwrap().is_empty());
    assert_eq!(store.setting::<String>("note").unwrap(), None);
    assert!(home.home.models().join("own.gguf").exists(), "models are not text");

    let id = begin(&other, "after");
    ask(&other, id, None, "hello again");
    assert_eq!(store.search("hello", 10).unwrap().len(), 1, "both handles go on");
}
