//! The filter on the wire: its policies, its log, what was measured of it, and who helps.

use std::collections::BTreeMap;

use carat_safety as safety;
use carat_store as store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::conversation::parse_id;
use super::{Role, WireError};
use crate::screening::ScreenAction;

/// One of Carat's own policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Policy {
    /// Its fixed name; the window has a name and an explanation for each.
    pub(crate) id: String,
    /// Its name in English.
    pub(crate) title: String,
    /// What violates it, word for word as a guard model reads it: the end of "The chatbot shall not generate content that …".
    pub(crate) text: String,
    /// What does not violate it.
    pub(crate) allowed: String,
    /// Why text is kept back, as it stands in `Withheld.reason`.
    pub(crate) reason: String,
    /// What happens unless the person chose something else.
    pub(crate) action: ScreenAction,
    /// Whether the person may choose.
    pub(crate) can_switch_off: bool,
    /// Whether text that was kept back may be shown.
    pub(crate) can_show: bool,
}

impl From<&safety::Policy> for Policy {
    fn from(value: &safety::Policy) -> Self {
        Self {
            id: value.id.clone(),
            title: value.title.clone(),
            text: value.text.clone(),
            allowed: value.allowed.clone(),
            reason: value.reason.clone(),
            action: value.action.into(),
            can_switch_off: value.can_switch_off,
            can_show: value.can_show,
        }
    }
}

/// All of Carat's own policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Policies {
    /// Goes up whenever one changes; verdicts name it.
    pub(crate) version: u32,
    /// In the order they are shown.
    pub(crate) policies: Vec<Policy>,
}

/// Which entries of the log are asked for; null is any.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub(crate) struct LogQuery {
    /// Of this policy.
    pub(crate) category: Option<String>,
    /// With this outcome.
    pub(crate) action: Option<String>,
    /// About this message.
    pub(crate) message: Option<String>,
    /// Only those that the person said were wrong.
    pub(crate) reported: bool,
    /// Older than this entry.
    pub(crate) before: Option<String>,
}

impl LogQuery {
    /// The filter, and the entry to go on after.
    pub(crate) fn into_filter(self) -> Result<(store::LogFilter, Option<store::EntryId>), WireError> {
        let message = self.message.as_deref().map(|id| parse_id(id, "message")).transpose()?;
        let before = self.before.as_deref().map(|id| parse_id(id, "entry")).transpose()?;
        let filter =
            store::LogFilter { category: self.category, action: self.action, message, reported: self.reported };
        Ok((filter, before))
    }
}

/// What the filter found once.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct LogEntry {
    /// Its id.
    pub(crate) id: String,
    /// Milliseconds since 1970.
    pub(crate) time: i64,
    /// The conversation it belongs to.
    pub(crate) conversation: Option<String>,
    /// The message it is about.
    pub(crate) message: Option<String>,
    /// Whose words were judged.
    pub(crate) role: Role,
    /// The policy.
    pub(crate) category: String,
    /// What was done: `note`, `blur` or `block`.
    pub(crate) action: String,
    /// Which part of the filter decided: `lexical`, `semantic`, `guard` or `rule`.
    pub(crate) tier: String,
    /// How sure it was, from 0 to 1.
    pub(crate) score: f32,
    /// The version of the policies it went by.
    pub(crate) policy_version: u32,
    /// The SHA-256 of the text in hexadecimal.
    pub(crate) hash: String,
    /// The text, where the person keeps it.
    pub(crate) text: Option<String>,
    /// When the person said that this was wrong; milliseconds since 1970.
    pub(crate) reported: Option<i64>,
}

impl From<&store::SafetyEntry> for LogEntry {
    fn from(value: &store::SafetyEntry) -> Self {
        Self {
            id: value.id.to_string(),
            time: value.time,
            conversation: value.conversation.map(|id| id.to_string()),
            message: value.message.map(|id| id.to_string()),
            role: value.role.into(),
            category: value.category.clone(),
            action: value.action.clone(),
            tier: value.tier.clone(),
            score: value.score,
            policy_version: value.policy_version,
            hash: value.hash.clone(),
            text: value.text.clone(),
            reported: value.reported,
        }
    }
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct LogPage {
    /// The newest first.
    pub(crate) entries: Vec<LogEntry>,
    /// Whether there are older ones.
    pub(crate) more: bool,
    /// How many there are in all.
    pub(crate) total: u64,
}

/// A measured number of the filter's.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct SafetyFigure {
    /// Its name in the report.
    pub(crate) name: String,
    /// Null where it could not be measured.
    pub(crate) value: Option<f64>,
    /// `%`, `ms`, and the like; empty for a plain number.
    pub(crate) unit: String,
    /// What it is measured against.
    pub(crate) peer: Option<String>,
    /// The peer's value.
    pub(crate) peer_value: Option<f64>,
    /// The goal in signs, such as `>= 0.78`.
    pub(crate) goal: Option<String>,
    /// Whether it is met.
    pub(crate) met: Option<bool>,
}

/// What was measured of the filter, as the report that came with this Carat says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
pub(crate) struct SafetyReport {
    /// The figures in their order; none where there is no report.
    pub(crate) figures: Vec<SafetyFigure>,
    /// By the tag of a language: whether the embedded steps were made for it.
    pub(crate) languages: BTreeMap<String, bool>,
}

/// One line that helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct HelpLine {
    /// Its name, in its own language.
    pub(crate) name: String,
    /// What to dial.
    pub(crate) phone: String,
    /// When somebody answers, in English; empty for day and night.
    pub(crate) hours: String,
    /// Where the number was read.
    pub(crate) source: String,
    /// When, as a date.
    pub(crate) checked: String,
}

/// Who helps where the person is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Help {
    /// What to call when a life is in danger.
    pub(crate) emergency: String,
    /// Lines, the first ones first.
    pub(crate) lines: Vec<HelpLine>,
    /// The address of a directory of lines everywhere.
    pub(crate) directory: String,
}
