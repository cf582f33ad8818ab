//! The filter's encoder: an engine of its own, loaded when it is first needed.

use std::sync::Arc;
use std::time::Duration;

use carat_chat::EngineEncoder;
use carat_engine::scripted::{Gate, ScriptedEngine};
use carat_engine::{EngineError, LoadRequest, Purpose};
use carat_safety::Encoder as _;

fn load() -> LoadRequest {
    LoadRequest { purpose: Purpose::Embed, ..LoadRequest::new("encoder", "/models/encoder.gguf") }
}

#[tokio::test]
async fn the_encoder_is_loaded_for_its_first_text() {
    let engine = Arc::new(ScriptedEngine::new());
    let encoder = EngineEncoder::new(engine.clone(), load());
    assert_eq!(engine.loads(), []);
    let _ = encoder.embed(vec!["One.".into(), "二。".into()]).await;
    assert_eq!(engine.loads(), [load()]);
    assert_eq!(engine.embeddings()[0].texts, ["One.", "二。"]);
}

#[tokio::test]
async fn vectors_of_another_length_are_refused() {
    // The scripted engine's vectors are shorter than those that the filter was trained with.
    let encoder = EngineEncoder::new(Arc::new(ScriptedEngine::new()), load());
    let error = encoder.embed(vec!["One.".into()]).await.expect_err("they are of no use");
    assert!(error.to_string().contains("is not the encoder"), "{error}");
}

#[tokio::test]
async fn an_engine_that_fails_gives_its_reason() {
    let engine = Arc::new(ScriptedEngine::new());
    engine.fail_load(EngineError::NoModel);
    let error = EngineEncoder::new(engine, load()).embed(vec!["One.".into()]).await.expect_err("it failed");
    assert!(error.to_string().contains(&EngineError::NoModel.to_string()), "{error}");
}

#[tokio::test]
async fn an_encoder_that_failed_keeps_nobody_waiting_for_a_while() {
    let engine = Arc::new(ScriptedEngine::new());
    engine.fail_load(EngineError::NoModel);
    let rest = Duration::from_millis(400);
    let encoder = EngineEncoder::new(engine.clone(), load()).with_patience(Duration::from_secs(60), rest);
    let embed = async || encoder.embed(vec!["One.".into()]).await.expect_err("it is of no use").to_string();
    embed().await;
    assert!(embed().await.contains("failed a moment ago"));
    assert_eq!(engine.loads().len(), 1, "no worker is started for each sentence");
    tokio::time::sleep(rest).await;
    embed().await;
    assert_eq!(engine.loads().len(), 2, "it is tried again");
}

#[tokio::test]
async fn a_sentence_does_not_wait_for_an_encoder_that_hangs() {
    let engine = Arc::new(ScriptedEngine::new());
    engine.hold_loads(&Gate::new());
    let encoder = EngineEncoder::new(engine, load()).with_patience(Duration::from_millis(50), Duration::ZERO);
    let error = encoder.embed(vec!["One.".into()]).await.expect_err("it gives up");
    assert!(error.to_string().contains("in time"), "{error}");
}

#[test]
fn a_missing_file_is_named() {
    let folder = std::path::Path::new("/carat-no-such-folder");
    let error = EngineEncoder::beside(folder, Arc::new(ScriptedEngine::new()), None).err().expect("it is not there");
    assert!(error.to_string().contains("carat-no-such-folder"), "{error}");
}
