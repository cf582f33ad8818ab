//! A part is one typed piece of a message: its text, a thought, an attachment, what was withheld, what was cited.

use serde::{Deserialize, Serialize};

/// A piece of a message. The order of a message's parts is the order they are shown in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// What was said.
    Text {
        /// The text, of any script.
        text: String,
    },
    /// What the model thought before it spoke.
    Thought {
        /// The text.
        text: String,
    },
    /// An attached picture.
    Image {
        /// Its file name.
        name: String,
    },
    /// An attached recording.
    Audio {
        /// Its file name.
        name: String,
    },
    /// An attached document.
    Document {
        /// Its file name.
        name: String,
    },
    /// The model asked for a tool.
    ToolCall {
        /// The tool.
        name: String,
        /// Its arguments as JSON.
        arguments: String,
    },
    /// A tool's answer.
    ToolResult {
        /// The tool.
        name: String,
        /// What it gave.
        content: String,
    },
    /// Text that was not let through. The text itself is not stored.
    Withheld(Withheld),
    /// Passages of documents that the answer rests on.
    Passages {
        /// In the order of their citation.
        passages: Vec<Passage>,
    },
}

/// What is known of text that was not let through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// Which rule it met.
    pub category: String,
    /// Why, in a few words.
    pub reason: String,
    /// What was done: blurred, blocked.
    pub action: String,
    /// Whether the person may see it all the same.
    pub can_show: bool,
    /// Its length in characters.
    pub length: u32,
}

/// A passage of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Names the passage in its index.
    pub id: String,
    /// The document's name.
    pub source: String,
    /// The page, counted from 1, where the document has pages.
    pub page: Option<u32>,
    /// The words.
    pub text: String,
}

/// What search may find of a message: its text parts alone, one below the other.
pub(crate) fn searchable(parts: &[Part]) -> String {
    let texts: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Text { text } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    texts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_tagged_by_type_in_snake_case() {
        let parts = vec![
            Part::ToolCall { name: "clock".into(), arguments: "{}".into() },
            Part::Withheld(Withheld {
                category: "c".into(),
                reason: "r".into(),
                action: "blur".into(),
                can_show: true,
                length: 3,
            }),
        ];
        let json = serde_json::to_value(&parts).expect("parts become JSON");
        assert_eq!(json[0]["type"], "tool_call");
        assert_eq!(json[1]["type"], "withheld");
        assert_eq!(json[1]["can_show"], true, "what was withheld lies beside the tag");
        assert_eq!(serde_json::from_value::<Vec<Part>>(json).expect("and come back"), parts);
    }

    #[test]
    fn thoughts_and_withheld_text_are_not_searchable() {
        let parts = vec![
            Part::Thought { text: "secret".into() },
            Part::Text { text: "a".into() },
            Part::Withheld(Withheld {
                category: "c".into(),
                reason: "why".into(),
                action: "block".into(),
                can_show: false,
                length: 3,
            }),
            Part::Text { text: "b".into() },
        ];
        assert_eq!(searchable(&parts), "a\nb");
    }
}
