//! Screening is what the person chose about the filter, as the settings keep it and the window shows it.

use std::collections::BTreeMap;

use carat_safety as safety;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::WireError;

/// The longest text of a policy of the person's own, in bytes; a guard reads it with every text.
const POLICY_LIMIT: usize = 4000;

/// The most policies of the person's own.
const MOST_POLICIES: usize = 20;

/// What becomes of text that a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ScreenAction {
    /// It is shown.
    Allow,
    /// It is shown, with a line beside it.
    Note,
    /// It is kept back; what follows goes on.
    Blur,
    /// It is kept back, and nothing follows.
    Block,
}

/// When a guard model judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GuardUse {
    /// Never.
    Off,
    /// What the embedded steps find suspicious, and each answer once at its end.
    #[default]
    OnSuspicion,
    /// Every sentence.
    EverySentence,
}

/// What becomes of text that a guard was asked about in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GuardFailure {
    /// It is kept back; the person may show it.
    Hold,
    /// It is shown, with a line beside it.
    #[default]
    PassWithNote,
}

/// A policy that the person wrote. Only a guard judges by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(crate) struct OwnPolicy {
    /// Names it in verdicts.
    pub(crate) id: String,
    /// Its name.
    pub(crate) title: String,
    /// What violates it, as the end of the sentence "The chatbot shall not generate content that …".
    pub(crate) text: String,
    /// What happens then.
    pub(crate) action: ScreenAction,
}

/// What the person chose about the filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub(crate) struct Screening {
    /// The action by policy, where it isn't the policy's own.
    pub(crate) actions: BTreeMap<String, ScreenAction>,
    /// When a guard model judges.
    pub(crate) guard: GuardUse,
    /// What happens when it can't.
    pub(crate) guard_failure: GuardFailure,
    /// Whether private data in answers is masked instead of kept back with its sentence.
    pub(crate) mask_private_data: bool,
    /// Whether the log keeps the texts that it is about.
    pub(crate) keep_texts: bool,
    /// Policies of the person's own.
    pub(crate) own: Vec<OwnPolicy>,
}

impl Screening {
    /// Refuses what makes no sense and names its field.
    pub(crate) fn check(&self) -> Result<(), WireError> {
        let refuse =
            |field: &str, message: String| Err(WireError::new("screening_invalid", message).with("field", field));
        let policies = safety::Policies::built_in();
        for id in self.actions.keys() {
            match policies.find(id) {
                Some(policy) if policy.can_switch_off => {}
                Some(policy) => {
                    let message = format!("The policy \"{}\" can't be changed. Nothing was saved.", policy.title);
                    return refuse(id, message);
                }
                None => return refuse(id, format!("There is no policy \"{id}\". Nothing was saved.")),
            }
        }
        if self.own.len() > MOST_POLICIES {
            return refuse("own", format!("There may be {MOST_POLICIES} policies of your own. Nothing was saved."));
        }
        for own in &self.own {
            let blank = own.id.is_empty() || own.title.trim().is_empty() || own.text.trim().is_empty();
            let taken =
                policies.find(&own.id).is_some() || self.own.iter().filter(|other| other.id == own.id).count() > 1;
            if blank || taken || own.title.len().max(own.text.len()) > POLICY_LIMIT {
                let message = format!(
                    "A policy of your own needs a name and a text of at most {POLICY_LIMIT} bytes. Nothing was saved."
                );
                return refuse("own", message);
            }
        }
        Ok(())
    }

    /// Without what makes no sense, as when a file was changed by hand or policies changed.
    pub(crate) fn within_bounds(mut self) -> Self {
        let policies = safety::Policies::built_in();
        self.actions.retain(|id, _| policies.find(id).is_some_and(|policy| policy.can_switch_off));
        if self.check().is_err() {
            self.own.clear();
        }
        self
    }
}

