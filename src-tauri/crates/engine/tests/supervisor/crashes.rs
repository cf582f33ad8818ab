//! Deaths in every stage, and what comes after them.

use carat_engine::{CountRequest, Engine as _, EngineError, EngineStatus, FinishReason, GenerateEvent};

use crate::{Bench, a_load, a_question, all_text, events, next, patiently, reason, text};

fn crashed(detail: &str) -> EngineError {
    EngineError::Crashed { detail: detail.to_owned() }
}

const ASSERT: &str = "ggml.c:799: GGML_ASSERT(n_tokens <= n_batch) failed";

/// Ways to go, and what is to be told of them.
fn deaths() -> Vec<(&'static str, &'static str)> {
    let mut deaths = vec![
        ("assert", ASSERT),
        ("exit-3", "it ended with code 3 and without a word"),
        ("exit", "it ended by itself without an error"),
    ];
    if cfg!(unix) {
        deaths.extend([
            ("kill", "killed by SIGKILL"),
            ("abort", "killed by SIGABRT"),
            ("half", "killed by SIGABRT"),
            ("close", "it closed its output and did not end"),
        ]);
    }
    deaths
}

#[tokio::test]
async fn a_crash_while_loading_is_tried_again_once_with_safe_settings() {
    for (step, _) in deaths() {
        let bench = Bench::new();
        let model = format!("unsafe {step}");
        let facts =
            patiently(bench.supervisor.load(a_load(&model))).await.unwrap_or_else(|error| panic!("{step}: {error}"));
        assert_eq!(facts.device, "safe", "{step}");
        assert_eq!(
            bench.record(),
            ["start", &format!("load {model} safe=false"), "start", &format!("load {model} safe=true")]
        );
        assert_eq!(bench.status(), EngineStatus::Ready { model, facts });
    }
}

#[tokio::test]
async fn a_second_crash_while_loading_is_told_with_its_inner_error() {
    for (step, detail) in deaths() {
        let bench = Bench::new();
        let model = format!("always {step}");
        let error = patiently(bench.supervisor.load(a_load(&model))).await.unwrap_err();
        assert_eq!(error, crashed(detail), "{step}");
        assert_eq!(bench.record().len(), 4, "two starts, two loads");
        assert_eq!(bench.status(), EngineStatus::Crashed { model, error });
        assert_eq!(bench.supervisor.worker_pid(), None);
    }
}

#[tokio::test]
async fn after_two_crashes_the_same_load_starts_safe_and_another_does_not() {
    let bench = Bench::new();
    patiently(bench.supervisor.load(a_load("always abort"))).await.unwrap_err();
    patiently(bench.supervisor.load(a_load("always abort"))).await.unwrap_err();
    assert_eq!(bench.record()[4..], ["start", "load always abort safe=true"], "safe at once, and once only");
    let facts = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
    assert_eq!(facts.device, "fast", "another model has not crashed");
}

#[tokio::test]
async fn a_crash_while_answering_keeps_what_came_and_tells_why() {
    for before in ["read 10", "read 10\ntext Tok\ntext yo"] {
        for (step, detail) in deaths() {
            let bench = Bench::loaded().await;
            let events = bench.events(&format!("{before}\n{step}")).await;
            assert_eq!(events.first(), Some(&GenerateEvent::Reading { done: 10, total: 100 }));
            assert_eq!(all_text(&events), if before.contains("text") { "Tokyo" } else { "" }, "{step}");
            assert_eq!(events.last(), Some(&GenerateEvent::Failed { error: crashed(detail) }), "{step}");
            assert_eq!(bench.status(), EngineStatus::Crashed { model: "fine".into(), error: crashed(detail) });
            assert_eq!(bench.record().len(), 2, "the answer is not tried again");
            // The next message works.
            let facts = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
            assert_eq!(facts.device, "fast", "one crash is no reason for safe settings");
            assert_eq!(reason(&bench.events("text again\nfinish").await), Some(FinishReason::Stop));
        }
    }
}

#[tokio::test]
async fn the_log_around_a_crash_is_kept() {
    let bench = Bench::loaded().await;
    bench.events("log llama: a line\nassert").await;
    let log = bench.supervisor.last_log();
    assert_eq!(
        log,
        ["llama: a line", "warming up", "/build/ggml/src/ggml.c:799: GGML_ASSERT(n_tokens <= n_batch) failed"]
    );
}

