//! The report of one benchmark: a table, then one line of JSON.

use std::io::Write;

use serde_json::{Map, Value, json};

use crate::{Figure, Machine, commit};

/// What a benchmark found.
#[derive(Debug)]
pub struct Report {
    bench: &'static str,
    figures: Vec<Figure>,
    notes: Map<String, Value>,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new(bench: &'static str) -> Self {
        Self { bench, figures: Vec::new(), notes: Map::new() }
    }

    /// Adds a figure.
    pub fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Adds what the figures depend on beside the machine, such as how a peer was built. Only the JSON has it.
    pub fn note(&mut self, name: &str, what: impl Into<Value>) {
        self.notes.insert(name.to_owned(), what.into());
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
        let line = json!({
            "bench": self.bench,
            "commit": commit(),
            "date": jiff::Timestamp::now().strftime("%F").to_string(),
            "machine": Machine::this(),
            "notes": self.notes,
            "figures": figures,
        });
        writeln!(out, "{line}")?;
        out.flush()
    }
}

/// A row of the table: medians, with the least and the greatest sample behind them.
fn row(figure: &Figure) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    let peer = figure.peer.map_or_else(
        || "–".to_owned(),
        |peer| format!("{}{} ({peer})", number(figure.peer_value), spread(&figure.peer_samples)),
    );
    let met = figure.met.map_or("–", |met| if met { "yes" } else { "no" });
    let goal = figure.goal.as_deref().unwrap_or("–");
    let (name, value, unit) = (&figure.name, number(figure.value), figure.unit);
    let spread = spread(&figure.samples);
    format!("| `{name}` | {value}{spread} {unit} | {peer} | {} | {goal} | {met} |", number(figure.ratio))
}

/// ` [least, greatest]`; nothing where there is no spread to show.
fn spread(samples: &[f64]) -> String {
    if samples.len() < 2 {
        return String::new();
    }
    let least = samples.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = samples.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!(" [{least:.2}, {greatest:.2}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Goal;

    #[test]
    fn the_last_line_is_json_with_every_figure() {
        let mut report = Report::new("sample");
        report.add(Figure::against("speed", "tokens/s", vec![9.0], "bare", vec![10.0], Goal::AtLeast(0.97)));
        report.note("build", "AVX2");
        let mut out = Vec::new();
        report.print(&mut out, false).expect("memory can be written");
        let text = String::from_utf8(out).expect("text");
        let last: serde_json::Value = serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
        assert_eq!(last["bench"], "sample");
        assert_eq!(last["notes"]["build"], "AVX2");
        assert_eq!(last["figures"][0]["ratio"], 0.9);
        assert_eq!(last["figures"][0]["met"], false);
        assert!(text.starts_with("| figure |"), "people read a table first");
    }

    #[test]
    fn the_table_shows_how_far_samples_lie_apart() {
        let figure = Figure::beside("speed", "ms", vec![3.0, 1.0, 2.0], "peer", vec![4.0]);
        assert_eq!(row(&figure), "| `speed` | 2.00 [1.00, 3.00] ms | 4.00 (peer) | 0.50 | – | – |");
    }
}
