//! The first run: the terms come before the first answer, then a real Gemma answers.

use crate::support::{COUNT, play};

#[test]
fn the_first_answer_waits_for_the_terms_and_then_names_tokyo() {
    play("first_run", async |stage| {
        let page = stage.open().await;
        page.ask("What is the capital of Japan?").await;
        page.wait_for("terms-dialog").await;
        assert!(page.last_answer().await.is_none(), "nothing is answered before the terms are accepted");
        page.click("terms-accept").await;
        page.wait_without("terms-dialog").await;

        let answer = page.answer_after(None).await;
        assert_eq!(answer.state, "complete", "{answer:?}");
        assert!(answer.text.contains("Tokyo"), "{answer:?}");
        assert_eq!(answer.error, None, "{answer:?}");
        assert!(
            !answer.text.contains("User:") && !answer.text.contains("Question:"),
            "the model does not play the person: {answer:?}"
        );
    });
}

#[test]
fn the_terms_are_asked_for_once() {
    play("terms_once", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        let answer = page.ask_and_wait("What is the capital of Japan?").await;
        assert!(answer.text.contains("Tokyo"), "{answer:?}");
        assert!(!page.has("terms-dialog").await);
    });
}

#[test]
fn an_answer_shows_its_first_words_before_its_last() {
    play("streamed", async |stage| {
        let page = stage.open_counting().await;
        // On a busy machine an answer can end before its first words were looked at; then it is asked again.
        for _ in 0..5 {
            let before = page.last_answer().await;
            page.ask(COUNT).await;
            let first = page.first_words_after(before.as_ref()).await;
            page.click_if_there("stop").await;
            let whole = page.answer_after(before.as_ref()).await;
            if first.state == "streaming" && whole.text.len() > first.text.len() {
                assert!(whole.text.starts_with(first.text.trim_end()), "text only grows: {first:?} then {whole:?}");
                return;
            }
        }
        panic!("no answer was seen to grow");
    });
}
