//! A worker that misbehaves on command, for the supervisor's tests. Never part of a package.
//!
//! Three things command it: the variable `FAKE_HELLO` says how it starts, the model's id how it loads, and the last
//! message of a question how it answers, one step a line, such as `text Hello`, `abort` or `finish`.
//! It appends a line to the file named by `FAKE_RECORD` for each start and each load.

#![allow(clippy::unwrap_used, reason = "whatever goes wrong in here is to fail the test")]

use std::collections::HashSet;
use std::io::{Write as _, stdout};
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::time::Duration;

use carat_engine::frames::{Device, FromWorker, PROTOCOL, ToWorker, read_frame, write_frame};
use carat_engine::{
    Embeddings, EngineError, FinishReason, GenerateEvent, GenerateRequest, KeptState, LoadRequest, ModelFacts, Part,
    Prepared, Sampling, Scores, TokenCount, Usage,
};

/// What all threads share.
struct Shared {
    cancelled: Mutex<HashSet<u64>>,
    wake: Condvar,
    /// Where two answers meet.
    meeting: Barrier,
}

fn main() {
    record("start");
    assert_eq!(std::env::args().nth(1).as_deref(), Some("--parent"), "the supervisor tells who the parent is");
    assert_eq!(std::env::var("GGML_NO_BACKTRACE").as_deref(), Ok("1"), "ggml must not start a debugger");
    let shared = Arc::new(Shared { cancelled: Mutex::default(), wake: Condvar::new(), meeting: Barrier::new(2) });
    let mut unanswered = HashSet::new();
    let mut stdin = std::io::stdin().lock();
    while let Ok(Some(message)) = read_frame(&mut stdin) {
        match message {
            ToWorker::Hello { .. } => hello(),
            ToWorker::Load { id, request } => load(id, &request),
            ToWorker::Generate { id, request } => {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || answer(id, &request, &shared));
            }
            ToWorker::Count { id, request } => match request.messages.len() {
                0 => {
                    send(&FromWorker::Failed { id, error: EngineError::Template { detail: "no messages".to_owned() } })
                }
                tokens => send(&FromWorker::Counted { id, count: TokenCount { tokens: tokens as u32, limit: 512 } }),
            },
            // A text is embedded as its length; none is never answered, until somebody stops asking.
            ToWorker::Embed { id, request } if !request.texts.is_empty() => {
                let vectors = request.texts.iter().map(|text| vec![text.len() as f32]).collect();
                let embeddings = Embeddings { dimensions: 1, vectors, tokens: vec![1; request.texts.len()] };
                send(&FromWorker::Embedded { id, embeddings });
            }
            ToWorker::Embed { id, .. } => drop(unanswered.insert(id)),
            ToWorker::Score { id, .. } => send(&FromWorker::Scored { id, scores: Scores::default() }),
            ToWorker::SaveState { id, key } => {
                let kept = KeptState { tokens: key.as_str().len() as u32, bytes: 1 };
                send(&FromWorker::StateSaved { id, kept });
            }
            ToWorker::Prepare { id, .. } => send(&FromWorker::Prepared { id, prepared: Prepared::default() }),
            ToWorker::ForgetState { id, .. } => send(&FromWorker::StateForgotten { id }),
            // The wrong kind of reply.
            ToWorker::RestoreState { id, .. } => send(&FromWorker::StateSaved { id, kept: KeptState::default() }),
            ToWorker::Cancel { id } => {
                if unanswered.remove(&id) {
                    record("cancelled while it embeds");
                }
                shared.cancelled.lock().unwrap().insert(id);
                shared.wake.notify_all();
            }
            ToWorker::Unload { id } => send(&FromWorker::Unloaded { id }),
        }
    }
    // Like the real one, it ends with its stdin, whatever its threads do, unless told to be stubborn.
    if std::env::var_os("FAKE_STUBBORN").is_some() {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

fn hello() {
    let way = std::env::var("FAKE_HELLO").unwrap_or_default();
    let protocol = if way == "wrong-protocol" { PROTOCOL + 41 } else { PROTOCOL };
    match way.as_str() {
        "silent" => return,
        "" | "wrong-protocol" => {}
        step => misbehave(step),
    }
    let device = Device {
        name: "CPU".into(),
        description: "a processor".into(),
        backend: "CPU".into(),
        memory_total: 2,
        memory_free: 1,
    };
    send(&FromWorker::Hello { protocol, version: "fake".into(), devices: vec![device] });
}

fn load(id: u64, request: &LoadRequest) {
    record(&format!("load {} safe={}", request.model, request.safe));
    send(&FromWorker::Loading { id, fraction: 0.25 });
    match request.model.split_once(' ').unwrap_or((&request.model, "")) {
        ("fine", _) => {}
        ("missing", path) => {
            return send(&FromWorker::Failed { id, error: EngineError::ModelMissing { path: path.to_owned() } });
        }
        ("hangs", _) => return,
        // Only the first settings are bad.
        ("unsafe", step) if !request.safe => misbehave(step),
        ("unsafe", _) => {}
        ("always", step) => misbehave(step),
        _ => panic!("the fake does not know this model"),
    }
    send(&FromWorker::Loading { id, fraction: 1.0 });
    let facts = ModelFacts {
        architecture: "fake".into(),
        parameters: 1,
        bytes: 1,
        context: 512,
        context_trained: 512,
        instruction_tuned: true,
        thinking: true,
        device: if request.safe { "safe" } else { "fast" }.into(),
        threads: 1,
        sampling: Sampling::default(),
        ..ModelFacts::default()
    };
    send(&FromWorker::Loaded { id, facts });
}

/// Follows the steps in the last message.
fn answer(id: u64, request: &GenerateRequest, shared: &Shared) {
    let Some([Part::Text { text }]) = request.messages.last().map(|message| message.parts.as_slice()) else {
        return send(&FromWorker::Failed { id, error: EngineError::NoModel });
    };
    let mut usage = Usage::default();
    let tell = |event| send(&FromWorker::Event { id, event });
    for line in text.lines() {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("read", done) => tell(GenerateEvent::Reading { done: done.parse().unwrap(), total: 100 }),
            ("text", text) => {
                usage.generated_tokens += 1;
                tell(GenerateEvent::Text { text: text.to_owned() });
            }
            ("think", text) => tell(GenerateEvent::Thought { text: text.to_owned() }),
            ("flood", count) => {
                (0..count.parse().unwrap()).for_each(|n: u32| tell(GenerateEvent::Text { text: format!("{n},") }))
            }
            ("log", line) => eprintln!("{line}"),
            ("meet", _) => drop(shared.meeting.wait()),
            ("until-cancelled", _) => {
                let cancelled = shared.cancelled.lock().unwrap();
                drop(shared.wake.wait_while(cancelled, |cancelled| !cancelled.contains(&id)).unwrap());
            }
            ("cancelled", _) => return tell(GenerateEvent::Finished { reason: FinishReason::Cancelled, usage }),
            ("refuse", _) => {
                return send(&FromWorker::Failed { id, error: EngineError::ContextFull { needed: 9, limit: 8 } });
            }
            ("finish", _) => return tell(GenerateEvent::Finished { reason: FinishReason::Stop, usage }),
            (step, _) => misbehave(step),
        }
    }
}

