//! The supervisor against a worker that misbehaves on command.

mod answers;
mod crashes;
mod leftovers;
mod loads;
mod singles;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use carat_engine::{
    Engine as _, EngineStatus, FinishReason, GenerateEvent, GenerateRequest, Generation, LoadRequest, Message, Role,
    Supervisor, SupervisorConfig,
};

/// Far longer than anything takes, so that a hanging test fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// A supervisor of the fake worker, and the file where that writes down what is asked of it.
struct Bench {
    supervisor: Supervisor,
    record: PathBuf,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(environment: &[(&str, &str)]) -> Self {
        Self::configured(environment, |_| ())
    }

    fn configured(environment: &[(&str, &str)], configure: impl FnOnce(&mut SupervisorConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let record = folder.path().join("record");
        let mut config = SupervisorConfig::new(fake_worker());
        config.environment =
            environment.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect();
        config.environment.push(("FAKE_RECORD".into(), record.clone().into()));
        configure(&mut config);
        Self { supervisor: Supervisor::new(config), record, _folder: folder }
    }

    /// With the well-behaved model loaded.
    async fn loaded() -> Self {
        let bench = Self::new();
        bench.supervisor.load(a_load("fine")).await.expect("the fake loads");
        bench
    }

    /// What the fake wrote down so far, over all its processes.
    fn record(&self) -> Vec<String> {
        std::fs::read_to_string(&self.record).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    fn status(&self) -> EngineStatus {
        self.supervisor.status().borrow().clone()
    }

    /// All events of a question, which the fake follows line by line.
    async fn events(&self, steps: &str) -> Vec<GenerateEvent> {
        events(self.supervisor.generate(a_question(steps))).await
    }
}

/// Cargo builds it for this test.
fn fake_worker() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_fake-carat-engine"))
}

/// What the fake makes of the id stands in its source.
fn a_load(model: &str) -> LoadRequest {
    LoadRequest::new(model, "model.gguf")
}

fn a_question(steps: &str) -> GenerateRequest {
    GenerateRequest::new(vec![Message::text(Role::User, steps)])
}

/// The next event, which must come.
async fn next(generation: &mut Generation) -> GenerateEvent {
    patiently(generation.events.recv()).await.expect("another event comes")
}

/// All events up to the end of the stream.
async fn events(mut generation: Generation) -> Vec<GenerateEvent> {
    let mut events = Vec::new();
    while let Some(event) = patiently(generation.events.recv()).await {
        events.push(event);
    }
    events
}

async fn patiently<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("this ends in time")
}

fn text(text: &str) -> GenerateEvent {
    GenerateEvent::Text { text: text.to_owned() }
}

/// The text of all events together.
fn all_text(events: &[GenerateEvent]) -> String {
    events
        .iter()
        .filter_map(|event| if let GenerateEvent::Text { text } = event { Some(text.as_str()) } else { None })
        .collect()
}

/// Why the last event says that it ended.
fn reason(events: &[GenerateEvent]) -> Option<FinishReason> {
    match events.last() {
        Some(GenerateEvent::Finished { reason, .. }) => Some(*reason),
        _ => None,
    }
}
