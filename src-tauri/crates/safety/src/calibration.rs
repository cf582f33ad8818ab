//! Calibration is how the logits of both steps become scores and one risk, as the training measured it. It is data:
//! `models/safety/tier0.toml`, written by the training script.

use std::collections::HashMap;

use serde::Deserialize;

use crate::lexical::Logits;
use crate::{Scores, Topic, WeightsError};

/// Logits beyond this are cut.
const MOST: f32 = 12.0;

/// Where the language is not in the file.
const OTHER: &str = "other";

/// The file.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Calibration {
    /// The categories, in the order of the weights; the lexical step has one more, what its teacher says.
    heads: Vec<String>,
    /// Those that enter the risk whole.
    content: Vec<String>,
    /// The risk from which a guard is asked.
    pub(crate) escalate: f32,
    routes: Routes,
    languages: HashMap<String, Language>,
}

#[derive(Debug, Clone, Deserialize)]
struct Routes {
    both: Route,
    lexical: Route,
}

#[derive(Debug, Clone, Deserialize)]
struct Route {
    lexical: Vec<f32>,
    semantic: Vec<f32>,
    bias: Vec<f32>,
    toxic: f32,
    /// Heads that enter the risk in part.
    extra: HashMap<String, f32>,
    /// The score from which a category is nearly certain.
    act: HashMap<String, f32>,
}

#[derive(Debug, Clone, Deserialize)]
struct Language {
    covered: bool,
    route: RouteName,
    shift: f32,
    #[serde(default)]
    shift_lexical: Option<f32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RouteName {
    Both,
    Lexical,
}

/// What came of the logits of one text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Calibrated {
    pub(crate) scores: Scores,
    /// The scores from which each topic is nearly certain; 1 and more where none is.
    pub(crate) certain: Scores,
    pub(crate) risk: f32,
    pub(crate) covered: bool,
}

impl Calibration {
    /// Reads the file and sees that it goes with weights of so many heads.
    pub(crate) fn parse(text: &str, heads: &[String]) -> Result<Self, WeightsError> {
        let calibration: Self = toml::from_str(text).map_err(|error| WeightsError::Calibration(error.to_string()))?;
        calibration.check(heads).map_or(Ok(calibration), |wrong| Err(WeightsError::Calibration(wrong)))
    }

    fn check(&self, heads: &[String]) -> Option<String> {
        if self.heads != heads {
            return Some("its heads are not those of the weights".to_owned());
        }
        for (name, route) in [("both", &self.routes.both), ("lexical", &self.routes.lexical)] {
            if [&route.lexical, &route.semantic, &route.bias].iter().any(|numbers| numbers.len() != heads.len()) {
                return Some(format!("the route `{name}` has not one number for each head"));
            }
            let named = route.extra.keys().chain(route.act.keys());
            if let Some(unknown) = named.chain(&self.content).find(|head| !heads.contains(head)) {
                return Some(format!("there is no head `{unknown}`"));
            }
        }
        (!self.languages.contains_key(OTHER)).then(|| "there must be numbers for `other` languages".to_owned())
    }

    /// Whether the semantic step knows the language.
    pub(crate) fn reads_meaning(&self, language: Option<&str>) -> bool {
        self.language(language).route == RouteName::Both
    }

    /// The scores of a text by its logits; `semantic` is `None` where that step had nothing to say.
    pub(crate) fn apply(&self, lexical: &Logits, semantic: Option<&Logits>, language: Option<&str>) -> Calibrated {
        let language = self.language(language);
        let semantic = semantic.filter(|_| language.route == RouteName::Both);
        let (route, shift) = match semantic {
            Some(_) => (&self.routes.both, language.shift),
            None => (&self.routes.lexical, language.shift_lexical.unwrap_or(language.shift)),
        };
        let found: Vec<f32> = (0..self.heads.len())
            .map(|head| {
                let by_meaning = semantic.map_or(0.0, |logits| route.semantic[head] * logits[head]);
                sigmoid(route.lexical[head] * lexical[head] + by_meaning + route.bias[head])
            })
            .collect();
        // The teacher's head stands after the categories.
        let toxic = route.toxic * lexical[self.heads.len()];
        let risk = sigmoid(logit(self.raw_risk(route, &found, toxic)) + shift);
        Calibrated { scores: self.by_topic(&found), certain: self.certain(route), risk, covered: language.covered }
    }

    fn raw_risk(&self, route: &Route, found: &[f32], toxic: f32) -> f32 {
        let of = |name: &String| self.heads.iter().position(|head| head == name).map_or(0.0, |head| found[head]);
        let absent: f32 = self.content.iter().map(|head| 1.0 - of(head)).product();
        let content = (logit(1.0 - absent) + toxic).clamp(-MOST, MOST);
        let quiet = 1.0 - sigmoid(content);
        1.0 - route.extra.iter().fold(quiet, |quiet, (head, weight)| quiet * (1.0 - weight * of(head)))
    }

    fn by_topic(&self, found: &[f32]) -> Scores {
        let mut scores = Scores::default();
        for (head, score) in self.heads.iter().zip(found) {
            if let Some(topic) = Topic::named(head) {
                scores.set(topic, *score);
            }
        }
        // There is no head of its own for what is dangerous: it is help with crimes, with violence and with harming
        // oneself, each of which is more than that.
        let part = |topic: Topic, factor: f32| factor * scores.get(topic);
        let dangerous = part(Topic::Illegal, 0.8).max(part(Topic::Violence, 0.8)).max(part(Topic::SelfHarm, 0.6));
        scores.set(Topic::Dangerous, dangerous);
        scores
    }

    fn certain(&self, route: &Route) -> Scores {
        let mut certain = Scores::default();
        for topic in Topic::ALL {
            certain.set(topic, route.act.get(topic.as_str()).copied().unwrap_or(1.0));
        }
        certain
    }

    fn language(&self, language: Option<&str>) -> &Language {
        let known = language.and_then(|language| self.languages.get(language));
        known.unwrap_or_else(|| &self.languages[OTHER])
    }
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// The logit, cut where it would be endless.
fn logit(probability: f32) -> f32 {
    let probability = f64::from(probability).clamp(1e-9, 1.0 - 1e-9);
    ((probability / (1.0 - probability)).ln() as f32).clamp(-MOST, MOST)
}
