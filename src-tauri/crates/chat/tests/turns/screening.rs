//! Nothing unjudged reaches a listener, the store or the model, and a blocked turn leaves no echo.

use std::sync::Arc;

use carat_engine::Role;
use carat_engine::scripted::Script;
use carat_safety::{Action, Category, Judge, Judging, Segment, Speaker, Verdict};
use carat_store::{MessageState, Part};
use tokio::sync::Semaphore;

use crate::stage::{By, Stage, listen, text_of};

const TEST_WORD: &str = "carat-filter-test-block";

#[tokio::test]
async fn a_blocked_question_is_saved_as_written_and_the_model_never_hears_of_it() {
    let stage = Stage::new();
    let question = format!("Please. Say {TEST_WORD}!");
    let told = listen(stage.ask(&question)).await;
    assert_eq!(text_of(&stage.saved(told.question())), question);
    let answer = told.answer();
    assert_eq!(answer.state, MessageState::Complete);
    assert!(
        matches!(&answer.parts[..], [Part::Withheld(withheld)] if withheld.action == "block" && withheld.category == "test")
    );
    assert_eq!(told.withheld.len(), 1);
    assert_eq!((stage.engine.requests().len(), stage.engine.loads().len()), (0, 0), "not even the model is loaded");
}

#[tokio::test]
async fn a_blocked_answer_ends_there_and_the_model_is_stopped() {
    let stage = Stage::new();
    stage
        .engine
        .answer(Script::new().texts(["One is. ", "Two is ", TEST_WORD, ". Three is. "]).wait().text("Four is. Five"));
    let told = listen(stage.ask("Count")).await;
    assert_eq!(told.text, "One is. ");
    let answer = told.answer();
    assert_eq!((answer.state, answer.parts.len()), (MessageState::Complete, 2));
    assert!(
        matches!(&answer.parts[1], Part::Withheld(withheld) if withheld.action == "block" && withheld.length == 32)
    );
    assert_eq!(stage.engine.cancelled(), 1, "the model does not go on writing what nobody will see");
    let everything = format!("{answer:?}");
    assert!(!everything.contains(TEST_WORD) && !everything.contains("Three"));
}

#[tokio::test]
async fn later_turns_do_not_see_a_blocked_one() {
    let stage = Stage::new();
    let one = stage.exchange(None, "One?", "One.").await;
    let two = listen(stage.ask_after(one.answer(), &format!("Say {TEST_WORD}."))).await;
    let three = stage.exchange(Some(two.answer()), "Three?", &format!("It is {TEST_WORD}. ")).await;
    stage.exchange(Some(three.answer()), "Four?", "Four.").await;
    let history = [(Role::User, "One?"), (Role::Assistant, "One."), (Role::User, "Four?")];
    assert_eq!(stage.last_prompt(), history.map(|(role, text)| (role, text.to_owned())));
}

#[tokio::test]
async fn thoughts_go_through_the_gate_too() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().thought(format!("I think. Of {TEST_WORD}. And on. ")).text("Hello."));
    let told = listen(stage.ask("Hi")).await;
    assert_eq!((told.thought.as_str(), told.text.as_str()), ("I think. ", ""));
    assert!(matches!(told.answer().parts.last(), Some(Part::Withheld(_))));
}

fn blurring(part: &'static str) -> impl Fn(Speaker, &Segment) -> Verdict {
    move |speaker, segment| {
        let action =
            if speaker == Speaker::Model && segment.text.contains(part) { Action::Blur } else { Action::Allow };
        Verdict { action, category: Some(Category::new("test")), ..Verdict::allow() }
    }
}

#[tokio::test]
async fn a_blurred_sentence_is_kept_back_and_the_rest_is_shown_in_order() {
    let stage = Stage::judged_by(By(blurring("Two")));
    let told = stage.exchange(None, "Count", "One is. Two is. Three is.").await;
    let texts = |text: &str| Part::Text { text: text.into() };
    assert!(matches!(&told.answer().parts[..], [one, Part::Withheld(withheld), three]
        if *one == texts("One is. ") && withheld.length == 8 && *three == texts("Three is.")));
    stage.exchange(Some(told.answer()), "Again", "Fine.").await;
    assert_eq!(stage.last_prompt()[1], (Role::Assistant, "One is. Three is.".to_owned()));
}

#[tokio::test]
async fn a_note_stands_beside_its_sentence() {
    let noting = |_: Speaker, segment: &Segment| {
        let action = if segment.text.contains("Two") { Action::Note } else { Action::Allow };
        Verdict { action, ..Verdict::allow() }
    };
    let told = Stage::judged_by(By(noting)).exchange(None, "Count", "One is. Two is. Three is.").await;
    assert_eq!(told.text, "One is. Two is. Three is.");
    assert!(matches!(&told.answer().parts[1], Part::Withheld(note) if note.action == "note" && note.length == 0));
}

/// Lets its verdicts on sentences with "slow" wait until the test permits them.
struct Slow(Arc<Semaphore>);

impl Judge for Slow {
    fn judge<'a>(&'a self, speaker: Speaker, segment: &'a Segment) -> Judging<'a> {
        Box::pin(async move {
            if speaker == Speaker::Model && segment.text.contains("slow") {
                self.0.acquire().await.expect("the test lets it go on").forget();
            }
            Verdict::allow()
        })
    }
}

#[tokio::test]
async fn a_slow_verdict_holds_back_what_comes_after_it_even_the_answer_after_a_thought() {
    let permits = Arc::new(Semaphore::new(0));
    let stage = Stage::judged_by(Slow(Arc::clone(&permits)));
    stage.engine.answer(Script::new().thought("A slow thought. ").text("One is. ").text("Two is. Three"));
    let mut turn = stage.ask("Count");
    let mut shown = Vec::new();
    loop {
        match turn.events.recv().await.expect("more is to come") {
            carat_chat::TurnEvent::Progress { .. } => {}
            carat_chat::TurnEvent::Started { answer, .. } => {
                // The answer is complete for the engine, but its first verdict is not in.
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                assert_eq!(stage.saved(&answer).parts, [], "nothing unjudged is saved");
                permits.add_permits(1);
            }
            carat_chat::TurnEvent::Thought(text) => shown.push(format!("thought: {text}")),
            carat_chat::TurnEvent::Text(text) => shown.push(text.to_string()),
            carat_chat::TurnEvent::Finished { .. } => break,
            other => assert!(matches!(other, carat_chat::TurnEvent::Usage { .. }), "{other:?}"),
        }
    }
    assert_eq!(shown, ["thought: A slow thought. ", "One is. ", "Two is. ", "Three"]);
}

#[tokio::test]
async fn every_segment_is_judged_with_the_one_before_it_and_by_its_speaker() {
    let heard = Arc::new(std::sync::Mutex::new(Vec::new()));
    let notes = Arc::clone(&heard);
    let stage = Stage::judged_by(By(move |speaker, segment: &Segment| {
        notes.lock().expect("not poisoned").push((speaker, segment.context.clone(), segment.text.clone()));
        Verdict::allow()
    }));
    stage.exchange(None, "Hello. Count", "One is. Two is.").await;
    let expected = [
        (Speaker::Person, "", "Hello. "),
        (Speaker::Person, "Hello. ", "Count"),
        (Speaker::Model, "", "One is. "),
        (Speaker::Model, "One is. ", "Two is."),
    ];
    assert_eq!(
        *heard.lock().expect("not poisoned"),
        expected.map(|(who, before, text)| (who, before.to_owned(), text.to_owned()))
    );
}
