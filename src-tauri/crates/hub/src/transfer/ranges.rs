//! Ranges of a file are fetched in parallel, each by a request of its own, until all bytes have arrived.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::{Method, Url};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::patience::Patience;
use super::whole;
use super::{Part, WINDOW};
use crate::network::{Answer, Network, Request};
use crate::source::{Located, Place, Source};
use crate::{HubError, Repository};

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

/// Where the bytes can be had for the moment.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) url: Url,
    /// Grows with each new one.
    number: u32,
    /// The host that answered first, with the tag it gave the file: the same host must not give another.
    tag: Option<(String, String)>,
    /// Whether a fault was counted against it. All connections may meet the same one at once.
    is_counted: bool,
}

/// What can be wrong with an answer, beside the network's own errors.
#[derive(Debug)]
pub(super) enum Fault {
    /// The address is no longer good.
    Expired,
    /// The range was ignored.
    Ignored,
    /// It may be another file now.
    Suspicious(&'static str),
    /// Any other error.
    Error(HubError),
}

impl From<HubError> for Fault {
    fn from(error: HubError) -> Self {
        Self::Error(error)
    }
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
            address: Mutex::new(Address { url, number: 0, tag: None, is_counted: false }),
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

    /// Whether an answer is the range that was asked for.
    async fn check(&self, answer: &Answer, address: &Address, range: &Range<u64>) -> Result<(), Fault> {
        self.check_status(answer).await?;
        if answer.status().as_u16() != 206 {
            return Err(Fault::Ignored);
        }
        self.check_encoding(answer)?;
        self.check_tag(answer, address)?;
        let misbehaves = |detail: String| HubError::Misbehaves { host: answer.host().to_owned(), detail };
        let given = answer.header("content-range").unwrap_or_default();
        let Some((first, last, size)) = content_range(given) else {
            return Err(misbehaves(format!("Content-Range \"{}\"", shortened(given))).into());
        };
        if size.is_some_and(|size| size != self.source.bytes) {
            return Err(Fault::Suspicious("the file has another size"));
        }
        if (first, last) != (range.start, range.end - 1) {
            let asked = format!("{}-{}", range.start, range.end - 1);
            return Err(misbehaves(format!("bytes {first}-{last} in place of {asked}")).into());
        }
        let length = answer.header("content-length").and_then(|length| length.parse::<u64>().ok());
        if length.is_some_and(|length| length != range.end - range.start) {
            return Err(misbehaves("a length that is not the range's".to_owned()).into());
        }
        Ok(())
    }

    pub(super) async fn check_status(&self, answer: &Answer) -> Result<(), Fault> {
        let status = answer.status().as_u16();
        match status {
            200 | 206 => Ok(()),
            // Only the hub itself can refuse a person; elsewhere a signature has run out.
            401 | 403 | 404 | 410 if !self.network.is_hub(answer.url()) => Err(Fault::Expired),
            412 | 416 => Err(Fault::Suspicious("the range is not there any more")),
            _ => {
                let refusal = self.network.refusal(answer, self.place()).await;
                let host = answer.host().to_owned();
                Err(refusal.unwrap_or(HubError::Misbehaves { host, detail: format!("status {status}") }).into())
            }
        }
    }

    pub(super) fn check_encoding(&self, answer: &Answer) -> Result<(), Fault> {
        match answer.header("content-encoding") {
            None | Some("identity") => Ok(()),
            Some(other) => {
                let detail = format!("a body encoded as {}, which was not asked for", shortened(other));
                Err(HubError::Misbehaves { host: answer.host().to_owned(), detail }.into())
            }
        }
    }

    /// The same host must not call the file by another tag in the middle.
    fn check_tag(&self, answer: &Answer, address: &Address) -> Result<(), Fault> {
        let Some(tag) = answer.tag("etag") else { return Ok(()) };
        let mut current = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        if current.number != address.number {
            return Ok(());
        }
        match &current.tag {
            Some((host, first)) if host == answer.host() && first != tag => {
                Err(Fault::Suspicious("the file has another tag"))
            }
            _ => {
                current.tag = Some((answer.host().to_owned(), tag.to_owned()));
                Ok(())
            }
        }
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

    /// Counts a fault, once for each address.
    fn count(&self, counter: &AtomicU32, number: u32) -> u32 {
        let mut address = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = address.number == number && !std::mem::replace(&mut address.is_counted, true);
        counter.fetch_add(u32::from(is_new), Ordering::Relaxed) + u32::from(is_new)
    }

    /// Asks the hub for a new address, unless someone has since this one.
    async fn renew_address(&self, number: u32) -> Result<End, HubError> {
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
        *address = Address { url: located.url, number: number + 1, tag: None, is_counted: false };
        Ok(End::Arrived)
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

    fn address(&self) -> Address {
        self.address.lock().unwrap_or_else(PoisonError::into_inner).clone()
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

/// First byte, last byte and size of `bytes 0-9/100`; the size may be `*`.
fn content_range(value: &str) -> Option<(u64, u64, Option<u64>)> {
    let (range, size) = value.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let size = if size == "*" { None } else { Some(size.parse().ok()?) };
    Some((first.parse().ok()?, last.parse().ok()?, size))
}

/// What a host sent, fit to be shown.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_range_is_read_exactly_or_not_at_all() {
        assert_eq!(content_range("bytes 0-9/100"), Some((0, 9, Some(100))));
        assert_eq!(content_range("bytes 5-9/*"), Some((5, 9, None)));
        for wrong in ["", "bytes", "bytes */100", "bytes 5-/100", "items 0-9/100", "bytes -1-9/100", "bytes 0-9"] {
            assert_eq!(content_range(wrong), None, "{wrong}");
        }
    }
}
