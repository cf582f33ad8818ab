//! The frame descriptor is a private duplicate of standard output, the only way out for frames.
//!
//! Descriptor 1 itself is pointed at standard error, so that whatever a library prints lands in the log and
//! never between two frames.

use std::fs::File;
use std::io;

/// Duplicates standard output for the caller and points the original at standard error. Call it once, before anything prints.
///
/// # Errors
/// Where a descriptor can't be duplicated, such as when standard output is closed.
#[cfg(unix)]
#[expect(unsafe_code, reason = "descriptors 1 and 2 have no safe duplicate-onto in the standard library")]
pub fn take_standard_output() -> io::Result<File> {
    use std::os::fd::FromRawFd as _;

    // SAFETY: F_DUPFD_CLOEXEC takes two integers and returns a new descriptor or -1; it touches no memory.
    let frames = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_DUPFD_CLOEXEC, 3) };
    if frames < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `frames` was just made by fcntl and belongs to nobody else.
    let frames = unsafe { File::from_raw_fd(frames) };
    // SAFETY: both descriptors are the standard ones; dup2 touches no memory. Rust's own stdout writes to
    // descriptor 1 by number, so it follows too.
    if unsafe { libc::dup2(libc::STDERR_FILENO, libc::STDOUT_FILENO) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(frames)
}

/// Duplicates standard output for the caller and points the C library's at standard error. Call it once, before anything prints.
///
/// # Errors
/// Where the handle can't be duplicated, such as when standard output is closed.
#[cfg(windows)]
#[expect(unsafe_code, reason = "the C library's descriptor table has no safe interface")]
pub fn take_standard_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;

    let frames = File::from(io::stdout().as_handle().try_clone_to_owned()?);
    // SAFETY: both are the C library's own standard descriptors; the call touches no memory of ours.
    if unsafe { libc::dup2(2, 1) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(frames)
}
