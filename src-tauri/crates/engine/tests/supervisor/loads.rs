//! Starting, greeting, loading, unloading.

use std::time::Duration;

use carat_engine::frames::PROTOCOL;
use carat_engine::{
    CountRequest, Engine as _, EngineError, EngineStatus, Message, Role, Supervisor, SupervisorConfig, TokenCount,
};

use crate::{Bench, a_load, all_text, patiently};

#[tokio::test]
async fn a_load_starts_a_worker_and_tells_each_step() {
    let bench = Bench::new();
    let mut status = bench.supervisor.status();
    let seen = tokio::spawn(async move {
        let mut seen = vec![status.borrow_and_update().clone()];
        while !matches!(seen.last(), Some(EngineStatus::Ready { .. })) {
            status.changed().await.unwrap();
            seen.push(status.borrow_and_update().clone());
        }
        seen
    });
    let facts = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
    assert_eq!(facts.architecture, "fake");
    assert_eq!(
        bench.status(),
        EngineStatus::Ready { model: "fine".into(), facts: facts.clone() },
        "the status is there before the reply"
    );
    let seen = patiently(seen).await.unwrap();
    // A watcher may miss steps, but never sees them out of order.
    let rank = |status: &EngineStatus| match status {
        EngineStatus::Unloaded => 0.0,
        EngineStatus::Starting { .. } => 1.0,
        EngineStatus::Loading { fraction, .. } => 2.0 + fraction,
        _ => 4.0,
    };
    assert!(seen.windows(2).all(|pair| rank(&pair[0]) < rank(&pair[1])), "{seen:?}");
    let info = bench.supervisor.worker_info().expect("it said hello");
    assert_eq!((info.version.as_str(), info.devices[0].name.as_str()), ("fake", "CPU"));
}

#[tokio::test]
async fn loading_the_same_again_does_nothing() {
    let bench = Bench::loaded().await;
    let pid = bench.supervisor.worker_pid();
    patiently(bench.supervisor.load(a_load("fine"))).await.unwrap();
    assert_eq!(bench.supervisor.worker_pid(), pid);
    assert_eq!(bench.record(), ["start", "load fine safe=false"]);
}

#[tokio::test]
async fn several_loads_of_the_same_share_one() {
    let bench = Bench::new();
    let (one, two) =
        patiently(async { tokio::join!(bench.supervisor.load(a_load("fine")), bench.supervisor.load(a_load("fine"))) })
            .await;
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(bench.record(), ["start", "load fine safe=false"]);
}

#[tokio::test]
async fn another_model_gets_another_process() {
    let bench = Bench::loaded().await;
    let first = bench.supervisor.worker_pid().expect("a worker lives");
    patiently(bench.supervisor.load(a_load("fine two"))).await.unwrap();
    let second = bench.supervisor.worker_pid().expect("a worker lives");
    assert_ne!(first, second);
    assert_eq!(bench.record(), ["start", "load fine safe=false", "start", "load fine two safe=false"]);
}

#[tokio::test]
async fn a_load_that_is_overtaken_by_another_is_told_so() {
    let bench = Bench::new();
    let (slow, quick) = patiently(async {
        tokio::join!(bench.supervisor.load(a_load("hangs")), bench.supervisor.load(a_load("fine")))
    })
    .await;
    assert_eq!(slow, Err(EngineError::Unloaded));
    assert!(quick.is_ok());
}

#[tokio::test]
async fn a_load_the_worker_refuses_keeps_its_reason_and_leaves_nothing() {
    let bench = Bench::new();
    let error = patiently(bench.supervisor.load(a_load("missing /m.gguf"))).await.unwrap_err();
    assert_eq!(error, EngineError::ModelMissing { path: "/m.gguf".into() });
    assert_eq!(bench.status(), EngineStatus::Unloaded);
    assert_eq!(bench.supervisor.worker_pid(), None);
    assert_eq!(bench.record(), ["start", "load missing /m.gguf safe=false"], "an ordinary refusal is not tried again");
}

#[tokio::test]
async fn unloading_ends_the_process_before_it_returns() {
    let bench = Bench::loaded().await;
    patiently(bench.supervisor.unload()).await.unwrap();
    assert_eq!(bench.supervisor.worker_pid(), None);
    assert_eq!(bench.status(), EngineStatus::Unloaded);
    patiently(bench.supervisor.unload()).await.expect("unloading nothing is no error");
}

