//! Conversations: their order, titles, options, deletion.

use carat_store::{ConversationOptions, Error, NewMessage, Part, Role, Sampling};

use crate::{ask, begin, memory, new};

#[test]
fn pinned_conversations_come_first_then_the_one_last_spoken_in() {
    let store = memory();
    let [first, second, third] = ["first", "second", "third"].map(|title| begin(&store, title));
    ask(&store, first, None, "hello");
    store.set_pinned(second, true).unwrap();
    let order: Vec<_> = store.conversations().unwrap().iter().map(|one| one.id).collect();
    assert_eq!(order[0], second, "a pinned one stays on top");
    assert_eq!(order.len(), 3);
    store.set_pinned(second, false).unwrap();
    // Within one millisecond the one begun last is the newer; a message makes its conversation at least as new.
    let updated = |id| store.conversation(id).unwrap().updated;
    assert!(updated(first) >= updated(third).min(updated(second)));
}

#[test]
fn renaming_does_not_move_a_conversation() {
    let store = memory();
    let id = begin(&store, "old");
    let before = store.conversation(id).unwrap().updated;
    let after = store.rename(id, "new").unwrap();
    assert_eq!((after.title.as_str(), after.updated), ("new", before));
}

#[test]
fn a_persons_title_is_never_replaced_by_an_automatic_one() {
    let store = memory();
    let id = begin(&store, "");
    assert_eq!(store.set_automatic_title(id, "  a\nquestion ").unwrap().title, "a question");
    assert_eq!(store.set_automatic_title(id, "another").unwrap().title, "another");
    let named = store.rename(id, "My title").unwrap();
    assert!(named.title_by_person);
    assert_eq!(store.set_automatic_title(id, "a third").unwrap().title, "My title");
}

#[test]
fn a_blank_or_endless_title_is_refused_and_the_old_one_kept() {
    let store = memory();
    let id = begin(&store, "kept");
    assert!(matches!(store.rename(id, " \n\u{0}"), Err(Error::TitleEmpty)));
    assert!(matches!(store.rename(id, &"長".repeat(301)), Err(Error::TitleTooLong { length: 301, .. })));
    assert_eq!(store.conversation(id).unwrap().title, "kept");
}

#[test]
fn options_come_back_as_they_were_set() {
    let store = memory();
    let sampling =
        Sampling { temperature: 0.7, top_k: 40, top_p: 0.9, min_p: 0.05, repeat_penalty: 1.1, seed: Some(u32::MAX) };
    let options =
        ConversationOptions { system_prompt: "Sei höflich. 🙂".into(), sampling: Some(sampling), thinking: true };
    let id = begin(&store, "options");
    assert_eq!(store.conversation(id).unwrap().options, ConversationOptions::default());
    assert_eq!(store.set_options(id, &options).unwrap().options, options);
    assert_eq!(store.conversation(id).unwrap().options, options);

    let spoilt =
        ConversationOptions { sampling: Some(Sampling { temperature: f32::NAN, ..sampling }), ..options.clone() };
    assert!(matches!(store.set_options(id, &spoilt), Err(Error::NotANumber { field: "temperature" })));
    assert_eq!(store.conversation(id).unwrap().options, options, "what was set stays");
}

#[test]
fn a_deleted_conversation_is_out_of_reach_until_it_is_restored() {
    let store = memory();
    let id = begin(&store, "to go");
    let question = ask(&store, id, None, "hello");
    store.delete_conversation(id).unwrap();

    assert!(store.conversations().unwrap().is_empty());
    for error in [
        store.conversation(id).err(),
        store.rename(id, "x").err(),
        store.set_pinned(id, true).err(),
        store.thread(id).err(),
        store.add_message(new(id, None, Role::User, "x")).err(),
        store.delete_conversation(id).err(),
    ] {
        assert_eq!(error.map(|error| error.code()), Some("conversation_missing"));
    }
    assert_eq!(store.message(question).err().map(|error| error.code()), Some("message_missing"));

    let back = store.restore_conversation(id).unwrap();
    assert_eq!((back.title.as_str(), back.pinned), ("to go", false), "nothing changed meanwhile");
    assert_eq!(store.thread(id).unwrap().len(), 1);
}

#[test]
fn the_conversations_that_asked_a_library_are_known_even_after_it_is_gone() {
    let store = memory();
    let [library, other] = ["one", "two"].map(|name| store.create_library(name).unwrap());
    let [asked, deleted, none] = ["asked", "deleted", "none"].map(|title| begin(&store, title));
    for (conversation, about) in [(asked, &library), (deleted, &library), (none, &other)] {
        let part = Part::Library { id: about.id.to_string(), name: about.name.clone() };
        let question = new(conversation, None, Role::User, "What?");
        store.add_message(NewMessage { parts: vec![part], ..question }).unwrap();
        ask(&store, conversation, None, "Something else?");
    }
    store.delete_conversation(deleted).unwrap();
    store.delete_library(library.id).unwrap();
    let mut found = store.conversations_about(library.id).unwrap();
    let mut expected = [asked, deleted];
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}
