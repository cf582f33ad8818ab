//! Help lines are people one can call, by country, with where each number was read and when it was checked.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

const BUILT_IN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../models/safety/help_lines.toml"));

/// The help of one country.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Help {
    /// The country, as in locales.
    country: String,
    /// What to call when a life is in danger.
    emergency: String,
    /// Lines for people who may harm themselves; none where no number is sure.
    #[serde(default, rename = "line")]
    lines: Vec<HelpLine>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// Its name, in its own language.
    pub name: String,
    /// What to dial.
    pub phone: String,
    /// When somebody answers, in English; empty for day and night.
    #[serde(default)]
    pub hours: String,
    /// Where the number was read.
    pub source: String,
    /// When, as a date.
    pub checked: String,
}

/// Help for one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HelpHere {
    /// The emergency number.
    pub emergency: String,
    /// Lines, the first ones first.
    pub lines: Vec<HelpLine>,
    /// A directory of lines everywhere.
    pub directory: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HelpLines {
    directory: String,
    /// What to call where the country is unknown: mobile phones connect it nearly everywhere.
    emergency: String,
    help: Vec<Help>,
}

impl HelpLines {
    fn built_in() -> &'static Self {
        static BUILT: LazyLock<HelpLines> =
            LazyLock::new(|| toml::from_str(BUILT_IN).unwrap_or_else(|error| panic!("help_lines.toml: {error}")));
        &BUILT
    }
}

/// The help for a locale such as `ja-JP` or `en_GB.UTF-8`. A language that one country speaks stands for that country;
/// where the country is unknown, there is the emergency number and the directory.
#[must_use]
pub fn help_for(locale: &str) -> HelpHere {
    let lines = HelpLines::built_in();
    let country = country(locale);
    let help = lines.help.iter().find(|help| Some(help.country.as_str()) == country.as_deref());
    HelpHere {
        emergency: help.map_or_else(|| lines.emergency.clone(), |help| help.emergency.clone()),
        lines: help.map(|help| help.lines.clone()).unwrap_or_default(),
        directory: lines.directory.clone(),
    }
}

fn country(locale: &str) -> Option<String> {
    let mut parts = locale.split(['-', '_', '.', '@']);
    let language = parts.next()?.to_ascii_lowercase();
    let region = parts.take(2).find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    region.map(str::to_ascii_uppercase).or_else(|| {
        let only = match language.as_str() {
            "ja" => "JP",
            "ko" => "KR",
            "it" => "IT",
            "pl" => "PL",
            "tr" => "TR",
            "he" => "IL",
            "hi" => "IN",
            "uk" => "UA",
            _ => return None,
        };
        Some(only.to_owned())
    })
}
