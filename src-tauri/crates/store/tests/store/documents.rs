//! Documents: recognised by their content, found by their passages, gone without a trace.

use carat_store::{
    Begun, ChunkId, Document, DocumentFacts, DocumentOwner, DocumentState, Error, NewChunk, NewLink, Store,
    StoredError, Vector, terms,
};

use crate::{TestHome, begin, contents, memory};

fn link(owner: DocumentOwner, path: &str) -> NewLink {
    NewLink { owner, path: path.to_owned(), name: path.rsplit('/').next().unwrap_or_default().to_owned() }
}

fn library(store: &Store, name: &str) -> DocumentOwner {
    DocumentOwner::Library(store.create_library(name).unwrap().id)
}

fn new(begun: Begun) -> Document {
    match begun {
        Begun::New(document) => document,
        Begun::Known(document) => panic!("it is known: {document:?}"),
    }
}

fn chunk(start: u64, text: &str, context: &str) -> NewChunk {
    NewChunk {
        start,
        text: text.to_owned(),
        context: context.to_owned(),
        language: Some("en".to_owned()),
        place: r#"{"page":1}"#.to_owned(),
    }
}

fn facts() -> DocumentFacts {
    DocumentFacts { format: "text".to_owned(), parts: None, notices: serde_json::json!([]), characters: 30 }
}

/// Adds a document of these passages, all read and with a vector each.
fn add(store: &Store, owner: DocumentOwner, hash: &str, passages: &[&str]) -> Document {
    let document = new(store.begin_document(hash, 10, &link(owner, &format!("/docs/{hash}.txt"))).unwrap());
    let chunks: Vec<NewChunk> = passages.iter().map(|text| chunk(0, text, "Heading")).collect();
    store.add_chunks(document.id, &chunks).unwrap();
    store.finish_document(document.id, &facts()).unwrap();
    let vectors: Vec<Vector> = (0..u32::try_from(passages.len()).unwrap())
        .map(|ordinal| Vector { chunk: ChunkId::of(document.number, ordinal), scale: 0.5, numbers: vec![-128, 0, 127] })
        .collect();
    store.add_vectors(document.id, "small", 0, u32::try_from(passages.len()).unwrap(), &vectors).unwrap();
    store.document(document.id).unwrap()
}

fn found(store: &Store, query: &str) -> Vec<i64> {
    let mut hits = store.matching_chunks(&terms(query), |_| true).unwrap();
    hits.sort_by(|a, b| b.1.total_cmp(&a.1));
    hits.into_iter().map(|(chunk, _)| chunk).collect()
}

#[test]
fn the_same_content_under_another_name_is_recognised_and_belongs_to_both() {
    let store = memory();
    let (work, home) = (library(&store, "Work"), library(&store, "Home"));
    let first = add(&store, work, "aa", &["Ships sail."]);
    let Begun::Known(second) = store.begin_document("aa", 10, &link(home, "/other/name.txt")).unwrap() else {
        panic!("the same hash is the same document");
    };
    assert_eq!((second.id, second.state, second.path.as_str()), (first.id, DocumentState::Ready, "/other/name.txt"));
    assert_eq!(store.documents(work).unwrap()[0].path, "/docs/aa.txt");
    assert!(!store.unlink_document(first.id, work).unwrap(), "the other library still has it");
    assert_eq!(store.document(first.id).unwrap().name, "name.txt");
    assert!(store.unlink_document(first.id, home).unwrap());
    assert!(matches!(store.document(first.id), Err(Error::DocumentMissing { .. })));
    assert!(found(&store, "ships").is_empty());
}

