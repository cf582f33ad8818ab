//! Testing Carat: every suite there is, cheap ones first. All of them run, whatever fails; the end lists what did.

use anyhow::{Context, Result, bail};

use crate::browser;
use crate::counts::{Counts, Runner};
use crate::display::Display;
use crate::node::Node;
use crate::packages::Use;
use crate::program::Program;
use crate::suite::{Kind, Outcome, Suite};
use crate::workspace::{Gpu, Workspace};
use crate::{encoder, fixtures, setup, starter, tools};

/// What `cargo xtask test` was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Order {
    gpu: Option<Gpu>,
    filter: Option<String>,
}

impl Order {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut order = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--gpu" => order.gpu = Some(Gpu::parse(arguments.next().context("--gpu needs a value: cuda")?)?),
                option if option.starts_with('-') => bail!("test has no option {option}"),
                filter if order.filter.is_none() => order.filter = Some(filter.to_owned()),
                more => bail!("test takes one filter, and {more} is another"),
            }
        }
        Ok(order)
    }
}

/// The task `test`. Its last line is `N passed, N failed`.
pub(crate) fn task(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let order = Order::parse(arguments)?;
    if let Some(gpu) = order.gpu {
        return on_gpu(workspace, gpu, order.filter.as_deref());
    }
    println!("== Set-up");
    let node = setup::prepare(workspace, &[Use::Build, Use::Window, Use::Browser])?;
    let has_nextest = match tools::NEXTEST.provide(workspace) {
        Ok(()) => true,
        Err(error) => {
            println!("{error:#}; cargo's own test runner serves instead");
            false
        }
    };
    // Lent to all tests, so that none opens a window in front of the person.
    let display = if cfg!(target_os = "linux") { Some(Display::start(workspace)?) } else { None };
    let suites = match &order.filter {
        Some(filter) => tests(workspace, &node, display.as_ref(), has_nextest, Some(filter)),
        None => {
            let mut all = checks(workspace, &node);
            all.extend(tests(workspace, &node, display.as_ref(), has_nextest, None));
            all
        }
    };
    let outcomes: Vec<Outcome> = suites.into_iter().map(Suite::run).collect();
    conclude(&outcomes)
}

/// The worker's tests, built for a GPU. Nothing else is: a machine with a GPU may lack all that the window needs.
fn on_gpu(workspace: &Workspace, gpu: Gpu, filter: Option<&str>) -> Result<()> {
    gpu.check()?;
    println!("== Set-up");
    starter::provide(workspace)?;
    encoder::provide(workspace)?;
    fixtures::provide(workspace)?;
    let has_nextest = tools::NEXTEST.provide(workspace).is_ok();
    let package = ["--release", "--package=carat-engine-worker", "--no-fail-fast"];
    let (program, runner) = if has_nextest {
        (workspace.cargo(["nextest", "run"]).args(package).args(filter.map(|_| "--no-tests=pass")), Runner::Nextest)
    } else {
        (workspace.cargo(["test"]).args(package).args(["--lib", "--bins", "--tests"]), Runner::Cargo)
    };
    let program = program.arg(format!("--features={}", gpu.feature())).args(filter);
    let kind = Kind::Tests { runner, may_be_empty: filter.is_some() };
    conclude(&[Suite { name: "The worker on a GPU", program: Ok(program), kind }.run()])
}

/// Suites that look at the sources alone.
fn checks(workspace: &Workspace, node: &Node) -> Vec<Suite> {
    let check = |name, program| Suite { name, program, kind: Kind::Check };
    let deny = |what: &[&str]| {
        let there = tools::DENY.provide(workspace);
        there.map(|()| {
            workspace.cargo(["deny", "--workspace", "--locked", "check", "--hide-inclusion-graph"]).args(what)
        })
    };
    vec![
        check("Rust formatting", Ok(workspace.cargo(["fmt", "--all", "--check"]))),
        check(
            "Clippy",
            Ok(workspace
                .cargo(["clippy", "--release", "--all-targets", "--quiet"])
                .args(workspace.build_arguments())
                .args(["--", "--deny=warnings"])),
        ),
        check("Licences, bans and sources", deny(&["licenses", "bans", "sources"])),
        Suite {
            name: "Rust advisories",
            program: deny(&["advisories"]),
            kind: Kind::CheckIfReachable("failed to fetch advisory database"),
        },
        Suite {
            name: "UI advisories",
            program: Ok(node.npm(&workspace.ui(), &["audit", "--omit=dev", "--audit-level=high"])),
            kind: Kind::CheckIfReachable("audit endpoint returned an error"),
        },
        check("UI types, lints and formatting", Ok(node.npm(&workspace.ui(), &["run", "--silent", "check"]))),
    ]
}

