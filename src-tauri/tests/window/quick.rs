//! The quick prompt on a real desktop: its keys work while another program has the focus, typing works at once, and the
//! focus goes back.

use carat_store::MessageState;

use crate::support::{COUNT, OTHER, Signal, play, send, wait_until};

/// How often it is shown, typed into and hidden.
const TIMES: usize = 50;

/// The question whose answer even the small model knows.
const JAPAN: &str = "What is the capital of Japan?";

#[test]
fn the_quick_prompt_takes_every_letter_each_time_it_is_shown_and_answers() {
    play("quick", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.with_terms_accepted().open().await;
        let other = stage.other_program("").await;
        stage.quick_is_ready().await;
        let mut typed = String::new();
        for turn in 0..TIMES {
            let letter = char::from(b'a' + u8::try_from(turn % 26).expect("a letter"));
            typed.push(letter);
            stage.focus(OTHER);
            stage.show_quick().await;
            // Typing at once is the point: nothing is waited for but the focus. What was written before is selected when
            // it comes again, so that the end of it is gone to first.
            stage.press("End");
            stage.type_text(&letter.to_string());
            stage.press("Escape");
            stage.has_focus(OTHER).await;
        }
        stage.show_quick().await;
        stage.press("Return");
        let thread = stage.quick_answered(|question| question == typed).await;
        assert_eq!(thread.len(), 2, "one question and its answer");
        stage.press("Escape");
        stage.has_focus(OTHER).await;
        let lost: Vec<String> = other.said().into_iter().filter(|line| line.starts_with("text")).collect();
        assert_eq!(lost, Vec::<String>::new(), "no letter went to the program that had the focus before");
        assert!(page.has("app").await, "the window is as it was");
    });
}

#[test]
fn keys_that_are_pressed_while_shortcuts_change_hold_nothing_up() {
    // As recording keys in the settings does, which gives them back and takes them again.
    const CHANGE: &str = r"
        const [times, done] = arguments;
        const hold = (held) => window.__TAURI_INTERNALS__.invoke('hold_shortcuts', { held });
        (async () => {
            for (let time = 0; time < times; time++) { await hold(true); await hold(false); }
            done(times);
        })();";
    play("keys_change", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.with_terms_accepted().open().await;
        let _other = stage.other_program("").await;
        stage.quick_is_ready().await;
        let mut pressing = stage.keep_pressing("alt+space", 4_000);
        assert_eq!(page.run_async::<usize>(CHANGE, vec![TIMES.into()]).await, TIMES);
        assert!(pressing.ended().is_none(), "keys were pressed all the while");
        drop(pressing);
        stage.release("alt+space");
        stage.press("Escape");
        stage.focus(OTHER);
        stage.quick_comes_up("the keys are as they were", async || stage.press("alt+space")).await;
    });
}

#[test]
fn a_quick_question_does_not_wait_for_a_long_answer_in_the_window() {
    play("quick_beside_long", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.open_counting().await;
        let other = stage.other_program("").await;
        stage.quick_is_ready().await;
        let before = page.last_answer().await;
        page.ask(COUNT).await;
        page.first_words_after(before.as_ref()).await;
        stage.focus(OTHER);
        stage.show_quick().await;
        stage.type_text(JAPAN);
        stage.press("Return");
        let thread = stage.quick_answered(|question| question == JAPAN).await;
        assert_eq!(thread[1].state, MessageState::Complete, "{:?}", thread[1]);
        let long = page.last_answer().await.expect("the long answer is there");
        assert_eq!(long.state, "streaming", "the short answer was there first");
        assert!(other.said().iter().all(|line| !line.starts_with("text")), "{:?}", other.said());
    });
}

#[test]
fn a_worker_killed_while_a_quick_answer_is_written_is_told_and_the_next_question_works() {
    play("quick_worker_killed", async |stage| {
        let _manager = stage.manage_windows();
        let _page = stage.with_terms_accepted().open().await;
        let _other = stage.other_program("").await;
        stage.quick_is_ready().await;
        let worker = stage.worker_pid().await;
        stage.show_quick().await;
        stage.type_text("Write a long story about a lighthouse keeper and her cat.");
        stage.press("Return");
        let writing =
            async || stage.quick_thread(|question| question.contains("lighthouse")).filter(|it| it.len() == 2);
        wait_until("an answer has begun", writing).await;
        send(worker, Signal::Kill);
        let thread = stage.quick_answered(|question| question.contains("lighthouse")).await;
        // A short answer can be whole before the signal comes; it is not cut off then.
        assert!(matches!(thread[1].state, MessageState::Failed | MessageState::Complete), "{:?}", thread[1]);
        stage.press("ctrl+n");
        stage.type_text(JAPAN);
        stage.press("Return");
        let thread = stage.quick_answered(|question| question == JAPAN).await;
        assert_eq!(thread[1].state, MessageState::Complete, "{:?}", thread[1]);
    });
}
