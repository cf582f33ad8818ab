//! The engine dies: while it loads, while it reads, while it writes. The window lives, what was written stays with a
//! mark and a retry, and the next message works. And when the app dies, no worker is left.

use carat_store::MessageState;

use crate::support::{CAPITALS, COUNT, Message, Page, Signal, Stage, play, save_capitals, send, wait_until, worker_of};

/// Enough text that the small model reads for seconds.
fn long_question() -> String {
    "The keeper of the lighthouse wrote down the weather, the ships and the birds of each day. ".repeat(400)
        + "What did the keeper write down?"
}

async fn works_again(page: &Page) {
    page.open_titled(CAPITALS).await;
    let next = page.ask_and_wait("What is the capital of Japan?").await;
    assert_eq!(next.state, "complete", "the next message works: {next:?}");
    assert!(next.text.contains("Tokyo"), "{next:?}");
}

/// Kills the worker while an answer is being written. On a busy machine the answer can end before the signal arrives, so
/// it is asked again until it was caught.
async fn die_while_writing(stage: &Stage, page: &Page, signal: Signal) -> Message {
    for _ in 0..5 {
        let before = page.last_answer().await;
        page.ask(COUNT).await;
        let worker = stage.worker_pid().await;
        page.first_words_after(before.as_ref()).await;
        send(worker, signal);
        let answer = page.answer_after(before.as_ref()).await;
        if answer.state == "failed" {
            return answer;
        }
    }
    panic!("the worker could not be killed in the middle of an answer");
}

#[test]
fn a_worker_killed_while_it_writes_leaves_a_marked_answer_and_a_retry() {
    play("killed_while_writing", async |stage| {
        save_capitals(&stage.store());
        let page = stage.open_counting().await;
        let failed = die_while_writing(stage, &page, Signal::Kill).await;
        assert!(!failed.text.trim().is_empty(), "what was written stays: {failed:?}");
        assert_eq!(failed.error.as_deref(), Some("crashed"), "{failed:?}");

        page.click_in(&failed.id, "retry").await;
        page.first_words_after(Some(&failed)).await;
        page.click_if_there("stop").await;
        let retried = page.answer_after(Some(&failed)).await;
        assert!(retried.state == "stopped" || retried.state == "complete", "a retry answers: {retried:?}");
        page.click("new-conversation").await;
        page.wait_for("empty-state").await;
        works_again(&page).await;
    });
}

#[test]
fn a_worker_that_aborts_while_it_writes_leaves_a_marked_answer() {
    play("aborted_while_writing", async |stage| {
        save_capitals(&stage.store());
        let page = stage.open_counting().await;
        let failed = die_while_writing(stage, &page, Signal::Abort).await;
        assert!(!failed.text.trim().is_empty(), "what was written stays: {failed:?}");
        assert_eq!(failed.error.as_deref(), Some("crashed"), "{failed:?}");
        page.click("new-conversation").await;
        page.wait_for("empty-state").await;
        works_again(&page).await;
    });
}

#[test]
fn a_worker_killed_while_it_reads_fails_the_answer_and_the_next_one_works() {
    for (name, signal) in [("killed_while_reading", Signal::Kill), ("aborted_while_reading", Signal::Abort)] {
        play(name, async |stage| {
            save_capitals(&stage.store());
            let page = stage.with_terms_accepted().open().await;
            page.wait_for_attribute("app", "data-engine", "ready").await;
            page.paste(&long_question()).await;
            page.click("send").await;
            page.wait_for_attribute("app", "data-engine", "generating").await;
            send(stage.worker_pid().await, signal);
            let answer = page.answer_after(None).await;
            assert_eq!(answer.state, "failed", "{answer:?}");
            assert_eq!(answer.error.as_deref(), Some("crashed"), "{answer:?}");
            page.click("new-conversation").await;
            page.wait_for("empty-state").await;
            works_again(&page).await;
        });
    }
}

#[test]
fn a_worker_killed_while_it_loads_is_started_again() {
    for (name, signal) in [("killed_while_loading", Signal::Kill), ("aborted_while_loading", Signal::Abort)] {
        play(name, async |stage| {
            save_capitals(&stage.store());
            let page = stage.open().await;
            page.ask("What is the capital of Japan?").await;
            page.click("terms-accept").await;
            // The first sight of a worker is before it has read the weights.
            send(stage.worker_pid().await, signal);
            let answer = page.answer_after(None).await;
            // A crash at the start is tried again by itself with safer settings; if the second try is what was hit, it is
            // told and the next message works.
            assert!(answer.state == "complete" || answer.error.as_deref() == Some("crashed"), "{answer:?}");
            page.click("new-conversation").await;
            page.wait_for("empty-state").await;
            works_again(&page).await;
        });
    }
}

#[test]
fn no_worker_outlives_a_killed_app_and_its_answer_is_kept_as_broken_off() {
    play("app_killed", async |stage| {
        let page = stage.open_counting().await;
        let mut caught = false;
        for _ in 0..5 {
            let before = page.last_answer().await;
            page.ask(COUNT).await;
            let first = page.first_words_after(before.as_ref()).await;
            // What was released is saved four times a second; a moment later some of it is.
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            let streaming = page.last_answer().await.is_some_and(|answer| answer.state == "streaming");
            if streaming && !first.text.is_empty() {
                caught = true;
                break;
            }
            page.answer_after(before.as_ref()).await;
        }
        assert!(caught, "no answer was long enough to be caught in the middle");
        assert!(worker_of(stage.home()).is_some(), "the worker is writing");
        stage.kill().await;
        let killed = std::time::Instant::now();
        wait_until("the worker has ended too", async || worker_of(stage.home()).is_none().then_some(())).await;
        assert!(
            killed.elapsed() < std::time::Duration::from_secs(1),
            "the worker outlived it by {:?}",
            killed.elapsed()
        );

        let store = stage.store();
        let conversation = store.conversations().expect("listed").remove(0);
        let thread = store.thread(conversation.id).expect("read");
        let answer = thread.last().expect("the answer is there");
        assert_eq!(answer.state, MessageState::BrokenOff);
        let text: usize = answer
            .parts
            .iter()
            .map(|part| if let carat_store::Part::Text { text } = part { text.len() } else { 0 })
            .sum();
        assert!(text > 0, "what was released a quarter of a second before is there");
        drop(store);

        let page = stage.open().await;
        let script = "document.querySelector('[data-testid=\"conversation-item\"]').click();";
        page.wait_for("conversation-item").await;
        let _: serde_json::Value = page.run(script, Vec::new()).await;
        let shown = wait_until("the answer is shown", async || page.last_answer().await).await;
        assert_eq!(shown.state, "broken_off", "{shown:?}");
    });
}
