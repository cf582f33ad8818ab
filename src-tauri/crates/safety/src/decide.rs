//! Deciding turns evidence into a verdict. It is pure: the same evidence and settings give the same verdict.
//!
//! The embedded steps know topics, not intents, so they act by themselves on little: slurs, explicit sexual text, child
//! safety, and what they are nearly certain of. All else that is suspicious a guard decides. Where there is none, it is
//! shown with a note, except what can't be switched off.

use crate::evidence::{Signs, Steps};
use crate::{
    Action, Care, Category, GuardFailure, Policies, Policy, ScreeningSettings, Speaker, Tier, Topic, Verdict, rounded,
};

/// What is known to whoever decides.
pub(crate) struct Case<'a> {
    pub(crate) policies: &'a Policies,
    pub(crate) settings: &'a ScreeningSettings,
    /// The risk from which a guard is asked.
    pub(crate) threshold: f32,
    pub(crate) speaker: Speaker,
    pub(crate) steps: &'a Steps,
    pub(crate) signs: &'a Signs,
    /// Whether private data is shown masked, so that it is no reason to keep the text back.
    pub(crate) masks: bool,
}

/// What the embedded steps come to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Embedded {
    /// What they do by themselves.
    verdict: Verdict,
    /// What becomes of the text where nobody else can be asked.
    alone: Verdict,
    /// Whether a guard should be asked.
    pub(crate) escalates: bool,
}

impl Embedded {
    /// The verdict where there is no guard.
    pub(crate) fn alone(self) -> Verdict {
        self.alone
    }

    /// Whether the verdict stands whatever a guard says. What is milder than a block may still become one.
    pub(crate) fn stands(&self) -> bool {
        self.verdict.action == Action::Block
    }
}

/// One reason to do something.
struct Ground {
    action: Action,
    topic: Topic,
    tier: Tier,
    score: f32,
}

