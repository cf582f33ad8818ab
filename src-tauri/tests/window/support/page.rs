//! A page is what a person sees of the app, asked and used through WebDriver. Elements are found by `data-testid`.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thirtyfour::prelude::*;
use tokio::time::{Instant, sleep};

use super::PATIENCE;

/// Tells all messages of the open thread.
const MESSAGES: &str = r#"
    const q = (root, id) => root.querySelector(`[data-testid="${id}"]`);
    return [...document.querySelectorAll('[data-testid="message"]')].map((message) => ({
        id: message.dataset.messageId ?? '',
        role: message.dataset.role ?? '',
        state: message.dataset.state ?? '',
        text: (q(message, 'answer-text') ?? q(message, 'question-text'))?.innerText ?? '',
        error: q(message, 'message-error')?.dataset.code ?? null,
        version: q(message, 'versions')?.dataset.index ?? null,
        versions: q(message, 'versions')?.dataset.count ?? null,
    }));
"#;

/// Resolves as soon as the last answer shows its first words, without the delay of asking again and again.
const FIRST_WORDS: &str = r#"
    const done = arguments[arguments.length - 1];
    const words = () => {
        const answers = document.querySelectorAll('[data-testid="message"][data-role="assistant"]');
        const last = answers[answers.length - 1];
        const text = last?.querySelector('[data-testid="answer-text"]')?.innerText ?? '';
        return text.trim() !== '' && last.dataset.messageId !== arguments[0] ? { state: last.dataset.state, text } : null;
    };
    const look = () => {
        const found = words();
        if (found === null) return false;
        observer.disconnect();
        done(found);
        return true;
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
"#;

/// One message as the thread shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Message {
    /// Its id.
    pub(crate) id: String,
    /// `user` or `assistant`.
    pub(crate) role: String,
    /// Where it stands, such as `complete`.
    pub(crate) state: String,
    /// What can be read.
    pub(crate) text: String,
    /// The code of its error mark.
    pub(crate) error: Option<String>,
    /// Which version it is, from 1; `None` where it is the only one.
    pub(crate) version: Option<String>,
    /// How many versions there are.
    pub(crate) versions: Option<String>,
}

/// The first words of an answer.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FirstWords {
    /// Where the answer stood at that moment.
    pub(crate) state: String,
    /// The words.
    pub(crate) text: String,
}

/// The app's page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    driver: WebDriver,
}

impl Page {
    pub(super) fn new(driver: WebDriver) -> Self {
        Self { driver }
    }

    pub(super) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Ends the session. The app may be gone already.
    pub(super) async fn leave(self) {
        let _ = tokio::time::timeout(Duration::from_secs(10), self.driver.quit()).await;
    }

