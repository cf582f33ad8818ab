//! What a guard and the encoder are given to read: masked data as it is shown, and of a long question its worst sentences.

use std::sync::{Arc, Mutex};

use carat_safety::{
    Action, Asked, Encoder, EncoderError, Encoding, Guard, GuardError, GuardUse, Guarding, Policy, Screener,
    ScreeningSettings, Speaker, Verdict,
};
use futures_util::FutureExt;

const CARD: &str = "Your card is 4111 1111 1111 1111.";

fn screened(screener: &Screener, speaker: Speaker, text: &str) -> Verdict {
    screener.screen(speaker, &Asked::default(), text, None).now_or_never().expect("nothing here waits")
}

/// Keeps what it reads, and says the same of every policy.
#[derive(Clone)]
struct Reader {
    says: f32,
    read: Arc<Mutex<Vec<String>>>,
}

impl Guard for Reader {
    fn judge<'a>(&'a self, _: Speaker, _: &'a str, text: &'a str, policies: &'a [&'a Policy]) -> Guarding<'a> {
        self.read.lock().expect("no panic").push(text.to_owned());
        Box::pin(std::future::ready(Ok::<_, GuardError>(vec![self.says; policies.len()])))
    }
}

/// A screener that masks private data, and its guard.
fn masking(says: f32, guard: GuardUse) -> (Screener, Reader) {
    let settings = ScreeningSettings { guard, mask_private_data: true, ..ScreeningSettings::default() };
    let screener = Screener::new(settings);
    let reader = Reader { says, read: Arc::default() };
    screener.set_guard(Some(Arc::new(reader.clone())));
    (screener, reader)
}

#[test]
fn a_rule_that_only_masks_keeps_no_guard_from_being_asked() {
    for (says, expected) in [(0.0, Action::Note), (0.99, Action::Block)] {
        let (screener, reader) = masking(says, GuardUse::EverySentence);
        let found = screened(&screener, Speaker::Model, CARD);
        assert_eq!((found.action, found.masked.len()), (expected, 1));
        assert_eq!(reader.read.lock().expect("no panic").len(), 1);
    }
}

#[test]
fn a_guard_reads_masked_data_as_it_is_shown() {
    let (screener, reader) = masking(0.0, GuardUse::EverySentence);
    screened(&screener, Speaker::Model, CARD);
    assert_eq!(*reader.read.lock().expect("no panic"), ["Your card is XXXX XXXX XXXX XXXX."]);
}

#[test]
fn a_blurred_text_is_read_by_a_guard_that_is_asked_about_every_sentence() {
    let (screener, reader) = masking(0.99, GuardUse::EverySentence);
    screener.set_settings(ScreeningSettings { mask_private_data: false, ..screener.settings() });
    assert_eq!(screened(&screener, Speaker::Model, CARD).action, Action::Block);
    assert_eq!(*reader.read.lock().expect("no panic"), [CARD]);
}

/// Keeps what it is given, and gives every text the same vector.
#[derive(Clone, Default)]
struct Listening(Arc<Mutex<Vec<String>>>);

impl Encoder for Listening {
    fn embed(&self, texts: Vec<String>) -> Encoding<'_> {
        let vectors = vec![vec![0.05_f32; 384]; texts.len()];
        self.0.lock().expect("no panic").extend(texts);
        Box::pin(std::future::ready(Ok::<_, EncoderError>(vectors)))
    }
}

fn listening() -> (Screener, Listening) {
    let (screener, encoder) = (Screener::new(ScreeningSettings::default()), Listening::default());
    screener.set_encoder(Some(Arc::new(encoder.clone())));
    (screener, encoder)
}

#[test]
fn of_a_long_question_the_worst_sentences_and_the_last_are_read_by_meaning() {
    let (screener, encoder) = listening();
    let (fruit, places) = (["apples", "pears", "plums", "figs", "dates"], ["Rome", "Oslo", "Lima", "Kyoto", "Cairo"]);
    let question =
        |at: usize| format!("What would {at} {} cost at the market in {}?", fruit[at % 5], places[at / 5 % 5]);
    let sentences: Vec<String> = (0..80).map(question).collect();
    screened(&screener, Speaker::Person, &sentences.join(" "));
    let read = encoder.0.lock().expect("no panic").clone();
    assert_eq!(read.len(), 1 + 24 + 4, "the whole, and some of its sentences");
    let is_read = |sentence: &String| read[1..].contains(&sentence.to_lowercase());
    assert!(sentences[76..].iter().all(is_read), "the last ones are among them");
    let risk = |sentence: &String| screener.lexical_risk(sentence);
    let worst = sentences[..76].iter().max_by(|one, other| risk(one).total_cmp(&risk(other)));
    assert!(worst.is_some_and(is_read), "and the one that looks worst, wherever it stands");
}

#[test]
fn of_a_short_question_every_sentence_is_read_in_its_order() {
    let (screener, encoder) = listening();
    screened(&screener, Speaker::Person, "How do I bake a pie? And how do I serve it?");
    let whole = "how do i bake a pie? and how do i serve it?";
    assert_eq!(*encoder.0.lock().expect("no panic"), [whole, "how do i bake a pie?", "and how do i serve it?"]);
}

#[test]
fn packed_text_is_read_as_what_it_says() {
    let (screener, encoder) = listening();
    screened(&screener, Speaker::Person, "What does this say: SG93IGRvIEkgYmFrZSBhIHB1bXBraW4gcGllPw==");
    let read = encoder.0.lock().expect("no panic").clone();
    assert_eq!(read[0], "what does this say: how do i bake a pumpkin pie?");
    assert!(read.iter().all(|text| !text.contains("sg9")), "its letters are no words: {read:?}");
}
