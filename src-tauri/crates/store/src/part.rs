//! A part is one typed piece of a message: its text, a thought, an attachment, what was withheld, what was cited.

use serde::{Deserialize, Serialize};

use crate::EntryId;

/// A piece of a message. The order of a message's parts is the order they are shown in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// A document that a question is about.
    Document {
        /// Its id; empty in what an earlier Carat wrote.
        #[serde(default)]
        id: String,
        /// Its file name.
        name: String,
    },
    /// A library that a question is about.
    Library {
        /// Its id.
        id: String,
        /// Its name.
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
    /// Text that was not let through, or a note on text that was. The text itself is not part of it.
    Withheld(Withheld),
    /// A card with people who help.
    Care {
        /// Which card.
        kind: String,
    },
    /// A line that this is no advice for the person's own case.
    Advice {
        /// Which advice it would be.
        kind: String,
    },
    /// Passages of documents that the answer rests on.
    Passages {
        /// In the order of their citation; `[n]` in the text stands for them.
        passages: Vec<Passage>,
        /// How they were looked for; `None` where everything was read.
        #[serde(default)]
        search: Option<SearchUsed>,
    },
    /// All of the documents was read for the answer, part by part.
    Read {
        /// Read.
        done: u32,
        /// Of these.
        total: u32,
        /// What they are: `pages`, `slides`, `sheets`, `chapters` or `parts`.
        unit: String,
    },
    /// Nothing in the documents supports the answer.
    Unsupported,
}

/// What is known of text that was not let through.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
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
    /// Whether it is the question that this is about, and not the answer.
    #[serde(default)]
    pub question: bool,
    /// Which part of the filter decided.
    #[serde(default)]
    pub tier: String,
    /// How sure it was, from 0 to 1.
    #[serde(default)]
    pub score: f32,
    /// The version of the policies it went by.
    #[serde(default)]
    pub policy_version: u32,
    /// Its entry in the log.
    #[serde(default)]
    pub entry: Option<EntryId>,
}

/// A passage of a document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Passage {
    /// Its number in the answer, from 1; 0 for one that the model was shown and that the answer does not rest on.
    pub n: u32,
    /// The document's id.
    pub document: String,
    /// The document's name.
    pub source: String,
    /// The page, counted from 1, where the document has pages.
    pub page: Option<u32>,
    /// Where it stands, as the documents' own JSON.
    pub place: serde_json::Value,
    /// Its boxes on their pages; empty where the format has no fixed ones.
    pub boxes: Vec<PageBox>,
    /// The number of its first piece among its document's, and of the one after its last.
    pub pieces: (u32, u32),
    /// The words.
    pub text: String,
    /// Whether it says what the sentence says that cites it; else it only comes near.
    pub strong: bool,
}

/// A box on a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageBox {
    /// The page, from 1.
    pub page: u32,
    /// Left, top, right and bottom in points, from the page's upper left corner.
    pub area: [f32; 4],
}

/// How passages were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SearchUsed {
    /// The encoder's name for people; `None` where words alone were compared.
    pub encoder: Option<String>,
    /// Whether the encoder knows the question's language.
    pub covers_language: bool,
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
                ..Withheld::default()
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
                ..Withheld::default()
            }),
            Part::Text { text: "b".into() },
        ];
        assert_eq!(searchable(&parts), "a\nb");
    }
}
