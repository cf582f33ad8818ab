//! The word that models came or went, or another one is loaded: whoever chooses among them looks again.

use tokio::sync::watch;

/// Says it, and lets others hear it.
#[derive(Debug, Default)]
pub(crate) struct ModelChanges(watch::Sender<()>);

impl ModelChanges {
    /// It is so.
    pub(crate) fn changed(&self) {
        self.0.send_replace(());
    }

    /// Hears of each change from now on; of several in a row at least once.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}
