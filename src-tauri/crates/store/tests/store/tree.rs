//! The tree of messages: threads, versions, choice, deletion.

use carat_store::{Error, MessageState, MessageUpdate, Part, Role, Sampling, StoredError, Usage, Withheld};

use crate::{answer, ask, begin, ids, memory, new, stream, text};

#[test]
fn a_thread_is_the_path_to_the_last_message_added() {
    let store = memory();
    let id = begin(&store, "");
    assert!(store.thread(id).unwrap().is_empty());
    let question = ask(&store, id, None, "a");
    let reply = answer(&store, id, question, "b");
    let follow = ask(&store, id, Some(reply), "c");
    assert_eq!(ids(&store.thread(id).unwrap()), [question, reply, follow]);
    assert_eq!(ids(&store.path_to(reply).unwrap()), [question, reply]);
}

#[test]
fn another_answer_is_a_version_and_selecting_one_shows_what_followed_it() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let first = answer(&store, id, question, "first");
    let follow = ask(&store, id, Some(first), "follow");
    let second = answer(&store, id, question, "second");

    let thread = store.thread(id).unwrap();
    assert_eq!(ids(&thread), [question, second]);
    assert_eq!(thread[1].versions, [first, second]);
    assert_eq!(ids(&store.select(first).unwrap()), [question, first, follow]);
    assert_eq!(ids(&store.thread(id).unwrap()), [question, first, follow], "the choice is kept");
}

#[test]
fn the_first_question_has_versions_too() {
    let store = memory();
    let id = begin(&store, "");
    let first = ask(&store, id, None, "first");
    let reply = answer(&store, id, first, "reply");
    let edited = ask(&store, id, None, "edited");
    assert_eq!(store.message(edited).unwrap().versions, [first, edited]);
    assert_eq!(ids(&store.thread(id).unwrap()), [edited]);
    assert_eq!(ids(&store.select(first).unwrap()), [first, reply]);
}

#[test]
fn deleting_a_version_falls_back_to_the_one_before_then_after_then_the_parent() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let [one, two, three] = ["1", "2", "3"].map(|words| answer(&store, id, question, words));
    let below = ask(&store, id, Some(two), "below");
    store.select(three).unwrap();
    assert_eq!(ids(&store.delete_message(three).unwrap()), [question, two, below]);
    store.select(one).unwrap();
    assert_eq!(ids(&store.delete_message(one).unwrap()), [question, two, below]);
    assert_eq!(store.message(two).unwrap().versions, [two]);
    assert_eq!(ids(&store.delete_message(two).unwrap()), [question]);
    assert!(store.delete_message(question).unwrap().is_empty(), "nothing is left to show");
}

#[test]
fn deleting_beside_the_thread_leaves_it() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let one = answer(&store, id, question, "1");
    let two = answer(&store, id, question, "2");
    assert_eq!(ids(&store.delete_message(one).unwrap()), [question, two]);
}

#[test]
fn a_deleted_message_takes_what_follows_with_it_and_brings_it_back() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let reply = answer(&store, id, question, "a");
    let follow = ask(&store, id, Some(reply), "f");
    store.delete_message(reply).unwrap();
    for gone in [reply, follow] {
        assert!(matches!(store.message(gone), Err(Error::MessageMissing { id }) if id == gone));
        assert!(store.path_to(gone).is_err() && store.select(gone).is_err() && store.delete_message(gone).is_err());
        assert!(store.add_message(new(id, Some(gone), Role::User, "x")).is_err());
    }
    assert_eq!(ids(&store.restore_message(reply).unwrap()), [question, reply, follow]);
}

#[test]
fn a_message_deleted_earlier_stays_deleted_when_the_one_above_returns() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let reply = answer(&store, id, question, "a");
    let follow = ask(&store, id, Some(reply), "f");
    store.delete_message(follow).unwrap();
    store.delete_message(question).unwrap();
    assert!(store.restore_message(follow).unwrap().is_empty(), "it can't be seen before what it follows");
    assert_eq!(ids(&store.restore_message(question).unwrap()), [question, reply, follow]);
    store.delete_message(follow).unwrap();
    store.delete_message(question).unwrap();
    assert_eq!(ids(&store.restore_message(question).unwrap()), [question, reply]);
}

