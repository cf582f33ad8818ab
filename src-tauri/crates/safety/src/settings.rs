//! Settings of the filter are a person's own choices: what happens by policy, and when a guard is asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Action, Policy};

/// When a guard judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardUse {
    /// Never.
    Off,
    /// What the embedded steps find suspicious, and each answer once at its end.
    #[default]
    OnSuspicion,
    /// Every segment.
    EverySentence,
}

/// What happens to text that the guard was asked about in vain: it crashed, or was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardFailure {
    /// It is kept back; the person may show it.
    Hold,
    /// It is shown, with a note beside it.
    #[default]
    PassWithNote,
}

/// A policy that the person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct OwnPolicy {
    /// Names it in verdicts; none of Carat's own.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What violates it, as the end of the sentence "The chatbot shall not generate content that …".
    pub text: String,
    /// What happens then.
    pub action: Action,
}

/// The choices. What is missing where they are read is the default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ScreeningSettings {
    /// The action by policy id, where it isn't the policy's own. Has no effect on policies that can't be switched off.
    pub actions: BTreeMap<String, Action>,
    /// When a guard judges.
    pub guard: GuardUse,
    /// What happens when it can't.
    pub guard_failure: GuardFailure,
    /// Whether private data in answers is masked instead of kept back with its sentence.
    pub mask_private_data: bool,
    /// Policies of the person's own.
    pub own: Vec<OwnPolicy>,
}

impl ScreeningSettings {
    /// What happens to text that violates the policy.
    #[must_use]
    pub fn action(&self, policy: &Policy) -> Action {
        let set = self.actions.get(&policy.id).copied().filter(|_| policy.can_switch_off);
        set.unwrap_or(policy.action)
    }

    /// The person's own policies, as a guard reads them.
    #[must_use]
    pub fn own_policies(&self) -> Vec<Policy> {
        let own = self.own.iter();
        own.map(|own| Policy::own(&own.id, &own.title, &own.text, own.action)).collect()
    }
}
