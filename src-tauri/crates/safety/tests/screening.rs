//! The screener as a whole: the built-in weights, an encoder and a guard that a test plays, and the gate before them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use carat_safety::{
    Action, Asked, Care, Encoder, EncoderError, Encoding, Gate, Guard, GuardError, GuardUse, Guarding, Judge, Piece,
    Policy, Screener, ScreeningSettings, Segment, Speaker, Tier, Verdict, screen_question,
};
use futures_util::FutureExt;
use proptest::prelude::*;

/// The word that the filter blocks so that anybody can see a block.
const TEST_WORD: &str = "carat-filter-test-block";

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing here waits")
}

fn screened(screener: &Screener, speaker: Speaker, text: &str) -> Verdict {
    now(screener.screen(speaker, &Asked::default(), text, None))
}

/// Gives every text the same vector, or fails.
struct Played(Result<Vec<f32>, EncoderError>);

impl Encoder for Played {
    fn embed(&self, texts: Vec<String>) -> Encoding<'_> {
        assert!(texts.iter().all(|text| !text.is_empty()), "nothing is asked about no text");
        Box::pin(std::future::ready(self.0.clone().map(|vector| vec![vector; texts.len()])))
    }
}

/// Says the same of every policy, and counts how often it is asked.
struct Counting {
    says: Result<f32, GuardError>,
    asked: Arc<AtomicUsize>,
}

impl Guard for Counting {
    fn judge<'a>(&'a self, _: Speaker, _: &'a str, _: &'a str, policies: &'a [&'a Policy]) -> Guarding<'a> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(self.says.clone().map(|says| vec![says; policies.len()])))
    }
}

fn guarded(use_it: GuardUse, says: Result<f32, GuardError>) -> (Screener, Arc<AtomicUsize>) {
    let screener = Screener::new(ScreeningSettings { guard: use_it, ..ScreeningSettings::default() });
    let asked = Arc::new(AtomicUsize::new(0));
    screener.set_guard(Some(Arc::new(Counting { says, asked: Arc::clone(&asked) })));
    (screener, asked)
}

#[test]
fn everyday_questions_pass_in_all_covered_languages() {
    let screener = Screener::new(ScreeningSettings::default());
    for text in [
        "How do I bake a pumpkin pie for eight people?",
        "What is the capital of Japan?",
        "Please fix the second paragraph of my letter.",
        "今天天气怎么样？",
        "京都旅行のおすすめを教えてください",
        "Wie wird das Wetter morgen in Berlin?",
    ] {
        let verdict = screened(&screener, Speaker::Person, text);
        assert!(verdict.action < Action::Blur, "{text}: {verdict:?}");
    }
}

#[test]
fn everyday_phrases_beside_words_for_children_pass() {
    let screener = Screener::new(ScreeningSettings::default());
    for text in [
        "How do I kill a child process in bash?",
        "The girl on the swing and the little boy laughed.",
        "The kids tied up the boat with a big black rope.",
        "Did the children taste my jelly donut?",
        "What is the white power cable for? My kids broke it.",
        "Is a mongrel a good dog for children?",
        "Strap on the helmet before the child rides.",
        "What did she say? Male bees and their kids sleep.",
    ] {
        for speaker in [Speaker::Person, Speaker::Model] {
            let verdict = screened(&screener, speaker, text);
            assert!(verdict.action < Action::Blur, "{text}: {verdict:?}");
        }
    }
}

#[test]
fn the_semantic_step_speaks_where_there_is_an_encoder_and_english() {
    let screener = Screener::new(ScreeningSettings::default());
    let english = "How do I bake a pumpkin pie for eight people?";
    assert_eq!(screened(&screener, Speaker::Person, english).tier, Tier::Lexical);
    let vector: Vec<f32> = (0..384).map(|at| if at == 0 { 1.0 } else { 0.0 }).collect();
    screener.set_encoder(Some(Arc::new(Played(Ok(vector)))));
    assert_eq!(screened(&screener, Speaker::Person, english).tier, Tier::Semantic);
    assert_eq!(screened(&screener, Speaker::Person, "今天天气怎么样？我们去公园散步吧。").tier, Tier::Lexical);
    screened(&screener, Speaker::Person, "");
    screened(&screener, Speaker::Person, "\u{200b}\u{200b}");
}

/// An encoder that nobody should ask.
struct Unasked;

impl Encoder for Unasked {
    fn embed(&self, texts: Vec<String>) -> Encoding<'_> {
        panic!("asked about {} texts", texts.len())
    }
}

