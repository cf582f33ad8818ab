//! A verdict is what a judge says about one segment, and what becomes of it.

/// What becomes of a segment, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What a judge says about one segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What becomes of it.
    pub action: Action,
    /// The policy it rests on; `None` where nothing was found.
    pub category: Option<Category>,
    /// Why, as a short English sentence that does not repeat the text.
    pub reason: String,
    /// How sure the judge is, from 0 to 1.
    pub score: f32,
    /// Whether the policy lets a person see the text anyway.
    pub can_show: bool,
}

impl Verdict {
    /// Nothing was found.
    #[must_use]
    pub fn allow() -> Self {
        Self { action: Action::Allow, category: None, reason: String::new(), score: 0.0, can_show: true }
    }

    /// A sure block that can't be lifted.
    #[must_use]
    pub fn block(category: Category, reason: impl Into<String>) -> Self {
        Self { action: Action::Block, category: Some(category), reason: reason.into(), score: 1.0, can_show: false }
    }
}

/// What stands in the place of text that was kept back, or beside text with a note. It never holds the text itself.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

impl Withheld {
    pub(crate) fn new(verdict: Verdict, text: &str) -> Self {
        let length = if verdict.action == Action::Note { 0 } else { text.chars().count() };
        Self {
            category: verdict.category.map_or_else(String::new, |category| category.0),
            reason: verdict.reason,
            action: verdict.action.as_str().to_owned(),
            can_show: verdict.can_show,
            length: u32::try_from(length).unwrap_or(u32::MAX),
        }
    }
}
