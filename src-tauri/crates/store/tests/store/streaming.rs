//! Answers that are being written when their writer ends.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use carat_store::{Home, MessageId, MessageState, MessageUpdate, Notice, Part, Store};

use crate::{TestHome, ask, begin, memory, stream, text};

/// Set for the process that a test starts to be killed.
const CHILD_HOME: &str = "CARAT_TEST_CHILD_HOME";

/// Starts this test program again to run the one test `name`, which then finds [`CHILD_HOME`] set.
fn start_again(name: &str, home: &Home) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CHILD_HOME, home.root())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the process to be killed does: streams an answer, word after word, and never ends.
fn stream_for_ever(home: &Home) -> ! {
    let (store, _) = Store::open(home).unwrap();
    let id = begin(&store, "streamed");
    let question = ask(&store, id, None, "count");
    let reply = stream(&store, id, question, "");
    let mut words = String::new();
    for number in 0u64.. {
        words.push_str(&format!("word{number} "));
        let update = MessageUpdate { parts: Some(text(&words)), ..MessageUpdate::default() };
        store.update_message(reply, &update).unwrap();
        thread::sleep(Duration::from_millis(1));
    }
    unreachable!("numbers do not run out")
}

/// Waits until the child has streamed some words, and gives the answer's id and what was seen of it.
fn wait_for_words(store: &Store, child: &mut Child) -> (MessageId, String) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while Instant::now() < deadline {
        assert!(child.try_wait().unwrap().is_none(), "the child must not end by itself");
        let reply = store.conversations().unwrap().first().and_then(|one| store.thread(one.id).unwrap().pop());
        if let Some(reply) = reply
            && let [Part::Text { text }] = reply.parts.as_slice()
            && text.contains("word9 ")
        {
            return (reply.id, text.clone());
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("the child never streamed");
}

#[test]
fn an_answer_is_there_and_marked_after_its_writer_was_killed() {
    if let Some(home) = env::var_os(CHILD_HOME) {
        stream_for_ever(&Home::at(home));
    }
    let home = TestHome::new();
    let mut child = start_again("streaming::an_answer_is_there_and_marked_after_its_writer_was_killed", &home.home);
    let watcher = home.open();
    let (reply, seen) = wait_for_words(&watcher, &mut child);

    // While the writer lives, neither another opening nor a look marks its answer.
    let second = home.open();
    assert_eq!(watcher.mark_broken_off().unwrap(), 0);
    assert_eq!(second.message(reply).unwrap().state, MessageState::Streaming);
    assert!(watcher.search("word9", 10).unwrap().is_empty(), "it is not findable yet");
    drop((watcher, second));

    child.kill().unwrap();
    child.wait().unwrap();
    let (store, notices) = Store::open(&home.home).unwrap();
    assert_eq!(notices, [Notice::BrokenOff { answers: 1 }]);
    let answer = store.message(reply).unwrap();
    assert_eq!(answer.state, MessageState::BrokenOff);
    let [Part::Text { text: kept }] = answer.parts.as_slice() else { panic!("{:?}", answer.parts) };
    assert!(kept.starts_with(&seen), "what was seen before the kill is kept");
    assert_eq!(store.search("word9", 10).unwrap().len(), 1, "and can be found");
    drop(store);
    home.open();
}

#[test]
fn a_window_that_stays_open_can_mark_what_a_killed_command_left() {
    if let Some(home) = env::var_os(CHILD_HOME) {
        stream_for_ever(&Home::at(home));
    }
    let home = TestHome::new();
    let mut child = start_again("streaming::a_window_that_stays_open_can_mark_what_a_killed_command_left", &home.home);
    let window = home.open();
    let (reply, _) = wait_for_words(&window, &mut child);
    let id = begin(&window, "own");
    let question = ask(&window, id, None, "q");
    let own = stream(&window, id, question, "still being written");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(window.mark_broken_off().unwrap(), 1);
    assert_eq!(window.message(reply).unwrap().state, MessageState::BrokenOff);
    assert_eq!(window.message(own).unwrap().state, MessageState::Streaming, "its own answers go on");
}

#[test]
fn an_orderly_end_leaves_no_lock_and_its_unfinished_answer_is_marked_all_the_same() {
    let home = TestHome::new();
    let reply = {
        let store = home.open();
        let id = begin(&store, "");
        let question = ask(&store, id, None, "q");
        stream(&store, id, question, "half")
    };
    let locks = || std::fs::read_dir(home.home.writers()).unwrap().flatten();
    assert!(locks().all(|entry| entry.path().extension().is_none()), "no lock is left");
    let (store, notices) = Store::open(&home.home).unwrap();
    assert_eq!(notices, [Notice::BrokenOff { answers: 1 }]);
    assert_eq!(store.message(reply).unwrap().parts, text("half"));
}

#[test]
fn an_answer_that_goes_on_has_its_writer_again() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let reply = stream(&store, id, question, "half");
    let set =
        |state| store.update_message(reply, &MessageUpdate { state: Some(state), ..MessageUpdate::default() }).unwrap();
    set(MessageState::Stopped);
    assert_eq!(set(MessageState::Streaming).parts, text("half"), "continuing keeps what is there");
    assert_eq!(store.mark_broken_off().unwrap(), 0, "this process is its writer");
}
