//! The quick prompt on a real desktop: its keys work while another program has the focus, typing works at once, and the
//! focus goes back.

use carat_store::{MessageState, Part};

use crate::support::{Stage, play, wait_until};

/// How often it is shown, typed into and hidden.
const TIMES: usize = 50;

#[test]
#[ignore = "presses keys faster than a machine hands them on that runs other windows meanwhile; alone it passes"]
fn the_quick_prompt_takes_every_letter_each_time_it_is_shown_and_answers() {
    play("quick", async |stage| {
        let _manager = stage.manage_windows();
        let page = stage.with_terms_accepted().open().await;
        let other = stage.other_program("");
        wait_until("the other program is there", async || other.said().contains(&"ready".to_owned()).then_some(()))
            .await;
        let ready = async || stage.log().contains("the quick window is ready").then_some(());
        wait_until("the quick window is made", ready).await;
        let mut typed = String::new();
        for turn in 0..TIMES {
            let letter = char::from(b'a' + u8::try_from(turn % 26).expect("a letter"));
            typed.push(letter);
            stage.focus("other program");
            show(stage).await;
            // Typing at once is the point: nothing is waited for but the focus.
            stage.type_text(&letter.to_string());
            ["ctrl+a", "ctrl+c", "Escape"].into_iter().for_each(|keys| stage.press(keys));
            let back = async || (stage.active_window() == "other program").then_some(());
            wait_until("it is hidden, and the other program has the focus again", back).await;
            // What was typed is read back where the focus was before.
            stage.press("ctrl+v");
            let read = format!("text {typed}");
            wait_until("what was typed is read back", async || (other.said().last() == Some(&read)).then_some(()))
                .await;
        }
        show(stage).await;
        stage.type_text("What is the capital of Japan?");
        stage.press("Return");
        let answered = async || {
            let store = stage.store();
            let conversation = store.conversations().ok()?.into_iter().next()?;
            let thread = store.thread(conversation.id).ok()?;
            thread.get(1).filter(|answer| answer.state != MessageState::Streaming)?;
            Some(thread)
        };
        let thread = wait_until("the answer is saved", answered).await;
        let question = "What is the capital of Japan?";
        assert!(matches!(&thread[0].parts[0], Part::Text { text } if text == question), "{:?}", thread[0].parts);
        stage.press("Escape");
        let back = async || (stage.active_window() == "other program").then_some(());
        wait_until("the focus is back", back).await;
        assert!(page.has("app").await, "the window is as it was");
    });
}

async fn show(stage: &Stage) {
    stage.press("alt+space");
    let active = async || (stage.active_window() == "Carat quick").then_some(());
    wait_until("it is shown and has the focus", active).await;
}
