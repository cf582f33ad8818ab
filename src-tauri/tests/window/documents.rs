//! A document in the real window: dragged onto it, asked, cited, opened at the marked page.

use std::path::Path;

use crate::support::{play, wait_until};

const GOLD: &str = "crates/reader/tests/gold/files/en-one.pdf";

#[test]
fn a_dragged_document_is_read_asked_and_opens_at_the_marked_passage() {
    play("documents", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLD);
        let dragging = stage.drag(&file, (640, 400));
        wait_until("the file is asked for", async || dragging.said().contains(&"asked".to_owned()).then_some(())).await;
        page.wait_for("document-chip").await;
        let read = r#"
            const state = document.querySelector('[data-testid="document-chip"]')?.dataset.state ?? '';
            return ['searchable', 'indexed'].includes(state);
        "#;
        wait_until("the document is read", async || page.run::<bool>(read, Vec::new()).await.then_some(())).await;
        page.ask("What did the fishermen of Ostmark build in 1812?").await;
        let answered = async || page.last_answer().await.filter(|answer| answer.state == "complete");
        let answer = wait_until("the answer is there", answered).await;
        assert!(answer.text.to_lowercase().contains("wall"), "{}", answer.text);
        let mark = "document.querySelector('[data-testid=\"answer-text\"] [data-cite]')";
        let there = format!("return {mark} !== null;");
        wait_until("the answer has a mark", async || page.run::<bool>(&there, Vec::new()).await.then_some(())).await;
        page.run::<()>(&format!("{mark}.click();"), Vec::new()).await;
        page.wait_for("viewer").await;
        page.wait_for("passage-box").await;
        let store = stage.store();
        let conversation = store.conversations().expect("listed").remove(0);
        let thread = store.thread(conversation.id).expect("read");
        assert!(matches!(thread[0].parts[0], carat_store::Part::Document { .. }), "the question keeps its document");
        assert!(matches!(thread[1].parts[0], carat_store::Part::Passages { .. }), "{:?}", thread[1].parts);
    });
}