#[test]
fn a_message_can_not_follow_one_of_another_conversation() {
    let store = memory();
    let (here, there) = (begin(&store, "here"), begin(&store, "there"));
    let foreign = ask(&store, there, None, "foreign");
    let error = store.add_message(new(here, Some(foreign), Role::Assistant, "x")).unwrap_err();
    assert!(
        matches!(error, Error::ParentElsewhere { parent, conversation } if parent == foreign && conversation == here)
    );
    assert!(store.thread(here).unwrap().is_empty());
}

#[test]
fn everything_that_stands_beside_a_message_comes_back() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let reply = stream(&store, id, question, "");
    let parts = vec![
        Part::Thought { text: "hm".into() },
        Part::Text { text: "a\u{0}\u{1b}\u{10FFFF} नमस्ते שלום 👨‍👩‍👧".into() },
        Part::Withheld(Withheld {
            category: "c".into(),
            reason: "r".into(),
            action: "blur".into(),
            can_show: true,
            length: 12,
            question: true,
            tier: "guard".into(),
            score: 0.75,
            policy_version: 4,
            entry: None,
        }),
        Part::Care { kind: "self_harm".into() },
        Part::Advice { kind: "medical".into() },
        Part::Passages { passages: vec![], search: None },
    ];
    let error =
        StoredError { code: "crashed".into(), message: "m".into(), args: [("detail".into(), "d".into())].into() };
    let usage = Usage { prompt_tokens: 1, generated_tokens: 2, decode_ms: 3.25, ..Usage::default() };
    let sampling = Sampling { temperature: 0.1, top_k: 0, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.0, seed: Some(7) };
    let update = MessageUpdate {
        parts: Some(parts.clone()),
        state: Some(MessageState::Failed),
        error: Some(Some(error.clone())),
        usage: Some(usage),
        model: Some("starter".into()),
        sampling: Some(sampling),
        left_out: Some(4),
    };
    let saved = store.update_message(reply, &update).unwrap();
    assert_eq!(saved, store.message(reply).unwrap());
    assert_eq!((saved.parts, saved.state, saved.error), (parts, MessageState::Failed, Some(error)));
    assert_eq!((saved.usage, saved.sampling, saved.left_out), (Some(usage), Some(sampling), 4));
    assert_eq!(saved.model.as_deref(), Some("starter"));

    let retried =
        store.update_message(reply, &MessageUpdate { error: Some(None), ..MessageUpdate::default() }).unwrap();
    assert_eq!((retried.error, retried.left_out), (None, 4), "only what is named changes");
}

#[test]
fn a_deleted_answer_can_still_be_finished_by_its_writer() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let reply = stream(&store, id, question, "half");
    store.delete_message(question).unwrap();
    let update =
        MessageUpdate { parts: Some(text("whole")), state: Some(MessageState::Complete), ..MessageUpdate::default() };
    assert_eq!(store.update_message(reply, &update).unwrap().state, MessageState::Complete);
    assert_eq!(store.restore_message(question).unwrap()[1].parts, text("whole"));
}

#[test]
fn a_message_of_100_000_characters_comes_back_whole() {
    let store = memory();
    let id = begin(&store, "");
    let long: String = "漢字 and words, ".chars().cycle().take(100_000).collect();
    let question = ask(&store, id, None, &long);
    assert_eq!(store.message(question).unwrap().parts, text(&long));
}

#[test]
fn a_thread_of_thousands_can_be_read_deleted_and_erased() {
    let store = memory();
    let id = begin(&store, "");
    let root = ask(&store, id, None, "root");
    let mut last = root;
    for _ in 0..3000 {
        last = ask(&store, id, Some(last), "x");
    }
    assert_eq!(store.path_to(last).unwrap().len(), 3001);
    assert!(store.delete_message(root).unwrap().is_empty());
    assert_eq!(store.purge_deleted(0).unwrap(), 3001, "deeper than SQLite would cascade");
}
