//! Private data is what one gives to nobody: numbers of people, cards and accounts, and keys to systems.
//!
//! A number counts only where its checksum or its form leaves little doubt; addresses and phone numbers, which are often
//! public, are told apart as mild.

mod iban;
mod mask;
mod numbers;
mod secrets;

use std::ops::Range;

pub use self::mask::mask;
use crate::Asked;

/// A kind of private data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrivateKind {
    /// A payment card, by Luhn's checksum.
    Card,
    /// A bank account, by its remainder modulo 97.
    Iban,
    /// A social security number of the United States, by its form.
    SocialSecurity,
    /// A resident identity number of China, by date and checksum.
    ChineseResident,
    /// A My Number of Japan, by checksum and a word for it nearby.
    JapaneseMyNumber,
    /// A resident registration number of Korea, by date and checksum.
    KoreanResident,
    /// A key, token or password, with the id of its rule in `secrets.toml`.
    Secret(&'static str),
    /// An e-mail address.
    Email,
    /// A phone number with its country's code.
    Phone,
}

impl PrivateKind {
    /// The stable name, as it is saved and sent to windows.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Iban => "iban",
            Self::SocialSecurity => "social_security",
            Self::ChineseResident => "chinese_resident",
            Self::JapaneseMyNumber => "japanese_my_number",
            Self::KoreanResident => "korean_resident",
            Self::Secret(_) => "secret",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// Whether it is often public. Such is masked where a person asks for that, and never kept back.
    #[must_use]
    pub fn is_mild(self) -> bool {
        matches!(self, Self::Email | Self::Phone)
    }
}

/// Where private data stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateSpan {
    /// What it is.
    pub kind: PrivateKind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// Finds private data. Spans are in order and do not overlap.
#[must_use]
pub fn find_private(text: &str) -> Vec<PrivateSpan> {
    let mut spans = secrets::find(text);
    spans.extend(numbers::find(text));
    // Of two that overlap the earlier counts, at one place the longer.
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    let mut end = 0;
    spans.retain(|span| {
        let apart = span.range.start >= end;
        if apart {
            end = span.range.end;
        }
        apart
    });
    spans
}

/// Finds the private data in `text` that the person has not shown already. `before` is the text that stood before it: a
/// key may begin there.
#[must_use]
pub(crate) fn find_leaks(before: &str, text: &str, asked: &Asked) -> Vec<PrivateSpan> {
    let joined = format!("{before}{text}");
    let own: Vec<String> = if find_private(&joined).is_empty() {
        return Vec::new();
    } else {
        asked.texts().map(bare).collect()
    };
    let here = find_private(&joined).into_iter().filter(|span| span.range.end > before.len());
    let leaks = here.filter(|span| {
        let value = bare(&joined[span.range.clone()]);
        !own.iter().any(|own| own.contains(&value))
    });
    let in_text = |PrivateSpan { kind, range }| PrivateSpan {
        kind,
        range: range.start.saturating_sub(before.len())..range.end - before.len(),
    };
    leaks.map(in_text).collect()
}

/// A value without what people put between its groups.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
