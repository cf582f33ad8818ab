//! Reading ahead: what the engine is asked to read while the person types is the beginning of what it will be asked.

use carat_engine::Role;
use carat_store::ConversationOptions;

use crate::stage::{Stage, model, seen};

#[tokio::test]
async fn a_conversation_is_read_down_to_its_last_answer_under_its_own_key() {
    let stage = Stage::new();
    let told = stage.exchange(None, "One?", "Two.").await;
    let (conversation, answer) = (told.conversation().id, told.answer().id);
    let options = ConversationOptions { system_prompt: "Be kind.".into(), ..ConversationOptions::default() };
    stage.store.set_options(conversation, &options).expect("they are set");

    let usual = ConversationOptions { system_prompt: "Not this one.".into(), ..ConversationOptions::default() };
    stage.chat.prepare(model(), Some(conversation), Some(answer), Vec::new(), usual).await.expect("it is read");
    let read = stage.engine.preparations().pop().expect("the engine was asked");
    assert_eq!(read.state.as_ref().map(ToString::to_string), Some(conversation.to_string()));

    stage.exchange(Some(told.answer()), "Three?", "Four.").await;
    let asked = stage.engine.requests().pop().expect("the engine was asked");
    assert_eq!(asked.messages[..read.messages.len()], read.messages, "the question begins as it was read");
    assert_eq!(asked.messages[0].role, Role::System);
    assert_eq!((asked.state, seen(&stage.engine.requests()[1]).len()), (read.state, 4));
}

#[tokio::test]
async fn a_new_conversation_loads_the_model_and_reads_its_instructions() {
    let stage = Stage::new();
    let nothing =
        stage.chat.prepare(model(), None, None, Vec::new(), ConversationOptions::default()).await.expect("it loads");
    assert_eq!((nothing.total, stage.engine.loads().len()), (0, 1));
    assert!(stage.engine.preparations().is_empty(), "there is nothing to read");
    let usual = ConversationOptions { system_prompt: "Be kind.".into(), ..ConversationOptions::default() };
    stage.chat.prepare(model(), None, None, Vec::new(), usual).await.expect("it is read");
    let read = stage.engine.preparations().pop().expect("the engine was asked");
    assert_eq!((read.messages.len(), read.state), (1, None));
}

#[tokio::test]
async fn what_is_not_kept_has_no_key() {
    let stage = Stage::new();
    stage.engine.answer(carat_engine::scripted::Script::new().text("Two."));
    let question = carat_chat::Question { keep: false, ..carat_chat::Question::new("One?") };
    crate::stage::listen(stage.send(question)).await;
    assert_eq!(stage.engine.requests().pop().expect("the engine was asked").state, None);
}

#[tokio::test]
async fn a_forgetful_chat_remembers_its_conversation_until_it_is_taken_over() {
    let engine = carat_engine::scripted::ScriptedEngine::new();
    let shared = std::sync::Arc::new(engine.clone());
    let (chat, memory) =
        carat_chat::Chat::forgetful(shared, std::sync::Arc::new(carat_safety::BuiltInList)).expect("memory");
    for answer in ["Two.", "Four."] {
        engine.answer(carat_engine::scripted::Script::new().text(answer));
    }
    let first = crate::stage::listen(chat.send(model(), carat_chat::Question::new("One?"))).await;
    let conversation = first.conversation().id;
    let more = carat_chat::Question {
        conversation: Some(conversation),
        parent: Some(first.answer().id),
        ..carat_chat::Question::new("Three?")
    };
    let second = crate::stage::listen(chat.send(model(), more)).await;
    assert_eq!(seen(&engine.requests()[1]).len(), 3, "the follow-up sees what came before");
    assert!(engine.requests().iter().all(|request| request.state.is_none()), "the engine keeps no state of it");

    let kept = carat_store::Store::in_memory().expect("a store");
    assert_eq!(kept.take_over(&memory, conversation).expect("it is taken over").id, conversation);
    let path = kept.path_to(second.answer().id).expect("all of it is there");
    assert_eq!(path.iter().map(crate::stage::text_of).collect::<Vec<_>>(), ["One?", "Two.", "Three?", "Four."]);
    kept.take_over(&memory, conversation).expect("a second time changes nothing");
    assert_eq!(kept.conversations().expect("they are read").len(), 1);
}
