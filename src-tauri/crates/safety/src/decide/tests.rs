//! What is decided, by evidence that is made up: no weights take part.

use super::*;
use crate::lexicon::Terms;
use crate::phrases::Found;
use crate::{PrivateKind, PrivateSpan, Scores};

/// Evidence of a harmless text, settings that are the default, and what is changed of both.
struct Made {
    settings: ScreeningSettings,
    speaker: Speaker,
    steps: Steps,
    signs: Signs,
    masks: bool,
}

impl Made {
    fn new() -> Self {
        let mut certain = Scores::default();
        Topic::ALL.into_iter().for_each(|topic| certain.set(topic, 0.99));
        Self {
            settings: ScreeningSettings::default(),
            speaker: Speaker::Model,
            steps: Steps { certain, by_meaning: true, covered: true, ..Steps::default() },
            signs: Signs::default(),
            masks: false,
        }
    }

    fn score(mut self, topic: Topic, score: f32) -> Self {
        self.steps.scores.set(topic, score);
        self
    }

    fn risk(mut self, risk: f32) -> Self {
        self.steps.risk = risk;
        self
    }

    fn terms(mut self, terms: Terms) -> Self {
        self.signs.terms = terms;
        self
    }

    fn phrases(mut self, phrases: Found) -> Self {
        self.signs.phrases = phrases;
        self
    }

    fn by_person(mut self) -> Self {
        self.speaker = Speaker::Person;
        self
    }

    fn setting(mut self, topic: Topic, action: Action) -> Self {
        self.settings.actions.insert(topic.as_str().to_owned(), action);
        self
    }

