//! Tests of the store as its callers see it, one module a topic. One program, so that it is linked once.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod archive;
mod archive_refusals;
mod conversations;
mod damage;
mod documents;
mod erasing;
mod export;
mod first_format;
mod opening;
mod safety_log;
mod search;
mod settings;
mod sharing;
mod streaming;
mod tree;
mod tree_model;

use carat_store::{
    ConversationId, ConversationOptions, Home, Message, MessageId, MessageState, NewMessage, Part, Role, Store,
};

/// A home in a folder that goes with the test.
struct TestHome {
    home: Home,
    folder: tempfile::TempDir,
}

impl TestHome {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { home: Home::at(folder.path().join("carat")), folder }
    }

    /// Opens the store and expects nothing to be told.
    fn open(&self) -> Store {
        let (store, notices) = Store::open(&self.home).unwrap();
        assert_eq!(notices, [], "an orderly opening has nothing to tell");
        store
    }

    /// A path beside the home.
    fn beside(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

fn memory() -> Store {
    Store::in_memory().unwrap()
}

fn begin(store: &Store, title: &str) -> ConversationId {
    store.create_conversation(title, &ConversationOptions::default()).unwrap().id
}

fn text(text: &str) -> Vec<Part> {
    vec![Part::Text { text: text.to_owned() }]
}

fn new(conversation: ConversationId, parent: Option<MessageId>, role: Role, words: &str) -> NewMessage {
    NewMessage {
        conversation,
        parent,
        role,
        parts: text(words),
        state: MessageState::Complete,
        model: None,
        sampling: None,
        left_out: 0,
    }
}

fn ask(store: &Store, conversation: ConversationId, parent: Option<MessageId>, words: &str) -> MessageId {
    store.add_message(new(conversation, parent, Role::User, words)).unwrap().id
}

fn answer(store: &Store, conversation: ConversationId, parent: MessageId, words: &str) -> MessageId {
    store.add_message(new(conversation, Some(parent), Role::Assistant, words)).unwrap().id
}

fn stream(store: &Store, conversation: ConversationId, parent: MessageId, words: &str) -> MessageId {
    let message = new(conversation, Some(parent), Role::Assistant, words);
    store.add_message(NewMessage { state: MessageState::Streaming, ..message }).unwrap().id
}

fn ids(thread: &[Message]) -> Vec<MessageId> {
    thread.iter().map(|message| message.id).collect()
}

/// The files below a folder with their bytes, sorted.
fn contents(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                files.push((path, bytes));
            }
        }
    }
    files.sort();
    files
}
