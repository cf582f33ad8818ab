//! Requests with one reply: each gets its own, and whoever stops waiting is heard.

use carat_engine::{EmbedRequest, Engine as _, EngineError, Message, Role, ScoreRequest, Scores, StateKey};

use crate::{Bench, a_load, patiently};

fn texts(texts: &[&str]) -> EmbedRequest {
    EmbedRequest { texts: texts.iter().map(|text| (*text).to_owned()).collect() }
}

fn a_key() -> StateKey {
    StateKey::new("abc").expect("it may be part of a file's name")
}

#[tokio::test]
async fn each_request_gets_its_own_reply() {
    let bench = Bench::loaded().await;
    let messages = vec![Message::text(Role::User, "Hi.")];
    let (one, two, score, saved) = patiently(async {
        tokio::join!(
            bench.supervisor.embed(texts(&["a", "bcd"])),
            bench.supervisor.embed(texts(&["ef"])),
            bench.supervisor.score(ScoreRequest::of_messages(messages, vec![])),
            bench.supervisor.save_state(a_key()),
        )
    })
    .await;
    assert_eq!(one.expect("embedded").vectors, [[1.0], [3.0]]);
    assert_eq!(two.expect("embedded").vectors, [[2.0]]);
    assert_eq!(score, Ok(Scores::default()));
    assert_eq!(saved.expect("saved").tokens, 3);
}

#[tokio::test]
async fn a_reply_of_another_kind_is_an_error() {
    let bench = Bench::loaded().await;
    let reply = patiently(bench.supervisor.restore_state(a_key())).await;
    assert!(matches!(reply, Err(EngineError::Decode { .. })), "{reply:?}");
}

#[tokio::test]
async fn without_a_model_they_are_refused() {
    let bench = Bench::new();
    assert_eq!(patiently(bench.supervisor.embed(texts(&["a"]))).await, Err(EngineError::NoModel));
}

#[tokio::test]
async fn who_stops_waiting_cancels() {
    let bench = Bench::loaded().await;
    let mut forever = bench.supervisor.embed(texts(&[]));
    let still = tokio::time::timeout(std::time::Duration::from_millis(50), &mut forever).await;
    assert!(still.is_err(), "the fake does not answer this one");
    drop(forever);
    // Written in order, so the one before has been read.
    patiently(bench.supervisor.embed(texts(&["a"]))).await.expect("the next one is answered");
    assert_eq!(bench.record().last().map(String::as_str), Some("cancelled while it embeds"));
}

#[tokio::test]
async fn they_wait_for_the_load_and_can_be_given_up_before() {
    let bench = Bench::new();
    let (loaded, early) = patiently(async {
        tokio::join!(bench.supervisor.load(a_load("fine")), async {
            // The load comes first: the futures are polled in order.
            drop(bench.supervisor.embed(texts(&[])));
            bench.supervisor.embed(texts(&["ab"])).await
        })
    })
    .await;
    loaded.expect("it loads");
    assert_eq!(early.expect("embedded").vectors, [[2.0]]);
    assert!(!bench.record().iter().any(|line| line.contains("cancelled")), "the worker never heard of the other");
}
