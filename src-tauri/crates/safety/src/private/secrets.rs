//! Secrets are keys, tokens and passwords, found by the rules of gitleaks in `models/safety/secrets.toml`.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use super::{PrivateKind, PrivateSpan};

const BUILT_IN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/secrets.toml"));

/// The most memory that one rule's automaton takes; the largest has a repetition of 250 and more.
const RULE_SIZE: usize = 16 << 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Values that stand for a secret in examples.
    placeholders: Vec<String>,
    rule: Vec<WrittenRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    id: String,
    regex: String,
    keywords: Vec<String>,
    #[serde(default)]
    entropy: f64,
    #[serde(default)]
    group: Option<usize>,
    #[serde(default)]
    allowed: Vec<String>,
}

/// All rules, with the search for the words that none of them matches without.
struct Secrets {
    rules: Vec<Rule>,
    keywords: AhoCorasick,
    /// The rule of each keyword, by the keyword's number.
    rule_of: Vec<usize>,
    placeholders: Vec<Regex>,
}

struct Rule {
    id: String,
    written: WrittenRule,
    /// Made when one of its keywords is first found: most never are.
    made: OnceLock<Option<Made>>,
}

struct Made {
    regex: Regex,
    allowed: Vec<Regex>,
}

/// Finds secrets, in no order.
pub(super) fn find(text: &str) -> Vec<PrivateSpan> {
    let secrets = Secrets::built_in();
    let mut wanted: Vec<usize> =
        secrets.keywords.find_overlapping_iter(text).map(|found| secrets.rule_of[found.pattern()]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted.into_iter().flat_map(|rule| secrets.find_by(&secrets.rules[rule], text)).collect()
}

impl Secrets {
    fn built_in() -> &'static Self {
        static BUILT: LazyLock<Secrets> = LazyLock::new(|| {
            let written: Result<Written, _> = toml::from_str(BUILT_IN);
            Secrets::from(written.unwrap_or_else(|error| panic!("secrets.toml: {error}")))
        });
        &BUILT
    }

    fn find_by(&'static self, rule: &'static Rule, text: &str) -> Vec<PrivateSpan> {
        let Some(made) = rule.made.get_or_init(|| rule.make()) else { return Vec::new() };
        let found = made.regex.captures_iter(text).filter_map(|captures| {
            // The secret is the named group, else the first that took part, else all of it.
            let groups = captures.iter().skip(1).flatten().next();
            let group = rule.written.group.and_then(|group| captures.get(group));
            let secret = group.or(groups).or(captures.get(0))?;
            let value = secret.as_str();
            let is_placeholder = self.placeholders.iter().chain(&made.allowed).any(|regex| regex.is_match(value));
            (entropy(value) >= rule.written.entropy && !is_placeholder).then(|| secret.range())
        });
        let span = |range: Range<usize>| PrivateSpan { kind: PrivateKind::Secret(&rule.id), range };
        found.map(span).collect()
    }
}

impl From<Written> for Secrets {
    fn from(Written { placeholders, rule }: Written) -> Self {
        let keywords: Vec<(usize, String)> = rule
            .iter()
            .enumerate()
            .flat_map(|(number, rule)| rule.keywords.iter().map(move |keyword| (number, keyword.clone())))
            .collect();
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(keywords.iter().map(|(_, keyword)| keyword))
            .unwrap_or_else(|error| panic!("secrets.toml: {error}"));
        let rules =
            rule.into_iter().map(|written| Rule { id: written.id.clone(), written, made: OnceLock::new() }).collect();
        let placeholders = placeholders.iter().filter_map(|written| compile(written)).collect();
        Self { rules, keywords: search, rule_of: keywords.into_iter().map(|(rule, _)| rule).collect(), placeholders }
    }
}

impl Rule {
    /// A rule that can't be made finds nothing; a test makes all of them.
    fn make(&self) -> Option<Made> {
        let allowed = self.written.allowed.iter().filter_map(|written| compile(written)).collect();
        Some(Made { regex: compile(&self.written.regex)?, allowed })
    }
}

fn compile(written: &str) -> Option<Regex> {
    RegexBuilder::new(written).size_limit(RULE_SIZE).build().ok()
}

/// Bits a character, by how often each one stands there.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = text.len() as f64;
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / length);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_can_be_made() {
        let secrets = Secrets::built_in();
        assert!(secrets.rules.len() > 200);
        for rule in &secrets.rules {
            assert!(rule.make().is_some(), "{}", rule.id);
            assert!(!rule.written.keywords.is_empty(), "{} would run over every text", rule.id);
        }
        let written: Written = toml::from_str(BUILT_IN).expect("the file");
        assert_eq!(secrets.placeholders.len(), written.placeholders.len());
    }

    #[test]
    fn random_text_has_more_entropy_than_words() {
        assert!(entropy("aaaaaaaa") < 0.1);
        assert!((entropy("abcd") - 2.0).abs() < 1e-9);
    }
}
