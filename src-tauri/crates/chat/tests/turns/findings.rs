//! What the filter finds leaves a row in the log, text that may be shown stays at hand, and what belongs beside an answer
//! comes with it.

use carat_engine::scripted::Script;
use carat_safety::{Action, Advice, Care, Category, Segment, Speaker, Tier, Verdict};
use carat_store::{LogFilter, MessageState, Part, Role, SafetyEntry, Store, Withheld};

use crate::stage::{By, Stage, listen, text_of};

/// Judges sentences of either side by the word in them.
fn by_word(speaker: Speaker, segment: &Segment) -> Verdict {
    let found = |action, can_show| Verdict {
        action,
        can_show,
        category: Some(Category::new("hate")),
        reason: "why".into(),
        tier: Tier::Semantic,
        score: 0.75,
        policy_version: 3,
        ..Verdict::allow()
    };
    let says = |word: &str| segment.text.contains(word);
    let verdict = match speaker {
        _ if says("noted") => found(Action::Note, true),
        _ if says("blurred") => found(Action::Blur, true),
        _ if says("hidden") => found(Action::Blur, false),
        _ if says("blocked") => found(Action::Block, true),
        _ => Verdict::allow(),
    };
    Verdict {
        care: says("despair").then_some(Care::SelfHarm),
        advice: says("pills").then_some(Advice::Medical),
        ..verdict
    }
}

fn stage() -> Stage {
    Stage::judged_by(By(by_word))
}

fn log(store: &Store) -> Vec<SafetyEntry> {
    let mut entries = store.safety_log(&LogFilter::default(), None, 100).expect("the log");
    entries.reverse();
    entries
}

fn withheld(parts: &[Part]) -> Vec<&Withheld> {
    let all = parts.iter().filter_map(|part| match part {
        Part::Withheld(withheld) => Some(withheld),
        _ => None,
    });
    all.collect()
}

/// SHA-256 of "It is blurred. ".
const BLURRED: &str = "c12eab2cc51fae4bb2bbb550e9b7c7425d9757028cf3a79d170321a4ae3ea237";

#[tokio::test]
async fn every_verdict_but_allow_is_in_the_log_without_the_text() {
    let stage = stage();
    let told = stage.exchange(None, "Count", "One. It is blurred. It is noted. It is blocked. Five.").await;
    let entries = log(&stage.store);
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["blur", "note", "block"]);
    let first = &entries[0];
    assert_eq!(first.conversation, Some(told.conversation().id));
    assert_eq!((first.message, first.role), (Some(told.answer().id), Role::Assistant));
    assert_eq!((first.category.as_str(), first.tier.as_str()), ("hate", "semantic"));
    assert_eq!((first.score, first.policy_version), (0.75, 3));
    assert_eq!(first.hash, BLURRED);
    assert!(entries.iter().all(|entry| entry.text.is_none() && entry.reported.is_none()));
    let parts = withheld(&told.answer().parts);
    let ids: Vec<_> = parts.iter().map(|part| part.entry).collect();
    assert_eq!(ids, entries.iter().map(|entry| Some(entry.id)).collect::<Vec<_>>(), "each mark knows its entry");
    assert_eq!(told.withheld, parts.into_iter().cloned().collect::<Vec<_>>(), "and so does the event");
}

#[tokio::test]
async fn the_log_keeps_a_text_only_where_the_person_wants_that_and_the_policy_shows_it() {
    let stage = stage();
    stage.chat.keep_texts_in_log(true);
    stage.exchange(None, "This is noted.", "It is blurred. It is hidden. End.").await;
    let texts: Vec<_> = log(&stage.store).into_iter().map(|entry| entry.text).collect();
    assert_eq!(texts, [Some("This is noted.".to_owned()), Some("It is blurred. ".to_owned()), None]);
}

#[tokio::test]
async fn blurred_text_can_be_shown_later_where_the_policy_allows_it() {
    let stage = stage();
    let told = stage.exchange(None, "Count", "One. It is blurred. Two. It is hidden. It is noted. Three.").await;
    let answer = told.answer();
    let shown: Vec<_> = (0..answer.parts.len() as u32)
        .filter_map(|place| Some((place, stage.store.held_text(answer.id, place).ok()?)))
        .collect();
    assert_eq!(shown, [(1, "It is blurred. ".to_owned())]);
    assert_eq!(withheld(&answer.parts).iter().map(|part| part.can_show).collect::<Vec<_>>(), [true, false, false]);
    assert!(!format!("{:?} {:?}", answer.parts, told.withheld).contains("blurred"), "neither part nor event has it");
}