#[test]
fn passages_are_found_by_words_their_beginnings_pairs_and_what_stands_above() {
    let store = memory();
    let owner = library(&store, "All");
    let document = add(&store, owner, "aa", &["Die Regierungen handelten.", "東京都へ行く", "nothing here"]);
    let at = |ordinal| ChunkId::of(document.number, ordinal).0;
    assert_eq!(found(&store, "Regierung"), [at(0)], "by the beginning that both share");
    assert_eq!(found(&store, "京都"), [at(1)], "by any two neighbours");
    assert_eq!(found(&store, "都"), [at(1)], "by one character");
    assert_eq!(found(&store, "heading").len(), 3, "by the heading above");
    assert_eq!(found(&store, "\" OR * ()"), [0i64; 0], "signs are no operators");
    let chunk = store.chunks(&[ChunkId(at(1))]).unwrap().remove(0);
    assert_eq!((chunk.text.as_str(), chunk.id.ordinal(), chunk.id.document()), ("東京都へ行く", 1, document.number));
    assert_eq!(store.document_text(document.number).unwrap(), "Die Regierungen handelten.東京都へ行くnothing here");
    assert!(store.matching_chunks(&terms("heading"), |chunk| chunk == at(2)).unwrap().len() == 1);
    assert_eq!(store.chunks_with(&["headi", "nothing", "absent"]).unwrap(), [3, 1, 0]);
}

#[test]
fn vectors_come_back_as_they_were_and_another_encoder_begins_anew() {
    let store = memory();
    let document = add(&store, library(&store, "All"), "aa", &["one", "two"]);
    assert_eq!((document.encoder.as_deref(), document.encoded), (Some("small"), 2));
    let vectors = store.vectors(document.number).unwrap();
    assert_eq!((vectors.len(), vectors[1].numbers.as_slice(), vectors[1].scale), (2, &[-128i8, 0, 127][..], 0.5));
    let other = Vector { chunk: ChunkId::of(document.number, 0), scale: 1.0, numbers: vec![1] };
    let stray = Vector { chunk: ChunkId::of(document.number + 1, 0), scale: 1.0, numbers: vec![1] };
    assert!(store.add_vectors(document.id, "large", 0, 1, &[other.clone(), stray]).unwrap());
    assert_eq!(store.vectors(document.number).unwrap(), [other], "of one encoder, and of its own chunks alone");
    assert_eq!(store.document(document.id).unwrap().encoded, 1);
}

#[test]
fn vectors_that_do_not_go_on_where_the_encoder_stands_are_refused() {
    let store = memory();
    let document = add(&store, library(&store, "All"), "aa", &["one", "two", "three"]);
    let vector = |ordinal| Vector { chunk: ChunkId::of(document.number, ordinal), scale: 1.0, numbers: vec![1] };
    let added = |encoder, from| store.add_vectors(document.id, encoder, from, from + 1, &[vector(from)]).unwrap();
    assert!(!added("large", 1), "another encoder's tail erases nothing");
    assert_eq!(store.vectors(document.number).unwrap().len(), 3);
    assert!(added("large", 0));
    assert!(!added("small", 1), "nor does what is left of the one before");
    assert!(!added("large", 2), "and no passage is left out");
    assert!(added("large", 1) && added("large", 0), "what is there already may come again");
    assert_eq!(store.document(document.id).unwrap().encoded, 2, "and takes nothing back");
    assert_eq!(store.vectors(document.number).unwrap(), [vector(0), vector(1)]);
}

#[test]
fn what_fails_keeps_its_reason_and_no_text_and_can_be_tried_again() {
    let store = memory();
    let owner = library(&store, "All");
    let document = new(store.begin_document("aa", 10, &link(owner, "a.pdf")).unwrap());
    store.add_chunks(document.id, &[chunk(0, "Half a text", "")]).unwrap();
    assert_eq!(found(&store, "half").len(), 1, "it can be searched while it is read");
    let error = StoredError { code: "document_damaged".into(), message: "Damaged.".into(), args: [].into() };
    store.fail_document(document.id, &error).unwrap();
    let failed = store.documents(owner).unwrap().remove(0);
    assert_eq!((failed.state, failed.error, failed.chunks), (DocumentState::Failed, Some(error), 0));
    assert!(found(&store, "half").is_empty());
    let again = new(store.begin_document("aa", 10, &link(owner, "a.pdf")).unwrap());
    assert_eq!((again.id, again.state, again.error), (document.id, DocumentState::Reading, None));
}

