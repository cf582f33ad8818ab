//! The peers' programs, both examples built beside Carat's: the bare window is driven here, the bare loop by `figures`.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::support::Stage;

/// The folder of Carat's programs.
pub(crate) fn programs() -> Result<PathBuf> {
    carat_hub::program_folder().context("the system does not say where this program lies")
}

/// An example, built by `cargo xtask bench`.
fn example(name: &str) -> Result<PathBuf> {
    let path = programs()?.join("examples").join(name);
    ensure!(path.is_file(), "{} is missing: run this through `cargo xtask bench app`", path.display());
    Ok(path)
}

/// A running bare window.
pub(crate) struct Window {
    child: Child,
    /// From the start of the process to its page being there.
    pub(crate) start: Duration,
}

impl Window {
    pub(crate) fn open(stage: &Stage) -> Result<Self> {
        let mut command = Command::new(example("bare_window")?);
        stage.dress(&mut command);
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output is piped")?).read_line(&mut line)?;
        let start = started.elapsed();
        ensure!(line.trim() == "interactive", "the bare window said {line:?}");
        Ok(Self { child, start })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