impl Case<'_> {
    /// Decides by the embedded steps alone.
    pub(crate) fn embedded(&self) -> Embedded {
        let blank = self.blank();
        if self.signs.test_word {
            let test = Verdict::block(Category::new("test"), "This is the filter's own test word.");
            let verdict =
                Verdict { policy_version: blank.policy_version, scores: blank.scores, risk: blank.risk, ..test };
            return Embedded { verdict: verdict.clone(), alone: verdict, escalates: false };
        }
        let suspicions = self.suspicions();
        let escalates = self.steps.risk >= self.threshold || !suspicions.is_empty();
        let blank = Verdict { escalated: escalates, ..blank };
        let strictest =
            self.grounds().into_iter().reduce(|one, other| if other.action > one.action { other } else { one });
        let verdict = match strictest.filter(|ground| ground.action > Action::Allow) {
            Some(ground) => self.on(&ground, blank),
            None => blank,
        };
        let alone = if escalates { self.without_judge(&suspicions, verdict.clone()) } else { verdict.clone() };
        Embedded { verdict, alone, escalates }
    }

    /// Decides by a guard's word: the probability of a violation of each policy. What the embedded steps did by
    /// themselves stands.
    pub(crate) fn guarded(&self, embedded: Embedded, policies: &[&Policy], probabilities: &[f32]) -> Verdict {
        let found = policies.iter().zip(probabilities).filter(|(policy, probability)| **probability >= policy.guard);
        // Who despairs gets an answer and the card, whatever a guard calls that.
        let found = found.filter(|(policy, _)| policy.topic().is_none_or(|topic| !self.is_call_for_help(topic)));
        let strictest = found
            .map(|(policy, probability)| (self.settings.action(policy), *probability, *policy))
            .max_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let highest = probabilities.iter().copied().fold(0.0, f32::max);
        match strictest {
            Some((action, probability, policy)) if action > embedded.verdict.action => {
                let care = (policy.topic() == Some(Topic::SelfHarm)).then_some(Care::SelfHarm);
                let care = care.or(embedded.verdict.care);
                by_policy(policy, Verdict { action, tier: Tier::Guard, score: probability, care, ..embedded.verdict })
            }
            _ if embedded.verdict.action == Action::Allow => {
                Verdict { tier: Tier::Guard, score: highest, ..embedded.verdict }
            }
            _ => embedded.verdict,
        }
    }

    /// Decides after a guard was asked in vain.
    pub(crate) fn unguarded(&self, embedded: Embedded) -> Verdict {
        let verdict = embedded.alone;
        match self.settings.guard_failure {
            GuardFailure::Hold if verdict.action < Action::Blur => Verdict {
                action: Action::Blur,
                reason: "The guard could not judge this, and your settings hold such text back.".to_owned(),
                can_show: true,
                ..verdict
            },
            GuardFailure::PassWithNote if verdict.action <= Action::Note => {
                Verdict { action: Action::Note, reason: "The guard could not judge this.".to_owned(), ..verdict }
            }
            _ => verdict,
        }
    }

    /// The same with its private data masked, where that is what is wanted: whoever reads it is told.
    pub(crate) fn masked(&self, verdict: Verdict) -> Verdict {
        if !self.masks {
            return verdict;
        }
        let policy = self.policies.of(Topic::PrivateData);
        let told = verdict.action == Action::Allow && self.has_leaks() && self.settings.action(policy) > Action::Allow;
        let verdict = if told {
            by_policy(policy, Verdict { action: Action::Note, tier: Tier::Rule, score: 1.0, ..verdict })
        } else {
            verdict
        };
        Verdict { masked: self.signs.leaks.iter().map(|leak| leak.range.clone()).collect(), ..verdict }
    }

    /// Whether there is private data that is not often public.
    fn has_leaks(&self) -> bool {
        self.signs.leaks.iter().any(|leak| !leak.kind.is_mild())
    }

    /// A verdict that allows, with all that is known of the text.
    fn blank(&self) -> Verdict {
        let mut scores = self.steps.scores;
        scores.raise(Topic::ChildSafety, self.steps.child_safety(self.signs));
        scores.raise(Topic::Injection, self.signs.injection);
        let private = if self.has_leaks() || self.signs.key_body {
            1.0
        } else if self.signs.leaks.is_empty() {
            0.0
        } else {
            0.3
        };
        scores.raise(Topic::PrivateData, private);
        scores.raise(Topic::Advice, if self.signs.phrases.advice.is_some() { 0.5 } else { 0.0 });
        let methods = self.reached(Topic::SelfHarm, Step::Escalate).is_some();
        let care = match self.speaker {
            // A person's despair gets its card whatever becomes of the text.
            Speaker::Person => self.signs.phrases.care.or(methods.then_some(Care::SelfHarm)),
            Speaker::Model => methods.then_some(Care::SelfHarm),
        };
        Verdict {
            policy_version: self.policies.version,
            tier: self.tier(),
            scores,
            risk: self.steps.risk,
            covered: self.steps.covered,
            care,
            // Who wants no word about advice gets no line about it either.
            advice: self
                .signs
                .phrases
                .advice
                .filter(|_| self.settings.action(self.policies.of(Topic::Advice)) > Action::Allow),
            ..Verdict::allow()
        }
    }

    /// What the embedded steps act on by themselves.
    fn grounds(&self) -> Vec<Ground> {
        let rule = |topic, score| self.ground(topic, Tier::Rule, score);
        let mut grounds = Vec::new();
        if self.signs.terms.slur {
            grounds.push(rule(Topic::Hate, 1.0));
        }
        if self.signs.terms.explicit {
            grounds.push(rule(Topic::Sexual, 1.0));
        }
        let child = self.steps.child_safety(self.signs);
        let sure = self.threshold_of(Topic::ChildSafety, Step::Act).is_some_and(|threshold| child >= threshold);
        if sure && (!self.is_protective() || self.signs.terms.explicit) {
            grounds.push(rule(Topic::ChildSafety, child));
        }
        if self.signs.key_body || self.has_leaks() && !self.masks {
            grounds.push(rule(Topic::PrivateData, 1.0));
        }
        if self.signs.injection > 0.0 {
            grounds.push(rule(Topic::Injection, self.signs.injection));
        }
        for topic in Topic::ALL {
            // Child safety was looked at above, with the words beside it.
            if topic == Topic::ChildSafety {
                continue;
            }
            grounds.extend(self.reached(topic, Step::Act).map(|(tier, score)| self.ground(topic, tier, score)));
        }
        grounds
    }

    /// Policies for which a guard is asked whatever the risk, with the score; child safety among them without a guard.
    fn suspicions(&self) -> Vec<(Topic, Tier, f32)> {
        let by_steps = Topic::ALL
            .into_iter()
            .filter_map(|topic| self.reached(topic, Step::Escalate).map(|(tier, score)| (topic, tier, score)));
        let mut suspicions: Vec<_> = by_steps.collect();
        let child = self.steps.child_safety(self.signs);
        let known = suspicions.iter().any(|(topic, ..)| *topic == Topic::ChildSafety);
        if !known && self.threshold_of(Topic::ChildSafety, Step::Escalate).is_some_and(|threshold| child >= threshold) {
            suspicions.push((Topic::ChildSafety, Tier::Rule, child));
        }
        suspicions
    }

    /// Nobody else can be asked: what can't be switched off is blocked, and all else gets a note.
    fn without_judge(&self, suspicions: &[(Topic, Tier, f32)], verdict: Verdict) -> Verdict {
        let fixed = suspicions.iter().find(|(topic, ..)| !self.policies.of(*topic).can_switch_off);
        if let Some((topic, tier, score)) =
            fixed.filter(|(topic, ..)| !self.is_call_for_help(*topic) && !self.is_protective())
        {
            let ground = self.ground(*topic, *tier, *score);
            return if ground.action > verdict.action { self.on(&ground, verdict) } else { verdict };
        }
        if verdict.action > Action::Allow {
            return verdict;
        }
        let (topic, score) = self.likeliest(&verdict);
        let reason = "This may be sensitive. There is no guard model that could tell, so it was not judged further.";
        Verdict { action: Action::Note, category: Some(topic.into()), reason: reason.to_owned(), score, ..verdict }
    }

    /// Somebody's own despair, without a question for ways and means: an answer and a card help, and a block does not.
    fn is_call_for_help(&self, topic: Topic) -> bool {
        let phrases = self.signs.phrases;
        topic == Topic::SelfHarm && self.speaker == Speaker::Person && phrases.care.is_some() && !phrases.how
    }

    /// A person's question about protecting somebody, which has the words of what one protects from.
    fn is_protective(&self) -> bool {
        self.speaker == Speaker::Person && self.signs.phrases.protects
    }

    /// The topic that the risk comes from.
    fn likeliest(&self, verdict: &Verdict) -> (Topic, f32) {
        let into_risk = |topic: &Topic| !matches!(topic, Topic::Advice | Topic::PrivateData | Topic::Injection);
        let all = Topic::ALL.into_iter().filter(into_risk).map(|topic| (topic, verdict.scores.get(topic)));
        all.reduce(|one, other| if other.1 > one.1 { other } else { one }).unwrap_or((Topic::Dangerous, 0.0))
    }

    fn ground(&self, topic: Topic, tier: Tier, score: f32) -> Ground {
        let action = self.settings.action(self.policies.of(topic));
        // These are the person's own words; there is nothing in them to hide from that person.
        let action = match (self.speaker, topic) {
            (Speaker::Person, Topic::PrivateData) => action.min(Action::Note),
            _ => action,
        };
        Ground { action, topic, tier, score }
    }

    fn on(&self, ground: &Ground, blank: Verdict) -> Verdict {
        let care = if ground.topic == Topic::SelfHarm { Some(Care::SelfHarm) } else { blank.care };
        let found = Verdict { action: ground.action, tier: ground.tier, score: ground.score, care, ..blank };
        by_policy(self.policies.of(ground.topic), found)
    }

    /// The step and the score that reach a policy's threshold, if they do. To act, a score must be nearly certain too.
    fn reached(&self, topic: Topic, step: Step) -> Option<(Tier, f32)> {
        let threshold = self.threshold_of(topic, step)?;
        let threshold = match step {
            Step::Escalate => threshold,
            Step::Act => threshold.max(self.steps.certain.get(topic)),
        };
        let score = self.steps.scores.get(topic);
        (score >= threshold).then_some((self.tier(), score))
    }

    fn threshold_of(&self, topic: Topic, step: Step) -> Option<f32> {
        let thresholds = self.policies.of(topic).thresholds;
        let threshold = if self.steps.by_meaning { thresholds.semantic } else { thresholds.lexical };
        match step {
            Step::Escalate => threshold.escalate,
            Step::Act => threshold.act,
        }
    }

    fn tier(&self) -> Tier {
        if self.steps.by_meaning { Tier::Semantic } else { Tier::Lexical }
    }
}

/// What a score is compared for.
#[derive(Debug, Clone, Copy)]
enum Step {
    Escalate,
    Act,
}

fn by_policy(policy: &Policy, verdict: Verdict) -> Verdict {
    Verdict {
        category: Some(Category::new(policy.id.clone())),
        reason: policy.reason.clone(),
        can_show: policy.can_show,
        score: rounded(verdict.score) as f32,
        ..verdict
    }
}

#[cfg(test)]
mod tests;
