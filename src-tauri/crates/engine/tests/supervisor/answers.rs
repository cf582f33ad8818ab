//! Answers: several at once, floods, cancelling, unloading.

use std::time::Duration;

use carat_engine::{Engine as _, EngineError, EngineStatus, FinishReason, GenerateEvent, Message, Part, Role, Usage};

use crate::{Bench, a_load, a_question, all_text, events, next, patiently, reason, text};

#[tokio::test]
async fn an_answer_arrives_in_order_and_leaves_the_engine_ready() {
    let bench = Bench::loaded().await;
    let events = bench.events("read 50\nread 100\nthink 考\ntext 東\ntext 京🗼\nfinish").await;
    let expected = [
        GenerateEvent::Reading { done: 50, total: 100 },
        GenerateEvent::Reading { done: 100, total: 100 },
        GenerateEvent::Thought { text: "考".into() },
        text("東"),
        text("京🗼"),
        GenerateEvent::Finished {
            reason: FinishReason::Stop,
            usage: Usage { generated_tokens: 2, ..Usage::default() },
        },
    ];
    assert_eq!(events, expected);
    assert!(matches!(bench.status(), EngineStatus::Ready { .. }), "the status is there before the last event");
}

#[tokio::test]
async fn two_answers_run_at_once_and_are_not_mixed() {
    let bench = Bench::loaded().await;
    // Each waits for the other after every word, so one after the other would never end.
    let one = bench.supervisor.generate(a_question("text a\nmeet\ntext b\nmeet\ntext c\nmeet\nfinish"));
    let two = bench.supervisor.generate(a_question("meet\ntext x\nmeet\ntext y\nmeet\ntext z\nfinish"));
    let (one, two) = tokio::join!(events(one), events(two));
    assert_eq!((all_text(&one).as_str(), all_text(&two).as_str()), ("abc", "xyz"));
    assert_eq!((reason(&one), reason(&two)), (Some(FinishReason::Stop), Some(FinishReason::Stop)));
}

#[tokio::test]
async fn a_flood_nobody_reads_loses_nothing_and_holds_up_nobody() {
    const EVENTS: u32 = 50_000;
    let bench = Bench::loaded().await;
    let flood = bench.supervisor.generate(a_question(&format!("flood {EVENTS}\nmeet\nfinish")));
    // Answered although all of the flood has been written and none of it read.
    let other = bench.events("meet\ntext still here\nfinish").await;
    assert_eq!(all_text(&other), "still here");
    let flood = events(flood).await;
    let expected: String = (0..EVENTS).map(|n| format!("{n},")).collect();
    assert!(all_text(&flood) == expected, "every piece arrives, in order");
}

#[tokio::test]
async fn a_refused_question_fails_alone() {
    let bench = Bench::loaded().await;
    let events = bench.events("refuse").await;
    assert_eq!(events, [GenerateEvent::Failed { error: EngineError::ContextFull { needed: 9, limit: 8 } }]);
    assert!(matches!(bench.status(), EngineStatus::Ready { .. }));
}

#[tokio::test]
async fn a_question_too_large_for_a_frame_fails_alone() {
    let bench = Bench::loaded().await;
    let mut question = a_question("finish");
    question.messages.insert(
        0,
        Message { role: Role::User, parts: vec![Part::Text { text: "x".repeat(carat_engine::frames::FRAME_LIMIT) }] },
    );
    let events = events(bench.supervisor.generate(question)).await;
    assert!(
        matches!(&events[..], [GenerateEvent::Failed { error: EngineError::Decode { .. } }]),
        "{} events",
        events.len()
    );
    assert_eq!(reason(&bench.events("finish").await), Some(FinishReason::Stop));
}

