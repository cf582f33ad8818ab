//! Several stores on one home at once, as the app and the command line have.

use std::process::Command;
use std::{env, thread};

use carat_store::{Home, Store};

use crate::{TestHome, ask, begin};

/// Set for the processes that write beside the test.
const CHILD_HOME: &str = "CARAT_TEST_CHILD_HOME";

fn write_some(store: &Store, conversation: carat_store::ConversationId, count: usize) {
    let mut last = None;
    for number in 0..count {
        last = Some(ask(store, conversation, last, &format!("shared words {number}")));
    }
}

#[test]
fn two_stores_on_one_home_see_each_others_writing() {
    let home = TestHome::new();
    let (app, command) = (home.open(), home.open());
    let id = begin(&command, "from the command line");
    assert_eq!(app.conversations().unwrap()[0].id, id);
    let question = ask(&app, id, None, "from the app");
    assert_eq!(command.thread(id).unwrap()[0].id, question);
    app.rename(id, "renamed").unwrap();
    assert_eq!(command.search("renamed", 10).unwrap().len(), 1);
}

#[test]
fn threads_with_stores_of_their_own_all_get_to_write() {
    let home = TestHome::new();
    home.open();
    let ids: Vec<_> = thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|number| {
                let home = &home;
                scope.spawn(move || {
                    let store = home.open();
                    let id = begin(&store, &format!("writer {number}"));
                    write_some(&store, id, 40);
                    id
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let store = home.open();
    for id in ids {
        assert_eq!(store.thread(id).unwrap().len(), 40, "nothing is lost");
    }
}

#[test]
fn clones_of_one_store_read_while_another_writes() {
    let home = TestHome::new();
    let store = home.open();
    let id = begin(&store, "shared");
    thread::scope(|scope| {
        for _ in 0..6 {
            let store = store.clone();
            scope.spawn(move || {
                for _ in 0..30 {
                    let thread = store.thread(id).unwrap();
                    let parents = thread.iter().skip(1).map(|message| message.parent);
                    assert!(
                        parents.eq(thread.iter().map(|message| Some(message.id)).take(thread.len().saturating_sub(1)))
                    );
                }
            });
        }
        write_some(&store, id, 60);
    });
    assert_eq!(store.thread(id).unwrap().len(), 60);
}

#[test]
fn processes_that_start_at_once_on_a_new_home_all_get_to_write() {
    let name = "sharing::processes_that_start_at_once_on_a_new_home_all_get_to_write";
    if let Some(home) = env::var_os(CHILD_HOME) {
        let (store, _) = Store::open(&Home::at(home)).unwrap();
        let id = begin(&store, "a process");
        write_some(&store, id, 25);
        return;
    }
    let home = TestHome::new();
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = Command::new(env::current_exe().unwrap());
            command.args(["--exact", name, "--nocapture"]).env(CHILD_HOME, home.home.root());
            command.spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let store = home.open();
    let conversations = store.conversations().unwrap();
    assert_eq!(conversations.len(), 4);
    for conversation in conversations {
        assert_eq!(store.thread(conversation.id).unwrap().len(), 25);
    }
    assert_eq!(store.search("shared words", 1000).unwrap().len(), 100);
}
