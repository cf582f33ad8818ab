//! No process is left over, however its supervisor goes.

#![cfg(target_os = "linux")]

use std::time::Duration;

use carat_engine::{Engine as _, EngineError, GenerateEvent};

use crate::{Bench, a_load, a_question, events, next, text};

/// Whether a process runs; one that has ended and waits to be reaped does not.
fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name before it is in parentheses and may hold any character.
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

async fn is_gone(pid: u32) {
    crate::patiently(async {
        while lives(pid) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_unloaded_worker_is_gone_at_once_even_a_stubborn_one() {
    for environment in [&[][..], &[("FAKE_STUBBORN", "1")]] {
        let bench = Bench::with(environment);
        bench.supervisor.load(a_load("fine")).await.unwrap();
        let pid = bench.supervisor.worker_pid().expect("a worker lives");
        assert!(lives(pid));
        bench.supervisor.unload().await.unwrap();
        assert!(!lives(pid), "unloading returns once the memory is free");
    }
}

#[tokio::test]
async fn dropping_the_supervisor_ends_its_worker_and_answers() {
    for environment in [&[][..], &[("FAKE_STUBBORN", "1")]] {
        let bench = Bench::with(environment);
        bench.supervisor.load(a_load("fine")).await.unwrap();
        let pid = bench.supervisor.worker_pid().expect("a worker lives");
        let mut generation = bench.supervisor.generate(a_question("text one\nuntil-cancelled\nfinish"));
        assert_eq!(next(&mut generation).await, text("one"));
        drop(bench);
        assert_eq!(events(generation).await, [GenerateEvent::Failed { error: EngineError::Unloaded }]);
        is_gone(pid).await;
    }
}

#[test]
fn a_runtime_that_shuts_down_takes_the_worker_along() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (bench, pid) = runtime.block_on(async {
        let bench = Bench::with(&[("FAKE_STUBBORN", "1")]);
        bench.supervisor.load(a_load("fine")).await.unwrap();
        let pid = bench.supervisor.worker_pid().expect("a worker lives");
        (bench, pid)
    });
    assert!(lives(pid));
    runtime.shutdown_timeout(Duration::from_secs(5));
    tokio::runtime::Runtime::new().unwrap().block_on(is_gone(pid));
    drop(bench);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_worker_is_started_by_a_thread_that_stays() {
    let bench = Bench::loaded().await;
    let pid = bench.supervisor.worker_pid().expect("a worker lives");
    // The kernel lists a process among the children of the thread that started it.
    let threads = std::fs::read_dir("/proc/self/task").unwrap().map(|thread| thread.unwrap().path());
    let parents: Vec<String> = threads
        .filter(|thread| {
            std::fs::read_to_string(thread.join("children"))
                .unwrap_or_default()
                .split_whitespace()
                .any(|child| child == pid.to_string())
        })
        .map(|thread| std::fs::read_to_string(thread.join("comm")).unwrap().trim().to_owned())
        .collect();
    if std::path::Path::new("/proc/thread-self/children").exists() {
        assert_eq!(parents, ["carat-spawner"]);
    }
}

#[tokio::test]
async fn a_killed_worker_leaves_nothing() {
    let bench = Bench::loaded().await;
    let pid = bench.supervisor.worker_pid().expect("a worker lives");
    let pid_of_worker = rustix::process::Pid::from_raw(pid.try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid_of_worker, rustix::process::Signal::KILL).unwrap();
    is_gone(pid).await;
    let mut status = bench.supervisor.status();
    let crashed = |status: &carat_engine::EngineStatus| matches!(status, carat_engine::EngineStatus::Crashed { .. });
    crate::patiently(status.wait_for(crashed)).await.unwrap();
    assert_eq!(bench.supervisor.worker_pid(), None);
}
