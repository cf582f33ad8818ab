//! An ending is how a process went away without saying why, as a failure of the document.

use std::process::ExitStatus;

use crate::limits::MEGABYTE;
use crate::{Limits, ReadFailure};

/// What Rust's allocator writes before it aborts.
const NO_MEMORY: &str = "memory allocation of";

/// The failure that an exit status and the log's last lines stand for.
pub(super) fn of<'a>(
    status: Option<ExitStatus>,
    mut log: impl Iterator<Item = &'a str>,
    limits: &Limits,
) -> ReadFailure {
    if log.any(|line| line.contains(NO_MEMORY)) {
        return ReadFailure::TooMuchMemory { megabytes: limits.memory / MEGABYTE };
    }
    if status.is_some_and(ran_out_of_time) {
        return ReadFailure::TooSlow { seconds: limits.total.as_secs() };
    }
    ReadFailure::Crashed
}

/// Whether the kernel ended the process for its processor time.
#[cfg(unix)]
fn ran_out_of_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;

    status.signal() == Some(libc::SIGXCPU)
}

#[cfg(not(unix))]
fn ran_out_of_time(_status: ExitStatus) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    fn ending(signal: i32, log: &[&str]) -> ReadFailure {
        of(Some(ExitStatus::from_raw(signal)), log.iter().copied(), &Limits::default())
    }

    #[test]
    fn what_the_process_died_of_is_told() {
        let memory = ["memory allocation of 4096 bytes failed"];
        assert_eq!(ending(libc::SIGABRT, &memory), ReadFailure::TooMuchMemory { megabytes: 1024 });
        assert_eq!(ending(libc::SIGXCPU, &[]), ReadFailure::TooSlow { seconds: 600 });
        assert_eq!(ending(libc::SIGSEGV, &["x"]), ReadFailure::Crashed);
    }
}
