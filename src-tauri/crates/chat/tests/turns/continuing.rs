//! Going on with an answer where it ended, in the same message.

use carat_chat::ChatError;
use carat_engine::scripted::Script;
use carat_engine::{EngineError, FinishReason, Role, Usage};
use carat_store::{Message, MessageState};

use crate::stage::{Stage, listen, text_of};

async fn stopped_answer(stage: &Stage) -> Message {
    stage.engine.answer(Script::new().text("One is. Two").finish(FinishReason::Length));
    listen(stage.ask("Count")).await.answer().clone()
}

#[tokio::test]
async fn the_answer_goes_on_in_the_same_message_and_the_model_sees_its_start() {
    let stage = Stage::new();
    let answer = stopped_answer(&stage).await;
    stage.engine.answer(Script::new().text(" is. Three is."));
    let told = listen(stage.continue_answer(&answer)).await;

    let (_, question, begun) = told.started.as_ref().expect("it started");
    assert_eq!((question, begun.id, begun.state), (&None, answer.id, MessageState::Streaming));
    assert_eq!(begun.error, None, "the old reason for its end is gone");
    assert_eq!(told.text, " is. Three is.", "what was shown before is not told again");
    assert_eq!(
        (text_of(told.answer()).as_str(), told.answer().state),
        ("One is. Two is. Three is.", MessageState::Complete)
    );
    let request = stage.engine.requests().pop().expect("it was asked");
    assert!(request.continue_last);
    assert_eq!(stage.last_prompt(), [(Role::User, "Count".to_owned()), (Role::Assistant, "One is. Two".to_owned())]);
}

#[tokio::test]
async fn tokens_and_times_are_those_of_both_runs() {
    let stage = Stage::new();
    let usage = |generated_tokens, first_token_ms| Usage {
        prompt_tokens: 10,
        generated_tokens,
        first_token_ms,
        decode_ms: 50.0,
        ..Usage::default()
    };
    stage.engine.answer(Script::new().text("One").finish_with(FinishReason::Length, usage(7, 3.0)));
    let answer = listen(stage.ask("Count")).await.answer().clone();
    stage.engine.answer(Script::new().text(" two.").finish_with(FinishReason::Stop, usage(5, 9.0)));
    let told = listen(stage.continue_answer(&answer)).await;
    let (saved, context) = told.usage.expect("usage is told");
    assert_eq!((saved.generated_tokens, saved.decode_ms), (12, 100.0));
    assert_eq!(Some(saved.first_token_ms), answer.usage.map(|first| first.first_token_ms));
    assert_eq!((context.used, context.messages), (15, 2));
}

#[tokio::test]
async fn an_answer_that_never_began_is_begun() {
    let stage = Stage::new();
    stage.engine.fail_load(EngineError::LoadFailed { detail: "no luck".into() });
    let failed = listen(stage.ask("Hello?")).await.failed_answer().clone();
    stage.engine.answer(Script::new().text("Hello."));
    let told = listen(stage.continue_answer(&failed)).await;
    assert_eq!((told.answer().id, text_of(told.answer()).as_str()), (failed.id, "Hello."));
    assert!(!stage.engine.requests()[0].continue_last);
}

#[tokio::test]
async fn a_question_can_be_neither_continued_nor_regenerated() {
    let stage = Stage::new();
    let told = stage.exchange(None, "One?", "One.").await;
    for turn in [stage.continue_answer(told.question()), stage.regenerate(told.question())] {
        assert!(matches!(listen(turn).await.error(), ChatError::NotAnAnswer));
    }
}

#[tokio::test]
async fn a_blocked_answer_and_one_being_written_are_not_continued() {
    let stage = Stage::new();
    let blocked = stage.exchange(None, "Say it", "Fine. It is carat-filter-test-block. More.").await;
    assert!(matches!(listen(stage.continue_answer(blocked.answer())).await.error(), ChatError::AnswerWithheld));

    stage.engine.answer(Script::new().wait().text("One."));
    let mut turn = stage.ask("Slow?");
    let started = turn.events.recv().await;
    let Some(carat_chat::TurnEvent::Started { answer, .. }) = started else { panic!("it starts: {started:?}") };
    assert!(matches!(listen(stage.continue_answer(&answer)).await.error(), ChatError::StillWriting));
    assert!(matches!(listen(stage.ask_after(&answer, "And?")).await.error(), ChatError::StillWriting));
    stage.engine.gate().open();
    assert_eq!(listen(turn).await.text, "One.");
}
