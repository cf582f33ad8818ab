//! The scripted engine keeps the rules of the real one.

use carat_engine::scripted::{Gate, Script, ScriptedEngine, a_load, a_model};
use carat_engine::{
    CountRequest, EmbedRequest, Engine as _, EngineError, EngineStatus, FinishReason, GenerateEvent, GenerateRequest,
    Generation, Message, Role, ScoreRequest, TokenCount, Usage,
};

fn a_question(text: &str) -> GenerateRequest {
    GenerateRequest::new(vec![Message::text(Role::User, text)])
}

fn a_count(text: &str) -> CountRequest {
    CountRequest { messages: vec![Message::text(Role::User, text)], thinking: false, continue_last: false }
}

async fn loaded() -> ScriptedEngine {
    let engine = ScriptedEngine::new();
    engine.load(a_load("gemma")).await.expect("it loads anything");
    engine
}

async fn rest(mut generation: Generation) -> Vec<GenerateEvent> {
    let mut events = Vec::new();
    while let Some(event) = generation.events.recv().await {
        events.push(event);
    }
    events
}

fn text(text: &str) -> GenerateEvent {
    GenerateEvent::Text { text: text.to_owned() }
}

fn crashed() -> EngineError {
    EngineError::Crashed { detail: "killed by SIGKILL".to_owned() }
}

#[tokio::test]
async fn a_script_is_told_step_by_step() {
    let engine = loaded().await;
    engine.answer(Script::new().reading(1, 2).thought("hm").text("Tok").wait().text("yo").finish(FinishReason::Length));
    let mut generation = engine.generate(a_question("What is the capital of Japan?"));
    for expected in
        [GenerateEvent::Reading { done: 1, total: 2 }, GenerateEvent::Thought { text: "hm".into() }, text("Tok")]
    {
        assert_eq!(generation.events.recv().await, Some(expected));
    }
    engine.gate().reached().await;
    assert!(generation.events.try_recv().is_err(), "nothing comes before the permit");
    assert!(matches!(*engine.status().borrow(), EngineStatus::Generating { .. }));
    engine.gate().permit();
    let usage = Usage { prompt_tokens: 8, generated_tokens: 3, ..Usage::default() };
    assert_eq!(rest(generation).await, [text("yo"), GenerateEvent::Finished { reason: FinishReason::Length, usage }]);
    assert!(matches!(*engine.status().borrow(), EngineStatus::Ready { .. }));
    assert_eq!(engine.requests(), [a_question("What is the capital of Japan?")]);
}

#[tokio::test]
async fn overlapping_answers_wait_at_gates_of_their_own() {
    let engine = loaded().await;
    let (first, second) = (Gate::new(), Gate::new());
    engine.answer(Script::new().wait_at(&first).text("one"));
    let mut one = engine.generate(a_question("1"));
    first.reached().await;
    engine.answer(Script::new().wait_at(&second).text("two"));
    let mut two = engine.generate(a_question("2"));
    second.permit();
    assert_eq!(two.events.recv().await, Some(text("two")));
    assert!(one.events.try_recv().is_err());
    first.open();
    assert_eq!(one.events.recv().await, Some(text("one")));
}

#[tokio::test]
async fn cancelling_ends_a_script_where_it_stands() {
    let engine = loaded().await;
    engine.always_answer(Script::new().text("a").wait().text("b"));
    let mut generation = engine.generate(a_question("q"));
    assert_eq!(generation.events.recv().await, Some(text("a")));
    generation.cancel.cancel();
    let events = rest(generation).await;
    assert!(matches!(events[..], [GenerateEvent::Finished { reason: FinishReason::Cancelled, .. }]), "{events:?}");
    let mut generation = engine.generate(a_question("q"));
    assert_eq!(generation.events.recv().await, Some(text("a")));
    drop(generation);
    engine.status().wait_for(|status| matches!(status, EngineStatus::Ready { .. })).await.unwrap();
    assert_eq!(engine.cancelled(), 2);
}

#[tokio::test]
async fn without_a_model_there_is_no_answer_and_no_count() {
    let engine = ScriptedEngine::new();
    assert_eq!(rest(engine.generate(a_question("q"))).await, [GenerateEvent::Failed { error: EngineError::NoModel }]);
    assert_eq!(engine.count(a_count("q")).await, Err(EngineError::NoModel));
}

#[tokio::test]
async fn without_a_script_an_answer_fails() {
    let engine = loaded().await;
    assert!(matches!(
        rest(engine.generate(a_question("q"))).await[..],
        [GenerateEvent::Failed { error: EngineError::Decode { .. } }]
    ));
}

