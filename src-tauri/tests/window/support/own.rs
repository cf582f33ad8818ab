//! A process that a test started and ends, by its own id and no other.

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
    /// Starts it as the head of a group, so that what it starts can be ended with it.
    pub(crate) fn start(mut command: Command) -> Self {
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        Self { child }
    }

    /// Starts it and reads the first line that it prints.
    pub(crate) fn start_and_read_line(mut command: Command) -> (Self, String) {
        let mut own = Self::start({
            command.stdout(Stdio::piped());
            command
        });
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

    /// How it ended, where it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }
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
