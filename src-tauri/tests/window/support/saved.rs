//! Conversations that lie in the store before the app starts.

use carat_store::{ConversationOptions, MessageState, NewMessage, Part, Role, Sampling, Store};

/// Saves a conversation of one question and its answer.
pub(crate) fn save(store: &Store, title: &str, options: &ConversationOptions, question: &str, answer: &str) {
    let conversation = store.create_conversation(title, options).expect("created");
    let message = |parent, role, text: &str| NewMessage {
        conversation: conversation.id,
        parent,
        role,
        parts: vec![Part::Text { text: text.to_owned() }],
        state: MessageState::Complete,
        model: None,
        sampling: None,
        left_out: 0,
    };
    let question = store.add_message(message(None, Role::User, question)).expect("saved");
    store.add_message(message(Some(question.id), Role::Assistant, answer)).expect("saved");
}

/// Saves a conversation in which even the small model answers at length: it has counted once, and draws no lots, so it
/// counts again. Its title is [`COUNTING`].
pub(super) fn save_counting(store: &Store) {
    let numbers: Vec<String> = (1..=120).map(|number| number.to_string()).collect();
    save(store, COUNTING, &greedy(), COUNT, &numbers.join("\n"));
}

/// Saves a conversation in which the small model names capitals: it has named one, and draws no lots, so it is right
/// each time. Its title is [`CAPITALS`].
pub(crate) fn save_capitals(store: &Store) {
    save(store, CAPITALS, &greedy(), "What is the capital of France?", "The capital of France is Paris.");
}

/// Answers that are the same each time.
fn greedy() -> ConversationOptions {
    let sampling = Sampling { temperature: 0.0, top_k: 1, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.0, seed: Some(1) };
    ConversationOptions { sampling: Some(sampling), ..ConversationOptions::default() }
}

/// The title of the conversation in which the model names capitals.
pub(crate) const CAPITALS: &str = "Capitals";

/// The title of the conversation in which the model counts.
pub(crate) const COUNTING: &str = "Counting";

/// The question that it answers at length there.
pub(crate) const COUNT: &str = "Count from 1 to 120, one number on each line.";
