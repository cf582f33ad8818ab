//! A gate is a place in a script where it stands until the test lets it pass.

use std::sync::Arc;

use tokio::sync::{Semaphore, watch};

/// Clones are the same gate.
#[derive(Debug, Clone)]
pub struct Gate {
    permits: Arc<Semaphore>,
    standing: Arc<watch::Sender<usize>>,
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

impl Gate {
    /// A closed gate.
    #[must_use]
    pub fn new() -> Self {
        Self { permits: Arc::new(Semaphore::new(0)), standing: Arc::new(watch::Sender::new(0)) }
    }

    /// Lets one script pass, now or when it gets here.
    pub fn permit(&self) {
        self.permits.add_permits(1);
    }

    /// Lets all pass from now on.
    pub fn open(&self) {
        self.permits.close();
    }

    /// Waits until a script stands here.
    pub async fn reached(&self) {
        // The sender lives as long as this gate, so waiting can't fail.
        let _ = self.standing.subscribe().wait_for(|&standing| standing > 0).await;
    }

    /// Stands here until it may pass.
    pub(super) async fn pass(&self) {
        let _standing = Standing::new(&self.standing);
        if let Ok(permit) = self.permits.acquire().await {
            permit.forget();
        }
    }
}

/// Counts one that stands, also when it is cancelled there.
struct Standing<'a>(&'a watch::Sender<usize>);

impl<'a> Standing<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|standing| *standing += 1);
        Self(count)
    }
}

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|standing| *standing -= 1);
    }
}
