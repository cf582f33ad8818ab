//! What a person does with an answer: stop it, ask for another one, look at the versions, go on.

use crate::support::{COUNT, Message, Page, play, wait_until};

/// Asks for something long and stops the answer while it is being written. On a busy machine an answer can end first, so
/// it is asked again until one was caught in the middle.
async fn stop_in_the_middle(page: &Page) -> Message {
    for _ in 0..5 {
        let before = page.last_answer().await;
        page.ask(COUNT).await;
        page.first_words_after(before.as_ref()).await;
        page.click_if_there("stop").await;
        let answer = page.answer_after(before.as_ref()).await;
        if answer.state == "stopped" {
            return answer;
        }
    }
    panic!("no answer could be stopped in the middle");
}

#[test]
fn a_stopped_answer_keeps_its_words_and_the_next_question_works() {
    play("stop", async |stage| {
        let page = stage.open_counting().await;
        let stopped = stop_in_the_middle(&page).await;
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
        let page = stage.open_counting().await;
        let stopped = stop_in_the_middle(&page).await;
        page.click_in(&stopped.id, "continue").await;
        let same = async || page.last_answer().await.filter(|answer| answer.id == stopped.id);
        let longer = async || same().await.filter(|answer| answer.text.len() > stopped.text.len());
        wait_until("the answer goes on", longer).await;
        page.click_if_there("stop").await;
        let ended = async || longer().await.filter(|answer| answer.state != "streaming");
        let whole = wait_until("the answer has ended", ended).await;
        assert!(whole.text.starts_with(stopped.text.trim_end()), "what was there stays: {stopped:?} then {whole:?}");
    });
}
