//! Benchmarks: each is a program of the crate whose speed it measures; this only starts them, built like everything
//! else, and those that open windows on a display of their own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::display::Display;
use crate::packages::Use;
use crate::workspace::Workspace;
use crate::{browser, docs_bench, packaged, peers, setup};

/// A benchmark by the name it is called with.
struct Bench {
    /// Also the name of the bench target in its crate.
    name: &'static str,
    what: &'static str,
    /// Programs among the crates' examples which it measures against.
    examples: &'static [&'static str],
    /// What has to be set up for it.
    needs: Needs,
}

/// What has to be set up for a benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing: it brings its own.
    Nothing,
    /// Carat's programs with the models beside them.
    Built,
    /// Carat's programs, the worker as packages carry it, the starter model and Node.js.
    Programs,
    /// Those and a display with a browser.
    Window,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "app",
        what: "decode speed at the UI, start, memory and smoothness, against a bare loop and a bare window",
        examples: &["bare_loop", "bare_window"],
        needs: Needs::Window,
    },
    Bench {
        name: "quick",
        what: "the quick prompt from its keys to the first sentence, and what Carat costs in the tray",
        examples: &[],
        needs: Needs::Window,
    },
    Bench {
        name: "hub",
        what: "throughput, memory and resuming of downloads, against curl; listing of models",
        examples: &[],
        needs: Needs::Nothing,
    },
    Bench {
        name: "sampling",
        what: "the cost of drawing a token from 262,144, against llama.cpp's samplers",
        examples: &[],
        needs: Needs::Nothing,
    },
    Bench {
        name: "engine",
        what: "the worker against llama-bench, llama-server, node-llama-cpp (`cargo xtask peers`) and a bare loop",
        examples: &["bare_loop"],
        needs: Needs::Programs,
    },
    Bench {
        name: "safety",
        what: "what the filter's two embedded steps cost a sentence",
        examples: &[],
        needs: Needs::Built,
    },
];

/// What `cargo xtask bench` was asked for, after the name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Order {
    json: bool,
    grow: bool,
    model: Option<PathBuf>,
}

impl Order {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut order = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => order.json = true,
                "--grow" => order.grow = true,
                "--model" => order.model = Some(arguments.next().context("--model needs a GGUF file")?.into()),
                wrong => bail!("a benchmark takes --json, --grow and --model PATH, not {wrong}"),
            }
        }
        Ok(order)
    }
}

/// The task `bench`.
pub(crate) fn task(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let (name, options) = arguments.split_first().with_context(|| format!("which one?\n{}", list()))?;
    if name == docs_bench::NAME {
        return docs_bench::run(workspace, Order::parse(options)?.json);
    }
    let bench = BENCHES.iter().find(|bench| bench.name == name);
    let bench = bench.with_context(|| format!("there is no benchmark {name}\n{}", list()))?;
    let order = Order::parse(options)?;
    let mut program = workspace
        .cargo(["bench", "--quiet"])
        .args(workspace.build_arguments())
        .args([&format!("--bench={name}"), "--"])
        .args(order.json.then_some("--json"))
        .args(order.grow.then_some("--grow"));
    if let Some(model) = &order.model {
        program = program.arg("--model").arg(whole(model)?);
    }
    let uses: &[Use] = match bench.needs {
        Needs::Nothing => return program.run(),
        Needs::Built | Needs::Programs => &[Use::Build],
        Needs::Window => &[Use::Build, Use::Window, Use::Browser],
    };
    let node = setup::prepare(workspace, uses)?;
    let examples = bench.examples.iter().map(|example| format!("--example={example}"));
    workspace.cargo(["build", "--release"]).args(workspace.build_arguments()).args(examples).run()?;
    if bench.needs == Needs::Built {
        return program.run();
    }
    program = program.env("CARAT_NODE", node.program()).env(peers::VARIABLE, peers::folder(workspace));
    if bench.needs != Needs::Window {
        return program.env(packaged::VARIABLE, packaged::worker(workspace)?).run();
    }
    program = program.env(browser::VARIABLE, browser::provide(workspace, &node)?);
    if cfg!(target_os = "linux") { Display::start(workspace)?.on(program).run() } else { program.run() }
}

/// The file as seen from any folder: cargo starts a benchmark in its crate's.
fn whole(model: &Path) -> Result<PathBuf> {
    model.canonicalize().with_context(|| format!("the model {} could not be opened", model.display()))
}

fn list() -> String {
    let lines = BENCHES.iter().map(|bench| format!("  {:<8} {}", bench.name, bench.what));
    let docs = format!("  {:<8} {}", docs_bench::NAME, docs_bench::WHAT);
    std::iter::once("Benchmarks:".to_owned()).chain(lines).chain([docs]).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_names_what_it_does_not_take() {
        let parse = |line: &str| Order::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(parse("").unwrap(), Order::default());
        assert_eq!(
            parse("--grow --model a.gguf --json").unwrap(),
            Order { json: true, grow: true, model: Some("a.gguf".into()) }
        );
        assert!(parse("--model").unwrap_err().to_string().contains("GGUF"));
        assert!(parse("--fast").unwrap_err().to_string().contains("--fast"));
    }

    #[test]
    fn a_model_that_is_not_there_is_named() {
        assert!(whole(Path::new("no-such.gguf")).unwrap_err().to_string().contains("no-such.gguf"));
    }
}
