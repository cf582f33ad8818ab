//! Counts: how many tests of a suite passed and failed, read from the closing lines of its runner.

use std::ops::AddAssign;

/// Numbers of tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Tests that passed.
    pub(crate) passed: u32,
    /// Tests that failed, in whatever way.
    pub(crate) failed: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// A test runner, by the form of its closing lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `Summary [ 1.2s] 34 tests run: 33 passed (1 slow), 1 failed, 2 skipped`
    Nextest,
    /// `test result: FAILED. 3 passed; 1 failed; 0 ignored`, once for each program
    Cargo,
    /// `Tests  1 failed | 11 passed (12)`
    Vitest,
    /// `12 passed (3.4s)` and `1 failed`, each on a line
    Playwright,
}

impl Runner {
    /// Adds up what the closing lines in this output say. Zeros where there are none.
    pub(crate) fn counts(self, output: &str) -> Counts {
        let mut counts = Counts::default();
        for line in output.lines() {
            let line = plain(line);
            match self {
                Self::Nextest => {
                    let summary = line.trim_start().starts_with("Summary [");
                    let numbers = line.split_once("tests run:").or_else(|| line.split_once("test run:"));
                    if let (true, Some((_, numbers))) = (summary, numbers) {
                        counts += numbered(&without_brackets(numbers), ',');
                    }
                }
                Self::Cargo => {
                    if let Some((_, numbers)) =
                        line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
                    {
                        counts += numbered(numbers, ';');
                    }
                }
                Self::Vitest => {
                    if let Some(numbers) = line.trim_start().strip_prefix("Tests ") {
                        counts += numbered(&without_brackets(numbers), '|');
                    }
                }
                // Its list of failures has longer lines.
                Self::Playwright => counts += numbered(&without_brackets(&line), ','),
            }
        }
        counts
    }
}

impl Runner {
    /// The names of the tests that this output calls failed, each once.
    pub(crate) fn failures(self, output: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut listed = false;
        for line in output.lines() {
            let line = plain(line);
            let name = match self {
                Self::Nextest => {
                    let word = line.trim_start().split_once(" [").map(|(word, _)| word);
                    let failed =
                        word.is_some_and(|word| ["FAIL", "TIMEOUT", "SIGABRT", "SIGSEGV", "SIGKILL"].contains(&word));
                    // The time and the place in the run come before it.
                    let name = line.split_once("] ").map(|(_, rest)| rest.trim());
                    let name = name.map(|name| name.split_once(") ").map_or(name, |(_, name)| name));
                    name.filter(|_| failed)
                }
                Self::Cargo => line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")),
                Self::Vitest => line.trim_start().strip_prefix("FAIL ").map(str::trim),
                Self::Playwright => {
                    // Its last list of them stands below their number.
                    listed = if line.starts_with("    ") { listed } else { numbered(&line, ',').failed > 0 };
                    line.strip_prefix("    ").filter(|_| listed).map(|name| name.trim_end_matches(['─', ' ']))
                }
            };
            if let Some(name) = name.filter(|name| !names.iter().any(|known| known == name)) {
                names.push(name.to_owned());
            }
        }
        names
    }
}

/// Reads `33 passed, 1 failed, 2 skipped` with that separator. What is not a number and one or two words counts nothing.
fn numbered(text: &str, separator: char) -> Counts {
    let mut counts = Counts::default();
    for item in text.split(separator) {
        let Some((Ok(number), word)) =
            item.trim().split_once(' ').map(|(number, word)| (number.parse::<u32>(), word.trim()))
        else {
            continue;
        };
        match word {
            "passed" | "flaky" => counts.passed += number,
            "failed" | "timed out" | "exec failed" | "did not run" | "interrupted" => counts.failed += number,
            _ => {}
        }
    }
    counts
}

/// Leaves out what stands in round brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let outside = |character: &char| {
        match character {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(outside).collect()
}

/// Leaves out the sequences that colour a terminal's text.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn counts(passed: u32, failed: u32) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn every_runners_closing_lines_are_read() {
        for (runner, output, expected) in [
            (
                Runner::Nextest,
                "     Summary [   2.1s] 34 tests run: 34 passed (2 slow, 1 leaky), 5 skipped\n",
                counts(34, 0),
            ),
            (
                Runner::Nextest,
                "     Summary [   2.1s] 5/9 tests run: 2 passed, 1 failed, 1 timed out, 1 exec failed, 0 skipped",
                counts(2, 3),
            ),
            (Runner::Nextest, "     Summary [   0.1s] 1 test run: 1 passed, 0 skipped", counts(1, 0)),
            (
                Runner::Cargo,
                "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored",
                counts(6, 2),
            ),
            (
                Runner::Vitest,
                " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed | 1 skipped (13)\n",
                counts(11, 1),
            ),
            (
                Runner::Playwright,
                "  1 failed\n    [chromium] › a.spec.ts:3:1 › 3 passed boats\n  1 flaky\n  12 passed (3.4s)\n",
                counts(13, 1),
            ),
        ] {
            assert_eq!(runner.counts(output), expected, "{output}");
        }
    }

    #[test]
    fn every_runners_failed_tests_are_named_once() {
        for (runner, output, expected) in [
            (
                Runner::Nextest,
                "        PASS [   0.1s] (1/3) a b\n        FAIL [   0.1s] (2/3) carat-store::store saved\n     Summary [   2.1s] 3 tests run: 2 passed, 1 failed\n        FAIL [   0.1s] (2/3) carat-store::store saved\n",
                "carat-store::store saved",
            ),
            (Runner::Cargo, "test a ... ok\ntest b::c ... FAILED\n", "b::c"),
            (Runner::Vitest, " FAIL  src/a.test.ts > a rule > holds\n", "src/a.test.ts > a rule > holds"),
            (
                Runner::Playwright,
                "    a line of a log\n  1 failed\n    tests/a.spec.ts:3:1 › a rule ─────\n  12 passed (3.4s)\n    more\n",
                "tests/a.spec.ts:3:1 › a rule",
            ),
        ] {
            assert_eq!(runner.failures(output), [expected], "{output}");
        }
    }

    #[test]
    fn colours_do_not_hide_a_number() {
        let output = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m3\u{1b}[0m tests run: \u{1b}[1m3\u{1b}[0m \u{1b}[32mpassed\u{1b}[0m, 0 skipped";
        assert_eq!(Runner::Nextest.counts(output), counts(3, 0));
    }

    #[test]
    fn output_without_closing_lines_counts_nothing() {
        assert_eq!(Runner::Nextest.counts("error: could not compile"), counts(0, 0));
        assert_eq!(Runner::Vitest.counts("No test files found"), counts(0, 0));
    }
}
