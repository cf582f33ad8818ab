//! The screener is Carat's judge: rules, the two embedded steps, and a guard where there is one.

use std::sync::{Arc, PoisonError, RwLock};

use crate::decide::{Case, Embedded};
use crate::evidence::{Signs, Steps};
use crate::packed::unpacked;
use crate::private_key::has_key_body;
use crate::tier0::{Piece, Tier0};
use crate::{
    Action, Asked, Encoder, Guard, GuardUse, Judge, Judging, Policies, Policy, ScreeningSettings, Segment, Speaker,
    Topic, Verdict, find_private, injection_score, mask,
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
    /// Whether it holds a part of a private key's body.
    key_body: bool,
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
        let key_body = has_key_body(text);
        self.judge_subject(Subject { speaker, asked, before: "", text, language, always: false, key_body }).await
    }

    /// Judges a whole answer once more at its end: some harm shows in no single sentence. A guard reads it even without
    /// suspicion, unless it is off.
    pub async fn screen_end(&self, asked: &Asked, answer: &str) -> Verdict {
        let (speaker, key_body) = (Speaker::Model, has_key_body(answer));
        self.judge_subject(Subject { speaker, asked, before: "", text: answer, language: None, always: true, key_body })
            .await
    }

    /// How much a piece of a document looks as if it gave orders to an assistant, from 0 to 1: by phrases, and by what the
    /// lexical step has learnt of such. From one half on a person should be told.
    #[must_use]
    pub fn injection(&self, chunk: &str) -> f32 {
        let learnt = self.tier0.lexical(Piece::alone(chunk)).scores.get(Topic::Injection);
        injection_score(chunk).max(learnt)
    }

    /// The scores of the lexical step alone, as it finds them: for benchmarks and reports.
    #[must_use]
    pub fn lexical_risk(&self, text: &str) -> f32 {
        self.tier0.lexical(Piece::alone(text)).risk
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
            masks: setup.settings.mask_private_data && !signs.leaks.is_empty() && !signs.key_body,
        };
        let embedded = case.embedded();
        let verdict = match &setup.guard {
            Some(guard) if asks_guard(&setup.settings, &embedded, subject.always) => {
                self.ask_guard(&case, embedded, &**guard, subject).await
            }
            _ => embedded.alone(),
        };
        case.masked(verdict)
    }

    async fn evidence(&self, setup: &Setup, subject: Subject<'_>) -> (Steps, Signs) {
        let signs = Signs::of(subject.speaker, subject.asked, subject.before, subject.text, subject.key_body);
        let (before, text) = (unpacked(subject.before), unpacked(subject.text));
        let piece = Piece { before: &before.text, text: &text.text, language: subject.language };
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
        let text = shortened(&for_guard(case, subject));
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
        let Segment { text, context, asked, key_body, .. } = segment;
        let key_body = *key_body;
        let subject = Subject { speaker, asked, before: context, text, language: None, always: false, key_body };
        Box::pin(self.judge_subject(subject))
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

/// What a guard reads: the text as it would be shown.
fn for_guard(case: &Case<'_>, subject: Subject<'_>) -> String {
    if !case.masks {
        return format!("{}{}", subject.before, subject.text);
    }
    let before = mask(subject.before, find_private(subject.before).into_iter().map(|span| span.range));
    let text = mask(subject.text, case.signs.leaks.iter().map(|leak| leak.range.clone()));
    before + &text
}

fn shortened(text: &str) -> String {
    if text.len() <= GUARD_READS {
        return text.to_owned();
    }
    let start = text.floor_char_boundary(GUARD_READS / 2);
    let end = text.ceil_char_boundary(text.len() - GUARD_READS / 2);
    format!("{}\n…\n{}", &text[..start], &text[end..])
}