#[test]
fn a_reading_whose_process_is_gone_is_told_and_begins_anew() {
    let home = TestHome::new();
    let owner;
    {
        let store = home.open();
        owner = library(&store, "All");
        let document = new(store.begin_document("aa", 10, &link(owner, "a.txt")).unwrap());
        store.add_chunks(document.id, &[chunk(0, "Half a text", "")]).unwrap();
        assert!(store.broken_off_documents().unwrap().is_empty(), "its process is alive");
    }
    let store = home.open();
    let broken = store.broken_off_documents().unwrap();
    assert_eq!((broken.len(), broken[0].1, broken[0].0.chunks), (1, owner, 1));
    let again = new(store.begin_document("aa", 10, &link(owner, "a.txt")).unwrap());
    assert_eq!(again.chunks, 0);
    assert!(found(&store, "half").is_empty(), "nothing is there twice");
}

#[test]
fn libraries_have_one_name_each_and_take_their_documents_along() {
    let store = memory();
    let made = store.create_library("  Taxes ").unwrap();
    assert_eq!(made.name, "Taxes");
    assert!(matches!(store.create_library("Taxes"), Err(Error::LibraryNameTaken { .. })));
    assert!(matches!(store.create_library(" \n"), Err(Error::TitleEmpty)));
    let document = add(&store, DocumentOwner::Library(made.id), "aa", &["one", "two"]);
    let library = store.library_named("Taxes").unwrap().unwrap();
    assert_eq!((library.documents, library.chunks, library.bytes), (1, 2, 10));
    assert_eq!(store.rename_library(made.id, "Steuern").unwrap().name, "Steuern");
    assert_eq!(store.delete_library(made.id).unwrap(), [document.id]);
    assert!(matches!(store.library(made.id), Err(Error::LibraryMissing { .. })));
    assert!(store.libraries().unwrap().is_empty());
}

#[test]
fn every_change_that_a_search_sees_counts() {
    let store = memory();
    let owner = library(&store, "All");
    let mut last = store.document_revision().unwrap();
    let mut changed = |what: &str| {
        let now = store.document_revision().unwrap();
        assert!(now > last, "{what} must count");
        last = now;
    };
    let document = new(store.begin_document("aa", 10, &link(owner, "a.txt")).unwrap());
    changed("beginning");
    store.add_chunks(document.id, &[chunk(0, "text", "")]).unwrap();
    changed("a passage");
    store.add_vectors(document.id, "small", 0, 1, &[]).unwrap();
    changed("a vector");
    store.unlink_document(document.id, owner).unwrap();
    changed("removing");
}

#[test]
fn no_byte_of_a_removed_document_is_left() {
    const SECRET: &str = "zyxwquartz";
    let traces = |home: &TestHome| {
        contents(home.home.root())
            .into_iter()
            .filter(|(_, bytes)| {
                bytes.windows(SECRET.len()).any(|window| window.eq_ignore_ascii_case(SECRET.as_bytes()))
            })
            .count()
    };
    let home = TestHome::new();
    let store = home.open();
    let (kept, gone) = (library(&store, "Kept"), library(&store, "Gone"));
    let conversation = begin(&store, "with a document");
    for number in 0..30 {
        let text = format!("{SECRET} {number} {}", "padding ".repeat(number * 20));
        add(&store, gone, &format!("s{number}"), &[&text, SECRET, &text]);
        let plain = format!("harmless {number} {}", "padding ".repeat(number * 20));
        add(&store, kept, &format!("p{number}"), &[&plain, "harmless", &plain]);
    }
    let dropped = add(&store, DocumentOwner::Conversation(conversation), "c", &[SECRET]);
    assert!(traces(&home) > 0, "the search for traces finds what is there");
    let DocumentOwner::Library(id) = gone else { panic!("a library") };
    assert_eq!(store.delete_library(id).unwrap().len(), 30);
    assert_eq!(found(&store, SECRET), [ChunkId::of(dropped.number, 0).0]);
    store.delete_conversation(conversation).unwrap();
    store.purge_deleted(0).unwrap();
    assert_eq!(traces(&home), 0, "while the store is open");
    assert_eq!(found(&store, "harmless").len(), 90, "the others are untouched");
    drop(store);
    assert_eq!(traces(&home), 0, "and after it is closed");
    let store = home.open();
    assert_eq!(found(&store, "harmless").len(), 90);
    store.delete_everything().unwrap();
    assert!(found(&store, "harmless").is_empty() && store.libraries().unwrap().is_empty());
}
