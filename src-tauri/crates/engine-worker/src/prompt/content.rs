//! A message's content as plain text.
//!
//! Parts that no model here reads become a short bracketed sentence, so that neither the model nor the person
//! is left to wonder why a picture went unseen. Thoughts are left out: no format shows a model its earlier ones.

use carat_engine::{Message, Part};

/// The text of a message as a model reads it.
#[must_use]
pub fn plain(message: &Message) -> String {
    let mut text = String::new();
    let mut after_note = false;
    for part in &message.parts {
        let (piece, note) = match part {
            Part::Text { text } => (text.clone(), false),
            Part::Thought { .. } => continue,
            Part::Image { name } => {
                (format!("[The image {name:?} is attached, but this model can't see images.]"), true)
            }
            Part::Audio { name } => (format!("[The sound {name:?} is attached, but this model can't hear.]"), true),
            Part::Document { name } => (format!("[The document {name:?} is attached.]"), true),
            Part::ToolCall { name, arguments } => (format!("[The tool {name:?} was called with {arguments}.]"), true),
            Part::ToolResult { name, content } => (format!("[The tool {name:?} answered: {content}]"), true),
        };
        if piece.is_empty() {
            continue;
        }
        // Text that streamed in several parts is one text; a note stands on lines of its own.
        if (note || after_note) && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&piece);
        after_note = note;
    }
    text
}

#[cfg(test)]
mod tests {
    use carat_engine::Role;

    use super::*;

    #[test]
    fn a_part_that_no_model_reads_becomes_a_sentence() {
        let message = Message {
            role: Role::User,
            parts: vec![
                Part::Text { text: "What is ".into() },
                Part::Text { text: "this?".into() },
                Part::Image { name: "cat.png".into() },
                Part::Document { name: "a.pdf".into() },
                Part::Text { text: "Be brief.".into() },
            ],
        };
        assert_eq!(
            plain(&message),
            "What is this?\n[The image \"cat.png\" is attached, but this model can't see images.]\n\
             [The document \"a.pdf\" is attached.]\nBe brief."
        );
    }

    #[test]
    fn thoughts_are_not_shown_again() {
        let message = Message {
            role: Role::Assistant,
            parts: vec![Part::Thought { text: "Hm.".into() }, Part::Text { text: "Yes.".into() }],
        };
        assert_eq!(plain(&message), "Yes.");
    }
}
