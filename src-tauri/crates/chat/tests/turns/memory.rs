//! A turn that is not kept lives in memory only.

use carat_chat::Question;
use carat_engine::scripted::Script;
use carat_store::{ConversationOptions, MessageState};

use crate::stage::{Stage, listen, text_of};

#[tokio::test]
async fn a_turn_that_is_not_kept_answers_all_the_same_and_saves_nothing() {
    let stage = Stage::new();
    stage.engine.answer(Script::new().text("Tokyo."));
    let options = ConversationOptions { system_prompt: "Be brief.".into(), ..ConversationOptions::default() };
    let question = Question { keep: false, options: Some(options), ..Question::new("Capital of Japan?") };
    let told = listen(stage.send(question)).await;
    assert_eq!((text_of(told.answer()).as_str(), told.answer().state), ("Tokyo.", MessageState::Complete));
    assert_eq!(stage.last_prompt()[0].1, "Be brief.");
    assert_eq!(stage.store.conversations().expect("the list"), []);
}