    /// Runs a script in the page and gives back what it returns.
    pub(crate) async fn run<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        let answer = self
            .driver
            .execute(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("the page does not answer: {error}"));
        answer.convert().unwrap_or_else(|error| panic!("the page answered something else: {error}"))
    }

    /// Runs a script that calls its last argument when it is done, and gives back what it is called with.
    pub(crate) async fn run_async<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        self.driver.set_script_timeout(PATIENCE).await.expect("a timeout");
        let answer = self.driver.execute_async(script, arguments).await;
        let answer = answer.unwrap_or_else(|error| panic!("the page does not answer: {error}"));
        answer.convert().unwrap_or_else(|error| panic!("the page answered something else: {error}"))
    }

    /// Whether an element is there.
    pub(crate) async fn has(&self, testid: &str) -> bool {
        self.run("return document.querySelector(arguments[0]) !== null;", vec![selector(testid).into()]).await
    }

    /// Waits for an element.
    pub(crate) async fn wait_for(&self, testid: &str) -> WebElement {
        wait_until(&format!("`{testid}` is there"), async || self.driver.find(By::Css(selector(testid))).await.ok())
            .await
    }

    /// Waits until an element is gone.
    pub(crate) async fn wait_without(&self, testid: &str) {
        wait_until(&format!("`{testid}` is gone"), async || (!self.has(testid).await).then_some(())).await;
    }

    /// Waits for an element and clicks it, the last one where there are several.
    pub(crate) async fn click(&self, testid: &str) {
        self.click_at(&selector(testid)).await;
    }

    /// Clicks an element if it is there at this moment, and says whether it was.
    pub(crate) async fn click_if_there(&self, testid: &str) -> bool {
        let script = "const found = document.querySelector(arguments[0]); found?.click(); return Boolean(found);";
        self.run(script, vec![selector(testid).into()]).await
    }

    /// Clicks an element of one message.
    pub(crate) async fn click_in(&self, message: &str, testid: &str) {
        self.click_at(&format!("[data-testid=\"message\"][data-message-id=\"{message}\"] {}", selector(testid))).await;
    }

    async fn click_at(&self, css: &str) {
        wait_until(&format!("`{css}` can be clicked"), async || {
            let element = self.driver.find_all(By::Css(css)).await.ok()?.pop()?;
            element.scroll_into_view().await.ok()?;
            element.click().await.ok()
        })
        .await;
    }

    /// An attribute of an element; `None` where either is missing.
    pub(crate) async fn attribute(&self, testid: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null;";
        self.run(script, vec![selector(testid).into(), name.into()]).await
    }

    /// Waits until an attribute has a value.
    pub(crate) async fn wait_for_attribute(&self, testid: &str, name: &str, value: &str) {
        wait_until(&format!("`{testid}` has {name} {value}"), async || {
            (self.attribute(testid, name).await.as_deref() == Some(value)).then_some(())
        })
        .await;
    }

    /// Gives the window another size.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.driver.set_window_rect(0, 0, width, height).await.expect("the window takes a size");
    }

    /// Waits until a conversation of this title is listed, and opens it.
    pub(crate) async fn open_titled(&self, title: &str) {
        let script = r#"
            const items = [...document.querySelectorAll('[data-testid="conversation-item"]')];
            const item = items.find((item) => item.innerText.includes(arguments[0]));
            item?.click();
            return item !== undefined;
        "#;
        let opened = async || self.run::<bool>(script, vec![title.into()]).await.then_some(());
        wait_until("the conversation is listed", opened).await;
        wait_until("its messages are shown", async || self.last_answer().await).await;
    }

    /// The open thread's messages, first one first.
    pub(crate) async fn messages(&self) -> Vec<Message> {
        self.run(MESSAGES, Vec::new()).await
    }

    /// The last answer; `None` in an empty thread.
    pub(crate) async fn last_answer(&self) -> Option<Message> {
        self.messages().await.into_iter().rfind(|message| message.role == "assistant")
    }

    /// Types into the composer, key by key.
    pub(crate) async fn write(&self, text: &str) {
        self.wait_for("composer").await.send_keys(text).await.expect("the composer takes keys");
    }

    /// Puts a long text into the composer at once, as a paste does.
    pub(crate) async fn paste(&self, text: &str) {
        self.wait_for("composer").await;
        let script = r#"
            const composer = document.querySelector('[data-testid="composer"]');
            composer.focus();
            composer.value = arguments[0];
            composer.dispatchEvent(new InputEvent('input', { bubbles: true }));
        "#;
        let _: Value = self.run(script, vec![text.into()]).await;
    }

    /// Types a question and presses Enter.
    pub(crate) async fn ask(&self, question: &str) {
        self.write(question).await;
        self.wait_for("composer").await.send_keys(Key::Enter).await.expect("the composer takes Enter");
    }

    /// Waits until the last answer, another one than `before`, has ended, and gives it as it is then drawn.
    pub(crate) async fn answer_after(&self, before: Option<&Message>) -> Message {
        let before = before.map(|message| message.id.clone()).unwrap_or_default();
        let ended = async || {
            let answer = self.last_answer().await?;
            let ended = answer.id != before && !answer.state.is_empty() && answer.state != "streaming";
            // The page draws once a frame, so the words of a complete answer may come a moment after its state.
            (ended && (answer.state != "complete" || !answer.text.trim().is_empty())).then_some(answer)
        };
        let mut answer = wait_until("an answer has ended", ended).await;
        loop {
            sleep(Duration::from_millis(200)).await;
            let again = wait_until("an answer has ended", ended).await;
            if again == answer {
                return answer;
            }
            answer = again;
        }
    }

    /// Asks and waits for the whole answer.
    pub(crate) async fn ask_and_wait(&self, question: &str) -> Message {
        let before = self.last_answer().await;
        self.ask(question).await;
        self.answer_after(before.as_ref()).await
    }

    /// Waits for the first words of the last answer, another one than `before`, in the moment that they show.
    pub(crate) async fn first_words_after(&self, before: Option<&Message>) -> FirstWords {
        let before = before.map(|message| message.id.clone()).unwrap_or_default();
        self.run_async(FIRST_WORDS, vec![Value::from(before)]).await
    }
}

fn selector(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}

/// Asks again and again until there is something, or fails with what was waited for.
pub(crate) async fn wait_until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        sleep(Duration::from_millis(50)).await;
    }
}
