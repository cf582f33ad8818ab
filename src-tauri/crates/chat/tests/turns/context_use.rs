//! How much of the context a conversation uses, before anything is sent.

use carat_chat::ContextUse;
use carat_engine::{Engine, Role};
use carat_store::ConversationOptions;

use crate::stage::{Stage, model};

#[tokio::test]
async fn without_a_model_nothing_is_known() {
    let stage = Stage::new();
    assert_eq!(stage.chat.context_use(None, None, "Hello").await.expect("it is no error"), None);
}

#[tokio::test]
async fn a_draft_counts_before_it_is_sent() {
    let stage = Stage::new();
    stage.engine.load(model().load).await.expect("it loads");
    let used = stage.chat.context_use(None, None, &"word".repeat(10)).await.expect("it counts");
    assert_eq!(used, Some(ContextUse { used: 10, limit: 8192, messages: 1 }));
    let empty = stage.chat.context_use(None, None, "  ").await.expect("it counts");
    assert_eq!(empty, Some(ContextUse { used: 0, limit: 8192, messages: 0 }));
}

#[tokio::test]
async fn the_conversation_and_its_system_prompt_count_with_the_draft() {
    let stage = Stage::new();
    let told = stage.exchange(None, "12345678", "1234").await;
    let (conversation, answer) = (told.conversation().id, told.answer().id);
    let options = ConversationOptions { system_prompt: "1234".into(), ..ConversationOptions::default() };
    stage.store.set_options(conversation, &options).expect("they are set");

    let with_draft = stage.chat.context_use(Some(conversation), Some(answer), "1234").await.expect("it counts");
    assert_eq!(with_draft, Some(ContextUse { used: 5, limit: 8192, messages: 3 }));
    let without = stage.chat.context_use(Some(conversation), Some(answer), "").await.expect("it counts");
    assert_eq!(without, Some(ContextUse { used: 4, limit: 8192, messages: 2 }));
    let counted = stage.engine.counts().pop().expect("the engine counted");
    assert!(counted.continue_last, "an answer at the end stands open");
    assert_eq!(counted.messages[0].role, Role::System);
}