#[tokio::test]
async fn unloading_and_loading_another_end_answers_under_way() {
    for other in [false, true] {
        let engine = loaded().await;
        engine.answer(Script::new().text("a").wait());
        let mut generation = engine.generate(a_question("q"));
        assert_eq!(generation.events.recv().await, Some(text("a")));
        engine.load(a_load("gemma")).await.unwrap();
        if other {
            engine.load(a_load("other")).await.unwrap();
            assert_eq!(engine.loads().len(), 2, "loading the same again does nothing");
        } else {
            engine.unload().await.unwrap();
            assert_eq!((engine.unloads(), engine.status().borrow().clone()), (1, EngineStatus::Unloaded));
        }
        assert_eq!(rest(generation).await, [GenerateEvent::Failed { error: EngineError::Unloaded }]);
    }
}

#[tokio::test]
async fn a_scripted_crash_ends_all_answers_and_the_next_question_starts_again() {
    let engine = loaded().await;
    engine.answer(Script::new().text("bystander").wait());
    let mut bystander = engine.generate(a_question("q"));
    assert_eq!(bystander.events.recv().await, Some(text("bystander")));
    engine.answer(Script::new().text("half").fail(crashed()));
    assert_eq!(
        rest(engine.generate(a_question("q"))).await,
        [text("half"), GenerateEvent::Failed { error: crashed() }]
    );
    assert_eq!(rest(bystander).await, [GenerateEvent::Failed { error: crashed() }]);
    assert_eq!(*engine.status().borrow(), EngineStatus::Crashed { model: "gemma".into(), error: crashed() });
    engine.answer(Script::new().text("back"));
    assert_eq!(rest(engine.generate(a_question("q"))).await.first(), Some(&text("back")));
    assert_eq!(engine.loads(), [a_load("gemma"), a_load("gemma")]);
}

#[tokio::test]
async fn a_load_can_fail_and_be_held() {
    let engine = ScriptedEngine::new();
    engine.fail_load(EngineError::ModelNotGguf { path: "x".into() });
    assert_eq!(engine.load(a_load("x")).await, Err(EngineError::ModelNotGguf { path: "x".into() }));
    assert_eq!(*engine.status().borrow(), EngineStatus::Unloaded);
    engine.fail_load(crashed());
    assert_eq!(engine.load(a_load("x")).await, Err(crashed()));
    assert!(matches!(*engine.status().borrow(), EngineStatus::Crashed { .. }));
    let gate = Gate::new();
    engine.hold_loads(&gate);
    let check = async {
        gate.reached().await;
        assert_eq!(
            *engine.status().borrow(),
            EngineStatus::Loading { model: "x".into(), fraction: 0.5, steps: vec![] }
        );
        gate.permit();
    };
    let (facts, ()) = tokio::join!(engine.load(a_load("x")), check);
    assert_eq!(facts, Ok(a_model()));
}

#[tokio::test]
async fn facts_and_counts_are_what_the_test_says() {
    let engine = ScriptedEngine::new();
    let facts = carat_engine::ModelFacts { context: 100, ..a_model() };
    engine.set_facts(facts.clone());
    assert_eq!(engine.load(a_load("x")).await, Ok(facts));
    assert_eq!(engine.count(a_count("東京の天気")).await, Ok(TokenCount { tokens: 2, limit: 100 }));
    engine.count_with(|request| Ok(TokenCount { tokens: request.messages.len() as u32, limit: 7 }));
    assert_eq!(engine.count(a_count("long enough to be many")).await, Ok(TokenCount { tokens: 1, limit: 7 }));
    assert_eq!(engine.counts().len(), 2);
}

#[tokio::test]
async fn embeddings_of_texts_that_share_words_are_near_and_scores_are_as_set_up() {
    let engine = loaded().await;
    let texts = ["the ship sails", "a ship sails", "bread"].map(str::to_owned).to_vec();
    let found = engine.embed(EmbedRequest { texts }).await.expect("embedded");
    let near = |a: usize, b: usize| -> f32 { found.vectors[a].iter().zip(&found.vectors[b]).map(|(a, b)| a * b).sum() };
    assert!(near(0, 1) > 0.5 && near(0, 1) > near(0, 2));
    assert!((near(0, 0) - 1.0).abs() < 1e-5);

    let request = ScoreRequest::of_messages(vec![], vec!["Yes".into(), "No".into()]);
    let even = engine.score(request.clone()).await.expect("scored");
    assert_eq!(even.continuations[0].total, even.continuations[1].total);
    engine.score_with(|_| Err(EngineError::NoModel));
    assert_eq!(engine.score(request).await, Err(EngineError::NoModel));
    assert_eq!((engine.scores().len(), engine.embeddings().len()), (2, 1));
}

#[tokio::test]
async fn a_state_that_was_saved_can_be_restored() {
    let engine = loaded().await;
    let key = carat_engine::StateKey::new("a").expect("it may be part of a file's name");
    assert_eq!(engine.restore_state(key.clone()).await.expect("asked").tokens, 0);
    engine.save_state(key.clone()).await.expect("saved");
    assert_eq!(engine.restore_state(key.clone()).await.expect("asked").tokens, 1);
    assert_eq!(engine.saved_states(), [key]);
}
