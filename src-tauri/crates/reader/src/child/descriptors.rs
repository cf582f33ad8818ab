//! The descriptors: the document is standard input, and the way out for frames is a private duplicate of standard
//! output.
//!
//! Descriptor 1 itself is pointed at standard error, so that whatever a library prints lands in the log and never
//! between two frames.

use std::fs::File;
use std::io;

/// Duplicates standard output for the caller and points the original at standard error.
///
/// # Errors
/// Where a descriptor can't be duplicated, such as when standard output is closed.
#[cfg(unix)]
#[expect(unsafe_code, reason = "descriptors 1 and 2 have no safe duplicate-onto in the standard library")]
pub(super) fn take_standard_output() -> io::Result<File> {
    use std::os::fd::FromRawFd as _;

    // SAFETY: F_DUPFD_CLOEXEC takes two integers and returns a new descriptor or -1; it touches no memory.
    let frames = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_DUPFD_CLOEXEC, 3) };
    if frames < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `frames` was just made by fcntl and belongs to nobody else.
    let frames = unsafe { File::from_raw_fd(frames) };
    // SAFETY: both descriptors are the standard ones; dup2 touches no memory.
    if unsafe { libc::dup2(libc::STDERR_FILENO, libc::STDOUT_FILENO) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(frames)
}

/// Duplicates standard output for the caller; nothing in the parsers prints by the C library's on Windows.
///
/// # Errors
/// Where the handle can't be duplicated, such as when standard output is closed.
#[cfg(windows)]
pub(super) fn take_standard_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;

    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// The size of standard input, where it is a file.
#[cfg(unix)]
pub(super) fn standard_input_size() -> Option<u64> {
    use std::os::fd::AsFd as _;

    let file = File::from(io::stdin().as_fd().try_clone_to_owned().ok()?);
    file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
}

/// The size of standard input, where it is a file.
#[cfg(windows)]
pub(super) fn standard_input_size() -> Option<u64> {
    use std::os::windows::io::AsHandle as _;

    let file = File::from(io::stdin().as_handle().try_clone_to_owned().ok()?);
    file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
}
