//! Settings are what the person chose for all of Carat; one conversation's own choices are its options.
//!
//! They are kept as one JSON object. A field that is missing or makes no sense takes its default and leaves the others
//! alone, and a field that this version does not know (a newer Carat wrote it) survives a save.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::desktop::Desktop;
use crate::screening::Screening;
use crate::wire::WireError;

/// The settings' place in the store.
pub(crate) const KEY: &str = "settings";

/// The longest system prompt in bytes; more would leave most models no room to answer.
const SYSTEM_PROMPT_LIMIT: usize = 100_000;

/// More megabytes of states than this are a slip of the keyboard.
const MOST_STATES: u32 = 1_000_000;

/// The language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub(crate) enum Language {
    /// The system's.
    #[default]
    #[serde(rename = "system")]
    System,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The key that sends; the other one starts a new line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SendWith {
    /// Enter.
    #[default]
    Enter,
    /// Control and Enter, or Command and Enter.
    ModEnter,
}

/// The proxy to go through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Proxy {
    /// What the system says.
    #[default]
    System,
    /// None, whatever the system says.
    Direct,
    /// This one: an address with `http`, `https`, `socks5` or `socks5h`.
    Address { address: String },
}

/// How Carat uses the network, which it does for downloads alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub(crate) struct Network {
    /// Whether Carat may use it at all.
    pub(crate) on: bool,
    /// A mirror of the hub; null for `HF_ENDPOINT` where that is set, else the public hub.
    pub(crate) mirror: Option<String>,
    /// The proxy to go through.
    pub(crate) proxy: Proxy,
    /// Files of certificates that are trusted besides the system's own; `add_certificates` adds one.
    pub(crate) certificates: Vec<String>,
    /// The most bytes a second, all downloads together; null for as fast as it goes.
    pub(crate) speed_limit: Option<u64>,
}

impl Default for Network {
    fn default() -> Self {
        Self { on: true, mirror: None, proxy: Proxy::System, certificates: Vec::new(), speed_limit: None }
    }
}

/// What the person chose for all of Carat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(crate) struct Settings {
    /// The language of the window.
    pub(crate) language: Language,
    /// Light or dark.
    pub(crate) theme: Theme,
    /// The chosen model's id.
    pub(crate) model: Option<String>,
    /// The key that sends.
    pub(crate) send_with: SendWith,
    /// The system prompt of new conversations.
    pub(crate) system_prompt: String,
    /// Whether new conversations let the model think first.
    pub(crate) thinking: bool,
    /// Context in tokens; null lets Carat choose.
    pub(crate) context: Option<u32>,
    /// Threads for decoding; null lets Carat choose.
    pub(crate) threads: Option<u32>,
    /// Minutes without a question after which the model leaves memory; null keeps it.
    pub(crate) unload_after: Option<u32>,
    /// Megabytes on disk that read conversations may take, so that they need not be read again; 0 keeps none.
    pub(crate) states_mb: u32,
    /// Whether answers show their tokens and times.
    pub(crate) show_statistics: bool,
    /// Whether the person has been shown around.
    pub(crate) onboarded: bool,
    /// How the network is used.
    pub(crate) network: Network,
    /// How text is screened.
    pub(crate) screening: Screening,
    /// How Carat lives on the desktop; its fields stand among these.
    #[serde(flatten)]
    pub(crate) desktop: Desktop,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::System,
            theme: Theme::System,
            model: None,
            send_with: SendWith::Enter,
            system_prompt: String::new(),
            thinking: false,
            context: None,
            threads: None,
            unload_after: Some(30),
            states_mb: 2000,
            show_statistics: true,
            onboarded: false,
            network: Network::default(),
            screening: Screening::default(),
            desktop: Desktop::default(),
        }
    }
}

impl Settings {
    /// Reads what was stored, field by field.
    pub(crate) fn from_stored(stored: &Value) -> Self {
        let default = Self::default();
        let read = Self {
            language: field(stored, "language", default.language),
            theme: field(stored, "theme", default.theme),
            model: field(stored, "model", default.model),
            send_with: field(stored, "send_with", default.send_with),
            system_prompt: field(stored, "system_prompt", default.system_prompt),
            thinking: field(stored, "thinking", default.thinking),
            context: field(stored, "context", default.context),
            threads: field(stored, "threads", default.threads),
            unload_after: field(stored, "unload_after", default.unload_after),
            states_mb: field(stored, "states_mb", default.states_mb),
            show_statistics: field(stored, "show_statistics", default.show_statistics),
            onboarded: field(stored, "onboarded", default.onboarded),
            network: field(stored, "network", default.network),
            screening: field(stored, "screening", default.screening).within_bounds(),
            desktop: Desktop {
                quick_shortcut: field(stored, "quick_shortcut", default.desktop.quick_shortcut),
                quick_shortcut_paused: field(stored, "quick_shortcut_paused", default.desktop.quick_shortcut_paused),
                quick_keep: field(stored, "quick_keep", default.desktop.quick_keep),
                close_to_tray: field(stored, "close_to_tray", default.desktop.close_to_tray),
                start_at_login: field(stored, "start_at_login", default.desktop.start_at_login),
                quick_actions: field(stored, "quick_actions", default.desktop.quick_actions),
                notifications: field(stored, "notifications", default.desktop.notifications),
            }
            .within_bounds(),
        };
        read.within_bounds()
    }

    /// These settings laid over what was stored, so that fields unknown here are kept.
    pub(crate) fn over(&self, stored: Option<Value>) -> Result<Value, serde_json::Error> {
        let mut object = match stored {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        };
        if let Value::Object(own) = serde_json::to_value(self)? {
            object.extend(own);
        }
        Ok(Value::Object(object))
    }

