//! A program: another executable that a task starts, with an error that names it when it cannot be started or fails.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::{env, thread};

use anyhow::{Context, Result, bail};

/// A program with its arguments, folder and environment, not started yet.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
    name: String,
}

impl Program {
    /// A program by name or path.
    pub(crate) fn new(path: impl AsRef<OsStr>) -> Self {
        let path = path.as_ref();
        Self { command: Command::new(path), name: path.to_string_lossy().into_owned() }
    }

    /// A program by name that ends when this one does, however this one ends. Only Linux's util-linux can promise that.
    pub(crate) fn bound_to_this(name: &str) -> Self {
        match find("setpriv") {
            Some(setpriv) => Self::new(setpriv).args(["--pdeathsig", "KILL", name]).named(name),
            None => Self::new(name),
        }
    }

    /// Calls it so in errors, in place of its path.
    pub(crate) fn named(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    /// Adds arguments.
    pub(crate) fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Adds one argument.
    pub(crate) fn arg(self, argument: impl AsRef<OsStr>) -> Self {
        self.args([argument])
    }

    /// Sets a variable of its environment.
    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets several variables of its environment.
    pub(crate) fn envs<K: AsRef<OsStr>, V: AsRef<OsStr>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.command.envs(variables);
        self
    }

    /// Takes a variable out of its environment.
    pub(crate) fn without_env(mut self, name: impl AsRef<OsStr>) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Starts it in that folder.
    pub(crate) fn in_folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it to its end on this terminal. Fails where it fails.
    pub(crate) fn run(mut self) -> Result<()> {
        let status = self.command.status().with_context(|| self.could_not_start())?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.line());
        }
        Ok(())
    }

    /// Runs it to its end and returns the text it wrote to standard output.
    pub(crate) fn output(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output().with_context(|| self.could_not_start())?;
        Ok(String::from_utf8_lossy(&self.written(output)?).into_owned())
    }

    /// Runs it to its end with this text as its input, and returns what it wrote to standard output.
    pub(crate) fn filter(mut self, input: &str) -> Result<Vec<u8>> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().with_context(|| self.could_not_start())?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that ends without reading tells by its status why.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output().with_context(|| format!("waiting for `{}` failed", self.line()))?;
        self.written(output)
    }

    /// What it wrote to standard output, if it succeeded. The error holds what it wrote to standard error.
    fn written(&self, output: Output) -> Result<Vec<u8>> {
        if !output.status.success() {
            bail!("`{}` failed ({}): {}", self.line(), output.status, String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(output.stdout)
    }

    /// Runs it to its end and returns what it wrote to standard output, however it ended.
    pub(crate) fn output_whatever_the_status(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output().with_context(|| self.could_not_start())?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs it to its end with no output at all, and tells whether it succeeded. One that cannot be started did not.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Runs it to its end, passing on all it writes and keeping a copy of it: standard output and error in one text.
    pub(crate) fn run_and_keep(mut self) -> Result<(ExitStatus, String)> {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().with_context(|| self.could_not_start())?;
        let errors = child.stderr.take().map(|stream| thread::spawn(move || pass_on(stream, std::io::stderr())));
        let mut kept = child.stdout.take().map(|stream| pass_on(stream, std::io::stdout())).unwrap_or_default();
        if let Some(Ok(text)) = errors.map(thread::JoinHandle::join) {
            kept.push_str(&text);
        }
        let status = child.wait().with_context(|| format!("waiting for `{}` failed", self.line()))?;
        Ok((status, kept))
    }

    /// Starts it in the background, with its output and errors going there.
    pub(crate) fn start(mut self, output: Stdio, errors: Stdio) -> Result<Running> {
        self.command.stdin(Stdio::null()).stdout(output).stderr(errors);
        self.command.spawn().map(Running).with_context(|| self.could_not_start())
    }

    /// What errors call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn could_not_start(&self) -> String {
        format!("{} could not be started", self.name)
    }

    fn line(&self) -> String {
        let arguments = self.command.get_args().map(OsStr::to_string_lossy);
        std::iter::once(self.name.as_str().into()).chain(arguments).collect::<Vec<_>>().join(" ")
    }
}

/// A program that runs in the background, until it ends or this is dropped.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    /// What it writes to standard output, if that was asked for and not taken yet.
    pub(crate) fn output(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        // Taking its status leaves no zombie behind.
        let _ = self.0.wait();
    }
}

/// Copies a stream to another line by line, so that two of them do not mix within a line, and returns the whole.
fn pass_on(from: impl Read, mut to: impl Write) -> String {
    let mut kept = Vec::new();
    let mut from = BufReader::new(from);
    let mut begin = 0;
    while from.read_until(b'\n', &mut kept).is_ok_and(|read| read > 0) {
        // A closed terminal must not end the program whose output this is.
        let _ = to.write_all(&kept[begin..]).and_then(|()| to.flush());
        begin = kept.len();
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Looks a program up in PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    find_in(name, &env::var_os("PATH")?)
}

/// Looks a program up in a list of folders written as PATH is.
pub(crate) fn find_in(name: &str, path: &OsString) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    env::split_paths(path)
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))))
        .find(|candidate| is_executable(candidate))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_program_and_what_it_said() {
        let error = Program::new("sh").args(["-c", "echo no such model >&2; exit 3"]).output().unwrap_err().to_string();
        assert!(error.contains("sh -c"), "{error}");
        assert!(error.contains("no such model"), "{error}");
    }

    #[test]
    fn both_streams_are_kept() {
        let (status, text) = Program::new("sh").args(["-c", "echo out; echo err >&2; exit 1"]).run_and_keep().unwrap();
        assert!(!status.success());
        assert_eq!(text, "out\nerr\n");
    }

    #[test]
    fn a_program_that_is_not_there_is_not_found_and_does_not_succeed() {
        assert_eq!(find("carat-no-such-program"), None);
        assert!(!Program::new("carat-no-such-program").succeeds());
        assert!(find("sh").is_some());
    }
}
