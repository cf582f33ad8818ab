//! A process of `carat-reader`, from its start to its end.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::ending;
use crate::{Limits, ReadFailure};

/// How long to wait for a killed process. Only one stuck in the kernel takes longer.
const GRACE: Duration = Duration::from_secs(5);

/// Lines of its log that are kept. Last words are within these.
const KEPT: usize = 20;

/// The log's last lines.
type Log = Arc<Mutex<VecDeque<String>>>;

/// One living process. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Where its frames come from.
    pub(super) frames: BufReader<ChildStdout>,
    log: Log,
    logging: tokio::task::JoinHandle<()>,
    /// What holds it; where the system gives none, the limits that the process keeps itself must do.
    #[cfg(windows)]
    _job: Option<super::job::Job>,
}

impl Process {
    /// Starts the program on a document.
    ///
    /// # Errors
    /// What the system says.
    pub(super) async fn start(program: &Path, limits: &Limits, document: File, hint: &str) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .arg("--parent")
            .arg(std::process::id().to_string())
            .args(limits.arguments())
            .arg("--hint")
            .arg(hint)
            // It has no use for what the environment tells.
            .env_clear()
            .stdin(Stdio::from(document))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        // CREATE_NO_WINDOW: no console window beside the app's.
        #[cfg(windows)]
        command.creation_flags(0x0800_0000).envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
        let mut child = spawn(command).await?;
        #[cfg(windows)]
        let job = child.raw_handle().and_then(|process| {
            let held = super::job::Job::of(process, limits);
            held.inspect_err(|error| tracing::warn!("carat-reader is held in no job: {error}")).ok()
        });
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("its streams could not be opened"));
        };
        let log = Log::default();
        let logging = tokio::spawn(keep(BufReader::new(stderr), Arc::clone(&log)));
        Ok(Self {
            child,
            frames: BufReader::new(stdout),
            log,
            logging,
            #[cfg(windows)]
            _job: job,
        })
    }

    /// Its id, while it lives.
    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it, and returns once it is gone.
    pub(super) async fn kill(mut self) {
        let _ = self.child.start_kill();
        let _ = timeout(GRACE, self.child.wait()).await;
    }

    /// Why it ended by itself, once it is gone.
    pub(super) async fn ending(mut self, limits: &Limits) -> ReadFailure {
        // Its frames have ended, so it is dying; or it wrote nonsense and lives on.
        let status = timeout(Duration::from_secs(1), self.child.wait()).await;
        let _ = self.child.start_kill();
        let _ = timeout(GRACE, self.child.wait()).await;
        let _ = timeout(Duration::from_secs(1), &mut self.logging).await;
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        ending::of(status.ok().and_then(Result::ok), log.iter().map(String::as_str), limits)
    }
}

/// Keeps the last lines of a log.
async fn keep(stderr: BufReader<tokio::process::ChildStderr>, log: Log) {
    let mut lines = stderr.lines();
    while let Ok(Some(mut line)) = lines.next_line().await {
        line.truncate(line.floor_char_boundary(400));
        if line.starts_with("WARN carat_reader") {
            tracing::warn!("{line}");
        }
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == KEPT {
            log.pop_front();
        }
        log.push_back(line);
    }
}

/// A program to be started, the runtime that will read its pipes, and who waits.
type Job = (Command, Handle, oneshot::Sender<io::Result<Child>>);

/// The inbox of the one thread that starts readers; `None` until the first.
static SPAWNER: Mutex<Option<mpsc::Sender<Job>>> = Mutex::new(None);

/// Starts a program from a thread that lives as long as Carat: on Linux the reader is killed when the *thread* that
/// started it ends, and tokio's threads come and go.
async fn spawn(command: Command) -> io::Result<Child> {
    let (reply, answer) = oneshot::channel();
    let gone = || io::Error::other("the thread that starts programs is gone");
    inbox()?.send((command, Handle::current(), reply)).map_err(|_| gone())?;
    answer.await.map_err(|_| gone())?
}

fn inbox() -> io::Result<mpsc::Sender<Job>> {
    let mut spawner = SPAWNER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(inbox) = &*spawner {
        return Ok(inbox.clone());
    }
    let (sender, jobs) = mpsc::channel::<Job>();
    thread::Builder::new().name("carat-readers".to_owned()).spawn(move || {
        for (mut command, runtime, reply) in jobs {
            // Tokio panics where the runtime is shutting down; that must not end this thread.
            let child = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let _runtime = runtime.enter();
                command.spawn()
            }));
            let _ = reply.send(child.unwrap_or_else(|_| Err(io::Error::other("Carat is shutting down"))));
        }
    })?;
    *spawner = Some(sender.clone());
    Ok(sender)
}
