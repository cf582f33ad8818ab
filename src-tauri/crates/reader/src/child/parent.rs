//! The parent is the process that started the reader; the reader never outlives it.
//!
//! On Linux the kernel sees to that. Elsewhere the next frame that nobody takes ends the reader, and its own limit of
//! processor time does at the latest.

use std::io;

/// Asks the kernel to kill this process when its parent ends. `expected` is the parent's id as it saw itself.
///
/// # Errors
/// Where the kernel refuses, or where the parent has ended already.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "prctl has no safe interface in the standard library")]
pub(super) fn die_with(expected: Option<u32>) -> io::Result<()> {
    let Some(expected) = expected else { return Ok(()) };
    // SAFETY: PR_SET_PDEATHSIG takes one integer argument and touches no memory.
    if unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // A parent that ended between fork and prctl sends no signal any more, so it must be looked for once.
    if std::os::unix::process::parent_id() != expected {
        std::process::exit(1);
    }
    Ok(())
}

/// Elsewhere there is nothing to ask.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub(super) fn die_with(_expected: Option<u32>) -> io::Result<()> {
    Ok(())
}
