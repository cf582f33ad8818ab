//! Whatever fails, what was written is kept, the reason is told and the next message works.

use carat_chat::{ChatError, Overflow};
use carat_engine::scripted::Script;
use carat_engine::{EngineError, Role};
use carat_safety::Verdict;
use carat_store::MessageState;

use crate::stage::{By, Stage, listen, model, text_of};

fn crash() -> EngineError {
    EngineError::Crashed { detail: "GGML_ASSERT(n_batch) failed".into() }
}

#[tokio::test]
async fn a_crash_keeps_the_partial_answer_with_the_true_error_and_the_next_message_works() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("One is. Tw").fail(crash()));
    let told = listen(stage.ask("Count")).await;
    let answer = told.failed_answer();
    assert_eq!((text_of(answer).as_str(), answer.state), ("One is. Tw", MessageState::Failed));
    assert_eq!(told.text, "One is. Tw", "the unfinished sentence was judged and shown, too");
    let error = answer.error.as_ref().expect("the reason is saved");
    assert_eq!(error.code, "crashed");
    assert_eq!(error.args["detail"], "GGML_ASSERT(n_batch) failed");
    assert_eq!(stage.saved(answer), *answer);

    let next = stage.exchange(Some(answer), "Go on", "Two.").await;
    assert_eq!(next.text, "Two.");
    let history = [(Role::User, "Count"), (Role::Assistant, "One is. Tw"), (Role::User, "Go on")];
    assert_eq!(stage.last_prompt(), history.map(|(role, text)| (role, text.to_owned())));
}

#[tokio::test]
async fn a_model_that_does_not_load_fails_the_answer_but_keeps_the_question() {
    let stage = Stage::new();
    stage.engine.fail_load(EngineError::ModelNotGguf { path: "a.gguf".into() });
    let told = listen(stage.ask("Hello?")).await;
    assert_eq!(told.error().code(), "model_not_gguf");
    assert_eq!(told.error().args()["path"], "a.gguf");
    assert_eq!(text_of(&stage.saved(told.question())), "Hello?");
    let answer = told.failed_answer();
    assert_eq!((answer.state, answer.parts.len()), (MessageState::Failed, 0));

    stage.engine.answer(Script::new().text("Hello."));
    let again = listen(stage.chat.regenerate(model(), answer.id, Overflow::Refuse)).await;
    assert_eq!(again.text, "Hello.");
}

#[tokio::test]
async fn a_question_that_got_no_answer_is_asked_together_with_the_next() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().fail(crash()));
    let told = listen(stage.ask("One?")).await;
    stage.exchange(Some(told.failed_answer()), "Two?", "Both.").await;
    assert_eq!(stage.last_prompt(), [(Role::User, "One?\n\nTwo?".to_owned())], "the roles alternate");
}

#[tokio::test]
async fn an_answer_is_failed_when_its_model_is_unloaded() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("One is. Two").wait());
    let mut turn = stage.ask("Count");
    let told = crate::stage::listen_until(&mut turn, "One is. ").await;
    carat_engine::Engine::unload(&stage.engine).await.expect("it unloads");
    let told = crate::stage::listen_on(&mut turn, told).await;
    assert_eq!(told.error().code(), "unloaded");
    assert_eq!(text_of(told.failed_answer()), "One is. Two");
}

#[tokio::test]
async fn a_judge_that_panics_lets_nothing_out_and_fails_the_answer() {
    let stage = Stage::judged_by(By(|_, segment: &carat_safety::Segment| {
        assert!(!segment.text.contains("Two"), "a fault in a judge");
        Verdict::allow()
    }));
    stage.engine.answer(Script::new().text("One is. Two is. Three is."));
    let told = listen(stage.ask("Count")).await;
    assert!(matches!(told.error(), ChatError::Fault));
    assert!(!told.text.contains("Two") && !told.text.contains("Three"));
    assert_eq!(told.failed_answer().state, MessageState::Failed);
}

#[tokio::test]
async fn a_conversation_deleted_meanwhile_has_its_answer_when_it_is_restored() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("One is. Two").wait().text(" is."));
    let mut turn = stage.ask("Count");
    let told = crate::stage::listen_until(&mut turn, "One is. ").await;
    let id = told.conversation().id;
    stage.store.delete_conversation(id).expect("it is deleted");
    stage.engine.gate().open();
    let told = crate::stage::listen_on(&mut turn, told).await;
    stage.store.restore_conversation(id).expect("it is restored");
    assert_eq!(text_of(&stage.saved(told.answer())), "One is. Two is.");
}
