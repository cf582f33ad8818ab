//! The spawner is the one thread that starts worker processes, and it lives as long as Carat does.
//!
//! On Linux a worker asks to be killed when its parent dies (`PR_SET_PDEATHSIG`). The kernel takes the parent to be
//! the *thread* that started it, and tokio's threads come and go: a worker started by one of them would be killed
//! at some harmless moment. Hence a thread of its own, never ended, for the whole process.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// A program to be started.
struct Job {
    command: Command,
    /// The runtime that will read its pipes and wait for its end.
    runtime: Handle,
    reply: oneshot::Sender<io::Result<Child>>,
}

/// The thread's inbox; `None` until the first worker is started.
static SPAWNER: Mutex<Option<mpsc::Sender<Job>>> = Mutex::new(None);

/// Starts a program from the spawner's thread.
///
/// # Errors
/// What the system says, of the program or of the thread.
pub(super) async fn spawn(command: Command) -> io::Result<Child> {
    let (reply, answer) = oneshot::channel();
    inbox()?.send(Job { command, runtime: Handle::current(), reply }).map_err(|_| gone())?;
    answer.await.map_err(|_| gone())?
}

/// The inbox of the thread, which is started where it does not run yet.
fn inbox() -> io::Result<mpsc::Sender<Job>> {
    let mut spawner = SPAWNER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(inbox) = &*spawner {
        return Ok(inbox.clone());
    }
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().name("carat-spawner".to_owned()).spawn(move || run(&receiver))?;
    *spawner = Some(sender.clone());
    Ok(sender)
}

/// Starts one program after another. The static keeps a sender, so this never returns.
fn run(jobs: &mpsc::Receiver<Job>) {
    for Job { mut command, runtime, reply } in jobs {
        // Tokio panics where the runtime is shutting down; that must not end this thread.
        let child = catch_unwind(AssertUnwindSafe(|| {
            let _runtime = runtime.enter();
            command.spawn()
        }));
        // Where nobody waits any more, the child is dropped here, which kills it.
        let _ = reply.send(child.unwrap_or_else(|_| Err(io::Error::other("Carat is shutting down"))));
    }
}

fn gone() -> io::Error {
    io::Error::other("the thread that starts programs is gone")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_that_is_gone_does_not_end_the_spawner() {
        let missing = || Command::new("carat-has-no-such-program");
        for _ in 0..2 {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let handle = runtime.handle().clone();
            let error = runtime.block_on(spawn(missing())).expect_err("there is no such program");
            assert_eq!(error.kind(), io::ErrorKind::NotFound);
            drop(runtime);
            let (reply, answer) = oneshot::channel();
            let command = Command::new("true");
            inbox()
                .expect("the spawner runs")
                .send(Job { command, runtime: handle, reply })
                .expect("the spawner lives");
            // Whatever tokio makes of it, the spawner goes on to answer the next one.
            let _ = answer.blocking_recv().expect("the spawner answers");
        }
    }
}
