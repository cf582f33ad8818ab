//! A conversation is named by an instruction-tuned model after its first answer, and never against the person's will.

use carat_engine::ModelFacts;
use carat_engine::scripted::{Script, a_model};

use crate::stage::{Stage, listen};

const QUESTION: &str = "Explain to me in simple words how a sailing boat can go against the wind";

async fn title(stage: &Stage, written: &str) -> Option<String> {
    let told = stage.exchange(None, QUESTION, "It goes in a zigzag.").await;
    stage.engine.answer(Script::new().text(written));
    let named = stage.chat.entitle(told.answer().id).await.expect("the store works");
    named.map(|conversation| conversation.title)
}

#[tokio::test]
async fn the_first_answer_brings_a_title_of_the_models_own() {
    let stage = Stage::new();
    assert_eq!(title(&stage, "**Title: Sailing against the wind**").await.as_deref(), Some("Sailing against the wind"));
    let [answered, asked] = &stage.engine.requests()[..] else { panic!("two requests") };
    assert_eq!(asked.messages[..answered.messages.len()], answered.messages, "what was read is not read again");
    assert_eq!((asked.max_tokens, &asked.state), (Some(32), &None));
}

#[tokio::test]
async fn a_pretrained_model_is_not_asked() {
    let stage = Stage::new();
    stage.engine.set_facts(ModelFacts { instruction_tuned: false, ..a_model() });
    assert_eq!(title(&stage, "Sailing").await, None);
    assert_eq!(stage.engine.requests().len(), 1);
}

#[tokio::test]
async fn the_persons_own_title_stays_even_when_it_comes_meanwhile() {
    let stage = Stage::new();
    let told = stage.exchange(None, QUESTION, "It goes in a zigzag.").await;
    let id = told.conversation().id;
    stage.engine.answer(Script::new().wait().text("Sailing"));
    let (chat, answer) = (stage.chat.clone(), told.answer().id);
    let naming = tokio::spawn(async move { chat.entitle(answer).await });
    while stage.engine.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    stage.store.rename(id, "Mine").expect("it is renamed");
    stage.engine.gate().permit();
    naming.await.expect("it ends").expect("the store works");
    assert_eq!(stage.store.conversation(id).expect("it is there").title, "Mine");
    assert_eq!(stage.chat.entitle(told.answer().id).await.expect("the store works"), None);
    assert_eq!(stage.engine.requests().len(), 2, "the model is not even asked");
}

#[tokio::test]
async fn a_title_that_does_not_pass_the_gate_is_no_title() {
    assert_eq!(title(&Stage::new(), "All about carat-filter-test-block").await, None);
    assert_eq!(title(&Stage::new(), " \n").await, None);
}

#[tokio::test]
async fn later_answers_failed_ones_and_withheld_ones_bring_none() {
    let stage = Stage::new();
    let one = stage.exchange(None, "One?", "One.").await;
    let two = stage.exchange(Some(one.answer()), "Two?", "Two.").await;
    let cut = stage.exchange(None, "Three?", "It is carat-filter-test-block. ").await;
    let asked = stage.engine.requests().len();
    for answer in [two.answer(), cut.answer()] {
        assert_eq!(stage.chat.entitle(answer.id).await.expect("the store works"), None);
    }
    assert_eq!(stage.engine.requests().len(), asked);
    let failed = {
        stage.engine.answer(Script::new().fail(carat_engine::EngineError::Decode { detail: "so".to_owned() }));
        listen(stage.ask("Five?")).await
    };
    let answer = failed.failed_answer().id;
    assert_eq!(stage.chat.entitle(answer).await.expect("the store works"), None);
}
