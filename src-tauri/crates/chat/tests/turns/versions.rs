//! Editing and regenerating keep the versions there were.

use carat_chat::Question;
use carat_engine::Role;
use carat_engine::scripted::Script;

use crate::stage::{Stage, listen, text_of};

#[tokio::test]
async fn regenerating_adds_a_version_beside_the_answer() {
    let stage = Stage::new();
    let told = stage.exchange(None, "One?", "First.").await;
    stage.engine.answer(Script::new().text("Second."));
    let again = listen(stage.regenerate(told.answer())).await;
    let (_, question, _) = again.started.as_ref().expect("it started");
    assert_eq!(question, &None, "the question is not saved twice");
    assert_eq!(again.answer().versions, [told.answer().id, again.answer().id]);
    assert_eq!(again.answer().parent, told.answer().parent);
    assert_eq!(text_of(&stage.saved(told.answer())), "First.", "the old answer stays");
    assert_eq!(stage.last_prompt(), [(Role::User, "One?".to_owned())], "the model does not see the answer it replaces");
    let thread = stage.store.thread(told.conversation().id).expect("the thread");
    assert_eq!(thread.last().map(|message| message.id), Some(again.answer().id), "the new version is the one shown");
}

#[tokio::test]
async fn an_edited_question_is_a_version_with_a_history_of_its_own() {
    let stage = Stage::new();
    let one = stage.exchange(None, "One?", "One.").await;
    let two = stage.exchange(Some(one.answer()), "Two?", "Two.").await;
    let edited = stage.exchange(Some(one.answer()), "Two, please?", "Certainly.").await;
    assert_eq!(edited.question().versions, [two.question().id, edited.question().id]);
    let history = [(Role::User, "One?"), (Role::Assistant, "One."), (Role::User, "Two, please?")];
    assert_eq!(stage.last_prompt(), history.map(|(role, text)| (role, text.to_owned())));
    stage.exchange(Some(two.answer()), "Three?", "Three.").await;
    assert_eq!(stage.last_prompt()[2].1, "Two?", "the other branch is as it was");
}

#[tokio::test]
async fn an_edited_first_question_renames_the_conversation_unless_the_person_did() {
    let stage = Stage::new();
    let told = stage.exchange(None, "Apples?", "Apples.").await;
    let id = told.conversation().id;
    let edited = |text: &str| Question { conversation: Some(id), ..Question::new(text) };
    stage.engine.always_answer(Script::new().text("Fine."));
    let pears = listen(stage.send(edited("Pears?"))).await;
    assert_eq!(pears.conversation().title, "Pears?");
    assert_eq!(pears.question().versions.len(), 2);
    stage.store.rename(id, "Fruit").expect("it is renamed");
    assert_eq!(listen(stage.send(edited("Plums?"))).await.conversation().title, "Fruit");
}

#[tokio::test]
async fn a_question_that_follows_a_message_of_another_conversation_is_refused() {
    let stage = Stage::new();
    let one = stage.exchange(None, "One?", "One.").await;
    let two = stage.exchange(None, "Two?", "Two.").await;
    let lost =
        Question { conversation: Some(one.conversation().id), parent: Some(two.answer().id), ..Question::new("Lost?") };
    assert_eq!(listen(stage.send(lost)).await.error().code(), "parent_elsewhere");
    let thread = stage.store.thread(one.conversation().id).expect("the thread");
    assert_eq!(thread.len(), 2, "nothing was added");
}
