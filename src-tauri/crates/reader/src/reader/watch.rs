//! The watch over a process: its silence, its time in all, and its memory.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::memory;
use crate::limits::MEGABYTE;
use crate::{Limits, ReadFailure};

/// How often the watch looks.
const LOOK: Duration = Duration::from_millis(50);

/// How long a process has been at work. The time that whoever listens takes does not count: it may well be a minute.
#[derive(Debug)]
pub(super) struct Clock(Mutex<Times>);

#[derive(Debug)]
struct Times {
    /// Since when the process has been silent; `None` while a message is passed on.
    silent: Option<Instant>,
    /// What it took before that.
    spent: Duration,
}

impl Clock {
    /// A clock that runs.
    pub(super) fn new() -> Self {
        Self(Mutex::new(Times { silent: Some(Instant::now()), spent: Duration::ZERO }))
    }

    /// The process has spoken.
    pub(super) fn stop(&self) {
        let mut times = self.times();
        if let Some(since) = times.silent.take() {
            times.spent += since.elapsed();
        }
    }

    /// The message is passed on.
    pub(super) fn start(&self) {
        self.times().silent = Some(Instant::now());
    }

    /// How long it has been silent, and at work in all.
    fn read(&self) -> (Duration, Duration) {
        let times = self.times();
        let silence = times.silent.map_or(Duration::ZERO, |since| since.elapsed());
        (silence, times.spent + silence)
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns once the process passes a limit.
pub(super) async fn passed(process: Option<u32>, limits: &Limits, clock: &Clock) -> ReadFailure {
    loop {
        tokio::time::sleep(LOOK).await;
        let (silence, total) = clock.read();
        if silence > limits.silence {
            return ReadFailure::TooSlow { seconds: limits.silence.as_secs() };
        }
        if total > limits.total {
            return ReadFailure::TooSlow { seconds: limits.total.as_secs() };
        }
        if process.and_then(memory::resident).is_some_and(|bytes| bytes > limits.memory) {
            return ReadFailure::TooMuchMemory { megabytes: limits.memory / MEGABYTE };
        }
    }
}
