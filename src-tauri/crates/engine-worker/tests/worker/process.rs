//! A worker process under test: frames to it, frames from it, each wait with an end.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use carat_engine::frames::{FromWorker, PROTOCOL, ToWorker, read_frame, write_frame};
use carat_engine::{
    CountRequest, EngineError, FinishReason, GenerateEvent, GenerateRequest, LoadRequest, Message, ModelFacts, Role,
    Sampling, TokenCount, Usage,
};

/// No answer here takes longer, however busy the machine is: past it, something hangs.
const PATIENCE: Duration = Duration::from_secs(240);

/// The starter model, where set-up puts it.
pub(crate) fn starter() -> PathBuf {
    let program = std::env::current_exe().expect("the test knows its own file");
    let folder =
        program.ancestors().skip(1).find(|folder| folder.file_name() != Some(OsStr::new("deps"))).expect("a folder");
    let model = folder.join("models/gemma-3-270m-q4_k_m.gguf");
    assert!(model.is_file(), "the starter model is missing at {}: run `cargo xtask setup` first", model.display());
    model
}

/// The greedy draw, which gives the same answer every time.
pub(crate) fn greedy() -> Sampling {
    Sampling { temperature: 0.0, ..Sampling::default() }
}

/// A question in a conversation of its own.
pub(crate) fn question(text: &str) -> GenerateRequest {
    conversation(vec![Message::text(Role::User, text)])
}

/// An answer to the last of these messages, drawn greedily.
pub(crate) fn conversation(messages: Vec<Message>) -> GenerateRequest {
    GenerateRequest { sampling: Some(greedy()), ..GenerateRequest::new(messages) }
}

