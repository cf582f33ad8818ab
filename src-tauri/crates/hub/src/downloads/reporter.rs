//! A reporter tells the list how one run of a download is getting on, until the run is told to stop.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{Download, DownloadId, DownloadState};

/// The speed is that of this long ago until now.
const SPAN: Duration = Duration::from_secs(5);

/// Tells the list.
#[derive(Debug, Clone)]
pub(crate) struct Reporter {
    pub(crate) id: DownloadId,
    pub(crate) list: watch::Sender<Vec<Download>>,
    pub(crate) stop: CancellationToken,
}

impl Reporter {
    /// Changes what the list says, unless the run was told to stop: who told it says what it is now.
    pub(crate) fn tell(&self, change: impl FnOnce(&mut Download)) {
        self.list.send_if_modified(|list| {
            let Some(download) = list.iter_mut().find(|download| download.id == self.id) else { return false };
            if self.stop.is_cancelled() {
                return false;
            }
            let before = download.clone();
            change(download);
            *download != before
        });
    }

    pub(crate) fn state(&self, state: DownloadState) {
        self.tell(|download| download.state = state);
    }

    /// The state and the bytes that are safely here. These never go back within an attempt.
    pub(crate) fn progress(&self, state: DownloadState, bytes: u64) {
        self.tell(|download| {
            download.state = state;
            download.bytes = download.bytes.max(bytes);
        });
    }
}

/// How fast bytes come.
#[derive(Debug, Default)]
pub(crate) struct Speed(VecDeque<(Instant, u64)>);

impl Speed {
    /// Bytes a second, with these received up to now.
    pub(crate) fn at(&mut self, now: Instant, received: u64) -> u64 {
        self.0.push_back((now, received));
        while self.0.len() > 2 && self.0.get(1).is_some_and(|(then, _)| now.duration_since(*then) >= SPAN) {
            self.0.pop_front();
        }
        let Some((then, before)) = self.0.front() else { return 0 };
        let span = now.duration_since(*then).as_secs_f64();
        if span <= 0.0 { 0 } else { (received.saturating_sub(*before) as f64 / span) as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_that_of_the_last_seconds() {
        let (mut speed, start) = (Speed::default(), Instant::now());
        let mut at = |second: u64, received| speed.at(start + Duration::from_secs(second), received);
        assert_eq!(at(0, 0), 0);
        assert_eq!(at(2, 200), 100);
        for second in 3..20 {
            at(second, 200);
        }
        assert_eq!(at(20, 200), 0, "a stalled download has no speed");
    }
}
