//! An address is where a file's bytes can be had for the moment: the hub signs it for a while, and gives out a new one
//! when that is over.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::Url;

use super::{End, Ranges};
use crate::HubError;

/// Where the bytes can be had for the moment.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) url: Url,
    /// Grows with each new one.
    pub(super) number: u32,
    /// The host that answered first, with the tag it gave the file: the same host must not give another.
    pub(super) tag: Option<(String, String)>,
    /// Whether a fault was counted against it. All connections may meet the same one at once.
    is_counted: bool,
}

impl Address {
    /// The first one that a file has.
    pub(super) fn first(url: Url) -> Self {
        Self { url, number: 0, tag: None, is_counted: false }
    }
}

impl Ranges {
    /// The one that is good now.
    pub(super) fn address(&self) -> Address {
        self.address.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts a fault, once for each address.
    pub(super) fn count(&self, counter: &AtomicU32, number: u32) -> u32 {
        let mut address = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = address.number == number && !std::mem::replace(&mut address.is_counted, true);
        counter.fetch_add(u32::from(is_new), Ordering::Relaxed) + u32::from(is_new)
    }

    /// Asks the hub for a new address, unless someone has since this one.
    pub(super) async fn renew_address(&self, number: u32) -> Result<End, HubError> {
        let _asking = self.asking.lock().await;
        if self.address().number != number {
            return Ok(End::Arrived);
        }
        self.patience.wait().await;
        let located = self.network.locate(self.place()).await?;
        if located.source != self.source {
            return Ok(End::Changed);
        }
        let mut address = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        *address = Address { number: number + 1, ..Address::first(located.url) };
        Ok(End::Arrived)
    }
}