/// Suites that run Carat or parts of it.
fn tests(
    workspace: &Workspace,
    node: &Node,
    display: Option<&Display>,
    has_nextest: bool,
    filter: Option<&str>,
) -> Vec<Suite> {
    let kind = |runner| Kind::Tests { runner, may_be_empty: filter.is_some() };
    let ui = |script: &[&str], option: &str, if_none: &str| {
        let mut arguments = script.to_vec();
        if let Some(filter) = filter {
            arguments.extend(["--", option, filter, if_none]);
        }
        node.npm(&workspace.ui(), &arguments)
    };
    let on_display = |program: Program| match display {
        Some(display) => display.on(program),
        None => program,
    };
    let (rust, runner) = if has_nextest {
        let program =
            workspace.cargo(["nextest", "run", "--release", "--no-fail-fast"]).args(workspace.build_arguments());
        (program.args(filter.map(|_| "--no-tests=pass")).args(filter), Runner::Nextest)
    } else {
        let program = workspace.cargo(["test", "--release", "--no-fail-fast", "--lib", "--bins", "--tests"]);
        (program.args(workspace.build_arguments()).args(filter), Runner::Cargo)
    };
    let documentation =
        workspace.cargo(["test", "--release", "--doc", "--quiet"]).args(workspace.build_arguments()).args(filter);
    vec![
        Suite {
            name: "UI units",
            program: Ok(ui(&["run", "--silent", "test"], "--testNamePattern", "--passWithNoTests")),
            kind: kind(Runner::Vitest),
        },
        Suite {
            name: "UI in Chromium",
            program: browser::provide(workspace, node).map(|browser| {
                let e2e = ui(&["run", "--silent", "e2e"], "--grep", "--pass-with-no-tests");
                // With CI set, a server that still runs from elsewhere is an error, and is not tested in place of this UI.
                e2e.env(browser::VARIABLE, browser).env("CI", "true")
            }),
            kind: kind(Runner::Playwright),
        },
        Suite { name: "Rust, and the real window", program: Ok(on_display(rust)), kind: kind(runner) },
        Suite {
            name: "Examples in the documentation",
            program: Ok(documentation),
            kind: Kind::Tests { runner: Runner::Cargo, may_be_empty: true },
        },
    ]
}

/// Prints what came of all suites, and fails where one of them did.
fn conclude(outcomes: &[Outcome]) -> Result<()> {
    println!("\n== Result");
    let mut all = Counts::default();
    for outcome in outcomes {
        let Outcome { name, counts, time, note, .. } = outcome;
        let note = note.as_deref().map(|note| format!("  {note}")).unwrap_or_default();
        println!(
            "{name:<32} {:>5} passed {:>4} failed {:>6.1} s{note}",
            counts.passed,
            counts.failed,
            time.as_secs_f64()
        );
        all += *counts;
    }
    let failed: Vec<&str> = outcomes.iter().filter(|one| one.counts.failed > 0).map(|one| one.name).collect();
    if !failed.is_empty() {
        println!("Failed: {}", failed.join("; "));
        // Here too, since the end of a long output is what is kept of it.
        let names = outcomes.iter().filter(|one| one.counts.failed > 0).flat_map(|one| &one.failures);
        names.for_each(|name| println!("  {name}"));
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    match (failed.is_empty(), all.passed) {
        (false, _) => bail!("tests failed"),
        (true, 0) => bail!("no test has that in its name"),
        (true, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn outcome(passed: u32, failed: u32) -> Outcome {
        let counts = Counts { passed, failed };
        Outcome { name: "suite", counts, failures: Vec::new(), time: Duration::ZERO, note: None }
    }

    #[test]
    fn one_failed_suite_among_good_ones_fails_the_whole() {
        assert!(conclude(&[outcome(3, 0), outcome(1, 0)]).is_ok());
        assert!(conclude(&[outcome(3, 0), outcome(5, 1), outcome(1, 0)]).is_err());
        assert!(conclude(&[outcome(0, 0)]).is_err(), "a filter that matches nothing is a mistake");
    }

    #[test]
    fn an_order_has_at_most_one_filter_and_one_gpu() {
        let parse = |line: &str| Order::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(parse("").unwrap(), Order::default());
        assert_eq!(parse("gate --gpu cuda").unwrap(), Order { gpu: Some(Gpu::Cuda), filter: Some("gate".into()) });
        for line in ["a b", "--gpu", "--gpu opencl", "--fast"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
