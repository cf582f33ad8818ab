//! The benchmark `docs`: three programs, the reader's, the index's and the window's, whose figures become one line of
//! JSON.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::packages::{self, Use};
use crate::python::{self, Python};
use crate::setup;
use crate::workspace::Workspace;

/// The name that it is called with.
pub(crate) const NAME: &str = "docs";

/// What it measures.
pub(crate) const WHAT: &str =
    "reading PDF beside pdftotext and pdfium; search, recall, citations and index size beside BM25";

/// The programs, each of the crate that it measures; the last one opens the window.
const PROGRAMS: [&str; 3] = ["docs_pdf", "documents", "docs_window"];

/// What pdfium comes in.
const PDFIUM: (&str, &str) = ("pypdfium2", "5.15.2");

/// Runs all and prints their figures as one line, last.
pub(crate) fn run(workspace: &Workspace, only_json: bool) -> Result<()> {
    setup::prepare(workspace, &[Use::Build, Use::Window])?;
    packages::provide(&[Use::Peers])?;
    if let Some(python) = Python::open(workspace)? {
        python.install(PDFIUM.0, PDFIUM.1)?;
    }
    // The reader's program asks for pdfium by the name of Python.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(python::programs(workspace)).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).context("PATH holds a folder that can't be named in it")?;
    let retrieval = workspace.root().join("../shared/data/retrieval");
    let encoder = workspace.release().join("models/all-minilm-l6-v2-q8_0.gguf");
    let mut whole: Option<Value> = None;
    for name in PROGRAMS {
        let mut program = workspace
            .cargo(["bench", "--quiet"])
            .args(workspace.build_arguments())
            .args([&format!("--bench={name}"), "--"])
            .args(only_json.then_some("--json"))
            .env("CARAT_ENGINE", workspace.built("carat-engine"))
            .env("CARAT_ENCODER", &encoder)
            .env("CARAT_READER", workspace.built("carat-reader"))
            .env("PATH", &path);
        if retrieval.is_dir() {
            program = program.env("CARAT_RETRIEVAL", &retrieval);
        }
        let (status, said) = program.run_and_keep()?;
        if !status.success() {
            bail!("{name} failed ({status})");
        }
        let line = said.lines().rev().find(|line| line.starts_with('{'));
        let line = line.with_context(|| format!("{name} printed no line of JSON"))?;
        let report: Value = serde_json::from_str(line).with_context(|| format!("{name} printed no JSON"))?;
        whole = Some(match whole {
            None => report,
            Some(before) => joined(before, report),
        });
    }
    if let Some(mut whole) = whole {
        whole["bench"] = NAME.into();
        println!("{whole}");
    }
    Ok(())
}

/// One report with the figures of both of these.
fn joined(mut first: Value, second: Value) -> Value {
    if let (Some(figures), Value::Object(mut second)) = (first["figures"].as_array_mut(), second) {
        if let Some(Value::Array(more)) = second.remove("figures") {
            figures.extend(more);
        }
        if let (Some(notes), Some(Value::Object(more))) = (first["notes"].as_object_mut(), second.remove("notes")) {
            notes.extend(more);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn two_reports_become_one_with_all_figures() {
        let first = json!({ "bench": "a", "figures": [1], "notes": { "x": 1 } });
        let second = json!({ "bench": "b", "figures": [2, 3], "notes": { "y": 2 } });
        let expected = json!({ "bench": "a", "figures": [1, 2, 3], "notes": { "x": 1, "y": 2 } });
        assert_eq!(joined(first, second), expected);
    }
}