    fn decide<T>(&self, decide: impl FnOnce(&Case<'_>) -> T) -> T {
        decide(&Case {
            policies: Policies::built_in(),
            settings: &self.settings,
            threshold: 0.5,
            speaker: self.speaker,
            steps: &self.steps,
            signs: &self.signs,
            masks: self.masks,
        })
    }

    fn alone(&self) -> Verdict {
        self.decide(|case| case.embedded().alone())
    }

    /// With a guard that finds the topic so likely violated, and nothing else.
    fn guarded(&self, topic: Topic, probability: f32) -> Verdict {
        let policies: Vec<&Policy> = Policies::built_in().iter().collect();
        let found: Vec<f32> =
            policies.iter().map(|policy| if policy.topic() == Some(topic) { probability } else { 0.01 }).collect();
        self.decide(|case| case.guarded(case.embedded(), &policies, &found))
    }
}

fn outcome(verdict: &Verdict) -> (Action, Option<&str>, Tier) {
    (verdict.action, verdict.category.as_ref().map(Category::as_str), verdict.tier)
}

const SLUR: Terms = Terms { slur: true, explicit: false, strong: false };
const EXPLICIT: Terms = Terms { slur: false, explicit: true, strong: false };
const STRONG: Terms = Terms { slur: false, explicit: false, strong: true };

fn despair(how: bool) -> Found {
    Found { care: Some(Care::SelfHarm), how, ..Found::default() }
}

#[test]
fn harmless_text_is_allowed_without_a_word() {
    let verdict = Made::new().risk(0.49).score(Topic::Violence, 0.6).alone();
    assert_eq!(outcome(&verdict), (Action::Allow, None, Tier::Semantic));
    assert!(!verdict.escalated && verdict.care.is_none());
    assert_eq!(verdict.policy_version, Policies::built_in().version);
}

#[test]
fn a_topic_alone_never_blocks_it_is_noted_as_not_judged_further() {
    for topic in [Topic::Dangerous, Topic::Violence, Topic::Illegal, Topic::Harassment, Topic::Hate] {
        let verdict = Made::new().risk(1.0).score(topic, 1.0).alone();
        assert_eq!(outcome(&verdict), (Action::Note, Some(topic.as_str()), Tier::Semantic));
        assert!(verdict.escalated && verdict.reason.contains("not judged further"));
    }
}

#[test]
fn slurs_explicit_text_and_near_certainty_act_alone() {
    assert_eq!(outcome(&Made::new().terms(SLUR).alone()), (Action::Block, Some("hate"), Tier::Rule));
    assert_eq!(outcome(&Made::new().terms(EXPLICIT).alone()), (Action::Blur, Some("sexual"), Tier::Rule));
    let nearly = Made::new().risk(0.9).score(Topic::Sexual, 0.995).alone();
    assert_eq!(outcome(&nearly), (Action::Blur, Some("sexual"), Tier::Semantic));
    let not_quite = Made::new().risk(0.9).score(Topic::Sexual, 0.98).alone();
    assert_eq!(not_quite.action, Action::Note, "the policy's threshold is reached, the measured certainty is not");
}

#[test]
fn of_several_grounds_the_strictest_action_counts() {
    let both = Terms { slur: true, explicit: true, strong: false };
    assert_eq!(Made::new().terms(both).alone().category, Some(Topic::Hate.into()));
}

#[test]
fn what_is_set_to_allow_is_allowed_but_for_what_can_not_be_switched_off() {
    let allowed = Made::new().terms(SLUR).setting(Topic::Hate, Action::Allow).alone();
    assert_eq!(allowed.action, Action::Allow);
    let fixed = Made::new().score(Topic::ChildSafety, 0.8).setting(Topic::ChildSafety, Action::Allow).alone();
    assert_eq!(outcome(&fixed), (Action::Block, Some("child_safety"), Tier::Semantic));
}

#[test]
fn child_safety_and_methods_of_self_harm_are_blocked_at_the_threshold_of_escalation() {
    for topic in [Topic::ChildSafety, Topic::SelfHarm] {
        let threshold = Policies::built_in().of(topic).thresholds.semantic.escalate.expect("there is one");
        let below = Made::new().score(topic, threshold - 0.01).alone();
        let above = Made::new().score(topic, threshold + 0.01).alone();
        assert_eq!((below.action, above.action), (Action::Allow, Action::Block), "{topic:?}");
        assert!(!above.can_show && above.escalated);
    }
}

#[test]
fn sexual_text_beside_words_for_children_is_child_safety_and_a_parents_question_is_not() {
    let minors = Found { minors: true, ..Found::default() };
    let explicit = Made::new().terms(EXPLICIT).score(Topic::Sexual, 0.5).phrases(minors).alone();
    assert_eq!(outcome(&explicit), (Action::Block, Some("child_safety"), Tier::Rule));
    let alone = Made::new().terms(EXPLICIT).score(Topic::Sexual, 0.1).phrases(minors).alone();
    assert_eq!(outcome(&alone), (Action::Blur, Some("sexual"), Tier::Rule), "a list alone can't tell");
    let likely = Made::new().score(Topic::Sexual, 0.95).phrases(minors).alone();
    assert_eq!(likely.action, Action::Block);
    let question = Made::new().by_person().terms(STRONG).score(Topic::Sexual, 0.1).phrases(minors).alone();
    assert_eq!(question.action, Action::Allow);
    let protective = Found { protects: true, ..minors };
    let asked = Made::new().by_person().score(Topic::ChildSafety, 0.99).phrases(protective).alone();
    assert_eq!(asked.action, Action::Note, "who protects children writes of what from");
    let answered = Made::new().score(Topic::ChildSafety, 0.99).phrases(protective).alone();
    assert_eq!(answered.action, Action::Block);
    let without = Made::new().score(Topic::Sexual, 0.9).alone();
    assert_ne!(without.category, Some(Topic::ChildSafety.into()));
}

#[test]
fn sexual_text_is_about_children_by_the_sentence_before_too() {
    let mut here = Made::new().terms(EXPLICIT).score(Topic::Sexual, 0.5);
    assert_eq!(here.alone().category, Some(Topic::Sexual.into()));
    here.signs.across = true;
    assert_eq!(outcome(&here.alone()), (Action::Block, Some("child_safety"), Tier::Rule));
    let mut before = Made::new().score(Topic::Sexual, 0.5).phrases(Found { minors: true, ..Found::default() });
    assert_eq!(before.alone().action, Action::Allow);
    before.signs.across = true;
    assert_eq!(before.alone().category, Some(Topic::ChildSafety.into()));
}

#[test]
fn despair_gets_a_card_and_an_answer_and_a_search_for_methods_a_card_and_a_block() {
    let help = Made::new().by_person().risk(0.8).score(Topic::SelfHarm, 0.9).phrases(despair(false)).alone();
    assert_eq!((help.action, help.care), (Action::Note, Some(Care::SelfHarm)));
    let quiet = Made::new().by_person().phrases(despair(false)).alone();
    assert_eq!((quiet.action, quiet.care), (Action::Allow, Some(Care::SelfHarm)), "never without the card");
    let methods = Made::new().by_person().score(Topic::SelfHarm, 0.9).phrases(despair(true)).alone();
    assert_eq!((methods.action, methods.care), (Action::Block, Some(Care::SelfHarm)), "never a bare block");
    let answer = Made::new().score(Topic::SelfHarm, 0.9).phrases(despair(false)).alone();
    assert_eq!(
        (answer.action, answer.care),
        (Action::Block, Some(Care::SelfHarm)),
        "an answer has no despair of its own"
    );
}

#[test]
fn a_guard_overrules_suspicion_but_not_what_acted_alone() {
    let suspicious = Made::new().risk(0.9).score(Topic::Violence, 0.9);
    let cleared = suspicious.guarded(Topic::Violence, 0.1);
    assert_eq!(outcome(&cleared), (Action::Allow, None, Tier::Guard));
    assert!(cleared.escalated);
    let found = suspicious.guarded(Topic::Illegal, 0.9);
    assert_eq!(outcome(&found), (Action::Block, Some("illegal"), Tier::Guard));
    let slur = Made::new().terms(SLUR).guarded(Topic::Violence, 0.0);
    assert_eq!(outcome(&slur), (Action::Block, Some("hate"), Tier::Rule));
}

#[test]
fn a_guard_decides_about_child_safety_and_self_harm_that_was_only_suspected() {
    let suspected = Made::new().score(Topic::SelfHarm, 0.9);
    assert_eq!(suspected.guarded(Topic::SelfHarm, 0.05).action, Action::Allow);
    let found = suspected.guarded(Topic::SelfHarm, 0.95);
    assert_eq!((found.action, found.care), (Action::Block, Some(Care::SelfHarm)));
}

#[test]
fn despair_is_answered_with_the_card_whatever_a_guard_calls_it() {
    let help = Made::new().by_person().phrases(despair(false)).guarded(Topic::SelfHarm, 0.95);
    assert_eq!((help.action, help.care), (Action::Allow, Some(Care::SelfHarm)));
    let methods = Made::new().by_person().phrases(despair(true)).guarded(Topic::SelfHarm, 0.95);
    assert_eq!((methods.action, methods.care), (Action::Block, Some(Care::SelfHarm)));
    let other = Made::new().by_person().phrases(despair(false)).guarded(Topic::Illegal, 0.95);
    assert_eq!(outcome(&other), (Action::Block, Some("illegal"), Tier::Guard));
    let answer = Made::new().phrases(despair(false)).guarded(Topic::SelfHarm, 0.95);
    assert_eq!(answer.action, Action::Block, "an answer has no despair of its own");
}

#[test]
fn only_a_block_keeps_a_guard_from_being_asked() {
    let stands = |made: &Made| made.decide(|case| case.embedded()).stands();
    assert!(stands(&Made::new().terms(SLUR)));
    assert!(!stands(&Made::new().terms(EXPLICIT)) && !stands(&Made::new()));
    let blurred = Made::new().terms(EXPLICIT);
    assert_eq!(outcome(&blurred.guarded(Topic::Illegal, 0.9)), (Action::Block, Some("illegal"), Tier::Guard));
    assert_eq!(outcome(&blurred.guarded(Topic::Illegal, 0.1)), (Action::Blur, Some("sexual"), Tier::Rule));
}

#[test]
fn what_happens_when_the_guard_fails_is_a_setting() {
    let mut made = Made::new().risk(0.9).score(Topic::Violence, 0.9);
    let failed = |made: &Made| made.decide(|case| case.unguarded(case.embedded()));
    assert_eq!(failed(&made).action, Action::Note);
    made.settings.guard_failure = GuardFailure::Hold;
    let held = failed(&made);
    assert_eq!((held.action, held.can_show), (Action::Blur, true));
    let fixed = Made::new().score(Topic::ChildSafety, 0.8);
    assert_eq!(failed(&fixed).action, Action::Block, "nothing lets this pass");
}

#[test]
fn private_data_is_kept_back_in_answers_and_only_noted_in_questions() {
    let mut made = Made::new();
    made.signs.leaks = vec![PrivateSpan { kind: PrivateKind::Card, range: 0..16 }];
    assert_eq!(outcome(&made.alone()), (Action::Blur, Some("private_data"), Tier::Rule));
    assert_eq!(made.by_person().alone().action, Action::Note);
    let mut mild = Made::new();
    mild.signs.leaks = vec![PrivateSpan { kind: PrivateKind::Email, range: 0..16 }];
    assert_eq!(mild.alone().action, Action::Allow, "addresses are often public");
}

#[test]
fn masked_data_is_no_reason_to_keep_a_text_back_and_hides_no_other_reason() {
    let mut made = Made::new();
    made.signs.leaks = vec![PrivateSpan { kind: PrivateKind::Card, range: 0..16 }];
    made.masks = true;
    let decided = |made: &Made| made.decide(|case| case.masked(case.embedded().alone()));
    let noted = decided(&made);
    assert_eq!(outcome(&noted), (Action::Note, Some("private_data"), Tier::Rule));
    assert_eq!(noted.masked.first(), Some(&(0..16)));
    let explicit = decided(&made.terms(EXPLICIT));
    assert_eq!(outcome(&explicit), (Action::Blur, Some("sexual"), Tier::Rule));
    let mut mild = Made::new();
    mild.signs.leaks = vec![PrivateSpan { kind: PrivateKind::Email, range: 0..16 }];
    mild.masks = true;
    let masked = decided(&mild);
    assert_eq!((masked.action, masked.masked.len()), (Action::Allow, 1), "addresses are masked without a word");
}

#[test]
fn advice_injection_and_private_data_do_not_enter_the_risk() {
    let mut made = Made::new().phrases(Found { advice: Some(crate::Advice::Medical), ..Found::default() });
    made.signs.injection = 0.8;
    let verdict = made.alone();
    assert_eq!((verdict.risk, verdict.escalated), (0.0, false));
    assert_eq!((verdict.action, verdict.advice), (Action::Note, Some(crate::Advice::Medical)));
    assert_eq!(verdict.category, Some(Topic::Injection.into()));
    assert!(verdict.scores.get(Topic::Advice) > 0.0);
}

#[test]
fn the_test_word_blocks_whatever_is_set() {
    let mut made = Made::new();
    made.signs.test_word = true;
    assert_eq!(outcome(&made.alone()), (Action::Block, Some("test"), Tier::Rule));
}