impl From<&Screening> for safety::ScreeningSettings {
    fn from(value: &Screening) -> Self {
        Self {
            actions: value.actions.iter().map(|(id, action)| (id.clone(), (*action).into())).collect(),
            guard: match value.guard {
                GuardUse::Off => safety::GuardUse::Off,
                GuardUse::OnSuspicion => safety::GuardUse::OnSuspicion,
                GuardUse::EverySentence => safety::GuardUse::EverySentence,
            },
            guard_failure: match value.guard_failure {
                GuardFailure::Hold => safety::GuardFailure::Hold,
                GuardFailure::PassWithNote => safety::GuardFailure::PassWithNote,
            },
            mask_private_data: value.mask_private_data,
            own: value.own.iter().map(Into::into).collect(),
        }
    }
}

impl From<&OwnPolicy> for safety::OwnPolicy {
    fn from(value: &OwnPolicy) -> Self {
        let OwnPolicy { id, title, text, action } = value.clone();
        Self { id, title, text, action: action.into() }
    }
}

impl From<ScreenAction> for safety::Action {
    fn from(value: ScreenAction) -> Self {
        match value {
            ScreenAction::Allow => Self::Allow,
            ScreenAction::Note => Self::Note,
            ScreenAction::Blur => Self::Blur,
            ScreenAction::Block => Self::Block,
        }
    }
}

impl From<safety::Action> for ScreenAction {
    fn from(value: safety::Action) -> Self {
        match value {
            safety::Action::Allow => Self::Allow,
            safety::Action::Note => Self::Note,
            safety::Action::Blur => Self::Blur,
            safety::Action::Block => Self::Block,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(id: &str, action: ScreenAction) -> Screening {
        Screening { actions: [(id.to_owned(), action)].into(), ..Screening::default() }
    }

    fn own(id: &str, text: &str) -> OwnPolicy {
        OwnPolicy { id: id.into(), title: "Gambling".into(), text: text.into(), action: ScreenAction::Note }
    }

    #[test]
    fn a_policy_that_cannot_be_switched_off_is_refused_by_name() {
        for locked in ["child_safety", "self_harm"] {
            let error = with(locked, ScreenAction::Allow).check().expect_err("it is locked");
            assert_eq!((error.code.as_str(), error.args["field"].as_str()), ("screening_invalid", locked));
        }
        assert_eq!(with("hate", ScreenAction::Note).check(), Ok(()));
        assert!(with("no_such", ScreenAction::Note).check().is_err());
    }

    #[test]
    fn what_was_stored_without_sense_is_left_out_and_the_rest_stays() {
        let mut stored = with("hate", ScreenAction::Blur);
        stored.actions.insert("self_harm".into(), ScreenAction::Allow);
        stored.own = vec![own("hate", "a name that is taken")];
        stored.mask_private_data = true;
        let kept = stored.within_bounds();
        assert_eq!(kept, Screening { mask_private_data: true, ..with("hate", ScreenAction::Blur) });
    }

    #[test]
    fn an_own_policy_needs_a_text_and_an_id_of_its_own() {
        let check = |own| Screening { own, ..Screening::default() }.check();
        assert_eq!(check(vec![own("own-1", "invites to gamble."), own("own-2", "names a casino.")]), Ok(()));
        assert!(check(vec![own("own-1", " ")]).is_err());
        assert!(check(vec![own("own-1", "a"), own("own-1", "b")]).is_err());
        assert!(check(vec![own("own-1", &"x".repeat(POLICY_LIMIT + 1))]).is_err());
    }

    #[test]
    fn the_filter_gets_what_was_chosen() {
        let chosen = Screening {
            guard: GuardUse::EverySentence,
            guard_failure: GuardFailure::Hold,
            mask_private_data: true,
            own: vec![own("own-1", "invites to gamble.")],
            ..with("sexual", ScreenAction::Allow)
        };
        let settings = safety::ScreeningSettings::from(&chosen);
        let sexual = safety::Policies::built_in().of(safety::Topic::Sexual);
        assert_eq!(settings.action(sexual), safety::Action::Allow);
        assert_eq!(settings.guard, safety::GuardUse::EverySentence);
        assert_eq!(settings.guard_failure, safety::GuardFailure::Hold);
        assert!(settings.mask_private_data && settings.own_policies().len() == 1);
    }
}
