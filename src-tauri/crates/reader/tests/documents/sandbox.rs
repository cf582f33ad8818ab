//! What the program can still do once it is closed off: nothing.

use std::collections::HashMap;
use std::process::{Command, Stdio};

use crate::support::PROGRAM;

#[cfg(target_os = "linux")]
#[test]
fn a_closed_program_opens_writes_and_starts_nothing() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut command = Command::new(PROGRAM);
    command.arg("--check-sandbox").current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped());
    let output = command.stderr(Stdio::piped()).output().expect("it starts");
    let freedom: HashMap<String, bool> = serde_json::from_slice(&output.stdout).expect("it says what it can do");
    assert_eq!(freedom.len(), 5);
    for (what, free) in freedom {
        assert!(!free, "{what}; its log: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 0, "nothing is left behind");
}

/// Without limits the checks above would find what they look for: they can fail.
#[test]
fn a_free_program_could_do_all_of_it() {
    assert!(std::fs::read_dir("/").is_ok());
    assert!(std::net::UdpSocket::bind("127.0.0.1:0").is_ok());
}
