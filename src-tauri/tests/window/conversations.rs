//! Conversations: switching between them, and finding all of them again after a restart.

use crate::support::{COUNT, Page, command_line, play, wait_until};

async fn conversations(page: &Page) -> Vec<(String, String)> {
    let script = r#"
        return [...document.querySelectorAll('[data-testid="conversation-item"]')].map((item) => [
            item.dataset.conversationId,
            (item.querySelector('[data-testid="conversation-title"]') ?? item).innerText.trim(),
        ]);
    "#;
    page.run(script, Vec::new()).await
}

async fn open(page: &Page, id: &str) {
    let script = "document.querySelector(`[data-testid=\"conversation-item\"][data-conversation-id=\"${arguments[0]}\"]`).click();";
    let _: serde_json::Value = page.run(script, vec![id.into()]).await;
    page.wait_for_attribute("thread", "data-conversation-id", id).await;
}

#[test]
fn conversations_can_be_switched_and_are_all_there_after_a_restart() {
    play("switch_and_restart", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        let tokyo = page.ask_and_wait("What is the capital of Japan?").await;
        let first = page.attribute("thread", "data-conversation-id").await.expect("it has an id");

        page.click("new-conversation").await;
        page.wait_for("empty-state").await;
        page.ask_and_wait("Name a colour of the sky.").await;
        let second = page.attribute("thread", "data-conversation-id").await.expect("it has an id");
        assert_ne!(first, second);

        open(&page, &first).await;
        wait_until("the first conversation's answer is shown", async || {
            page.last_answer().await.filter(|answer| answer.text == tokyo.text)
        })
        .await;
        let before_restart = page.messages().await;
        let listed = conversations(&page).await;
        assert_eq!(listed.len(), 2, "{listed:?}");
        assert!(
            listed.iter().any(|(_, title)| title.contains("capital of Japan")),
            "titles come from the questions: {listed:?}"
        );

        stage.close().await;
        let page = stage.open().await;
        let again = wait_until("the list is there again", async || {
            Some(conversations(&page).await).filter(|listed| listed.len() == 2)
        })
        .await;
        assert_eq!(again, listed, "the list is as it was");
        open(&page, &first).await;
        wait_until("the thread is as it was", async || (page.messages().await == before_restart).then_some(())).await;

        let next = page.ask_and_wait("And what is the capital of France?").await;
        assert_eq!(next.state, "complete", "the conversation goes on: {next:?}");
        assert_eq!(page.messages().await.len(), 4);
    });
}

#[test]
fn window_and_command_line_share_one_home() {
    play("window_and_command_line", async |stage| {
        let page = stage.open_counting().await;
        let before = page.last_answer().await;
        page.ask(COUNT).await;
        page.first_words_after(before.as_ref()).await;
        let mut command = std::process::Command::new(command_line());
        stage.dress(&mut command);
        command.args(["ask", "--keep", "--temperature", "0", "What is the capital of Japan?"]);
        let asked = tokio::task::spawn_blocking(move || command.output()).await.expect("it runs").expect("it starts");
        assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        assert!(String::from_utf8_lossy(&asked.stdout).contains("Tokyo"));
        page.click_if_there("stop").await;
        let answer = page.answer_after(before.as_ref()).await;
        assert!(matches!(answer.state.as_str(), "complete" | "stopped"), "{answer:?}");
        stage.close().await;
        assert_eq!(stage.store().conversations().expect("listed").len(), 2);
    });
}

/// How many files lie in a folder and those below it.
fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}

#[test]
fn an_erased_conversation_leaves_no_state_of_the_engine() {
    play("erased_states", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        // Of a conversation shorter than this nothing is kept: it is read again as quickly.
        let long = "I have been reading about old harbours, their markets and the ships that called there. ".repeat(3);
        page.ask_and_wait(&format!("{long}What is the capital of Japan?")).await;
        let states = carat_store::Home::at(stage.home()).engine_states();
        let kept = || files_below(&states);
        wait_until("the conversation's state is kept for its next question", async || (kept() > 0).then_some(())).await;
        stage.close().await;
        let store = stage.store();
        let conversation = store.conversations().expect("listed").remove(0);
        store.delete_conversation(conversation.id).expect("deleted");
        drop(store);
        assert!(kept() > 0, "until it can no longer be brought back");
        // A start erases what was deleted before it.
        stage.open().await;
        wait_until("the state is gone", async || (kept() == 0).then_some(())).await;
    });
}

#[test]
fn text_of_any_script_reaches_the_store_and_the_window_unchanged() {
    play("scripts", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        let question = "東京の人口は？ مرحبا 👩‍👩‍👧 e\u{301} <b>not bold</b>";
        let before = page.last_answer().await;
        page.paste(question).await;
        page.click("send").await;
        page.answer_after(before.as_ref()).await;
        let shown =
            page.messages().await.into_iter().find(|message| message.role == "user").expect("the question is shown");
        assert_eq!(shown.text.trim(), question);
        stage.close().await;
        let store = stage.store();
        let conversation = store.conversations().expect("listed").remove(0);
        let thread = store.thread(conversation.id).expect("read");
        assert_eq!(thread[0].parts, [carat_store::Part::Text { text: question.into() }]);
    });
}

#[test]
fn two_answers_at_once_end_up_in_their_own_conversations() {
    play("two_at_once", async |stage| {
        let page = stage.open_counting().await;
        let counting = page.attribute("thread", "data-conversation-id").await.expect("it has an id");
        let before = page.last_answer().await;
        page.ask(COUNT).await;
        page.first_words_after(before.as_ref()).await;

        page.click("new-conversation").await;
        page.wait_for("empty-state").await;
        let tokyo = page.ask_and_wait("What is the capital of Japan?").await;
        assert!(tokyo.text.contains("Tokyo"), "{tokyo:?}");
        let asking = page.attribute("thread", "data-conversation-id").await.expect("it has an id");

        open(&page, &counting).await;
        let counted = page.answer_after(before.as_ref()).await;
        assert_eq!(counted.state, "complete", "the first answer went on to its end: {counted:?}");
        assert!(!counted.text.contains("Tokyo") && counted.text.contains("10"), "{counted:?}");
        open(&page, &asking).await;
        let shown =
            wait_until("the other answer is shown", async || page.last_answer().await.filter(|a| a.id == tokyo.id))
                .await;
        assert_eq!(shown.state, "complete", "{shown:?}");
    });
}