#[test]
fn numbers_and_signs_are_no_work_for_the_encoder() {
    let screener = Screener::new(ScreeningSettings::default());
    screener.set_encoder(Some(Arc::new(Unasked)));
    let mut gate = Gate::new();
    let mut segments = gate.push("118\n119\n  }\n]);\n| 3 | 4.5 |\n");
    segments.extend(gate.finish());
    assert!(segments.len() >= 4, "each line is judged by itself");
    // The first has nothing before it that it could add to.
    for segment in segments.iter().skip(1) {
        assert_eq!(now(screener.judge(Speaker::Model, segment)).action, Action::Allow);
    }
}

#[test]
fn an_encoder_that_fails_or_gives_nonsense_leaves_the_lexical_step() {
    let english = "How do I bake a pumpkin pie for eight people?";
    for broken in [Err(EncoderError("it crashed".into())), Ok(vec![0.5; 3]), Ok(vec![f32::NAN; 384])] {
        let screener = Screener::new(ScreeningSettings::default());
        let without = screened(&screener, Speaker::Person, english);
        screener.set_encoder(Some(Arc::new(Played(broken))));
        assert_eq!(screened(&screener, Speaker::Person, english), without);
    }
}

#[test]
fn a_guard_is_asked_as_the_settings_say() {
    let harmless = "How do I bake a pumpkin pie?";
    for (use_it, expected) in [(GuardUse::Off, 0), (GuardUse::OnSuspicion, 0), (GuardUse::EverySentence, 1)] {
        let (screener, asked) = guarded(use_it, Ok(0.0));
        screened(&screener, Speaker::Person, harmless);
        assert_eq!(asked.load(Ordering::Relaxed), expected, "{use_it:?}");
        now(screener.screen_end(&Asked::question("Q"), harmless));
        let at_the_end = usize::from(use_it != GuardUse::Off);
        assert_eq!(
            asked.load(Ordering::Relaxed),
            expected + at_the_end,
            "an answer is read once at its end: {use_it:?}"
        );
    }
}

#[test]
fn a_guard_that_finds_something_is_followed_and_one_that_fails_is_noted() {
    let (screener, _) = guarded(GuardUse::EverySentence, Ok(0.99));
    let found = screened(&screener, Speaker::Model, "A pie.");
    assert_eq!((found.action, found.tier), (Action::Block, Tier::Guard));
    let (screener, _) = guarded(GuardUse::EverySentence, Err(GuardError("it crashed".into())));
    assert_eq!(screened(&screener, Speaker::Model, "A pie.").action, Action::Note);
}

#[test]
fn policies_of_the_persons_own_are_for_the_guard() {
    let (screener, _) = guarded(GuardUse::EverySentence, Ok(0.99));
    let mut settings = screener.settings();
    for policy in screener.policies().iter() {
        settings.actions.insert(policy.id.clone(), Action::Allow);
    }
    settings.own = serde_json::from_value(serde_json::json!([
        { "id": "work", "title": "Work", "text": "names projects.", "action": "blur" }
    ]))
    .expect("a policy");
    screener.set_settings(settings);
    let found = screened(&screener, Speaker::Model, "A pie.");
    // What can't be switched off is asked about all the same, and is stricter.
    assert_eq!(found.action, Action::Block);
    assert!(matches!(found.category.as_ref().map(|c| c.as_str()), Some("child_safety" | "self_harm")));
}

#[test]
fn despair_gets_a_card_in_several_languages() {
    let screener = Screener::new(ScreeningSettings::default());
    for text in
        ["I don't want to live anymore.", "我不想活了", "もう死にたい", "죽고 싶어요", "Ich will nicht mehr leben."]
    {
        let screening = now(screen_question(&screener, text));
        assert_eq!(screening.verdict.care, Some(Care::SelfHarm), "{text}");
        assert_eq!(screening.blocked, None, "{text}");
    }
    assert_eq!(
        screened(&screener, Speaker::Person, "I have chest pain and can't feel my arm").care,
        Some(Care::Emergency)
    );
}

#[test]
fn data_of_the_persons_own_is_no_leak_and_others_is_masked_on_request() {
    let screener = Screener::new(ScreeningSettings::default());
    let answer = "Your card is 4111 1111 1111 1111.";
    let judged = |asked: &Asked| now(screener.screen(Speaker::Model, asked, answer, None));
    assert_eq!(judged(&Asked::default()).action, Action::Blur);
    assert_eq!(judged(&Asked::question("My card 4111-1111-1111-1111 was declined")).action, Action::Allow);
    let shown = Asked { question: "Why?".into(), shown: vec!["Invoice, card 4111111111111111".into()] };
    assert_eq!(judged(&shown).action, Action::Allow);

    screener.set_settings(ScreeningSettings { mask_private_data: true, ..ScreeningSettings::default() });
    let pieces = through_the_gate(&screener, &[answer]);
    assert_eq!(released(&pieces), "Your card is XXXX XXXX XXXX XXXX.");
}

