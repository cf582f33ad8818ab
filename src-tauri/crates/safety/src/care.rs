//! Care is what belongs beside a text whatever becomes of it: a calm card with help, or one line about advice.

/// A card with people who help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Care {
    /// Somebody may want to harm themselves: help lines, and the emergency number.
    SelfHarm,
    /// Somebody may be in danger of their life: the emergency number first.
    Emergency,
}

impl Care {
    /// The stable name, as it is sent to windows.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SelfHarm => "self_harm",
            Self::Emergency => "emergency",
        }
    }
}

/// Advice for which one should ask somebody qualified. A conversation gets one line for each kind, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// On health.
    Medical,
    /// On the law.
    Legal,
    /// On money.
    Financial,
}

impl Advice {
    /// The stable name, as it is saved and sent to windows.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::Legal => "legal",
            Self::Financial => "financial",
        }
    }
}
