//! Benchmarks: each is a program of the crate whose speed it measures; this only starts them, built like everything
//! else, and those that open windows on a display of their own.

use anyhow::{Context, Result, bail};

use crate::browser;
use crate::display::Display;
use crate::packages::Use;
use crate::program::Program;
use crate::setup;
use crate::workspace::Workspace;

/// A benchmark by the name it is called with.
struct Bench {
    /// Also the name of the bench target in its crate.
    name: &'static str,
    what: &'static str,
    /// Programs among the crates' examples which it measures against.
    examples: &'static [&'static str],
    /// Whether it opens windows and drives a browser.
    has_window: bool,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "app",
        what: "decode speed at the UI, start, memory and smoothness, against a bare loop and a bare window",
        examples: &["bare_loop", "bare_window"],
        has_window: true,
    },
    Bench {
        name: "hub",
        what: "throughput, memory and resuming of downloads, against curl; listing of models",
        examples: &[],
        has_window: false,
    },
];

/// The task `bench`. Options after the name are the benchmark's: `--json`, `--grow`.
pub(crate) fn task(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let (name, options) = arguments.split_first().with_context(|| format!("which one?\n{}", list()))?;
    let bench = BENCHES.iter().find(|bench| bench.name == name);
    let bench = bench.with_context(|| format!("there is no benchmark {name}\n{}", list()))?;
    if let Some(wrong) = options.iter().find(|option| !["--json", "--grow"].contains(&option.as_str())) {
        bail!("a benchmark takes --json and --grow, not {wrong}");
    }
    let cargo = workspace
        .cargo(["bench", "--quiet"])
        .args(workspace.build_arguments())
        .args([&format!("--bench={name}"), "--"])
        .args(options);
    if bench.has_window { with_window(workspace, bench, cargo) } else { cargo.run() }
}

/// Runs a benchmark that opens windows, on a display of its own, with all that they need.
fn with_window(workspace: &Workspace, bench: &Bench, cargo: Program) -> Result<()> {
    let node = setup::prepare(workspace, &[Use::Build, Use::Window, Use::Browser])?;
    let browser = browser::provide(workspace, &node)?;
    if !bench.examples.is_empty() {
        let examples = bench.examples.iter().map(|example| format!("--example={example}"));
        workspace.cargo(["build", "--release"]).args(workspace.build_arguments()).args(examples).run()?;
    }
    let display = if cfg!(target_os = "linux") { Some(Display::start(workspace)?) } else { None };
    let program = cargo.env(browser::VARIABLE, browser).env("CARAT_NODE", node.program());
    match &display {
        Some(display) => display.on(program).run(),
        None => program.run(),
    }
}

fn list() -> String {
    let lines = BENCHES.iter().map(|bench| format!("  {:<8} {}", bench.name, bench.what));
    std::iter::once("Benchmarks:".to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
}
