//! A worker is one living process of `carat-engine` with the three tasks that serve its streams.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::ending::Ending;
use super::log::Log;
use super::{SupervisorConfig, spawner};
use crate::frames::{self, FrameError, FromWorker, ToWorker};
use crate::{EngineError, Result};

/// How long a worker may take to end after its stdin was closed, before it is killed.
const END_GRACE: Duration = Duration::from_secs(1);

/// How long to wait for a killed process. Only one stuck in a driver takes longer, and nobody can end that.
const KILL_GRACE: Duration = Duration::from_secs(5);

/// How long the streams of a process that is gone may stay open; only a grandchild could hold them.
const DRAIN_GRACE: Duration = Duration::from_secs(5);

/// Frames read ahead of the owner.
const FRAMES: usize = 64;

/// What is heard of a worker.
#[derive(Debug)]
pub(super) enum Heard {
    /// A frame.
    Frame(FromWorker),
    /// Its end; nothing comes after it.
    Ended(Ending),
}

/// One living process. Dropping it ends the process as well, but does not wait for that.
#[derive(Debug)]
pub(super) struct Worker {
    pid: Option<u32>,
    frames: mpsc::UnboundedSender<Vec<u8>>,
    heard: mpsc::Receiver<Heard>,
    writing: JoinHandle<()>,
    watching: JoinHandle<()>,
    stop: DropGuard,
}

impl Worker {
    /// Starts the program and says hello.
    ///
    /// # Errors
    /// [`EngineError::WorkerMissing`] and [`EngineError::WorkerFailed`].
    pub(super) async fn start(config: &SupervisorConfig, log: Log) -> Result<Self> {
        let mut child = spawner::spawn(command(config)).await.map_err(|error| match config.program.try_exists() {
            Ok(false) => EngineError::WorkerMissing { path: config.program.display().to_string() },
            Ok(true) | Err(_) => EngineError::WorkerFailed { detail: error.to_string() },
        })?;
        let pid = child.id();
        let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(EngineError::WorkerFailed { detail: "its streams could not be opened".to_owned() });
        };
        log.clear();
        let (frames, to_write) = mpsc::unbounded_channel();
        let (heard_sender, heard) = mpsc::channel(FRAMES);
        let stop = CancellationToken::new();
        let writing = tokio::spawn(write(stdin, to_write));
        let watching = tokio::spawn(watch(child, stdout, stderr, log, heard_sender, stop.clone()));
        let worker = Self { pid, frames, heard, writing, watching, stop: stop.drop_guard() };
        // A hello is short and has a form in JSON, so this can't fail.
        let _ = worker.send(&ToWorker::Hello { protocol: frames::PROTOCOL });
        Ok(worker)
    }

    /// Its process id.
    pub(super) fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// Sends a frame. A worker that is ending does not get it; its end is heard anyway.
    ///
    /// # Errors
    /// Where the message can't be a frame; the worker is not touched.
    pub(super) fn send(&self, message: &ToWorker) -> std::result::Result<(), FrameError> {
        let _ = self.frames.send(frames::encode(message)?);
        Ok(())
    }

    /// The next thing heard. Can be cancelled.
    pub(super) async fn hear(&mut self) -> Heard {
        match self.heard.recv().await {
            Some(heard) => heard,
            None => Heard::Ended(Ending { status: None, fault: None, log: Vec::new() }),
        }
    }

    /// Ends the process, by closing its stdin first, and returns once it is gone.
    pub(super) async fn end(self) {
        // Ending this task closes stdin even where the worker has stopped reading it.
        self.writing.abort();
        let _ = self.writing.await;
        drop(self.stop);
        drop(self.heard);
        let _ = self.watching.await;
    }
}

/// The command line of a worker.
fn command(config: &SupervisorConfig) -> Command {
    let mut command = Command::new(&config.program);
    command
        .arg("--parent")
        .arg(std::process::id().to_string())
        // Else ggml starts a debugger on its own process when it aborts, which takes seconds and needs rights.
        .env("GGML_NO_BACKTRACE", "1")
        // The worker would otherwise start itself again with it: see its `main`.
        .env("GOMP_SPINCOUNT", "10000")
        .envs(config.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // Ctrl-C in a terminal goes to the whole group; whoever started the worker decides what it means.
    #[cfg(unix)]
    command.process_group(0);
    // CREATE_NO_WINDOW: no console window beside the app's.
    #[cfg(windows)]
    command.creation_flags(0x0800_0000);
    command
}

/// Writes frames until there are no more, then closes stdin.
async fn write(mut stdin: ChildStdin, mut frames: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        // A worker that can't be written to is ending, which the watching task finds out.
        if stdin.write_all(&frame).await.is_err() || stdin.flush().await.is_err() {
            return;
        }
    }
}

/// Passes on what the process writes, until it ends or is to end; then sees to it that it is gone.
async fn watch(
    mut child: Child,
    stdout: ChildStdout,
    stderr: ChildStderr,
    log: Log,
    heard: mpsc::Sender<Heard>,
    stop: CancellationToken,
) {
    let logging = tokio::spawn(log.clone().read(BufReader::new(stderr)));
    tokio::select! {
        () = stop.cancelled() => {}
        () = follow(&mut child, stdout, logging, log, heard) => {}
    }
    if timeout(END_GRACE, child.wait()).await.is_err() {
        kill(&mut child).await;
    }
}

/// Passes on frames until the process ends by itself, and then how it ended.
async fn follow(
    child: &mut Child,
    stdout: ChildStdout,
    mut logging: JoinHandle<()>,
    log: Log,
    heard: mpsc::Sender<Heard>,
) {
    let mut forwarding = std::pin::pin!(forward(stdout, &heard));
    let fault = tokio::select! {
        fault = &mut forwarding => fault,
        // Everything it wrote before it died is still to be read, at the owner's pace.
        _ = child.wait() => timeout(DRAIN_GRACE, &mut forwarding).await.unwrap_or_default(),
    };
    // One that has stopped talking is about to end by itself, so it gets a moment.
    let fault = match fault {
        None if timeout(END_GRACE, child.wait()).await.is_err() => {
            Some("it closed its output and did not end".to_owned())
        }
        fault => fault.map(|fault| format!("it wrote something that can't be read: {fault}")),
    };
    if fault.is_some() {
        kill(child).await;
    }
    let _ = timeout(DRAIN_GRACE, &mut logging).await;
    let status = child.try_wait().ok().flatten();
    let _ = heard.send(Heard::Ended(Ending { status, fault, log: log.lines() })).await;
}

/// Passes on frames until the stream ends or breaks.
async fn forward(stdout: ChildStdout, heard: &mpsc::Sender<Heard>) -> Option<FrameError> {
    let mut stdout = BufReader::new(stdout);
    loop {
        match frames::read_frame_async(&mut stdout).await {
            Ok(Some(frame)) => heard.send(Heard::Frame(frame)).await.ok()?,
            Ok(None) => return None,
            // A process that dies while it writes leaves half a frame; its death is what matters.
            Err(FrameError::Short { .. } | FrameError::Io(_)) => return None,
            Err(fault) => return Some(fault),
        }
    }
}

/// Kills a process and waits for its end.
async fn kill(child: &mut Child) {
    let _ = child.start_kill();
    if timeout(KILL_GRACE, child.wait()).await.is_err() {
        tracing::error!(pid = child.id(), "a worker can't be ended; it hangs in the system, probably in a driver");
    }
}