#[tokio::test]
async fn a_noted_question_bears_its_note_and_the_model_reads_it_all_the_same() {
    let stage = stage();
    let told = stage.exchange(None, "This is noted.", "Fine.").await;
    let question = stage.saved(told.question());
    let [Part::Text { .. }, Part::Withheld(note)] = &question.parts[..] else { panic!("{:?}", question.parts) };
    assert_eq!((note.action.as_str(), note.question, note.can_show), ("note", true, false));
    let entries = log(&stage.store);
    assert_eq!((entries[0].message, entries[0].role), (Some(question.id), Role::User));
    assert_eq!(stage.last_prompt()[0].1, "This is noted.");
}

#[tokio::test]
async fn a_question_that_would_be_blurred_is_only_noted() {
    let stage = stage();
    let told = stage.exchange(None, "This is blurred.", "Fine.").await;
    assert!(matches!(&told.question().parts[1], Part::Withheld(note) if note.action == "note"));
    assert_eq!(text_of(told.answer()), "Fine.");
}

#[tokio::test]
async fn a_blocked_question_is_in_the_log_as_the_persons() {
    let stage = stage();
    let told = listen(stage.ask("This is blocked.")).await;
    assert!(matches!(&told.answer().parts[..], [Part::Withheld(block)] if block.question && !block.can_show));
    let entries = log(&stage.store);
    assert_eq!((entries[0].message, entries[0].role), (Some(told.question().id), Role::User));
}

#[tokio::test]
async fn a_turn_that_is_not_kept_leaves_nothing_in_the_log() {
    let stage = stage();
    stage.engine.answer(Script::new().text("It is blurred."));
    let question = carat_chat::Question { keep: false, ..carat_chat::Question::new("This is noted.") };
    assert_eq!(listen(stage.send(question)).await.withheld.len(), 1);
    assert_eq!(log(&stage.store), []);
}

#[tokio::test]
async fn despair_gets_its_card_before_the_answer_once() {
    let stage = stage();
    let told = stage.exchange(None, "I despair.", "You are not alone. Out of despair there are ways.").await;
    assert_eq!(told.care, [Care::SelfHarm]);
    assert!(
        matches!(&told.answer().parts[..], [Part::Care { kind }, Part::Text { .. }] if kind == "self_harm"),
        "{:?}",
        told.answer().parts
    );
    stage.exchange(Some(told.answer()), "Thanks", "Gladly.").await;
    assert_eq!(stage.last_prompt()[1].1, "You are not alone. Out of despair there are ways.", "the model sees no card");
}

#[tokio::test]
async fn a_block_with_despair_in_it_is_never_bare() {
    let stage = stage();
    let told = listen(stage.ask("In my despair this is blocked.")).await;
    assert!(matches!(&told.answer().parts[..], [Part::Care { .. }, Part::Withheld(_)]));
    let told = stage.exchange(None, "Hello", "In despair it is blocked.").await;
    assert!(matches!(&told.answer().parts[..], [Part::Withheld(_), Part::Care { .. }]));
}

#[tokio::test]
async fn advice_gets_one_line_a_conversation() {
    let stage = stage();
    let one = stage.exchange(None, "Hello", "Take two pills. And then pills.").await;
    assert_eq!(one.advice, [Advice::Medical]);
    assert!(matches!(one.answer().parts.last(), Some(Part::Advice { kind }) if kind == "medical"));
    let two = stage.exchange(Some(one.answer()), "And now?", "More pills.").await;
    assert_eq!(two.advice, []);
    let other = stage.exchange(None, "Which pills?", "None.").await;
    assert_eq!(other.advice, [Advice::Medical], "another conversation gets its own, for the question too");
}

#[tokio::test]
async fn a_failed_answer_keeps_the_card_and_gets_no_line() {
    let stage = stage();
    let crash = carat_engine::EngineError::Crashed { detail: "x".into() };
    stage.engine.answer(Script::new().fail(crash));
    let told = listen(stage.ask("In despair about pills")).await;
    let answer = told.failed_answer();
    assert_eq!(answer.state, MessageState::Failed);
    assert!(matches!(&answer.parts[..], [Part::Care { .. }]));
}
