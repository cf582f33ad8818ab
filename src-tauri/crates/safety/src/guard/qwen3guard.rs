//! Qwen3Guard-Gen names a level of safety first: Safe, Unsafe or Controversial. Its prompt is the template in its own file,
//! which renders a conversation as its card has it. Its policies are its own too, so one call judges all of ours; a second
//! one asks which of its categories it is.

use std::sync::Arc;

use super::{Guard, GuardError, Guarding, Prompt, PromptRole, Scorer, share};
use crate::language::language_of;
use crate::phrases::PhraseSearch;
use crate::{Policy, Reading, Speaker, Topic};

/// A Qwen3Guard-Gen.
#[derive(Clone)]
pub struct Qwen3Guard {
    scorer: Arc<dyn Scorer>,
}

/// What its first line says.
const LEVELS: [&str; 3] = ["Unsafe", "Controversial", "Safe"];

/// How much of a violation a controversial text is: its own evaluation counts those as safe or as unsafe by setting.
const CONTROVERSIAL: f32 = 0.5;

/// Its categories, as its second line names them. The political one has no policy of ours: what it finds of that passes.
const CATEGORIES: [(&str, Option<Topic>); 9] = [
    ("Violent", Some(Topic::Violence)),
    ("Non-violent Illegal Acts", Some(Topic::Illegal)),
    ("Sexual Content or Sexual Acts", Some(Topic::Sexual)),
    ("PII", Some(Topic::PrivateData)),
    ("Suicide & Self-Harm", Some(Topic::SelfHarm)),
    ("Unethical Acts", Some(Topic::Hate)),
    ("Politically Sensitive Topics", None),
    ("Copyright Violation", None),
    ("Jailbreak", Some(Topic::Injection)),
];

impl Qwen3Guard {
    /// The guard on a scorer that has one of its models loaded.
    #[must_use]
    pub fn new(scorer: Arc<dyn Scorer>) -> Self {
        Self { scorer }
    }

    async fn ask(&self, prompt: Prompt, answers: Vec<String>) -> Result<Vec<f64>, GuardError> {
        let count = answers.len();
        let logs = self.scorer.score(prompt, answers).await?;
        if logs.len() == count {
            return Ok(logs);
        }
        Err(GuardError(format!("the model was asked for {count} scores and gave {}", logs.len())))
    }
}

impl Guard for Qwen3Guard {
    fn judge<'a>(
        &'a self,
        speaker: Speaker,
        question: &'a str,
        text: &'a str,
        policies: &'a [&'a Policy],
    ) -> Guarding<'a> {
        Box::pin(async move {
            let prompt = prompt(speaker, question, text);
            let first_lines = LEVELS.map(|level| format!("Safety: {level}"));
            let levels = self.ask(prompt.clone(), first_lines.to_vec()).await?;
            let found = share(&levels, 0)? + CONTROVERSIAL * share(&levels, 1)?;
            let level = &first_lines[usize::from(levels[1] > levels[0])];
            let both_lines = CATEGORIES.map(|(category, _)| format!("{level}\nCategories: {category}"));
            let categories = self.ask(prompt, both_lines.to_vec()).await?;
            let shares: Vec<f32> =
                (0..categories.len()).map(|at| share(&categories, at)).collect::<Result<_, GuardError>>()?;
            let minors = names_minors(question) || names_minors(text) || !has_words_for_minors(text);
            Ok(policies.iter().map(|policy| found * belongs(policy, &shares, minors)).collect())
        })
    }
}

/// How much of what was found belongs to a policy. Its broad categories hold several of ours; what is sexual is about
/// children only where they are named.
fn belongs(policy: &Policy, shares: &[f32], minors: bool) -> f32 {
    let of = |topic: Topic| -> f32 {
        CATEGORIES.iter().zip(shares).filter(|((_, found), _)| *found == Some(topic)).map(|(_, share)| share).sum()
    };
    match policy.topic() {
        Some(Topic::Dangerous) => of(Topic::Violence) + of(Topic::Illegal),
        Some(Topic::Harassment | Topic::Hate) => of(Topic::Hate),
        Some(Topic::ChildSafety) if minors => of(Topic::Sexual),
        Some(topic) => of(topic),
        // It knows no policies but its own.
        None => 0.0,
    }
}

/// Whether the words for minors are known in a text's language. Where they are not, the careful reading counts.
fn has_words_for_minors(text: &str) -> bool {
    let known = ["en", "zh", "ja", "ko", "de", "es", "fr", "it", "pt", "ru"];
    language_of(text).is_none_or(|language| known.contains(&language))
}

fn names_minors(text: &str) -> bool {
    PhraseSearch::built_in().find(Reading::of(text).words().as_str()).minors
}

fn prompt(speaker: Speaker, question: &str, text: &str) -> Prompt {
    let said = |role: PromptRole, text: &str| (role, text.to_owned());
    Prompt::Messages(match speaker {
        Speaker::Person => vec![said(PromptRole::User, text)],
        Speaker::Model => vec![said(PromptRole::User, question), said(PromptRole::Assistant, text)],
    })
}
