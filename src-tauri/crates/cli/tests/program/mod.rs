//! The program under test, with a home of its own.

#![allow(dead_code, reason = "each user of this module uses a part of it")]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use carat_store::{Home, Store};
use serde_json::Value;
use tempfile::TempDir;

/// The program `carat` and a home that ends with the test.
pub(crate) struct Program {
    path: PathBuf,
    home: TempDir,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { path: env!("CARGO_BIN_EXE_carat").into(), home: tempfile::tempdir().expect("a home") }
    }

    /// The same program in a folder where nothing lies beside it.
    pub(crate) fn alone(&self) -> Self {
        let home = tempfile::tempdir().expect("a home");
        let path = home.path().join(self.path.file_name().expect("a name"));
        fs::copy(&self.path, &path).expect("a copy of the program");
        Self { path, home }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&Home::at(self.home())).expect("the store").0
    }

    /// The starter model, which set-up brings beside the programs.
    pub(crate) fn starter(&self) -> PathBuf {
        let path = self.path.parent().expect("a folder").join("models/gemma-3-270m-q4_k_m.gguf");
        assert!(path.is_file(), "{} is missing: run `cargo xtask setup`", path.display());
        path
    }

    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments).env("CARAT_HOME", self.home()).env_remove("CARAT_LOG");
        // The models of other programs on this machine are none of the tests' business, nor is its hub.
        command.env("HOME", self.home()).env("OLLAMA_MODELS", self.home().join("ollama"));
        for variable in ["HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HF_ENDPOINT", "HF_TOKEN"] {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn start<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Child {
        self.command(arguments).spawn().expect("it starts")
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        Ran::of(self.start(arguments))
    }

    /// Runs it with something on standard input.
    pub(crate) fn run_with<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
        Ran::of(child)
    }
}

/// The words of a command line without quotes.
pub(crate) fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Waits for the end.
    pub(crate) fn of(child: Child) -> Self {
        let output = child.wait_with_output().expect("it ends");
        Self {
            code: output.status.code().expect("it ends by itself"),
            out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("the errors are UTF-8"),
        }
    }

    /// The output as one object a line.
    pub(crate) fn json(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        self.out.lines().map(parse).collect()
    }

    /// The last object.
    pub(crate) fn done(&self) -> Value {
        let last = self.json().pop().expect("a last line");
        assert_eq!(last["type"], "done", "{last}");
        last
    }
}

/// Marks a database as one of a Carat that is not yet written.
pub(crate) fn mark_newer(database: &Path) {
    // SQLite keeps `user_version` as four bytes at offset 60 of the file's header.
    let mut bytes = fs::read(database).expect("the database");
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    fs::write(database, bytes).expect("the database");
}

/// Sends a signal by the system's own tool.
#[cfg(unix)]
pub(crate) fn signal(signal: &str, process: u32) {
    let sent = Command::new("kill").args([signal, &process.to_string()]).status().expect("there is `kill`");
    assert!(sent.success(), "the process is there");
}
