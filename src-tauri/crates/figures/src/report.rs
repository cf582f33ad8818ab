//! The report of one benchmark: a table, then one line of JSON.

use std::io::Write;

use serde_json::json;

use crate::{Figure, Machine, commit};

/// What a benchmark found.
#[derive(Debug)]
pub struct Report {
    bench: &'static str,
    figures: Vec<Figure>,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new(bench: &'static str) -> Self {
        Self { bench, figures: Vec::new() }
    }

    /// Adds a figure.
    pub fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Writes the table, unless only JSON is wanted, and then the line of JSON.
    ///
    /// # Errors
    /// Those of the output.
    pub fn print(&self, out: &mut impl Write, only_json: bool) -> std::io::Result<()> {
        if !only_json {
            writeln!(out, "| figure | value | peer | ratio | goal | met |\n|---|---|---|---|---|---|")?;
            for figure in &self.figures {
                writeln!(out, "{}", row(figure))?;
            }
        }
        let figures: Vec<_> = self.figures.iter().map(Figure::to_json).collect();
        let line = json!({ "bench": self.bench, "commit": commit(), "machine": Machine::this(), "figures": figures });
        writeln!(out, "{line}")?;
        out.flush()
    }
}

fn row(figure: &Figure) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    let peer = figure.peer.map_or_else(|| "–".to_owned(), |peer| format!("{} ({peer})", number(figure.peer_value)));
    let met = figure.met.map_or("–", |met| if met { "yes" } else { "no" });
    let goal = figure.goal.as_deref().unwrap_or("–");
    let (name, unit) = (figure.name, figure.unit);
    format!("| `{name}` | {} {unit} | {peer} | {} | {goal} | {met} |", number(figure.value), number(figure.ratio))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Goal;

    #[test]
    fn the_last_line_is_json_with_every_figure() {
        let mut report = Report::new("sample");
        report.add(Figure::against("speed", "tokens/s", vec![9.0], "bare", vec![10.0], Goal::AtLeast(0.97)));
        let mut out = Vec::new();
        report.print(&mut out, false).expect("memory can be written");
        let text = String::from_utf8(out).expect("text");
        let last: serde_json::Value = serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
        assert_eq!(last["bench"], "sample");
        assert_eq!(last["figures"][0]["ratio"], 0.9);
        assert_eq!(last["figures"][0]["met"], false);
        assert!(text.starts_with("| figure |"), "people read a table first");
    }
}
