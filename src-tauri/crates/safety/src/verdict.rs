//! A verdict is what a judge says about a text, and what becomes of it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::kept::fingerprint;
use crate::{Advice, Care, Kept, Scores, Topic};

/// What becomes of a segment, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is shown.
    Allow,
    /// It is shown, with a line beside it.
    Note,
    /// It is kept back; what follows goes on.
    Blur,
    /// It is kept back, and nothing follows.
    Block,
}

impl Action {
    /// The stable name, as it is saved and sent to windows.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Note => "note",
            Self::Blur => "blur",
            Self::Block => "block",
        }
    }
}

/// The stable id of the policy that a verdict rests on, such as `secrets`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Category(String);

impl Category {
    /// The policy of this id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Topic> for Category {
    fn from(topic: Topic) -> Self {
        Self::new(topic.as_str())
    }
}

/// Which part of the filter a verdict comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tier {
    /// The embedded step that reads characters.
    #[default]
    Lexical,
    /// The embedded step that reads meaning.
    Semantic,
    /// A guard model.
    Guard,
    /// A rule: a checksum, a list, a form.
    Rule,
}

impl Tier {
    /// The stable name, as it is saved and sent to windows.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lexical => "lexical",
            Self::Semantic => "semantic",
            Self::Guard => "guard",
            Self::Rule => "rule",
        }
    }
}

/// What a judge says about one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What becomes of it.
    pub action: Action,
    /// The policy it rests on; `None` where nothing was found.
    pub category: Option<Category>,
    /// Why, as a short English sentence that does not repeat the text.
    pub reason: String,
    /// How sure the judge is of the category, from 0 to 1.
    pub score: f32,
    /// Whether the policy lets a person see the text anyway.
    pub can_show: bool,
    /// Which part of the filter decided.
    pub tier: Tier,
    /// The version of the policies that it rests on; 0 for none.
    pub policy_version: u32,
    /// What the embedded steps found, topic by topic.
    pub scores: Scores,
    /// The one number that decides whether a guard is asked, from 0 to 1.
    pub risk: f32,
    /// Whether a guard had to be asked, or should have been: the embedded steps were not sure.
    pub escalated: bool,
    /// Whether the embedded steps know the text's language.
    pub covered: bool,
    /// The calm card that belongs beside the text, whatever becomes of it.
    pub care: Option<Care>,
    /// The advice in it, which deserves one line a conversation.
    pub advice: Option<Advice>,
    /// Bytes of the text that are masked where it is shown.
    pub masked: Vec<Range<usize>>,
}

impl Verdict {
    /// Nothing was found.
    #[must_use]
    pub fn allow() -> Self {
        Self {
            action: Action::Allow,
            category: None,
            reason: String::new(),
            score: 0.0,
            can_show: true,
            tier: Tier::Lexical,
            policy_version: 0,
            scores: Scores::default(),
            risk: 0.0,
            escalated: false,
            covered: true,
            care: None,
            advice: None,
            masked: Vec::new(),
        }
    }

    /// A sure block that can't be lifted, by a rule.
    #[must_use]
    pub fn block(category: Category, reason: impl Into<String>) -> Self {
        Self {
            action: Action::Block,
            category: Some(category),
            reason: reason.into(),
            score: 1.0,
            can_show: false,
            tier: Tier::Rule,
            ..Self::allow()
        }
    }
}

/// What stands in the place of text that was kept back, or beside text with a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Withheld {
    /// The policy's id, empty where the judge named none.
    pub category: String,
    /// Why, in a sentence.
    pub reason: String,
    /// The name of the [`Action`].
    pub action: String,
    /// Whether the policy lets a person see the text anyway.
    pub can_show: bool,
    /// Characters kept back; 0 for a note.
    pub length: u32,
    /// The name of the [`Tier`] that decided.
    pub tier: String,
    /// How sure it was, from 0 to 1.
    pub score: f32,
    /// The version of the policies that it went by; 0 for none.
    pub policy_version: u32,
    /// The SHA-256 of the text in hexadecimal.
    pub hash: String,
    /// The text, where the policy lets a person see it anyway.
    pub kept: Option<Kept>,
}

impl Withheld {
    pub(crate) fn new(verdict: Verdict, text: &str) -> Self {
        let length = if verdict.action == Action::Note { 0 } else { text.chars().count() };
        Self {
            hash: fingerprint(text),
            kept: verdict.can_show.then(|| Kept::new(text)),
            category: verdict.category.map_or_else(String::new, |category| category.0),
            reason: verdict.reason,
            action: verdict.action.as_str().to_owned(),
            can_show: verdict.can_show,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            tier: verdict.tier.as_str().to_owned(),
            score: verdict.score,
            policy_version: verdict.policy_version,
        }
    }
}
