//! The processes of one home: found by the `CARAT_HOME` that they inherited, signalled one by one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A signal.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Signal {
    /// Asks to end.
    Terminate,
    /// Ends at once.
    Kill,
    /// What a failed assertion in C does.
    Abort,
}

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Terminate => "-TERM",
            Self::Kill => "-KILL",
            Self::Abort => "-ABRT",
        }
    }
}

/// Sends a signal to one process.
pub(crate) fn send(pid: u32, signal: Signal) {
    kill(signal, &pid.to_string());
}

/// Sends a signal to a group that this test made.
pub(super) fn send_to_group(head: u32, signal: Signal) {
    kill(signal, &format!("-{head}"));
}

fn kill(signal: Signal, target: &str) {
    // A process that has ended meanwhile is no fault.
    let _ =
        Command::new("kill").args([signal.name(), "--", target]).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// The living worker of a home, if there is one.
pub(crate) fn worker_of(home: &Path) -> Option<u32> {
    find("carat-engine", home)
}

/// The living process of the page of a home, if there is one. The kernel keeps 15 bytes of its name.
pub(crate) fn page_of(home: &Path) -> Option<u32> {
    find("WebKitWebProces", home)
}

/// The living app of a home, if there is one.
pub(super) fn app_of(home: &Path) -> Option<u32> {
    find("carat-desktop", home)
}

fn find(program: &str, home: &Path) -> Option<u32> {
    let wanted = format!("CARAT_HOME={}", home.display());
    fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let path = entry.path();
        // The kernel keeps 15 bytes of a name; a process that has ended but was not waited for has no environment.
        let name = fs::read_to_string(path.join("comm")).ok()?;
        let environment = fs::read(path.join("environ")).ok()?;
        let same_home = environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes());
        (name.trim() == program && same_home).then_some(pid)
    })
}
