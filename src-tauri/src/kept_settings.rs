//! The settings in force: kept in the store, and watched by whoever acts on a change.

use std::sync::{Mutex, MutexGuard, PoisonError};

use carat_store::Store;
use serde_json::Value;
use tokio::sync::watch;

use crate::settings::{KEY, Settings};
use crate::wire::WireError;

/// The settings in force.
#[derive(Debug)]
pub(crate) struct KeptSettings {
    now: watch::Sender<Settings>,
    turn: Mutex<()>,
}

impl KeptSettings {
    /// Reads them. Settings that can't be read are no reason to keep Carat shut: the defaults are in force then.
    pub(crate) fn read(store: &Store) -> Self {
        let stored = store.setting::<Value>(KEY).unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), "the settings could not be read");
            None
        });
        let now = watch::channel(Settings::from_stored(&stored.unwrap_or_default())).0;
        Self { now, turn: Mutex::default() }
    }

    /// As they are now.
    pub(crate) fn now(&self) -> Settings {
        self.now.borrow().clone()
    }

    /// Nobody else changes them for as long as the guard lives: what is to be changed is read first.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes at each change.
    pub(crate) fn watch(&self) -> watch::Receiver<Settings> {
        self.now.subscribe()
    }

    /// Checks and saves them; on an error nothing has changed. Blocks.
    pub(crate) fn save(&self, store: &Store, settings: Settings) -> Result<(), WireError> {
        settings.check()?;
        let stored = store.setting::<Value>(KEY)?;
        let value = settings.over(stored).map_err(WireError::internal)?;
        store.set_setting(KEY, &value)?;
        self.now.send_replace(settings);
        Ok(())
    }

    /// Brings the defaults back, also in place of what only a newer Carat knows. Linked models stay. Blocks.
    pub(crate) fn reset(&self, store: &Store) -> Result<(), WireError> {
        // What was chosen to be seen once need not be seen again.
        let defaults = Settings { onboarded: self.now().onboarded, ..Settings::default() };
        store.set_setting(KEY, &defaults.over(None).map_err(WireError::internal)?)?;
        self.now.send_replace(defaults);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Theme;

    #[test]
    fn settings_are_in_force_at_the_next_start() {
        let store = Store::in_memory().expect("a store");
        let kept = KeptSettings::read(&store);
        let dark = Settings { theme: Theme::Dark, ..kept.now() };
        kept.save(&store, dark.clone()).expect("saved");
        assert_eq!(kept.now(), dark);
        assert_eq!(KeptSettings::read(&store).now(), dark);
    }

    #[test]
    fn refused_settings_change_nothing() {
        let store = Store::in_memory().expect("a store");
        let kept = KeptSettings::read(&store);
        let before = kept.now();
        kept.save(&store, Settings { threads: Some(0), theme: Theme::Dark, ..before.clone() })
            .expect_err("out of bounds");
        assert_eq!(kept.now(), before);
        assert_eq!(KeptSettings::read(&store).now(), before);
    }

    #[test]
    fn a_reset_brings_the_defaults_back_but_shows_nobody_around_twice() {
        let store = Store::in_memory().expect("a store");
        let kept = KeptSettings::read(&store);
        kept.save(&store, Settings { theme: Theme::Dark, threads: Some(3), onboarded: true, ..kept.now() })
            .expect("saved");
        kept.reset(&store).expect("reset");
        assert_eq!(kept.now(), Settings { onboarded: true, ..Settings::default() });
        assert_eq!(KeptSettings::read(&store).now(), kept.now());
    }
}
