//! Ranges of a file are fetched in parallel, each by a request of its own, until all bytes have arrived.

mod address;
mod check;

use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use reqwest::Method;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::patience::Patience;
use super::whole;
use super::{Part, WINDOW};
use crate::network::{Network, Request};
use crate::source::{Located, Place, Source};
use crate::{HubError, Repository};
pub(super) use address::Address;
pub(super) use check::Fault;

/// A host that ignores ranges this often in a row knows none.
const MOST_IGNORED: u32 = 3;

/// Fresh addresses that are refused this often in a row will not be accepted either.
const MOST_EXPIRED: u32 = 5;

/// How fetching ended, where nothing went wrong for good.
#[derive(Debug)]
pub(crate) enum End {
    /// All bytes have arrived.
    Arrived,
    /// The file on the hub is another one now.
    Changed,
    /// It was asked to stop.
    Stopped,
}

/// The fetching of one file.
#[derive(Debug)]
pub(crate) struct Ranges {
    pub(super) network: Network,
    pub(super) patience: Arc<Patience>,
    pub(super) part: Arc<Part>,
    repository: Repository,
    revision: String,
    path: String,
    pub(super) why: String,
    source: Source,
    address: Mutex<Address>,
    /// Only one asks for a new address, for all.
    asking: tokio::sync::Mutex<()>,
    /// Only one fetches the whole file.
    pub(super) alone: tokio::sync::Mutex<()>,
    received: AtomicU64,
    ignored: AtomicU32,
    expired: AtomicU32,
}

impl Ranges {
    pub(crate) fn new(
        network: Network,
        patience: Arc<Patience>,
        part: Arc<Part>,
        place: Place<'_>,
        located: Located,
    ) -> Self {
        let Located { source, url, .. } = located;
        Self {
            network,
            patience,
            part,
            repository: place.repository.clone(),
            revision: place.revision.to_owned(),
            path: place.path.to_owned(),
            why: place.why.to_owned(),
            source,
            address: Mutex::new(Address::first(url)),
            asking: tokio::sync::Mutex::default(),
            alone: tokio::sync::Mutex::default(),
            received: AtomicU64::new(0),
            ignored: AtomicU32::new(0),
            expired: AtomicU32::new(0),
        }
    }

    /// Fetches until all bytes have arrived or a stop is asked for. What was handed to the part stays there.
    pub(crate) async fn fetch(self: &Arc<Self>, stop: &CancellationToken) -> Result<End, HubError> {
        let parallel = self.network.settings().parallel_ranges as u64;
        let mut workers = JoinSet::new();
        for _ in 0..parallel {
            let ranges = Arc::clone(self);
            workers.spawn(async move { ranges.work(WINDOW / parallel).await });
        }
        let ended = loop {
            let worked = tokio::select! {
                () = stop.cancelled() => break Ok(End::Stopped),
                worked = workers.join_next() => worked,
            };
            match worked {
                None => break Ok(End::Arrived),
                Some(Ok(Ok(End::Arrived))) => {}
                // The first to end for another reason ends the others.
                Some(Ok(ended)) => break ended,
                Some(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                Some(Err(_)) => {}
            }
        };
        workers.shutdown().await;
        ended
    }

    /// The bytes received so far by this fetching.
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    async fn work(&self, most: u64) -> Result<End, HubError> {
        while let Some(range) = self.part.claim(most).await? {
            let mut claimed = Claimed { part: &self.part, left: range };
            self.patience.wait().await;
            let address = self.address();
            let fetched = if self.knows_ranges() {
                let fetched = self.fetch_range(&address, &mut claimed.left).await;
                drop(claimed);
                fetched
            } else {
                drop(claimed);
                whole::fetch(self, &address).await
            };
            if let Err(fault) = fetched
                && let End::Changed = self.judge(fault, address.number).await?
            {
                return Ok(End::Changed);
            }
        }
        Ok(End::Arrived)
    }

    /// Fetches a range; its start moves on with what was handed over.
    async fn fetch_range(&self, address: &Address, range: &mut Range<u64>) -> Result<(), Fault> {
        let request = Request { method: Method::GET, range: Some((range.start, range.end - 1)), why: &self.why };
        let mut answer = self.network.follow(&address.url, &request).await?;
        self.check(&answer, address, range).await?;
        while range.start < range.end {
            let Some(mut bytes) = answer.chunk().await? else {
                let detail = "the answer ended early".to_owned();
                return Err(HubError::ConnectionLost { host: answer.host().to_owned(), detail }.into());
            };
            bytes.truncate(usize::try_from(range.end - range.start).unwrap_or(usize::MAX));
            self.take(range.start, bytes.clone(), range.start + bytes.len() as u64 == range.end).await?;
            range.start += bytes.len() as u64;
        }
        self.ignored.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// Hands bytes to the part.
    pub(super) async fn take(&self, at: u64, bytes: hyper::body::Bytes, ends: bool) -> Result<(), HubError> {
        self.received.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.expired.store(0, Ordering::Relaxed);
        self.patience.renew();
        self.part.put(at, bytes, ends).await
    }

    /// Decides about a fault of an answer from the address with this number.
    async fn judge(&self, fault: Fault, number: u32) -> Result<End, HubError> {
        let misbehaves = |detail: &str| {
            let host = crate::network::host_of(&self.address().url);
            HubError::Misbehaves { host, detail: detail.to_owned() }
        };
        let error = match fault {
            Fault::Error(error @ HubError::Misbehaves { .. }) => Some(error),
            Fault::Error(error) => {
                self.patience.judge(error).await?;
                return Ok(End::Arrived);
            }
            Fault::Expired => {
                let times = self.count(&self.expired, number);
                (times > MOST_EXPIRED).then(|| misbehaves("it refuses every address that the hub gives out for it"))
            }
            Fault::Ignored => {
                self.count(&self.ignored, number);
                Some(misbehaves("the whole file in place of a range"))
            }
            Fault::Suspicious(detail) => Some(misbehaves(detail)),
        };
        if let Some(error) = error {
            self.patience.judge(error).await?;
        }
        match self.renew_address(number).await {
            Ok(end) => Ok(end),
            Err(error) => {
                self.patience.judge(error).await?;
                Ok(End::Arrived)
            }
        }
    }

    /// Whether the host has not yet shown that it knows no ranges.
    pub(super) fn knows_ranges(&self) -> bool {
        self.ignored.load(Ordering::Relaxed) < MOST_IGNORED
    }

    pub(super) fn size(&self) -> u64 {
        self.source.bytes
    }

    fn place(&self) -> Place<'_> {
        Place { repository: &self.repository, revision: &self.revision, path: &self.path, why: &self.why }
    }
}

/// A range that was claimed. Dropped, even in the middle of waiting, it gives back what did not come.
struct Claimed<'a> {
    part: &'a Part,
    left: Range<u64>,
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        self.part.give_back(self.left.clone());
    }
}