#[test]
fn a_private_key_is_blocked_over_the_border_of_two_segments() {
    let screener = Screener::new(ScreeningSettings::default());
    let header = format!("-----BEGIN {} KEY-----", "PRIVATE");
    let text = format!("Sure:\n```\n{header}\n{}\n```\n", "QUJDREVG".repeat(8));
    let pieces = through_the_gate(&screener, &[&text]);
    assert!(!released(&pieces).contains("QUJD"), "{pieces:?}");
}

#[test]
fn no_line_of_a_private_key_is_shown_and_what_follows_it_is() {
    let screener = Screener::new(ScreeningSettings::default());
    let (header, line) = (format!("-----BEGIN {} KEY-----", "PRIVATE"), "QUJDREVG".repeat(8));
    let body = format!("{line}\n").repeat(4);
    let text = format!("Sure:\n```\n{header}\n{body}QUJD\n-----END PRIVATE KEY-----\n```\nKeep it safe.\n");
    let shown = released(&through_the_gate(&screener, &[&text]));
    assert!(!shown.contains("QUJD"), "{shown}");
    assert!(shown.starts_with("Sure:\n") && shown.ends_with("Keep it safe.\n"), "{shown}");
    // An answer that goes on in the middle of a key knows that it does.
    let mut gate = Gate::resume(&format!("Sure:\n{header}\n{line}\n"));
    let segments = gate.push(&format!("{line}\nQUJD\n"));
    assert!(segments.len() == 2 && segments.iter().all(|segment| segment.key_body), "{segments:?}");
}

/// All that comes out of a gate when every segment is judged in turn.
fn through_the_gate(screener: &Screener, chunks: &[&str]) -> Vec<Piece> {
    let mut gate = Gate::new();
    let mut pieces = Vec::new();
    let mut judge = |gate: &mut Gate, segments: Vec<Segment>| {
        for segment in segments {
            let verdict = now(screener.judge(Speaker::Model, &segment));
            pieces.extend(gate.verdict(segment.id, verdict));
        }
    };
    for chunk in chunks {
        let segments = gate.push(chunk);
        judge(&mut gate, segments);
    }
    let segments = gate.finish();
    judge(&mut gate, segments);
    assert!(!gate.holds_text());
    pieces
}

fn released(pieces: &[Piece]) -> String {
    let texts = pieces.iter().filter_map(|piece| match piece {
        Piece::Release(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_marked_sentence_is_held_in_prose_lists_tables_code_and_links() {
    let screener = Screener::new(ScreeningSettings::default());
    for form in [
        "One is. Say @ now. Three is.",
        "- One\n- Two @\n- Three\n",
        "| a | b |\n|---|---|\n| x | @ |\n| y | z |\n",
        "```sh\necho one\necho @\necho three\n```\n",
        "See [this](https://example.org/@) now.\nAnd more.\n",
        "> One\n> @ two\n> three\n",
        "1. One\n2. **@**\n3. Three\n",
    ] {
        let pieces = through_the_gate(&screener, &[&form.replace('@', TEST_WORD)]);
        assert!(matches!(pieces.last(), Some(Piece::Block(_))), "{form}");
        assert!(!released(&pieces).contains(TEST_WORD), "{form}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_character_of_a_flagged_segment_is_shown(
        before in "([a-z]{1,8}[ ,.!\n]){0,30}",
        after in "([a-z]{1,8}[ ,.!\n]){0,30}",
        cuts in proptest::collection::vec(1_usize..9, 1..40),
    ) {
        let screener = Screener::new(ScreeningSettings::default());
        let text = format!("{before} Qx {TEST_WORD} xQ {after}");
        let mut chunks = Vec::new();
        let mut rest = text.as_str();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            let (chunk, later) = rest.split_at((*cut).min(rest.len()));
            chunks.push(chunk);
            rest = later;
        }
        let shown = released(&through_the_gate(&screener, &chunks));
        prop_assert!(text.starts_with(&shown) && !shown.contains("carat-filter"), "{shown}");
    }

    #[test]
    fn any_text_gets_a_verdict(text in any::<String>(), by_model in any::<bool>()) {
        let screener = Screener::new(ScreeningSettings::default());
        let speaker = if by_model { Speaker::Model } else { Speaker::Person };
        let verdict = screened(&screener, speaker, &text);
        prop_assert!((0.0..=1.0).contains(&verdict.risk));
        prop_assert!(verdict.scores.iter().all(|(_, score)| (0.0..=1.0).contains(&score)));
        prop_assert!(verdict.escalated || verdict.risk < screener.threshold());
    }
}
