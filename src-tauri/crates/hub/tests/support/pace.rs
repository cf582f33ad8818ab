//! The pace keeps the fixture to a speed, all connections together.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Sleeping for less is not worth it: timers count milliseconds.
const LEAST: Duration = Duration::from_millis(2);

/// A speed.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Option<(u64, Instant)>>);

impl Pace {
    pub(super) fn set(&self, bytes_per_second: Option<u64>) {
        *self.0.lock().unwrap() = bytes_per_second.map(|speed| (speed, Instant::now()));
    }

    /// Waits until so many bytes may be sent.
    pub(super) async fn pass(&self, bytes: usize) {
        let wait = {
            let mut state = self.0.lock().unwrap();
            let Some((speed, free)) = state.as_mut() else { return };
            let now = Instant::now();
            // A pause is made up for a little, so that late timers do not slow it down.
            *free = (*free).max(now - LEAST * 10) + Duration::from_secs_f64(bytes as f64 / *speed as f64);
            free.saturating_duration_since(now)
        };
        if wait > LEAST {
            tokio::time::sleep(wait).await;
        }
    }
}
