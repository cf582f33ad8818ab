//! The quick prompt as a person uses it, by keys alone, and what of its questions is in the store.

use carat_store::{Message, MessageState, Part};

use super::page::wait_until;
use super::stage::Stage;

/// The name of its window.
pub(crate) const QUICK: &str = "Carat quick";

impl Stage {
    /// Waits until the window is made, a moment after the first one.
    pub(crate) async fn quick_is_ready(&self) {
        let ready = async || self.log().contains("the quick window is ready").then_some(());
        wait_until("the quick window is made", ready).await;
    }

    /// Presses its keys and waits until it has the focus.
    pub(crate) async fn show_quick(&self) {
        self.press("alt+space");
        self.has_focus(QUICK).await;
    }

    /// Does something until it has the focus. It is done again only after seconds: a key more would hide it.
    pub(crate) async fn quick_comes_up(&self, when: &str, calls_it: impl AsyncFn()) {
        for _ in 0..10 {
            calls_it().await;
            for _ in 0..40 {
                if self.active_window().contains(QUICK) {
                    return;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
        panic!("the quick prompt did not come up when {when}; {} has the focus", self.active_window());
    }

    /// The messages of the conversation that such a question began.
    pub(crate) fn quick_thread(&self, is_asked: impl Fn(&str) -> bool) -> Option<Vec<Message>> {
        let store = self.store();
        let conversations = store.conversations().ok()?;
        let threads = conversations.iter().filter_map(|conversation| store.thread(conversation.id).ok());
        threads.into_iter().find(|thread| thread.first().is_some_and(|first| is_asked(&text_of(first))))
    }

    /// The same once its first answer has ended.
    pub(crate) async fn quick_answered(&self, is_asked: impl Fn(&str) -> bool) -> Vec<Message> {
        let ended = |thread: &Vec<Message>| thread.get(1).is_some_and(|one| one.state != MessageState::Streaming);
        wait_until("the answer is saved", async || self.quick_thread(&is_asked).filter(ended)).await
    }
}

/// What a message says.
pub(crate) fn text_of(message: &Message) -> String {
    let texts = message.parts.iter().filter_map(|part| match part {
        Part::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}
