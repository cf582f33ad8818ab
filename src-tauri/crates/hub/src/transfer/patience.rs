//! Patience decides about a failure: try again, when, and when no more. All connections of a download share it, so that
//! a hub in trouble is left alone by all of them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::network::Network;
use crate::{HubError, WaitReason};

/// A host that keeps breaking the protocol is not asked more often than this without a byte in between.
const MOST_LIES: u32 = 6;

/// A certificate that is not trusted now will hardly be in a minute.
const MOST_UNTRUSTED: u32 = 2;

/// The patience of one download.
#[derive(Debug)]
pub(crate) struct Patience {
    network: Network,
    state: Mutex<State>,
    go: Notify,
}

#[derive(Debug)]
struct State {
    /// Failures in a row, counted once for all connections that fail together.
    failures: u32,
    lies: u32,
    untrusted: u32,
    last_byte: Instant,
    hold: Option<Hold>,
}

/// Nothing is asked for until then.
#[derive(Debug, Clone)]
struct Hold {
    why: WaitReason,
    until: Instant,
    /// For people; `None` where it depends on them.
    shown: Option<Timestamp>,
}

impl Patience {
    pub(crate) fn new(network: Network) -> Self {
        let state = State { failures: 0, lies: 0, untrusted: 0, last_byte: Instant::now(), hold: None };
        Self { network, state: Mutex::new(state), go: Notify::new() }
    }

    /// Bytes came: whatever was wrong is over.
    pub(crate) fn renew(&self) {
        let mut state = self.state();
        *state = State { failures: 0, lies: 0, untrusted: 0, last_byte: Instant::now(), hold: state.hold.take() };
        if state.hold.as_ref().is_some_and(|hold| hold.until <= Instant::now()) {
            state.hold = None;
        }
    }

    /// What is being waited for.
    pub(crate) fn waiting(&self) -> Option<(WaitReason, Option<Timestamp>)> {
        let state = self.state();
        let hold = state.hold.as_ref().filter(|hold| hold.until > Instant::now())?;
        Some((hold.why.clone(), hold.shown))
    }

    /// Waits until something may be asked for.
    pub(crate) async fn wait(&self) {
        loop {
            let woken = self.go.notified();
            let Some(until) = self.state().hold.as_ref().map(|hold| hold.until) else { return };
            let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else {
                return;
            };
            tokio::select! { () = tokio::time::sleep(left) => {}, () = woken => {} }
        }
    }

    /// Ends a wait: a person is more patient than we are.
    pub(crate) fn go(&self) {
        self.state().hold = None;
        self.go.notify_waiters();
    }

    /// Holds everything until the next look at the disk, or no longer.
    pub(crate) fn hold_for_disk(&self, lacking: Option<u64>, look: Duration) {
        let mut state = self.state();
        let is_held = matches!(state.hold, Some(Hold { why: WaitReason::DiskFull { .. }, .. }));
        match lacking {
            Some(lacking) => {
                let until = Instant::now() + look * 2;
                state.hold = Some(Hold { why: WaitReason::DiskFull { lacking }, until, shown: None });
                // A full disk is nothing to lose patience over.
                state.last_byte = Instant::now();
            }
            None if is_held => state.hold = None,
            None => {}
        }
    }

    /// Decides about an error: to try again after a wait, or, where trying again makes no sense, to give up with it.
    pub(crate) async fn judge(&self, error: HubError) -> Result<(), HubError> {
        if error == HubError::NetworkOff {
            self.hold_until_switched_on().await;
            return Ok(());
        }
        let why = self.count(&error).ok_or_else(|| error.clone())?;
        let mut state = self.state();
        let limits = self.network.limits();
        if state.last_byte.elapsed() >= limits.patience {
            return Err(error);
        }
        let now = Instant::now();
        let asked = match error {
            HubError::TooManyRequests { seconds, .. } if seconds > 0 => Duration::from_secs(seconds),
            _ => limits.wait(state.failures),
        };
        if state.hold.as_ref().is_none_or(|hold| hold.until < now + asked) {
            let shown = SignedDuration::try_from(asked).ok().and_then(|asked| Timestamp::now().checked_add(asked).ok());
            state.hold = Some(Hold { why, until: now + asked, shown });
        }
        Ok(())
    }

    /// Counts a failure and says what to wait for; `None` where there is nothing to wait for.
    fn count(&self, error: &HubError) -> Option<WaitReason> {
        let mut state = self.state();
        let is_new = state.hold.as_ref().is_none_or(|hold| hold.until <= Instant::now());
        if is_new {
            state.failures += 1;
        }
        match error {
            HubError::Offline { host, .. } => Some(WaitReason::Offline { host: host.clone() }),
            HubError::ConnectionLost { host, .. } => Some(WaitReason::ConnectionLost { host: host.clone() }),
            HubError::HostTrouble { host, status } => {
                Some(WaitReason::HostTrouble { host: host.clone(), status: *status })
            }
            HubError::TooManyRequests { host, .. } => Some(WaitReason::TooManyRequests { host: host.clone() }),
            HubError::Misbehaves { host, .. } => {
                state.lies += u32::from(is_new);
                (state.lies < MOST_LIES).then(|| WaitReason::ConnectionLost { host: host.clone() })
            }
            HubError::Untrusted { host, .. } => {
                state.untrusted += u32::from(is_new);
                (state.untrusted < MOST_UNTRUSTED).then(|| WaitReason::Offline { host: host.clone() })
            }
            _ => None,
        }
    }

    async fn hold_until_switched_on(&self) {
        let mut switch = self.network.switch();
        let far = Instant::now() + Duration::from_secs(365 * 24 * 60 * 60);
        self.state().hold = Some(Hold { why: WaitReason::NetworkOff, until: far, shown: None });
        // An error says that the network is gone, and with it this download.
        let _ = switch.wait_for(|on| *on).await;
        let mut state = self.state();
        state.last_byte = Instant::now();
        if matches!(state.hold, Some(Hold { why: WaitReason::NetworkOff, .. })) {
            state.hold = None;
        }
        drop(state);
        self.go.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
