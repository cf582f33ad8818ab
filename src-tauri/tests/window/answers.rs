//! What a person does with an answer: stop it, ask for another one, look at the versions, go on.

use crate::support::{Page, play, wait_until};

/// Long enough to be stopped in the middle.
const LONG: &str = "Write a long story about a lighthouse keeper, the sea and a ship that never comes back.";

/// Asks for something long and stops the answer while it is being written. The small model sometimes says little, so it
/// is asked again until an answer was caught in the middle.
async fn stop_in_the_middle(page: &Page) {
    for _ in 0..10 {
        let before = page.last_answer().await;
        page.ask(LONG).await;
        page.first_words_after(before.as_ref()).await;
        if page.has("stop").await {
            page.click("stop").await;
        }
        let answer = page.answer_after(before.as_ref()).await;
        if answer.state == "stopped" {
            return;
        }
    }
    panic!("no answer could be stopped in the middle");
}

#[test]
fn a_stopped_answer_keeps_its_words_and_the_next_question_works() {
    play("stop", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        stop_in_the_middle(&page).await;
        let stopped = page.last_answer().await.expect("the answer stays");
        assert!(!stopped.text.trim().is_empty(), "{stopped:?}");
        page.wait_without("stop").await;
        let next = page.ask_and_wait("What is the capital of Japan?").await;
        assert_eq!(next.state, "complete", "{next:?}");
    });
}

#[test]
fn regenerating_adds_a_version_and_keeps_the_first() {
    play("regenerate", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        let first = page.ask_and_wait("Name a colour of the sky.").await;
        assert_eq!(first.versions, None, "a single version has no arrows");

        page.click_in(&first.id, "regenerate").await;
        let second = page.answer_after(Some(&first)).await;
        assert_eq!((second.version.as_deref(), second.versions.as_deref()), (Some("2"), Some("2")), "{second:?}");

        page.click_in(&second.id, "version-previous").await;
        let back = wait_until("the first version is shown", async || {
            page.last_answer().await.filter(|answer| answer.id == first.id)
        })
        .await;
        assert_eq!(back.text, first.text, "the first version is as it was");
        assert_eq!((back.version.as_deref(), back.versions.as_deref()), (Some("1"), Some("2")));

        page.click_in(&back.id, "version-next").await;
        let again = wait_until("the second version is shown", async || {
            page.last_answer().await.filter(|answer| answer.id == second.id)
        })
        .await;
        assert_eq!(again.text, second.text);
    });
}

#[test]
fn a_stopped_answer_can_be_continued_in_its_place() {
    play("continue", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        stop_in_the_middle(&page).await;
        let stopped = page.last_answer().await.expect("the answer stays");
        page.click_in(&stopped.id, "continue").await;
        let whole = wait_until("the answer goes on and ends", async || {
            page.last_answer()
                .await
                .filter(|answer| answer.id == stopped.id && answer.state != "streaming" && answer.state != "stopped")
        })
        .await;
        let start: String = stopped.text.trim_end().chars().take(40).collect();
        assert!(whole.text.starts_with(&start), "what was there stays: {stopped:?} then {whole:?}");
    });
}