#[tokio::test]
async fn two_crashes_in_a_row_make_the_next_worker_safe_until_it_is_unloaded() {
    let bench = Bench::loaded().await;
    for device in ["fast", "safe", "safe"] {
        bench.events("kill").await;
        let facts = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
        assert_eq!(facts.device, device);
    }
    assert_eq!(reason(&bench.events("finish").await), Some(FinishReason::Stop));
    bench.events("kill").await;
    let facts = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
    assert_eq!(facts.device, "safe", "an answer with safe settings proves nothing about the others");
    patiently(bench.supervisor.unload()).await.unwrap();
    let facts = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
    assert_eq!(facts.device, "fast", "whoever unloads by hand starts anew");
}

#[tokio::test]
async fn a_whole_answer_between_two_crashes_means_they_are_not_in_a_row() {
    let bench = Bench::loaded().await;
    for _ in 0..3 {
        bench.events("kill").await;
        let facts = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
        assert_eq!(facts.device, "fast");
        assert_eq!(reason(&bench.events("text whole\nfinish").await), Some(FinishReason::Stop));
    }
}

#[tokio::test]
async fn the_next_question_after_a_crash_starts_the_worker_again() {
    let bench = Bench::loaded().await;
    bench.events("kill").await;
    let events = bench.events("text back\nfinish").await;
    assert_eq!(all_text(&events), "back");
    assert_eq!(bench.record().len(), 4);
}

#[tokio::test]
async fn a_count_after_a_crash_tells_of_the_crash_and_starts_nothing() {
    let bench = Bench::loaded().await;
    bench.events("assert").await;
    let request = CountRequest { messages: Vec::new(), thinking: false, continue_last: false };
    assert_eq!(patiently(bench.supervisor.count(request)).await, Err(crashed(ASSERT)));
    assert_eq!(bench.record().len(), 2);
}

#[tokio::test]
async fn a_crash_ends_all_answers_under_way() {
    let bench = Bench::loaded().await;
    let mut waiting = bench.supervisor.generate(a_question("text one\nuntil-cancelled\nfinish"));
    assert_eq!(next(&mut waiting).await, text("one"));
    assert!(matches!(bench.status(), EngineStatus::Generating { .. }));
    bench.events("assert").await;
    assert_eq!(events(waiting).await, [GenerateEvent::Failed { error: crashed(ASSERT) }]);
}

#[tokio::test]
async fn a_worker_that_goes_while_nobody_asks_is_seen() {
    for (step, detail) in deaths() {
        let bench = Bench::loaded().await;
        // The answer is whole before its thread goes on to end the process.
        let mut generation = bench.supervisor.generate(a_question(&format!("text whole\nuntil-cancelled\n{step}")));
        assert_eq!(next(&mut generation).await, text("whole"));
        generation.cancel.cancel();
        let mut status = bench.supervisor.status();
        let seen =
            patiently(status.wait_for(|status| matches!(status, EngineStatus::Crashed { .. }))).await.unwrap().clone();
        assert_eq!(seen, EngineStatus::Crashed { model: "fine".into(), error: crashed(detail) });
        assert_eq!(
            reason(&events(generation).await),
            Some(FinishReason::Cancelled),
            "a cancelled answer is no failure"
        );
    }
}

#[tokio::test]
async fn unreadable_frames_end_the_worker_and_are_named() {
    for step in ["garbage", "oversized"] {
        let bench = Bench::loaded().await;
        let events = bench.events(&format!("text so far\n{step}")).await;
        assert_eq!(all_text(&events), "so far");
        let Some(GenerateEvent::Failed { error: EngineError::Crashed { detail } }) = events.last() else {
            panic!("{events:?}")
        };
        assert!(detail.starts_with("it wrote something that can't be read: a frame of "), "{detail}");
        assert_eq!(bench.supervisor.worker_pid(), None);
        let mute = Bench::with(&[("FAKE_HELLO", step)]);
        let error = patiently(mute.supervisor.load(a_load("fine"))).await.unwrap_err();
        assert!(
            matches!(&error, EngineError::WorkerFailed { detail } if detail.contains("can't be read")),
            "{error:?}"
        );
    }
}
