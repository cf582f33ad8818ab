//! The pace is the speed limit that all downloads share.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The shortest sleep worth its cost, and the longest before a changed limit is noticed.
const SLEEP: std::ops::RangeInclusive<f64> = 0.005..=0.5;

/// The speed limit. Without one it costs nothing.
#[derive(Debug)]
pub(crate) struct Pace(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Bytes a second.
    limit: Option<u64>,
    /// Bytes that may pass at once; below zero while too many have.
    allowance: f64,
    last: Instant,
}

impl Pace {
    pub(crate) fn new(limit: Option<u64>) -> Self {
        Self(Mutex::new(State { limit, allowance: 0.0, last: Instant::now() }))
    }

    /// Changes the limit, for those who wait too.
    pub(crate) fn set(&self, limit: Option<u64>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).limit = limit;
    }

    /// Waits until the bytes that passed so far keep to the limit, then lets these pass.
    pub(crate) async fn pass(&self, bytes: usize) {
        while let Some(wait) = self.try_pass(bytes) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Lets the bytes pass, or says how long to wait.
    fn try_pass(&self, bytes: usize) -> Option<Duration> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = state.limit?.max(1) as f64;
        let now = Instant::now();
        let earned = now.duration_since(state.last).as_secs_f64() * limit;
        state.last = now;
        // No more than a tenth of a second is saved up, so that a pause is not followed by a burst.
        state.allowance = (state.allowance + earned).min(limit / 10.0);
        if state.allowance >= 0.0 {
            state.allowance -= bytes as f64;
            return None;
        }
        Some(Duration::from_secs_f64((-state.allowance / limit).clamp(*SLEEP.start(), *SLEEP.end())))
    }
}