#[tokio::test]
async fn unloading_while_loading_ends_the_load() {
    let bench = Bench::new();
    let mut status = bench.supervisor.status();
    let unload = async {
        status
            .wait_for(|status| matches!(status, EngineStatus::Loading { fraction, .. } if *fraction > 0.0))
            .await
            .unwrap();
        bench.supervisor.unload().await
    };
    let (load, unload) = patiently(async { tokio::join!(bench.supervisor.load(a_load("hangs")), unload) }).await;
    assert_eq!((load, unload), (Err(EngineError::Unloaded), Ok(())));
}

#[tokio::test]
async fn a_request_before_any_load_says_that_there_is_no_model() {
    let bench = Bench::new();
    let events = bench.events("finish").await;
    assert_eq!(events, [carat_engine::GenerateEvent::Failed { error: EngineError::NoModel }]);
    let request = CountRequest { messages: Vec::new(), thinking: false, continue_last: false };
    assert_eq!(patiently(bench.supervisor.count(request)).await, Err(EngineError::NoModel));
}

#[tokio::test]
async fn a_question_during_a_load_is_answered_after_it() {
    let bench = Bench::new();
    let (load, events) =
        patiently(async { tokio::join!(bench.supervisor.load(a_load("fine")), bench.events("text Hello\nfinish")) })
            .await;
    load.unwrap();
    assert_eq!(all_text(&events), "Hello");
}

#[tokio::test]
async fn counts_and_their_errors_come_back() {
    let bench = Bench::loaded().await;
    let request = |messages| CountRequest { messages, thinking: false, continue_last: false };
    let count = patiently(bench.supervisor.count(request(vec![Message::text(Role::User, "東京")]))).await;
    assert_eq!(count, Ok(TokenCount { tokens: 1, limit: 512 }));
    let error = patiently(bench.supervisor.count(request(Vec::new()))).await;
    assert_eq!(error, Err(EngineError::Template { detail: "no messages".into() }));
}

#[tokio::test]
async fn a_missing_worker_is_named() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("no-such-program");
    let supervisor = Supervisor::new(SupervisorConfig::new(&path));
    let error = patiently(supervisor.load(a_load("fine"))).await.unwrap_err();
    assert_eq!(error, EngineError::WorkerMissing { path: path.display().to_string() });
    assert_eq!(*supervisor.status().borrow(), EngineStatus::Unloaded);
}

#[cfg(unix)]
#[tokio::test]
async fn a_worker_that_is_no_program_fails_with_what_the_system_says() {
    let supervisor = Supervisor::new(SupervisorConfig::new(env!("CARGO_MANIFEST_DIR")));
    let error = patiently(supervisor.load(a_load("fine"))).await.unwrap_err();
    assert!(
        matches!(&error, EngineError::WorkerFailed { detail } if detail.to_lowercase().contains("denied")),
        "{error:?}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_path_that_is_not_unicode_fails_the_load_and_not_the_supervisor() {
    use std::os::unix::ffi::OsStrExt as _;

    let bench = Bench::new();
    let load = carat_engine::LoadRequest { path: std::ffi::OsStr::from_bytes(b"\xff.gguf").into(), ..a_load("fine") };
    assert!(matches!(patiently(bench.supervisor.load(load)).await, Err(EngineError::LoadFailed { .. })));
    patiently(bench.supervisor.load(a_load("fine"))).await.expect("the next load works");
}

#[tokio::test]
async fn a_worker_of_another_version_is_refused() {
    let bench = Bench::with(&[("FAKE_HELLO", "wrong-protocol")]);
    let error = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap_err();
    assert_eq!(error, EngineError::ProtocolMismatch { worker: PROTOCOL + 41, app: PROTOCOL });
    assert_eq!((bench.status(), bench.supervisor.worker_pid()), (EngineStatus::Unloaded, None));
    assert_eq!(bench.record(), ["start"], "it is not started again");
}

#[tokio::test]
async fn a_worker_that_never_says_hello_is_given_up() {
    let bench =
        Bench::configured(&[("FAKE_HELLO", "silent")], |config| config.hello_timeout = Duration::from_millis(300));
    let error = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap_err();
    assert_eq!(error, EngineError::WorkerFailed { detail: "it did not answer within 0.3 seconds".into() });
    assert_eq!(bench.status(), EngineStatus::Crashed { model: "fine".into(), error });
    assert_eq!(bench.supervisor.worker_pid(), None);
}

#[tokio::test]
async fn a_worker_that_can_not_even_start_says_why() {
    let bench = Bench::with(&[("FAKE_HELLO", "library")]);
    let error = patiently(bench.supervisor.load(a_load("fine"))).await.unwrap_err();
    assert!(matches!(&error, EngineError::WorkerFailed { detail } if detail.contains("libx.so.1")), "{error:?}");
    assert_eq!(bench.record(), ["start", "start"], "it is started once more");
}
