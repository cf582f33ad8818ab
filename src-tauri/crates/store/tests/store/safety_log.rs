//! The safety log, reports of wrong verdicts, and text that was held back.

use carat_store::{EntryId, Error, LogFilter, MessageId, SafetyEntry, Store, Withheld};

use crate::{TestHome, answer, ask, begin, contents, memory};

/// A word that stands nowhere else.
const SECRET: &str = "zyxwquartz";

fn found(category: &str, action: &str) -> SafetyEntry {
    let withheld = Withheld {
        category: category.into(),
        action: action.into(),
        tier: "lexical".into(),
        score: 0.5,
        policy_version: 1,
        ..Withheld::default()
    };
    SafetyEntry::new(&withheld, "a".repeat(64))
}

fn add(store: &Store, entry: SafetyEntry) -> SafetyEntry {
    store.add_safety_entry(&entry).unwrap();
    entry
}

fn everything(store: &Store) -> Vec<SafetyEntry> {
    store.safety_log(&LogFilter::default(), None, usize::MAX).unwrap()
}

fn ids(entries: &[SafetyEntry]) -> Vec<EntryId> {
    entries.iter().map(|entry| entry.id).collect()
}

#[test]
fn entries_come_back_as_they_were_newest_first_and_page_by_page() {
    let store = memory();
    let added: Vec<SafetyEntry> = (0..25).map(|_| add(&store, found("hate", "blur"))).collect();
    let newest_first: Vec<SafetyEntry> = added.into_iter().rev().collect();
    assert_eq!(everything(&store), newest_first);
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let page = store.safety_log(&LogFilter::default(), before, 10).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        paged.extend(page);
    }
    assert_eq!(paged, newest_first);
}

#[test]
fn a_filter_picks_by_category_action_message_and_report() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let hate = add(&store, found("hate", "blur"));
    let note = add(&store, found("violence", "note"));
    let about = add(&store, SafetyEntry { message: Some(question), ..found("violence", "block") });
    store.report_safety_entry(note.id, true).unwrap();
    let picked = |filter: LogFilter| {
        let entries = store.safety_log(&filter, None, 100).unwrap();
        assert_eq!(store.safety_log_length(&filter).unwrap(), entries.len() as u64);
        ids(&entries)
    };
    let violence = || Some("violence".to_owned());
    assert_eq!(picked(LogFilter { category: violence(), ..LogFilter::default() }), [about.id, note.id]);
    let blurred = LogFilter { action: Some("blur".into()), ..LogFilter::default() };
    assert_eq!(picked(blurred), [hate.id]);
    assert_eq!(picked(LogFilter { message: Some(question), ..LogFilter::default() }), [about.id]);
    let reported = LogFilter { category: violence(), reported: true, ..LogFilter::default() };
    assert_eq!(picked(reported), [note.id]);
}

#[test]
fn a_report_is_kept_with_its_time_and_can_be_taken_back() {
    let store = memory();
    let entry = add(&store, found("hate", "block"));
    let reported = store.report_safety_entry(entry.id, true).unwrap();
    assert!(reported.reported.is_some_and(|time| time >= entry.time));
    assert_eq!(everything(&store), [reported]);
    assert_eq!(store.report_safety_entry(entry.id, false).unwrap(), entry);
    store.clear_safety_log().unwrap();
    assert!(matches!(store.report_safety_entry(entry.id, true), Err(Error::EntryMissing { id }) if id == entry.id));
}

#[test]
fn texts_leave_the_log_and_the_rest_stays() {
    let store = memory();
    let entry = add(&store, SafetyEntry { text: Some(SECRET.into()), ..found("hate", "blur") });
    store.forget_safety_texts().unwrap();
    assert_eq!(everything(&store), [SafetyEntry { text: None, ..entry }]);
}

#[test]
fn a_cleared_log_is_empty_and_leaves_messages_and_what_they_hold() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    store.hold_text(question, 0, "held").unwrap();
    add(&store, found("hate", "blur"));
    add(&store, found("hate", "note"));
    assert_eq!(store.clear_safety_log().unwrap(), 2);
    assert_eq!(everything(&store), []);
    assert_eq!(store.held_text(question, 0).unwrap(), "held");
}

#[test]
fn held_text_is_found_by_message_and_place_alone() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    let reply = answer(&store, id, question, "shown");
    store.hold_text(reply, 1, SECRET).unwrap();
    assert_eq!(store.held_text(reply, 1).unwrap(), SECRET);
    for (message, place) in [(reply, 0), (question, 1), (MessageId::from(uuid::Uuid::nil()), 1)] {
        assert!(matches!(store.held_text(message, place), Err(Error::TextNotKept)));
    }
    assert!(store.search(SECRET, 10).unwrap().is_empty(), "the search does not find it");
    let exported = store.export_conversation(id, carat_store::ExportFormat::Json).unwrap();
    assert!(!exported.contains(SECRET), "an export does not hold it");
}

#[test]
fn an_erased_message_takes_its_entries_and_held_text_along() {
    let home = TestHome::new();
    let store = home.open();
    let (gone, stays) = (begin(&store, "gone"), begin(&store, "stays"));
    let question = ask(&store, gone, None, "q");
    let reply = answer(&store, gone, question, "a");
    store.hold_text(reply, 0, SECRET).unwrap();
    let of = |message, conversation| SafetyEntry {
        message,
        conversation: Some(conversation),
        text: Some(SECRET.into()),
        ..found("hate", "blur")
    };
    add(&store, of(Some(reply), gone));
    add(&store, of(None, gone));
    let kept = add(&store, SafetyEntry { text: None, ..of(Some(ask(&store, stays, None, "q")), stays) });
    let unplaced = add(&store, found("hate", "note"));
    store.delete_conversation(gone).unwrap();
    assert_eq!(everything(&store).len(), 4, "what can be brought back is whole");
    store.purge_deleted(0).unwrap();
    assert_eq!(everything(&store), [unplaced, kept]);
    let left = contents(home.home.root())
        .into_iter()
        .any(|(_, bytes)| bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
    assert!(!left, "no byte of the text is left");
}

#[test]
fn deleting_everything_empties_the_log() {
    let store = memory();
    let id = begin(&store, "");
    let question = ask(&store, id, None, "q");
    store.hold_text(question, 0, SECRET).unwrap();
    add(&store, found("hate", "blur"));
    store.delete_everything().unwrap();
    assert_eq!(everything(&store), []);
    assert!(matches!(store.held_text(question, 0), Err(Error::TextNotKept)));
}