    /// Refuses a value that makes no sense and names its field.
    pub(crate) fn check(&self) -> Result<(), WireError> {
        let refuse = |field: &str, bounds: &str| {
            let message = format!(
                "The setting \"{field}\" must be {bounds}. The other settings are unchanged too; correct it and save again."
            );
            Err(WireError::new("setting_invalid", message).with("field", field).with("bounds", bounds))
        };
        if !self.context.is_none_or(context_fits) {
            return refuse("context", "from 512 to 1048576 tokens");
        }
        if !self.threads.is_none_or(threads_fit) {
            return refuse("threads", "from 1 to 512");
        }
        if !self.unload_after.is_none_or(minutes_fit) {
            return refuse("unload_after", "from 1 to 1440 minutes");
        }
        if self.states_mb > MOST_STATES {
            return refuse("states_mb", "at most 1000000 megabytes");
        }
        if self.system_prompt.len() > SYSTEM_PROMPT_LIMIT {
            return refuse("system_prompt", "at most 100000 bytes long");
        }
        self.desktop.check()?;
        self.screening.check()
    }

    fn within_bounds(mut self) -> Self {
        let default = Self::default();
        if !self.context.is_none_or(context_fits) {
            self.context = default.context;
        }
        if !self.threads.is_none_or(threads_fit) {
            self.threads = default.threads;
        }
        if !self.unload_after.is_none_or(minutes_fit) {
            self.unload_after = default.unload_after;
        }
        if self.states_mb > MOST_STATES {
            self.states_mb = default.states_mb;
        }
        if self.system_prompt.len() > SYSTEM_PROMPT_LIMIT {
            self.system_prompt = default.system_prompt;
        }
        self
    }
}

fn field<T: DeserializeOwned>(stored: &Value, name: &str, default: T) -> T {
    stored.get(name).and_then(|value| T::deserialize(value).ok()).unwrap_or(default)
}

fn context_fits(tokens: u32) -> bool {
    (512..=1_048_576).contains(&tokens)
}

fn threads_fit(threads: u32) -> bool {
    (1..=512).contains(&threads)
}

fn minutes_fit(minutes: u32) -> bool {
    (1..=1440).contains(&minutes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::screening::{GuardUse, ScreenAction};

    #[test]
    fn nothing_stored_gives_the_defaults() {
        assert_eq!(Settings::from_stored(&Value::Null), Settings::default());
        assert_eq!(Settings::from_stored(&json!([1, 2])), Settings::default());
    }

    #[test]
    fn a_field_that_makes_no_sense_takes_its_default_and_leaves_the_others_alone() {
        let stored = json!({
            "language": "ja", "theme": "sepia", "model": "own:a", "send_with": 7, "threads": 0, "context": -5,
            "unload_after": null, "thinking": "yes", "onboarded": true,
        });
        let expected = Settings {
            language: Language::Japanese,
            model: Some("own:a".into()),
            unload_after: None,
            onboarded: true,
            ..Settings::default()
        };
        assert_eq!(Settings::from_stored(&stored), expected);
    }

    #[test]
    fn settings_come_back_as_they_were_saved() {
        let settings = Settings {
            language: Language::SimplifiedChinese,
            theme: Theme::Dark,
            model: Some("starter".into()),
            send_with: SendWith::ModEnter,
            system_prompt: "Antworte auf Deutsch.".into(),
            thinking: true,
            context: Some(4096),
            threads: Some(2),
            unload_after: Some(5),
            states_mb: 500,
            show_statistics: false,
            onboarded: true,
            network: Network {
                on: false,
                mirror: Some("https://hub.example".into()),
                proxy: Proxy::Address { address: "socks5://127.0.0.1:1080".into() },
                certificates: vec!["/etc/own.pem".into()],
                speed_limit: Some(1_000_000),
            },
            screening: Screening {
                actions: [("hate".into(), ScreenAction::Note)].into(),
                guard: GuardUse::Off,
                keep_texts: true,
                ..Screening::default()
            },
            desktop: Desktop { quick_shortcut: None, quick_keep: false, start_at_login: true, ..Desktop::default() },
        };
        let stored = settings.over(None).expect("settings serialise");
        assert_eq!(Settings::from_stored(&stored), settings);
    }

    #[test]
    fn what_a_newer_carat_stored_survives_a_save() {
        let stored = json!({ "from_tomorrow": "Alt+Space", "theme": "dark" });
        let saved = Settings::from_stored(&stored).over(Some(stored)).expect("settings serialise");
        assert_eq!(saved["from_tomorrow"], "Alt+Space");
        assert_eq!(saved["theme"], "dark");
    }

    #[test]
    fn a_value_out_of_bounds_is_refused_by_name() {
        let refused = |settings: Settings| settings.check().expect_err("out of bounds").args["field"].clone();
        assert_eq!(refused(Settings { context: Some(12), ..Settings::default() }), "context");
        assert_eq!(refused(Settings { threads: Some(0), ..Settings::default() }), "threads");
        assert_eq!(refused(Settings { unload_after: Some(0), ..Settings::default() }), "unload_after");
        assert_eq!(refused(Settings { states_mb: u32::MAX, ..Settings::default() }), "states_mb");
        assert_eq!(refused(Settings { system_prompt: "x".repeat(100_001), ..Settings::default() }), "system_prompt");
        assert_eq!(Settings::default().check(), Ok(()));
    }
}
