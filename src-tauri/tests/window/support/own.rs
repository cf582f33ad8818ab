//! A process that a test started and ends, by its own id and no other. It ends with the test even where that is killed.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};

use super::processes::{Signal, send_to_group};

/// A process of this test's own. Dropping it ends it and what it started.
#[derive(Debug)]
pub(crate) struct Own {
    child: Child,
}

impl Own {
    /// Starts it as the head of a group, so that what it starts can be ended with it. What it has to say on standard
    /// error, mostly of GTK's, is left out: the app's own words are in its log.
    pub(crate) fn start(command: Command) -> Self {
        Self::start_with(command, Stdio::null())
    }

    fn start_with(command: Command, stdout: Stdio) -> Self {
        let child = tied(&command)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        Self { child }
    }

    /// Starts it and reads the first line that it prints.
    pub(crate) fn start_and_read_line(command: Command) -> (Self, String) {
        let mut own = Self::start_with(command, Stdio::piped());
        let stdout = own.child.stdout.take().expect("its output is piped");
        let mut reader = BufReader::new(stdout);
        let mut line = String::new();
        reader.read_line(&mut line).expect("its output can be read");
        // What it prints later has to go somewhere, or it would wait for a reader.
        std::thread::spawn(move || {
            let mut rest = Vec::new();
            let _ = reader.read_to_end(&mut rest);
        });
        (own, line.trim().to_owned())
    }

    /// Starts it and gives what it prints.
    pub(crate) fn start_with_output(command: Command, stdout: Stdio) -> (Self, std::process::ChildStdout) {
        let mut own = Self::start_with(command, stdout);
        let output = own.child.stdout.take().expect("its output is piped");
        (own, output)
    }

    /// How it ended, where it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }
}

/// The same command, killed by the kernel when the thread that starts it is gone, however that came.
fn tied(command: &Command) -> Command {
    let mut tied = Command::new("setpriv");
    tied.args(["--pdeathsig", "KILL", "--"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    tied
}

impl Drop for Own {
    fn drop(&mut self) {
        send_to_group(self.child.id(), Signal::Terminate);
        for _ in 0..40 {
            if self.ended().is_some() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        // The group may outlive its head: a driver that was asked to end can leave the app.
        send_to_group(self.child.id(), Signal::Kill);
        let _ = self.child.wait();
    }
}
