//! A conversation that does not fit is never cut silently.

use carat_chat::{ChatError, Overflow, Question};
use carat_engine::scripted::Script;
use carat_engine::{EngineError, Part, Role, TokenCount};
use carat_store::{ConversationOptions, Message, MessageState};

use crate::stage::{Stage, listen, model, text_of};

/// Counts a token for each word, in a context of 64.
fn small_context() -> Stage {
    let stage = Stage::new();
    stage.engine.count_with(|request| {
        let texts = request.messages.iter().flat_map(|message| &message.parts).map(|part| match part {
            Part::Text { text } => text.split_whitespace().count(),
            _ => 0,
        });
        Ok(TokenCount { tokens: u32::try_from(texts.sum::<usize>()).expect("few"), limit: 64 })
    });
    stage
}

fn words(count: usize) -> String {
    vec!["word"; count].join(" ")
}

/// Five turns of nine words each, 45 together; an eighth of the context is kept for the answer.
async fn five_turns(stage: &Stage) -> Message {
    let mut last: Option<Message> = None;
    for turn in 1..=5 {
        let told =
            stage.exchange(last.as_ref(), &format!("Q{turn} {}", words(4)), &format!("A{turn} {}", words(3))).await;
        last = Some(told.answer().clone());
    }
    last.expect("five turns")
}

fn ask_after(answer: &Message, text: String, overflow: Overflow) -> Question {
    Question { conversation: Some(answer.conversation), parent: Some(answer.id), overflow, ..Question::new(text) }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_both_numbers_and_can_be_answered_again() {
    let stage = small_context();
    let last = five_turns(&stage).await;
    let asked = stage.engine.requests().len();
    let told = listen(stage.send(ask_after(&last, words(20), Overflow::Refuse))).await;
    assert!(
        matches!(told.error(), ChatError::Engine(EngineError::ContextFull { needed: 73, limit: 64 })),
        "{:?}",
        told.error()
    );
    assert_eq!(told.error().args()["needed"], "73");
    assert_eq!(stage.engine.requests().len(), asked, "the model was not asked");
    let failed = told.failed_answer().clone();
    assert_eq!(
        (failed.state, failed.error.map(|error| error.code)),
        (MessageState::Failed, Some("context_full".to_owned()))
    );

    stage.engine.answer(Script::new().text("Fine."));
    let told = listen(stage.chat.regenerate(model(), failed.id, Overflow::LeaveOutOldest)).await;
    assert_eq!((told.text.as_str(), told.answer().left_out), ("Fine.", 2));
}

#[tokio::test]
async fn as_few_of_the_oldest_as_possible_are_left_out_and_the_answer_says_how_many() {
    for (length, left_out, first) in
        [(11, 0, "Q1"), (12, 2, "Q2"), (20, 2, "Q2"), (21, 4, "Q3"), (47, 8, "Q5"), (48, 10, "word"), (56, 10, "word")]
    {
        let stage = small_context();
        let last = five_turns(&stage).await;
        stage.engine.answer(Script::new().text("Fine."));
        let told = listen(stage.send(ask_after(&last, words(length), Overflow::LeaveOutOldest))).await;
        assert_eq!(stage.saved(told.answer()).left_out, left_out, "with a question of {length} words");
        let prompt = stage.last_prompt();
        assert_eq!((prompt[0].0, prompt[0].1.split(' ').next()), (Role::User, Some(first)));
        assert_eq!(prompt.last().map(|(_, text)| text.clone()), Some(words(length)), "the question is whole");
        assert_eq!(told.usage.map(|(_, context)| context.messages), Some(12 - left_out));
    }
}

#[tokio::test]
async fn the_system_prompt_is_never_left_out() {
    let stage = small_context();
    let last = five_turns(&stage).await;
    stage.engine.answer(Script::new().text("Fine."));
    let options = ConversationOptions { system_prompt: words(10), ..ConversationOptions::default() };
    let question = Question { options: Some(options), ..ask_after(&last, words(20), Overflow::LeaveOutOldest) };
    let told = listen(stage.send(question)).await;
    assert_eq!(told.answer().left_out, 6);
    assert_eq!(stage.last_prompt()[0], (Role::System, words(10)));
}

#[tokio::test]
async fn a_message_that_is_too_long_by_itself_says_so_whatever_was_chosen() {
    for overflow in [Overflow::Refuse, Overflow::LeaveOutOldest] {
        let stage = small_context();
        let last = five_turns(&stage).await;
        let told = listen(stage.send(ask_after(&last, words(57), overflow))).await;
        assert!(matches!(told.error(), ChatError::QuestionTooLong { needed: 65, limit: 64 }), "{:?}", told.error());
        assert_eq!(text_of(&stage.saved(told.question())), words(57), "the question is kept");
    }
}

#[tokio::test]
async fn a_continued_answer_may_leave_out_the_oldest_but_never_its_own_start() {
    let stage = small_context();
    let last = five_turns(&stage).await;
    stage.engine.answer(Script::new().text(words(20)).finish(carat_engine::FinishReason::ContextFull));
    let cut = listen(stage.send(ask_after(&last, words(5), Overflow::Refuse))).await.answer().clone();
    assert_eq!(cut.error.as_ref().map(|error| error.code.as_str()), Some("cut_at_context"));
    assert_eq!(listen(stage.continue_answer(&cut)).await.error().code(), "context_full");

    stage.engine.answer(Script::new().text(" end."));
    let told = listen(stage.chat.continue_answer(model(), cut.id, Overflow::LeaveOutOldest)).await;
    assert_eq!((text_of(told.answer()), told.answer().left_out), (format!("{} end.", words(20)), 4));
    assert_eq!(stage.last_prompt().last(), Some(&(Role::Assistant, words(20))));
}
