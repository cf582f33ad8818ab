//! The entries of the tray's menu, made of what is true now and nothing else.

use crate::settings::Language;
use crate::words;

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Shows the quick prompt.
    Ask,
    /// Shows the window.
    Open,
    /// Shows a conversation.
    Conversation(String),
    /// Shows the models.
    Model,
    /// Takes the model out of memory.
    Unload,
    /// Lets Carat use the network, or no longer.
    Network,
    /// Lets the shortcuts rest, or work again.
    Pause,
    /// Starts Carat when the person logs in, or no longer.
    AtLogin,
    /// Quits.
    Quit,
}

impl Item {
    /// Its name in the menu.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Ask => "ask".into(),
            Self::Open => "open".into(),
            Self::Conversation(id) => format!("conversation:{id}"),
            Self::Model => "model".into(),
            Self::Unload => "unload".into(),
            Self::Network => "network".into(),
            Self::Pause => "pause".into(),
            Self::AtLogin => "at-login".into(),
            Self::Quit => "quit".into(),
        }
    }

    /// The item of a name.
    pub(super) fn of(id: &str) -> Option<Self> {
        if let Some(conversation) = id.strip_prefix("conversation:") {
            return Some(Self::Conversation(conversation.to_owned()));
        }
        [Self::Ask, Self::Open, Self::Model, Self::Unload, Self::Network, Self::Pause, Self::AtLogin, Self::Quit]
            .into_iter()
            .find(|item| item.id() == id)
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A line between groups.
    Line,
    /// Does something.
    Act { item: Item, label: String, on: bool },
    /// Is on or off.
    Check { item: Item, label: String, checked: bool },
    /// Holds others.
    Folder { label: String, inside: Vec<Entry> },
}

/// What the menu shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Snapshot {
    pub(super) language: Language,
    /// The keys of the quick prompt, where they work.
    pub(super) ask: Option<String>,
    /// The newest conversations: id and title.
    pub(super) recent: Vec<(String, String)>,
    /// The model in memory, and how many bytes it holds.
    pub(super) model: Option<(String, Option<u64>)>,
    pub(super) network: bool,
    pub(super) paused: bool,
    pub(super) at_login: bool,
}

impl Snapshot {
    /// The menu.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let word = |id: &str| words::text(self.language, &format!("native-tray-{id}"));
        let act = |item, label| Entry::Act { item, label, on: true };
        let ask = match &self.ask {
            Some(keys) => format!("{}  {}", word("ask"), shown(keys)),
            None => word("ask"),
        };
        let mut entries = vec![act(Item::Ask, ask), act(Item::Open, word("open"))];
        if !self.recent.is_empty() {
            let titled = |(id, title): &(String, String)| {
                let title =
                    if title.is_empty() { words::text(self.language, "native-label-untitled") } else { short(title) };
                act(Item::Conversation(id.clone()), title)
            };
            entries.push(Entry::Folder { label: word("recent"), inside: self.recent.iter().map(titled).collect() });
        }
        entries.push(Entry::Line);
        match &self.model {
            Some((name, memory)) => {
                let size = memory.map(|bytes| format!(" ({} MB)", bytes.div_ceil(1_000_000))).unwrap_or_default();
                entries.push(act(Item::Model, format!("{name}{size}")));
                entries.push(act(Item::Unload, word("unload")));
            }
            None => entries.push(act(Item::Model, word("no-model"))),
        }
        entries.push(Entry::Line);
        let check = |item, id, checked| Entry::Check { item, label: word(id), checked };
        entries.push(check(Item::Network, "network-off", !self.network));
        entries.push(check(Item::Pause, "pause", self.paused));
        entries.push(check(Item::AtLogin, "at-login", self.at_login));
        entries.push(Entry::Line);
        entries.push(act(Item::Quit, word("quit")));
        entries
    }
}

/// Keys as a person knows them.
fn shown(keys: &str) -> String {
    keys.replace("Key", "").replace("Digit", "")
}

/// A title that a menu can hold. An underscore would be taken for a mark of its key.
fn short(title: &str) -> String {
    let cut: String = title.chars().take(40).collect();
    let cut = if cut.len() < title.len() { format!("{}…", cut.trim_end()) } else { cut };
    cut.replace('_', "__").replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> Snapshot {
        Snapshot {
            language: Language::English,
            ask: Some("Alt+KeyC".into()),
            recent: vec![("1".into(), "東京の天気".into()), ("2".into(), String::new())],
            model: Some(("Gemma 3 270M".into(), Some(241_000_001))),
            network: true,
            ..Snapshot::default()
        }
    }

    fn items(entries: &[Entry]) -> Vec<Item> {
        entries
            .iter()
            .flat_map(|entry| match entry {
                Entry::Line => Vec::new(),
                Entry::Act { item, .. } | Entry::Check { item, .. } => vec![item.clone()],
                Entry::Folder { inside, .. } => items(inside),
            })
            .collect()
    }

    #[test]
    fn everything_can_be_reached_and_each_name_means_one_entry() {
        let all = items(&snapshot().entries());
        for item in &all {
            assert_eq!(Item::of(&item.id()).as_ref(), Some(item));
        }
        let expected =
            [Item::Ask, Item::Open, Item::Conversation("1".into()), Item::Conversation("2".into()), Item::Model];
        let rest = [Item::Unload, Item::Network, Item::Pause, Item::AtLogin, Item::Quit];
        assert_eq!(all, expected.into_iter().chain(rest).collect::<Vec<_>>());
    }

    #[test]
    fn the_menu_says_what_is_true_now() {
        let labels = format!("{:?}", snapshot().entries());
        for shown in ["Ask  Alt+C", "Gemma 3 270M (242 MB)", "東京の天気", "Untitled conversation"] {
            assert!(labels.contains(shown), "{shown} is not in {labels}");
        }
        let off = Snapshot { network: false, paused: true, ..snapshot() }.entries();
        let checked = |item| off.iter().any(|e| matches!(e, Entry::Check { item: i, checked: true, .. } if *i == item));
        assert!(checked(Item::Network) && checked(Item::Pause) && !checked(Item::AtLogin));
    }

    #[test]
    fn a_title_is_no_markup_of_a_menu_and_not_endless() {
        assert_eq!(short("a_b & c"), "a__b && c");
        assert_eq!(short(&"字".repeat(50)).chars().count(), 41);
    }
}
