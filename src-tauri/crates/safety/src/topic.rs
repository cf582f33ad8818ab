//! A topic is one of the eleven things that Carat's own policies are about. Scores are given by topic.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// What a policy of Carat's own is about. The names are fixed: they are saved, sent and printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Harming people: weapons, terror, poisons.
    Dangerous,
    /// Abuse of one person.
    Harassment,
    /// Hatred of a group.
    Hate,
    /// Sexually explicit text.
    Sexual,
    /// Sexual text about children.
    ChildSafety,
    /// Methods of harming oneself.
    SelfHarm,
    /// Graphic violence, or calls for it.
    Violence,
    /// Help with crimes.
    Illegal,
    /// Personal data and secrets.
    PrivateData,
    /// Orders to the assistant where there should be none.
    Injection,
    /// Medical, legal and financial advice.
    Advice,
}

impl Topic {
    /// All of them, in the order of their policies.
    pub const ALL: [Self; 11] = [
        Self::Dangerous,
        Self::Harassment,
        Self::Hate,
        Self::Sexual,
        Self::ChildSafety,
        Self::SelfHarm,
        Self::Violence,
        Self::Illegal,
        Self::PrivateData,
        Self::Injection,
        Self::Advice,
    ];

    /// The fixed name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dangerous => "dangerous",
            Self::Harassment => "harassment",
            Self::Hate => "hate",
            Self::Sexual => "sexual",
            Self::ChildSafety => "child_safety",
            Self::SelfHarm => "self_harm",
            Self::Violence => "violence",
            Self::Illegal => "illegal",
            Self::PrivateData => "private_data",
            Self::Injection => "injection",
            Self::Advice => "advice",
        }
    }

    /// The topic of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == name)
    }
}

/// A score for each topic, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores([f32; Topic::ALL.len()]);

impl Scores {
    /// The score of a topic.
    #[must_use]
    pub fn get(&self, topic: Topic) -> f32 {
        self.0[topic as usize]
    }

    /// Sets the score of a topic.
    pub fn set(&mut self, topic: Topic, score: f32) {
        self.0[topic as usize] = if score.is_nan() { 0.0 } else { score.clamp(0.0, 1.0) };
    }

    /// Sets the score of a topic where it was lower.
    pub fn raise(&mut self, topic: Topic, score: f32) {
        self.set(topic, self.get(topic).max(score));
    }

    /// Each topic with the higher of both scores.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        Topic::ALL.into_iter().for_each(|topic| self.raise(topic, other.get(topic)));
        self
    }

    /// Every topic with its score, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (Topic, f32)> + '_ {
        Topic::ALL.into_iter().map(|topic| (topic, self.get(topic)))
    }
}

/// A map from the topic's name to its score, with four digits.
impl Serialize for Scores {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (topic, score) in self.iter() {
            map.serialize_entry(topic.as_str(), &rounded(score))?;
        }
        map.end()
    }
}

/// A score for people and programs to read: more than four digits are noise.
#[must_use]
pub fn rounded(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}
