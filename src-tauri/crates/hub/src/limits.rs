//! Limits are how long Carat waits for the network and how full it lets a disk become.

use std::time::Duration;

/// How long Carat waits for the network and how full it lets a disk become. The defaults are for people; tests have
/// less patience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// No connection within this time: the host can't be reached.
    pub connect: Duration,
    /// No byte for this long means that a connection is dead, not slow.
    pub stall: Duration,
    /// The wait after a first failure. It doubles with each that follows.
    pub first_wait: Duration,
    /// No wait is longer, but for one that the hub asks for.
    pub longest_wait: Duration,
    /// Without a new byte for this long, a download fails.
    pub patience: Duration,
    /// Bytes that must be left on the disk when a download is finished; else it does not begin.
    pub headroom: u64,
    /// With fewer bytes left on the disk than this, a running download waits.
    pub low_water: u64,
    /// How often the disk, the lock of another process and the speed are looked at.
    pub watch: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            stall: Duration::from_secs(30),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(120),
            patience: Duration::from_secs(12 * 60 * 60),
            headroom: 1 << 30,
            low_water: 512 << 20,
            watch: Duration::from_millis(500),
        }
    }
}

impl Limits {
    /// The wait after this many failures in a row: growing, and never quite the same, so that those who failed together
    /// do not come back together.
    pub(crate) fn wait(&self, failures: u32) -> Duration {
        let doubled = self.first_wait.saturating_mul(1_u32 << failures.saturating_sub(1).min(20));
        doubled.min(self.longest_wait).mul_f64(fastrand::f64().mul_add(0.5, 0.75))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_their_limit_and_differ() {
        let limits = Limits::default();
        assert!(limits.wait(1) < Duration::from_millis(1300) && limits.wait(1) > Duration::from_millis(700));
        assert!(limits.wait(4) > limits.wait(1), "an eighth second is over the first");
        assert!(limits.wait(u32::MAX) <= Duration::from_secs(150));
        let some: std::collections::HashSet<_> = (0..8).map(|_| limits.wait(3)).collect();
        assert!(some.len() > 1, "waits have jitter");
    }
}
