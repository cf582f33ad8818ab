//! The safety report is what was measured of the filter. It comes with Carat: the last line of models/safety/REPORT.md,
//! which `cargo xtask safety-report` writes, and the languages of models/safety/tier0.toml.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::wire::{SafetyFigure, SafetyReport};

/// Both files as build.rs found them; empty where they were not there.
const REPORT: &str = include_str!(concat!(env!("OUT_DIR"), "/safety_report.md"));
const TIER0: &str = include_str!(concat!(env!("OUT_DIR"), "/safety_tier0.toml"));

/// The name that a language has in the table which is none: all that are not listed.
const OTHER: &str = "other";

#[derive(Deserialize, Default)]
struct Tier0 {
    #[serde(default)]
    languages: BTreeMap<String, Language>,
}

#[derive(Deserialize)]
struct Language {
    #[serde(default)]
    covered: bool,
}

/// The report that came with this Carat.
pub(crate) fn built_in() -> SafetyReport {
    SafetyReport { figures: figures(REPORT), languages: languages(TIER0) }
}

/// The figures of the JSON in the last line, whatever benchmarks it holds.
fn figures(report: &str) -> Vec<SafetyFigure> {
    let last = report.trim_end().lines().next_back().unwrap_or_default();
    let json: Value = serde_json::from_str(last).unwrap_or_default();
    let mut found = Vec::new();
    collect(&json, &mut found);
    found
}

/// A benchmark has its figures in a list; what holds benchmarks is looked through.
fn collect(value: &Value, found: &mut Vec<SafetyFigure>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(object) => match figure(value) {
            Some(figure) => found.push(figure),
            None => object.values().for_each(|value| collect(value, found)),
        },
        _ => {}
    }
}

fn figure(value: &Value) -> Option<SafetyFigure> {
    let words = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(SafetyFigure {
        name: words("name")?,
        unit: words("unit")?,
        value: value.get("value")?.as_f64(),
        peer: words("peer"),
        peer_value: value.get("peer_value").and_then(Value::as_f64),
        goal: words("goal"),
        met: value.get("met").and_then(Value::as_bool),
    })
}

fn languages(tier0: &str) -> BTreeMap<String, bool> {
    let read: Tier0 = toml::from_str(tier0).unwrap_or_default();
    let named = read.languages.into_iter().filter(|(tag, _)| tag != OTHER);
    named.map(|(tag, language)| (tag, language.covered)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_report_nothing_was_measured() {
        assert_eq!(figures(""), []);
        assert_eq!(figures("# Report\n\nNot yet.\n"), []);
        assert_eq!(languages(""), BTreeMap::new());
    }

    #[test]
    fn the_last_line_of_a_report_gives_its_figures() {
        let report = "# Report\n{\"figures\":[]}\n\n{\"benchmark\":\"safety\",\"figures\":[\
            {\"name\":\"stream_leak\",\"value\":0.0,\"unit\":\"characters\",\"samples\":[0],\"goal\":\"<= 0 characters\",\"met\":true},\
            {\"name\":\"openai_auprc\",\"value\":null,\"unit\":\"\",\"peer\":\"a peer\",\"peer_value\":0.737}]}\n";
        let found = figures(report);
        assert_eq!(
            found.iter().map(|figure| figure.name.as_str()).collect::<Vec<_>>(),
            ["stream_leak", "openai_auprc"]
        );
        assert_eq!((found[0].value, found[0].met), (Some(0.0), Some(true)));
        assert_eq!((found[1].value, found[1].peer_value, found[1].met), (None, Some(0.737), None));
    }

    #[test]
    fn languages_are_those_of_the_table_but_for_the_rest() {
        let toml = "escalate = 0.5\n[languages.en]\ncovered = true\nroute = \"both\"\n[languages.ko]\ncovered = false\n\
            [languages.other]\ncovered = false\n";
        assert_eq!(languages(toml), BTreeMap::from([("en".to_owned(), true), ("ko".to_owned(), false)]));
    }

    #[test]
    fn what_came_with_this_carat_can_be_read() {
        let report = built_in();
        assert_eq!(report.figures.is_empty(), REPORT.is_empty(), "a report has figures");
        assert_eq!(report.languages.is_empty(), TIER0.is_empty(), "the filter has languages");
    }
}
