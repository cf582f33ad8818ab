//! Resources: what the process may use of memory, processor time and descriptors.

use std::io;

use crate::Limits;

/// Descriptors: the three of every process, the frames, and a few to spare.
const DESCRIPTORS: u64 = 16;

/// Limits the process for good.
///
/// # Errors
/// Where the system refuses.
#[expect(unsafe_code, reason = "setrlimit has no safe interface in the standard library")]
pub(super) fn limit(limits: &Limits) -> io::Result<()> {
    let wanted = [
        (libc::RLIMIT_AS, limits.memory),
        // Whoever started the program looks at the clock; this ends it where nobody does any more.
        (libc::RLIMIT_CPU, limits.total.as_secs().max(1)),
        (libc::RLIMIT_FSIZE, 0),
        (libc::RLIMIT_NOFILE, DESCRIPTORS),
        // What a document held must not lie on the disk after a crash.
        (libc::RLIMIT_CORE, 0),
    ];
    for (resource, limit) in wanted {
        let limit = libc::rlimit { rlim_cur: limit as libc::rlim_t, rlim_max: limit as libc::rlim_t };
        // SAFETY: setrlimit reads the structure that it is given and touches no other memory.
        if unsafe { libc::setrlimit(resource, &raw const limit) } != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}