/// Does what no worker should do.
fn misbehave(step: &str) {
    match step {
        #[cfg(unix)]
        "kill" => rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL).unwrap(),
        "abort" => std::process::abort(),
        "assert" => {
            eprintln!("warming up\n/build/ggml/src/ggml.c:799: GGML_ASSERT(n_tokens <= n_batch) failed");
            std::process::abort();
        }
        "exit" => std::process::exit(0),
        "exit-3" => std::process::exit(3),
        "library" => {
            eprintln!("carat-engine: error while loading shared libraries: libx.so.1: cannot open shared object file");
            std::process::exit(127);
        }
        "garbage" => write_raw(b"\x04\x00\x00\x00oops"),
        "oversized" => write_raw(&u32::MAX.to_le_bytes()),
        "half" => {
            write_raw(b"\xff\x00\x00\x00{\"type\":");
            std::process::abort();
        }
        "close" => {
            // What a worker without output is good for can only be found out by its silence.
            #[cfg(unix)]
            rustix::stdio::dup2_stdout(std::fs::File::open("/dev/null").unwrap()).unwrap();
        }
        _ => panic!("the fake does not know this step"),
    }
    std::thread::sleep(Duration::from_secs(3600));
}

/// Writes one frame whole, whichever thread does.
fn send(message: &FromWorker) {
    if write_frame(&mut stdout().lock(), message).is_err() {
        std::process::exit(1);
    }
}

fn write_raw(bytes: &[u8]) {
    let mut stdout = stdout().lock();
    stdout.write_all(bytes).unwrap();
    stdout.flush().unwrap();
}

fn record(line: &str) {
    if let Some(path) = std::env::var_os("FAKE_RECORD") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        writeln!(file, "{line}").unwrap();
    }
}
