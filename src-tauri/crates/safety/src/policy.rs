//! A policy says in words what is looked for, what it does not mean, and what happens when it is found.
//!
//! Carat's own lie in `models/safety/policies.toml`; a person may write more, which only a guard can judge by.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{Action, Topic};

/// Carat's own policies, as they are built in.
const BUILT_IN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/policies.toml"));

/// One policy.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its fixed name; for Carat's own that of its [`Topic`].
    pub id: String,
    /// Its name for people, in English.
    pub title: String,
    /// What a guard reads as its name, such as "No Hate Speech".
    pub heading: String,
    /// What violates it, as the end of the sentence "The chatbot shall not generate content that …".
    pub text: String,
    /// What does not violate it, in a sentence.
    pub allowed: String,
    /// What happens when it is violated, unless the person set something else.
    pub action: Action,
    /// Whether the person may set something else.
    pub can_switch_off: bool,
    /// Whether the person may see text that was kept back by it.
    pub can_show: bool,
    /// Why text was kept back, in a sentence that does not repeat it.
    pub reason: String,
    /// The probability of a violation from which a guard's word counts.
    pub guard: f32,
    /// When the embedded steps escalate or act for this policy alone.
    #[serde(default)]
    pub thresholds: Thresholds,
}

/// From which scores the embedded steps do something for one policy.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Of the step that reads characters.
    pub lexical: Threshold,
    /// Of the step that reads meaning.
    pub semantic: Threshold,
}

/// From which score one step does something. A score that is missing is never reached.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Threshold {
    /// It asks the guard.
    pub escalate: Option<f32>,
    /// It acts by itself.
    pub act: Option<f32>,
}

/// A set of policies with its version.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    /// Goes up whenever a policy changes; verdicts name it.
    pub version: u32,
    #[serde(rename = "policy")]
    list: Vec<Policy>,
}

/// Why a file of policies can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It isn't TOML of the right form.
    #[error("the policies can't be read: {0}")]
    Form(#[from] toml::de::Error),
    /// One of Carat's own is missing or there twice.
    #[error("there must be one policy with the id `{0}`, and there are {1}")]
    Count(&'static str, usize),
    /// A threshold that no score is.
    #[error("a threshold of the policy `{0}` does not lie between 0 and 1")]
    Threshold(String),
}

impl Policies {
    /// Carat's own.
    ///
    /// # Panics
    /// Never: a test reads the file that is built in.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT: LazyLock<Policies> =
            LazyLock::new(|| Policies::parse(BUILT_IN).unwrap_or_else(|error| panic!("policies.toml: {error}")));
        &BUILT
    }

    /// Reads a file of policies.
    ///
    /// # Errors
    /// Where it is not of the right form, or one of Carat's own is not there exactly once.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let policies: Self = toml::from_str(text)?;
        for topic in Topic::ALL {
            let count = policies.list.iter().filter(|policy| policy.id == topic.as_str()).count();
            if count != 1 {
                return Err(PolicyError::Count(topic.as_str(), count));
            }
        }
        match policies.list.iter().find(|policy| !policy.thresholds_are_scores()) {
            Some(policy) => Err(PolicyError::Threshold(policy.id.clone())),
            None => Ok(policies),
        }
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.list.iter()
    }

    /// The policy of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Policy> {
        self.list.iter().find(|policy| policy.id == id)
    }

    /// The policy of a topic.
    ///
    /// # Panics
    /// Never: reading checks that there is one of each.
    #[must_use]
    pub fn of(&self, topic: Topic) -> &Policy {
        self.find(topic.as_str()).unwrap_or_else(|| unreachable!("checked when read"))
    }
}

impl Policy {
    /// A policy of the person's own. Only a guard judges by it.
    #[must_use]
    pub fn own(id: impl Into<String>, title: impl Into<String>, text: impl Into<String>, action: Action) -> Self {
        let title = title.into();
        Self {
            id: id.into(),
            heading: format!("No {title}"),
            reason: format!("This looks like what your own policy \"{title}\" is about."),
            title,
            text: text.into(),
            allowed: String::new(),
            action,
            can_switch_off: true,
            can_show: true,
            guard: 0.5,
            thresholds: Thresholds::default(),
        }
    }

    /// The topic, for Carat's own.
    #[must_use]
    pub fn topic(&self) -> Option<Topic> {
        Topic::named(&self.id)
    }

    fn thresholds_are_scores(&self) -> bool {
        let Thresholds { lexical, semantic } = self.thresholds;
        let all = [Some(self.guard), lexical.escalate, lexical.act, semantic.escalate, semantic.act];
        all.into_iter().flatten().all(|threshold| (0.0..=1.0).contains(&threshold))
    }
}
