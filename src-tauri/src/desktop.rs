//! The desktop's part of the settings: the quick prompt, its shortcut, the tray, and how Carat starts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::shortcut::Keys;
use crate::wire::WireError;

/// The longest instruction of an action of the person's own, in bytes.
const ACTION_LIMIT: usize = 4000;

/// The most actions of the person's own.
const MOST_ACTIONS: usize = 20;

/// What becomes of Carat when its window is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CloseToTray {
    /// The person is asked, once.
    #[default]
    Ask,
    /// It stays in the tray.
    Keep,
    /// It quits.
    Quit,
}

/// Something that the quick prompt can do with a text, made by the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(crate) struct QuickAction {
    /// Names it.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// What the model is told to do with the text.
    pub(crate) prompt: String,
    /// The keys that start it with the selected text, such as `Ctrl+Alt+KeyT`; null for none.
    pub(crate) shortcut: Option<String>,
}

/// What the person chose about Carat on their desktop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(crate) struct Desktop {
    /// The keys that show the quick prompt, such as `Alt+Space`; null for none.
    pub(crate) quick_shortcut: Option<String>,
    /// Whether all shortcuts rest.
    pub(crate) quick_shortcut_paused: bool,
    /// Whether questions of the quick prompt are kept among the conversations.
    pub(crate) quick_keep: bool,
    /// What becomes of Carat when its window is closed.
    pub(crate) close_to_tray: CloseToTray,
    /// Whether Carat starts, hidden, when the person logs in.
    pub(crate) start_at_login: bool,
    /// Whether the system's notifications tell that a long answer or a download has ended.
    pub(crate) notifications: bool,
    /// The person's own actions.
    pub(crate) quick_actions: Vec<QuickAction>,
}

impl Default for Desktop {
    fn default() -> Self {
        Self {
            quick_shortcut: Some("Alt+Space".to_owned()),
            quick_shortcut_paused: false,
            quick_keep: true,
            close_to_tray: CloseToTray::Ask,
            start_at_login: false,
            notifications: true,
            quick_actions: Vec::new(),
        }
    }
}

impl Desktop {
    /// Refuses keys that are none, and actions that can't be used, by the name of their field.
    pub(crate) fn check(&self) -> Result<(), WireError> {
        if let Some(keys) = &self.quick_shortcut {
            Keys::parse(keys).map_err(|_| refused("quick_shortcut", "one key with Ctrl, Alt, Shift or Super"))?;
        }
        if self.quick_actions.len() > MOST_ACTIONS {
            return Err(refused("quick_actions", "at most 20 actions"));
        }
        for action in &self.quick_actions {
            if action.name.trim().is_empty() || action.prompt.trim().is_empty() || action.prompt.len() > ACTION_LIMIT {
                return Err(refused("quick_actions", "actions with a name and an instruction of at most 4000 bytes"));
            }
            if action.shortcut.as_deref().is_some_and(|keys| Keys::parse(keys).is_err()) {
                return Err(refused(
                    "quick_actions",
                    "actions whose shortcut is one key with Ctrl, Alt, Shift or Super",
                ));
            }
        }
        Ok(())
    }

    /// The same without what makes no sense.
    pub(crate) fn within_bounds(mut self) -> Self {
        if self.quick_shortcut.as_deref().is_some_and(|keys| Keys::parse(keys).is_err()) {
            self.quick_shortcut = Self::default().quick_shortcut;
        }
        self.quick_actions
            .retain(|action| Self { quick_actions: vec![action.clone()], ..Self::default() }.check().is_ok());
        self.quick_actions.truncate(MOST_ACTIONS);
        self
    }
}

fn refused(field: &str, bounds: &str) -> WireError {
    let message = format!(
        "The setting \"{field}\" must be {bounds}. The other settings are unchanged too; correct it and save again."
    );
    WireError::new("setting_invalid", message).with("field", field).with("bounds", bounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(name: &str, shortcut: Option<&str>) -> QuickAction {
        let shortcut = shortcut.map(str::to_owned);
        QuickAction { id: "a".into(), name: name.into(), prompt: "Make it rhyme.".into(), shortcut }
    }

    #[test]
    fn keys_that_are_none_are_refused_by_the_name_of_their_field() {
        let refused = |desktop: Desktop| desktop.check().expect_err("refused").args["field"].clone();
        for keys in ["", "Space", "Alt+", "Alt+Nothing", "Hyper+KeyA"] {
            let desktop = Desktop { quick_shortcut: Some(keys.into()), ..Desktop::default() };
            assert_eq!(refused(desktop), "quick_shortcut", "{keys:?}");
        }
        for bad in [action(" ", None), action("Rhyme", Some("KeyA"))] {
            assert_eq!(refused(Desktop { quick_actions: vec![bad], ..Desktop::default() }), "quick_actions");
        }
        let good = Desktop { quick_actions: vec![action("Rhyme", Some("Ctrl+Alt+KeyR"))], ..Desktop::default() };
        assert_eq!(good.check(), Ok(()));
    }

    #[test]
    fn what_makes_no_sense_in_the_store_is_left_out_and_the_rest_stays() {
        let stored = Desktop {
            quick_shortcut: Some("Alt+Nothing".into()),
            start_at_login: true,
            quick_actions: vec![action("", None), action("Rhyme", None)],
            ..Desktop::default()
        };
        let read = stored.within_bounds();
        assert_eq!(read.quick_shortcut.as_deref(), Some("Alt+Space"));
        assert!(read.start_at_login);
        assert_eq!(read.quick_actions, [action("Rhyme", None)]);
    }
}
