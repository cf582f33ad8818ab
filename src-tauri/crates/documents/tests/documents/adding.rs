//! Adding: what is told, what is kept, what is left after a failure, a cancel or a restart.

use carat_documents::Adding;
use carat_store::{Begun, DocumentState, NewLink};
use tokio_util::sync::CancellationToken;

use crate::stage::{Stage, all, encoder};

fn names(events: &[Adding]) -> Vec<&'static str> {
    let name = |event: &Adding| match event {
        Adding::Started { .. } => "started",
        Adding::Progress { .. } => "progress",
        Adding::Notice { .. } => "notice",
        Adding::Searchable { .. } => "searchable",
        Adding::Encoding { .. } => "encoding",
        Adding::Indexed { .. } => "indexed",
        Adding::Known { .. } => "known",
        Adding::Failed { .. } => "failed",
        Adding::Cancelled => "cancelled",
    };
    events.iter().map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_searchable_by_words_and_then_by_meaning() {
    let stage = Stage::new();
    stage.documents.set_encoder(Some(encoder("small", true, carat_engine::scripted::ScriptedEngine::new())));
    let text =
        "The old ship left the harbour on Monday morning.\n!hidden\nIt sank in the storm near the coast of Norway.";
    let events = stage.added("ship.txt", text).await;
    assert_eq!(names(&events), ["started", "notice", "searchable", "encoding", "indexed"]);
    let document = stage.documents.list(stage.owner).await.unwrap().remove(0);
    assert_eq!((document.state, document.chunks, document.encoded), (DocumentState::Ready, 1, 1));
    assert_eq!((document.parts, document.format.as_deref()), (Some(3), Some("text")));
    assert_eq!(document.notices[0]["about"], "hidden");
    assert_eq!(document.bytes, text.len() as u64);
    let hit = stage.documents.search(stage.owner, "When did the ship leave the harbour?", 3).await.unwrap().remove(0);
    assert_eq!((hit.page, hit.start, hit.name.as_str()), (Some(1), 0, "ship.txt"));
    assert!(hit.semantic.is_some() && hit.source.ends_with("ship.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_twice_is_recognised_even_at_once() {
    let stage = Stage::new();
    let (first, second) = (stage.add("a.txt", "Some text here."), stage.add("b.txt", "Some text here."));
    let (first, second) = tokio::join!(all(first), all(second));
    let mut ends = [names(&first), names(&second)].map(|names| names.last().copied().unwrap());
    ends.sort_unstable();
    assert_eq!(ends, ["known", "searchable"]);
    assert_eq!(stage.documents.list(stage.owner).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_kept_with_its_reason_and_no_text() {
    let stage = Stage::new();
    for (name, text, code) in [
        ("broken.txt", "Half a text.\n!broken", "document_damaged"),
        ("gone.txt", "Half another text.\n!gone", "document_crashed"),
    ] {
        let events = stage.added(name, text).await;
        let Some(Adding::Failed { code: told, .. }) = events.last() else { panic!("it fails: {events:?}") };
        assert_eq!(told, code);
    }
    let failed = stage.documents.list(stage.owner).await.unwrap();
    assert!(failed.iter().all(|document| document.state == DocumentState::Failed && document.error.is_some()));
    assert!(stage.documents.search(stage.owner, "half text", 5).await.unwrap().is_empty());
    let folder = stage.file("x", "").parent().unwrap().to_owned();
    let events = all(stage.add_path(folder)).await;
    assert!(matches!(events.as_slice(), [Adding::Failed { code, .. }] if code == "document_not_a_file"));
    let events = all(stage.add_path("/nowhere/at/all.pdf".into())).await;
    assert!(
        matches!(events.as_slice(), [Adding::Failed { code, message }] if code == "document_not_opened" && message.contains("all.pdf"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_document_leaves_nothing() {
    let stage = Stage::new();
    let mut addition = stage.add("long.txt", "A first paragraph.\n!hangs\nmore");
    assert!(matches!(addition.events.recv().await, Some(Adding::Started { .. })));
    addition.cancel.cancel();
    assert_eq!(names(&all(addition).await), ["cancelled"]);
    assert!(stage.documents.list(stage.owner).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_process_was_reading_is_read_again() {
    let stage = Stage::new();
    let text = "The ship left the harbour.";
    let path = stage.file("ship.txt", text);
    // What a process leaves that was killed after it began: a document that is being read, by nobody.
    use sha2::Digest as _;
    let hash: String = sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    let link = |path: String| NewLink { owner: stage.owner, path, name: "ship.txt".into() };
    let store = stage.documents.store();
    let Begun::New(_) = store.begin_document(&hash, 1, &link(path.display().to_string())).unwrap() else { panic!() };
    let Begun::New(_) = store.begin_document("another", 1, &link("/gone/ship.txt".into())).unwrap() else { panic!() };
    let stage = stage.again();
    assert_eq!(stage.documents.resume(&[stage.owner], &CancellationToken::new()).await.unwrap(), 2);
    let documents = stage.documents.list(stage.owner).await.unwrap();
    assert_eq!(documents.iter().map(|d| d.state).collect::<Vec<_>>(), [DocumentState::Ready, DocumentState::Failed]);
    assert_eq!(stage.documents.search(stage.owner, "ship", 5).await.unwrap().len(), 1);
    assert_eq!(stage.documents.resume(&[stage.owner], &CancellationToken::new()).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_are_made_later_and_anew_for_another_encoder() {
    let stage = Stage::new();
    assert_eq!(
        names(&stage.added("ship.txt", "The ship left the harbour in the morning.").await),
        ["started", "searchable"]
    );
    for name in ["small", "large"] {
        let engine = carat_engine::scripted::ScriptedEngine::new();
        stage.documents.set_encoder(Some(encoder(name, false, engine)));
        assert_eq!(stage.documents.resume(&[stage.owner], &CancellationToken::new()).await.unwrap(), 1);
        let document = stage.documents.list(stage.owner).await.unwrap().remove(0);
        assert_eq!((document.encoder.as_deref(), document.encoded), (Some(name), 1));
        let hit = stage.documents.search(stage.owner, "the ship in the harbour", 1).await.unwrap().remove(0);
        assert!(hit.semantic.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_the_encoder_fails_at_keeps_no_other_from_its_vectors() {
    let stage = Stage::new();
    for name in ["a.txt", "b.txt"] {
        stage.added(name, &format!("The ship of {name} left the harbour.")).await;
    }
    let engine = carat_engine::scripted::ScriptedEngine::new();
    // All of its passages at once, and then its only one.
    for _ in 0..2 {
        engine.fail_load(carat_engine::EngineError::NoModel);
    }
    stage.documents.set_encoder(Some(encoder("small", false, engine.clone())));
    assert_eq!(stage.documents.resume(&[stage.owner], &CancellationToken::new()).await.unwrap(), 2);
    let encoded = async || stage.documents.list(stage.owner).await.unwrap().iter().map(|d| d.encoded).sum::<u32>();
    assert_eq!(encoded().await, 1);
    assert_eq!(stage.documents.resume(&[stage.owner], &CancellationToken::new()).await.unwrap(), 1);
    assert_eq!(encoded().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_text_is_a_document_too() {
    let stage = Stage::new();
    let link = NewLink { owner: stage.owner, path: String::new(), name: "Pasted".into() };
    let events = all(stage.documents.add_text("One paragraph.\r\n\r\nAnother one about whales.", link.clone())).await;
    assert_eq!(names(&events), ["started", "searchable"]);
    let hit = stage.documents.search(stage.owner, "whales", 1).await.unwrap().remove(0);
    assert!(hit.text.ends_with("whales.") && hit.text.starts_with("One"));
    assert_eq!(names(&all(stage.documents.add_text(" \n", link)).await), ["failed"]);
}
