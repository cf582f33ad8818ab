//! The screener is Carat's judge: rules, the two embedded steps, and a guard where there is one.

use std::sync::{Arc, PoisonError, RwLock};

use crate::decide::{Case, Embedded};
use crate::evidence::{Signs, Steps};
use crate::packed::unpacked;
use crate::tier0::{Piece, Tier0};
use crate::{
    Action, Asked, Encoder, Guard, GuardUse, Judge, Judging, Policies, Policy, ScreeningSettings, Segment, Speaker,
    Topic, Verdict, injection_score,
};

/// The longest text, in bytes, that a guard reads at once; of a longer one it reads the beginning and the end.
const GUARD_READS: usize = 16 * 1024;

/// Carat's judge. One is shared by all turns; what it works with may change while it judges, and counts from the next
/// text on.
pub struct Screener {
    policies: &'static Policies,
    tier0: &'static Tier0,
    setup: RwLock<Arc<Setup>>,
}

/// What a screener works with.
#[derive(Clone, Default)]
struct Setup {
    settings: ScreeningSettings,
    encoder: Option<Arc<dyn Encoder>>,
    guard: Option<Arc<dyn Guard>>,
}

/// A text with all that it is judged by.
#[derive(Clone, Copy)]
struct Subject<'a> {
    speaker: Speaker,
    asked: &'a Asked,
    /// The text that stood before, which is not judged again.
    before: &'a str,
    text: &'a str,
    /// Two letters, where the caller knows.
    language: Option<&'a str>,
    /// Whether a guard is asked without any suspicion.
    always: bool,
}

impl Screener {
    /// A screener by Carat's own policies, with neither encoder nor guard.
    #[must_use]
    pub fn new(settings: ScreeningSettings) -> Self {
        let setup = Setup { settings, ..Setup::default() };
        Self { policies: Policies::built_in(), tier0: Tier0::built_in(), setup: RwLock::new(Arc::new(setup)) }
    }

    /// The policies it goes by, without the person's own.
    #[must_use]
    pub fn policies(&self) -> &Policies {
        self.policies
    }

    /// The risk from which a guard is asked.
    #[must_use]
    pub fn threshold(&self) -> f32 {
        self.tier0.threshold()
    }

    /// The person's choices.
    #[must_use]
    pub fn settings(&self) -> ScreeningSettings {
        self.setup().settings.clone()
    }

    /// Takes other choices.
    pub fn set_settings(&self, settings: ScreeningSettings) {
        self.change(|setup| setup.settings = settings);
    }

    /// Takes an encoder for the semantic step, or does without.
    pub fn set_encoder(&self, encoder: Option<Arc<dyn Encoder>>) {
        self.change(|setup| setup.encoder = encoder);
    }

    /// Takes a guard, or does without. Whether a model may be one is [`crate::unfit_to_judge`]'s to say.
    pub fn set_guard(&self, guard: Option<Arc<dyn Guard>>) {
        self.change(|setup| setup.guard = guard);
    }

    /// Judges a whole text: a question, an answer from elsewhere. `language` is its two letters where the caller knows it.
    pub async fn screen(&self, speaker: Speaker, asked: &Asked, text: &str, language: Option<&str>) -> Verdict {
        self.judge_subject(Subject { speaker, asked, before: "", text, language, always: false }).await
    }

    /// Judges a whole answer once more at its end: some harm shows in no single sentence. A guard reads it even without
    /// suspicion, unless it is off.
    pub async fn screen_end(&self, asked: &Asked, answer: &str) -> Verdict {
        let subject =
            Subject { speaker: Speaker::Model, asked, before: "", text: answer, language: None, always: true };
        self.judge_subject(subject).await
    }

    /// How much a piece of a document looks as if it gave orders to an assistant, from 0 to 1: by phrases, and by what the
    /// lexical step has learnt of such. From one half on a person should be told.
    #[must_use]
    pub fn injection(&self, chunk: &str) -> f32 {
        let learnt = self.tier0.lexical(Piece { before: "", text: chunk, language: None }).scores.get(Topic::Injection);
        injection_score(chunk).max(learnt)
    }

    /// The scores of the lexical step alone, as it finds them: for benchmarks and reports.
    #[must_use]
    pub fn lexical_risk(&self, text: &str) -> f32 {
        self.tier0.lexical(Piece { before: "", text, language: None }).risk
    }

