//! A history is what a model is shown of a conversation: the stored messages without what it must not or need not see.

use carat_engine as engine;
use carat_safety::Action;
use carat_store as store;

/// The messages that a model sees of a path, oldest first; roles alternate.
///
/// Left out: blocked turns with their questions, so that a block has no echo; thoughts, which count for one answer
/// only; answers without a word, as a failed start leaves them.
pub(crate) fn visible(path: &[store::Message]) -> Vec<engine::Message> {
    let mut messages = Vec::new();
    let mut questions = Vec::new();
    for message in path {
        match message.role {
            store::Role::User => questions.push(parts(message)),
            store::Role::Assistant if is_blocked(message) => drop(questions.pop()),
            store::Role::Assistant => {
                let answer = parts(message);
                if !answer.is_empty() {
                    questions.drain(..).for_each(|question| push(&mut messages, engine::Role::User, question));
                    push(&mut messages, engine::Role::Assistant, answer);
                }
            }
        }
    }
    questions.into_iter().for_each(|question| push(&mut messages, engine::Role::User, question));
    messages
}

/// True for an answer that the filter ended, or a question that it kept from the model.
pub(crate) fn is_blocked(answer: &store::Message) -> bool {
    has_block(&answer.parts)
}

/// The same by its parts.
pub(crate) fn has_block(parts: &[store::Part]) -> bool {
    let block = Action::Block.as_str();
    parts.iter().any(|part| matches!(part, store::Part::Withheld(withheld) if withheld.action == block))
}

/// The text of a message, its text parts joined.
pub(crate) fn text(message: &store::Message) -> String {
    let texts = message.parts.iter().filter_map(|part| match part {
        store::Part::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// The parts that a model sees.
pub(crate) fn parts(message: &store::Message) -> Vec<engine::Part> {
    message.parts.iter().filter_map(part).collect()
}

fn part(part: &store::Part) -> Option<engine::Part> {
    use store::Part::{
        Advice, Audio, Care, Document, Image, Library, Passages, Read, Text, Thought, ToolCall, ToolResult,
        Unsupported, Withheld,
    };
    let part = match part.clone() {
        Text { text } => engine::Part::Text { text },
        Image { name } => engine::Part::Image { name },
        Audio { name } => engine::Part::Audio { name },
        ToolCall { name, arguments } => engine::Part::ToolCall { name, arguments },
        ToolResult { name, content } => engine::Part::ToolResult { name, content },
        // The words of documents come with the question that is asked about them.
        Document { .. } | Library { .. } | Passages { .. } | Read { .. } | Unsupported => return None,
        Thought { .. } | Withheld(_) | Care { .. } | Advice { .. } => return None,
    };
    Some(part)
}

/// Adds what a speaker says. Questions that got no answer become one with the next, a blank line between, because
/// templates want the roles to alternate.
pub(crate) fn push(messages: &mut Vec<engine::Message>, role: engine::Role, parts: Vec<engine::Part>) {
    match messages.last_mut().filter(|last| last.role == role) {
        Some(last) => {
            last.parts.push(engine::Part::Text { text: "\n\n".to_owned() });
            last.parts.extend(parts);
        }
        None => messages.push(engine::Message { role, parts }),
    }
}
