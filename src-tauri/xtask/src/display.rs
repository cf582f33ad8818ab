//! A display: an X server in memory with a message bus of its own, on which Carat's window opens unseen, apart from
//! whatever desktop the person has open. Both end with it. Linux only.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::program::{self, Program, Running};
use crate::workspace::Workspace;

/// Larger than any window size that is asked for, so that none is cut at the screen's edge.
const SCREEN: &str = "2560x1600x24";

/// A running display.
#[derive(Debug)]
pub(crate) struct Display {
    environment: Vec<(&'static str, String)>,
    // Held for their end alone.
    _bus: Running,
    _server: Running,
}

impl Display {
    /// Whether this session has a display that a person sees. Only Linux can be without one.
    pub(crate) fn is_at_hand() -> bool {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
    }

    /// Starts a display and a bus, and returns when both answer.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        if !cfg!(target_os = "linux") {
            bail!("a display in memory needs Xvfb, which only Linux has");
        }
        if program::find("Xvfb").is_none() {
            bail!("there is no Xvfb here: install the package that carries it");
        }
        // The server picks a free number itself and writes it to standard output once it takes connections.
        let server = ["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"];
        let (server, number) = first_line(Program::bound_to_this("Xvfb").args(server))?;
        let configuration = workspace.root().join("src-tauri/xtask/session-bus.conf");
        let bus = Program::bound_to_this("dbus-daemon").arg("--config-file").arg(configuration);
        let (bus, address) = first_line(bus.args(["--nofork", "--print-address=1"]))?;
        let environment = vec![
            ("DISPLAY", format!(":{number}")),
            ("DBUS_SESSION_BUS_ADDRESS", address),
            ("GDK_BACKEND", "x11".to_owned()),
            // The bus has no accessibility service, and waiting for one delays the window.
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
        ];
        Ok(Self { environment, _bus: bus, _server: server })
    }

    /// Lets a program open its windows here.
    pub(crate) fn on(&self, program: Program) -> Program {
        program.without_env("WAYLAND_DISPLAY").envs(self.environment.iter().map(|(name, value)| (name, value)))
    }
}

/// Starts a program in the background and waits for the first line that it writes.
fn first_line(program: Program) -> Result<(Running, String)> {
    let name = program.name().to_owned();
    let mut running = program.start(Stdio::piped(), Stdio::null())?;
    let mut line = String::new();
    let output = running.output().with_context(|| format!("{name} has no output"))?;
    BufReader::new(output).read_line(&mut line).with_context(|| format!("{name} could not be read"))?;
    if line.trim().is_empty() {
        bail!("{name} ended before it was ready");
    }
    Ok((running, line.trim().to_owned()))
}
