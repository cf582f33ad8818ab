//! The sandbox is what the kernel refuses the reader from before the first byte of the document is looked at.
//!
//! On Linux: no file can be opened (Landlock, and the calls are refused besides), no socket, no program, no other
//! process can be touched (seccomp: everything but a short list), and memory, processor time and descriptors are
//! limited. What a kernel lacks is written to the log and gone without. macOS is open: memory has no limit of its own
//! there, and nothing is refused. On Windows whoever starts the program puts it into a job.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod files;
#[cfg(unix)]
mod resources;

use serde::Serialize;

use crate::Limits;

/// What a closed program found that it still can do; all are to be false. Written by `carat-reader --check-sandbox`.
#[derive(Debug, Serialize)]
pub(super) struct Freedom {
    opens_a_file: bool,
    writes_a_file: bool,
    opens_a_socket: bool,
    starts_a_program: bool,
    grows_beyond_its_memory: bool,
}

/// Closes this thread, and those that it starts, off from files; limits the process.
pub(super) fn enter(limits: &Limits) {
    #[cfg(unix)]
    if let Err(error) = resources::limit(limits) {
        eprintln!("WARN carat_reader: resources are not limited: {error}");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = files::close() {
        eprintln!("WARN carat_reader: this kernel does not refuse files by Landlock: {error}");
    }
    #[cfg(not(unix))]
    let _ = limits;
}

/// Refuses all calls to the kernel that parsing does not need, to every thread. No thread can be started afterwards.
pub(super) fn seal() {
    #[cfg(target_os = "linux")]
    if let Err(error) = calls::refuse() {
        eprintln!("WARN carat_reader: this kernel does not refuse calls by seccomp: {error}");
    }
}

/// Tries what a closed program must not be able to do.
pub(super) fn look_around() -> Freedom {
    seal();
    let mut room: Vec<u8> = Vec::new();
    Freedom {
        opens_a_file: std::fs::File::open("/etc/hostname").is_ok() || std::fs::read_dir("/").is_ok(),
        writes_a_file: std::fs::File::create("carat-reader-was-here").is_ok(),
        opens_a_socket: std::net::UdpSocket::bind("127.0.0.1:0").is_ok(),
        starts_a_program: std::process::Command::new("/bin/true").status().is_ok(),
        grows_beyond_its_memory: room.try_reserve_exact(64 * 1024 * 1024 * 1024).is_ok(),
    }
}