    async fn judge_subject(&self, subject: Subject<'_>) -> Verdict {
        let setup = self.setup();
        let (steps, signs) = self.evidence(&setup, subject).await;
        let case = Case {
            policies: self.policies,
            settings: &setup.settings,
            threshold: self.tier0.threshold(),
            speaker: subject.speaker,
            steps: &steps,
            signs: &signs,
        };
        let embedded = case.embedded();
        let verdict = match &setup.guard {
            Some(guard) if asks_guard(&setup.settings, &embedded, subject.always) => {
                self.ask_guard(&case, embedded, &**guard, subject).await
            }
            _ => embedded.alone(),
        };
        masked(&setup.settings, &signs, verdict)
    }

    async fn evidence(&self, setup: &Setup, subject: Subject<'_>) -> (Steps, Signs) {
        let signs = Signs::of(subject.speaker, subject.asked, subject.before, subject.text);
        let (before, text) = (unpacked(subject.before), unpacked(subject.text));
        let piece = Piece { before: &before, text: &text, language: subject.language };
        let steps = match &setup.encoder {
            Some(encoder) if !says_nothing(subject) => self.tier0.both(piece, &**encoder).await,
            _ => self.tier0.lexical(piece),
        };
        (steps, signs)
    }

    async fn ask_guard(&self, case: &Case<'_>, embedded: Embedded, guard: &dyn Guard, subject: Subject<'_>) -> Verdict {
        let own = case.settings.own_policies();
        let all = self.policies.iter().chain(&own);
        let policies: Vec<&Policy> = all.filter(|policy| case.settings.action(policy) > Action::Allow).collect();
        let text = shortened(&format!("{}{}", subject.before, subject.text));
        match guard.judge(subject.speaker, &shortened(&subject.asked.question), &text, &policies).await {
            Ok(probabilities) if probabilities.len() == policies.len() => {
                case.guarded(embedded, &policies, &probabilities)
            }
            Ok(_) | Err(_) => case.unguarded(embedded),
        }
    }

    fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut Setup)) {
        let mut setup = self.setup.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut setup));
    }
}

impl Judge for Screener {
    fn judge<'a>(&'a self, speaker: Speaker, segment: &'a Segment) -> Judging<'a> {
        let Segment { text, context, asked, .. } = segment;
        Box::pin(self.judge_subject(Subject { speaker, asked, before: context, text, language: None, always: false }))
    }

    /// A guard reads it; the embedded steps have said what they can sentence by sentence.
    fn judge_end<'a>(&'a self, asked: &'a Asked, answer: &'a str) -> Option<Judging<'a>> {
        let setup = self.setup();
        let reads = setup.guard.is_some() && setup.settings.guard != GuardUse::Off;
        reads.then(|| Box::pin(self.screen_end(asked, answer)) as Judging<'a>)
    }

    fn judge_whole<'a>(&'a self, speaker: Speaker, asked: &'a Asked, text: &'a str) -> Judging<'a> {
        Box::pin(self.screen(speaker, asked, text, None))
    }
}

/// Numbers and brackets add no meaning to what stands before them, and in lists and code they are every other line.
fn says_nothing(subject: Subject<'_>) -> bool {
    !subject.before.is_empty() && !subject.text.chars().any(char::is_alphabetic)
}

fn asks_guard(settings: &ScreeningSettings, embedded: &Embedded, always: bool) -> bool {
    let wanted = match settings.guard {
        GuardUse::Off => false,
        GuardUse::OnSuspicion => embedded.escalates || always,
        GuardUse::EverySentence => true,
    };
    wanted && !embedded.stands()
}

/// Where the person wants private data masked, text that would be kept back for nothing else is shown masked.
fn masked(settings: &ScreeningSettings, signs: &Signs, verdict: Verdict) -> Verdict {
    let by_data = verdict.category.as_ref().is_some_and(|category| category.as_str() == "private_data");
    if !settings.mask_private_data || signs.leaks.is_empty() || signs.key_body {
        return verdict;
    }
    let masked = signs.leaks.iter().map(|leak| leak.range.clone()).collect();
    let action = if by_data { Action::Note } else { verdict.action };
    Verdict { action, masked, ..verdict }
}

fn shortened(text: &str) -> String {
    if text.len() <= GUARD_READS {
        return text.to_owned();
    }
    let start = text.floor_char_boundary(GUARD_READS / 2);
    let end = text.ceil_char_boundary(text.len() - GUARD_READS / 2);
    format!("{}\n…\n{}", &text[..start], &text[end..])
}
