//! Sets are texts with labels that training has not seen: the development sets, and look-alikes of our own.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// One text.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) set: &'static str,
    pub(crate) language: &'static str,
    pub(crate) text: String,
    pub(crate) harmful: bool,
    /// Whether it asks for something, rather than being something.
    pub(crate) request: bool,
}

/// Rows of one large set: enough for its intervals, and minutes less.
const MOST: usize = 1200;

#[derive(Deserialize)]
struct LookAlikes {
    prompts: Vec<String>,
}

/// All of them. A set that is not there is named on standard error and left out.
pub(crate) fn read(folder: &Path, models: &Path) -> Vec<Item> {
    let mut items = Vec::new();
    let mut add = |name: &str, found: Option<Vec<Item>>| match found {
        Some(found) => items.extend(found),
        None => eprintln!("the set {name} is not in {}, so it is left out", folder.display()),
    };
    add("fastchat", chat(&folder.join("fastchat/mt_bench_question.jsonl")));
    add(
        "harmbench_val",
        table(&folder.join("harmbench_val/harmbench_behaviors_text_val.csv"), b',', |row| {
            let [behaviour, _, _, tags, ..] = row else { return None };
            // The others need a text of their own beside them.
            let request = || Item { request: true, ..item("harmbench_val", "en", behaviour, true) };
            (!tags.contains("context")).then(request)
        }),
    );
    add(
        "hatecheck",
        table(&folder.join("hatecheck/test_suite_cases.csv"), b',', |row| {
            Some(item("hatecheck", "en", row.get(3)?, row.get(4)? == "hateful"))
        }),
    );
    add(
        "coldataset",
        table(&folder.join("coldataset/dev.csv"), b',', |row| {
            Some(item("cold_dev", "zh", row.get(4)?, row.get(3)? == "1"))
        }),
    );
    add(
        "korean_hate",
        table(&folder.join("korean_hate/dev.tsv"), b'\t', |row| {
            Some(item("korean_hate_dev", "ko", row.first()?, row.get(3)? != "none"))
        }),
    );
    add(
        "lookalikes",
        fs::read_to_string(models.join("lookalikes.toml")).ok().and_then(|text| {
            let read: LookAlikes = toml::from_str(&text).ok()?;
            let prompts = read.prompts.iter();
            Some(prompts.map(|text| Item { request: true, ..item("lookalikes", "en", text, false) }).collect())
        }),
    );
    items
}

fn item(set: &'static str, language: &'static str, text: &str, harmful: bool) -> Item {
    Item { set, language, text: text.to_owned(), harmful, request: false }
}

fn chat(file: &Path) -> Option<Vec<Item>> {
    let text = fs::read_to_string(file).ok()?;
    let questions = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let turns = questions.filter_map(|question| question["turns"].as_array().cloned()).flatten();
    let prompt = |turn: Value| Some(Item { request: true, ..item("fastchat", "en", turn.as_str()?, false) });
    Some(turns.filter_map(prompt).collect())
}

/// The rows of a table below its header, evenly drawn where there are many.
fn table(file: &Path, delimiter: u8, read: impl Fn(&[String]) -> Option<Item>) -> Option<Vec<Item>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .quoting(delimiter == b',')
        .from_path(file)
        .ok()?;
    let rows = reader.records().filter_map(Result::ok);
    let items: Vec<Item> = rows.filter_map(|row| read(&row.iter().map(str::to_owned).collect::<Vec<_>>())).collect();
    let step = items.len().div_ceil(MOST).max(1);
    Some(items.into_iter().step_by(step).collect())
}
