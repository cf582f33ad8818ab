//! A suite: one program that checks Carat, with a heading, and what came of it. Most run tests; some, such as the
//! check of the formatting, are one test themselves.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::counts::{Counts, Runner};
use crate::program::Program;

/// A suite, not run yet.
#[derive(Debug)]
pub(crate) struct Suite {
    /// Its heading.
    pub(crate) name: &'static str,
    /// How to run it, or why that is impossible.
    pub(crate) program: Result<Program>,
    /// How success is told.
    pub(crate) kind: Kind,
}

/// How a suite's success is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// By its status: the suite is one test.
    Check,
    /// By its status, unless the output has this text: then it could not look, and is left out.
    CheckIfReachable(&'static str),
    /// By the runner's count. `may_be_empty` says that no test at all is right as well.
    Tests {
        /// Whose closing lines to read.
        runner: Runner,
        /// Whether running no test is a success.
        may_be_empty: bool,
    },
}

/// What came of a suite.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The suite's heading.
    pub(crate) name: &'static str,
    /// Its tests.
    pub(crate) counts: Counts,
    /// The names of those that failed, as far as the runner told them.
    pub(crate) failures: Vec<String>,
    /// How long it ran.
    pub(crate) time: Duration,
    /// Why it failed, or why it was left out, where its output does not say so.
    pub(crate) note: Option<String>,
}

impl Suite {
    /// Runs the suite under its heading.
    pub(crate) fn run(self) -> Outcome {
        println!("\n== {}", self.name);
        let begin = Instant::now();
        let mut failures = Vec::new();
        let (counts, note) = match self.program.and_then(|program| coloured(program).run_and_keep()) {
            Ok((status, output)) => {
                if let Kind::Tests { runner, .. } = self.kind {
                    failures = runner.failures(&output);
                }
                judge(self.kind, status.success(), &output)
            }
            Err(error) => (Counts { passed: 0, failed: 1 }, Some(format!("{error:#}"))),
        };
        if let Some(note) = &note {
            println!("{}: {note}", self.name);
        }
        Outcome { name: self.name, counts, failures, time: begin.elapsed(), note }
    }
}

/// Counts what a program did that ended so, with this output.
fn judge(kind: Kind, succeeded: bool, output: &str) -> (Counts, Option<String>) {
    let as_one_test = Counts { passed: u32::from(succeeded), failed: u32::from(!succeeded) };
    match kind {
        Kind::CheckIfReachable(text) if !succeeded && output.contains(text) => {
            (Counts::default(), Some("left out, for its data cannot be reached from here".to_owned()))
        }
        Kind::Check | Kind::CheckIfReachable(_) => (as_one_test, None),
        Kind::Tests { runner, may_be_empty } => {
            let mut counts = runner.counts(output);
            if !succeeded && counts.failed == 0 {
                counts.failed = 1;
                return (counts, Some("it failed outside its tests".to_owned()));
            }
            if succeeded && counts == Counts::default() && !may_be_empty {
                return (Counts { passed: 0, failed: 1 }, Some("it ran no test".to_owned()));
            }
            (counts, None)
        }
    }
}

/// Keeps a program's colours on a terminal, although its output goes through this program.
fn coloured(program: Program) -> Program {
    if std::io::stdout().is_terminal() {
        return program.env("FORCE_COLOR", "1").env("CARGO_TERM_COLOR", "always");
    }
    program
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: Kind = Kind::Tests { runner: Runner::Cargo, may_be_empty: false };

    #[test]
    fn a_suite_that_fails_outside_its_tests_counts_as_failed() {
        let (counts, note) = judge(TESTS, false, "error: could not compile");
        assert_eq!(counts.failed, 1);
        assert!(note.is_some());
    }

    #[test]
    fn a_suite_that_ran_no_test_does_not_pass_for_a_good_one() {
        assert_eq!(judge(TESTS, true, "").0, Counts { passed: 0, failed: 1 });
        let may_be_empty = Kind::Tests { runner: Runner::Cargo, may_be_empty: true };
        assert_eq!(judge(may_be_empty, true, "").0, Counts::default());
    }

    #[test]
    fn only_data_out_of_reach_excuses_a_failed_check() {
        let kind = Kind::CheckIfReachable("failed to fetch");
        assert_eq!(judge(kind, false, "error: failed to fetch it").0, Counts::default());
        assert_eq!(judge(kind, false, "error: a crate is unsound").0.failed, 1);
        assert_eq!(judge(kind, true, "").0.passed, 1);
    }
}