/// An answer that goes on for as long as it is let: the model counts.
pub(crate) fn endless() -> GenerateRequest {
    let counting =
        vec![Message::text(Role::User, "Count."), Message::text(Role::Assistant, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,")];
    GenerateRequest { continue_last: true, ..conversation(counting) }
}

/// Text of about this many tokens.
pub(crate) fn long(tokens: usize) -> String {
    "The ship sails on the sea. ".repeat(tokens / 7)
}

/// A worker process.
pub(crate) struct Worker {
    pub(crate) child: Child,
    stdin: Option<ChildStdin>,
    frames: Receiver<FromWorker>,
    ids: u64,
}

/// What an answer came to.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) end: Result<(FinishReason, Usage), EngineError>,
}

impl Answer {
    pub(crate) fn reason(&self) -> FinishReason {
        self.end.as_ref().expect("the answer ends without an error").0
    }

    pub(crate) fn usage(&self) -> Usage {
        self.end.as_ref().expect("the answer ends without an error").1
    }
}

impl Worker {
    /// Starts one and greets it.
    pub(crate) fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_carat-engine"));
        command.arg("--parent").arg(std::process::id().to_string());
        Self::spawn(command)
    }

    /// Starts this command and greets it.
    pub(crate) fn spawn(command: Command) -> Self {
        Self::try_spawn(command).expect("the worker says hello")
    }

    /// The same; `None` where it ends instead of saying hello.
    pub(crate) fn try_spawn(mut command: Command) -> Option<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("carat-engine starts");
        let stdin = child.stdin.take();
        let mut stdout = child.stdout.take().expect("stdout is a pipe");
        let (sender, frames) = channel();
        std::thread::spawn(move || {
            while let Ok(Some(frame)) = read_frame::<FromWorker>(&mut stdout) {
                if sender.send(frame).is_err() {
                    return;
                }
            }
        });
        let mut worker = Self { child, stdin, frames, ids: 0 };
        // One that has ended already can't be written to; that it says nothing is what counts.
        let _ = write_frame(worker.stdin.as_mut()?, &ToWorker::Hello { protocol: PROTOCOL });
        match worker.frames.recv_timeout(PATIENCE).ok()? {
            FromWorker::Hello { protocol, devices, .. } => {
                assert_eq!(protocol, PROTOCOL);
                assert!(!devices.is_empty(), "there is a processor at least");
            }
            other => panic!("expected a hello: {other:?}"),
        }
        Some(worker)
    }

    /// Starts one with the starter model loaded.
    pub(crate) fn loaded() -> Self {
        let mut worker = Self::start();
        worker.load(&starter(), None).expect("the starter model loads");
        worker
    }

    pub(crate) fn id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    pub(crate) fn send(&mut self, frame: &ToWorker) {
        write_frame(self.stdin.as_mut().expect("stdin is open"), frame).expect("the worker reads");
    }

    pub(crate) fn receive(&mut self) -> FromWorker {
        self.frames.recv_timeout(PATIENCE).expect("the worker goes on")
    }

    /// The next frame that is not the speed, which comes by itself.
    pub(crate) fn receive_other(&mut self) -> FromWorker {
        loop {
            match self.receive() {
                FromWorker::Measured { .. } => {}
                other => return other,
            }
        }
    }

    /// Loads a model and waits for it.
    pub(crate) fn load(&mut self, path: &Path, context: Option<u32>) -> Result<ModelFacts, EngineError> {
        self.load_as(LoadRequest { context, ..LoadRequest::new("test", path) })
    }

    /// Loads as asked for and waits for it.
    pub(crate) fn load_as(&mut self, request: LoadRequest) -> Result<ModelFacts, EngineError> {
        let id = self.id();
        self.send(&ToWorker::Load { id, request });
        let mut told = 0.0;
        loop {
            match self.receive() {
                FromWorker::Loading { id: of, fraction } => {
                    assert_eq!(of, id);
                    assert!((told..=1.0).contains(&fraction), "the fraction only grows: {told}, then {fraction}");
                    told = fraction;
                }
                FromWorker::Stepped { id: of, .. } | FromWorker::Measured { id: of, .. } if of <= id => {}
                FromWorker::Loaded { id: of, facts } if of == id => return Ok(facts),
                FromWorker::Failed { id: of, error } if of == id => return Err(error),
                other => panic!("not about the load: {other:?}"),
            }
        }
    }

    /// Loads as asked for; `None` where the worker ended over it.
    pub(crate) fn try_load(&mut self, request: LoadRequest) -> Option<Result<ModelFacts, EngineError>> {
        let id = self.id();
        self.send(&ToWorker::Load { id, request });
        loop {
            match self.frames.recv_timeout(PATIENCE).ok()? {
                FromWorker::Loaded { facts, .. } => return Some(Ok(facts)),
                FromWorker::Failed { error, .. } => return Some(Err(error)),
                _ => {}
            }
        }
    }

    /// Asks and waits for the answer's text; `None` where the worker ended over it.
    pub(crate) fn try_ask(&mut self, request: GenerateRequest) -> Option<String> {
        self.begin(request);
        let mut text = String::new();
        loop {
            match self.frames.recv_timeout(PATIENCE).ok()? {
                FromWorker::Event { event: GenerateEvent::Text { text: more }, .. } => text.push_str(&more),
                FromWorker::Event { event, .. } if event.is_last() => return Some(text),
                _ => {}
            }
        }
    }

    /// Starts an answer.
    pub(crate) fn begin(&mut self, request: GenerateRequest) -> u64 {
        let id = self.id();
        self.send(&ToWorker::Generate { id, request });
        id
    }

    pub(crate) fn cancel(&mut self, id: u64) {
        self.send(&ToWorker::Cancel { id });
    }

    /// The next event and whose it is.
    pub(crate) fn event(&mut self) -> (u64, GenerateEvent) {
        match self.receive_other() {
            FromWorker::Event { id, event } => (id, event),
            other => panic!("expected an event: {other:?}"),
        }
    }

    /// Waits for this answer's first text.
    pub(crate) fn first_text(&mut self, id: u64) -> String {
        loop {
            match self.event() {
                (of, GenerateEvent::Text { text }) if of == id => return text,
                (_, GenerateEvent::Reading { .. }) => {}
                other => panic!("expected text: {other:?}"),
            }
        }
    }

    /// Waits for the end of this answer, the only one at work.
    pub(crate) fn finish(&mut self, id: u64) -> Answer {
        let mut text = String::new();
        loop {
            let (of, event) = self.event();
            assert_eq!(of, id, "only this answer is at work");
            match event {
                GenerateEvent::Reading { done, total } => assert!(done <= total),
                GenerateEvent::Text { text: more } => {
                    assert!(!more.is_empty(), "an empty piece says nothing");
                    text.push_str(&more);
                }
                GenerateEvent::Thought { text } => panic!("the starter model does not think: {text:?}"),
                GenerateEvent::Finished { reason, usage } => return Answer { text, end: Ok((reason, usage)) },
                GenerateEvent::Failed { error } => return Answer { text, end: Err(error) },
            }
        }
    }

    /// Asks and waits for the answer.
    pub(crate) fn ask(&mut self, request: GenerateRequest) -> Answer {
        let id = self.begin(request);
        self.finish(id)
    }

    /// Counts the tokens of messages.
    pub(crate) fn count(&mut self, messages: Vec<Message>) -> TokenCount {
        let id = self.id();
        self.send(&ToWorker::Count { id, request: CountRequest { messages, thinking: false, continue_last: false } });
        match self.receive_other() {
            FromWorker::Counted { id: of, count } if of == id => count,
            other => panic!("expected a count: {other:?}"),
        }
    }

    /// Writes bytes that need not be a frame.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        use std::io::Write as _;
        let stdin = self.stdin.as_mut().expect("stdin is open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the worker reads");
    }

    /// Closes its standard input.
    pub(crate) fn close(&mut self) {
        self.stdin = None;
    }

    /// Waits until it has ended by itself.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the process can be waited for") {
                return status;
            }
            assert!(since.elapsed() < PATIENCE, "the worker does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