#[tokio::test]
async fn a_cancelled_answer_drops_what_comes_late_and_keeps_the_numbers() {
    let bench = Bench::loaded().await;
    let mut generation = bench.supervisor.generate(a_question("text one\nuntil-cancelled\ntext late\ncancelled"));
    assert_eq!(next(&mut generation).await, text("one"));
    generation.cancel.cancel();
    let usage = Usage { generated_tokens: 2, ..Usage::default() };
    assert_eq!(events(generation).await, [GenerateEvent::Finished { reason: FinishReason::Cancelled, usage }]);
    assert!(matches!(bench.status(), EngineStatus::Ready { .. }));
}

#[tokio::test]
async fn an_answer_that_ended_as_it_was_cancelled_counts_as_cancelled() {
    let bench = Bench::loaded().await;
    let mut generation = bench.supervisor.generate(a_question("text one\nuntil-cancelled\ntext late\nfinish"));
    assert_eq!(next(&mut generation).await, text("one"));
    generation.cancel.cancel();
    assert_eq!(
        reason(&events(generation).await),
        Some(FinishReason::Cancelled),
        "text was dropped, so it is not whole"
    );
}

#[tokio::test]
async fn cancelling_does_not_wait_for_a_worker_that_does_not_listen() {
    let bench = Bench::configured(&[], |config| config.cancel_grace = Duration::from_millis(50));
    bench.supervisor.load(a_load("fine")).await.unwrap();
    let mut generation = bench.supervisor.generate(a_question("text one\nmeet\ntext late\nfinish"));
    assert_eq!(next(&mut generation).await, text("one"));
    generation.cancel.cancel();
    assert_eq!(
        events(generation).await,
        [GenerateEvent::Finished { reason: FinishReason::Cancelled, usage: Usage::default() }]
    );
    assert!(matches!(bench.status(), EngineStatus::Generating { .. }), "the worker is still at it");
    // What it says once it goes on belongs to nobody.
    let other = bench.events("meet\ntext mine\nfinish").await;
    assert_eq!(all_text(&other), "mine");
    let mut status = bench.supervisor.status();
    patiently(status.wait_for(|status| matches!(status, EngineStatus::Ready { .. }))).await.unwrap();
}

#[tokio::test]
async fn an_answer_whose_reader_is_gone_is_cancelled() {
    let bench = Bench::loaded().await;
    let mut generation = bench.supervisor.generate(a_question("text one\nuntil-cancelled\ncancelled"));
    assert_eq!(next(&mut generation).await, text("one"));
    drop(generation);
    let mut status = bench.supervisor.status();
    patiently(status.wait_for(|status| matches!(status, EngineStatus::Ready { .. }))).await.unwrap();
}

#[tokio::test]
async fn a_question_cancelled_while_the_model_loads_never_reaches_it() {
    let bench = Bench::new();
    let mut status = bench.supervisor.status();
    let ask = async {
        status.wait_for(|status| matches!(status, EngineStatus::Loading { .. })).await.unwrap();
        let generation = bench.supervisor.generate(a_question("text no"));
        generation.cancel.cancel();
        let events = events(generation).await;
        bench.supervisor.unload().await.unwrap();
        events
    };
    let (_, events) = patiently(async { tokio::join!(bench.supervisor.load(a_load("hangs")), ask) }).await;
    assert_eq!(events, [GenerateEvent::Finished { reason: FinishReason::Cancelled, usage: Usage::default() }]);
}

#[tokio::test]
async fn unloading_or_changing_the_model_ends_answers_under_way() {
    for change in [false, true] {
        let bench = Bench::loaded().await;
        let mut generation = bench.supervisor.generate(a_question("text one\nuntil-cancelled\nfinish"));
        assert_eq!(next(&mut generation).await, text("one"));
        if change {
            patiently(bench.supervisor.load(a_load("fine two"))).await.unwrap();
        } else {
            patiently(bench.supervisor.unload()).await.unwrap();
        }
        assert_eq!(events(generation).await, [GenerateEvent::Failed { error: EngineError::Unloaded }]);
    }
}
