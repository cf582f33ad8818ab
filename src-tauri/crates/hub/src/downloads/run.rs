//! A run takes one download from the queue to its end: it asks the hub, fetches, verifies and puts the files in place.

mod disk;
mod placing;

use std::sync::Arc;
use std::time::Instant;

use super::blocking;
use super::record::{Record, SharedRecord, part_of, target_of, wrong_of};
use super::reporter::{Reporter, Speed};
use crate::network::Network;
use crate::source::{Located, Place, Source};
use crate::transfer::{End, Part, Patience, Ranges};
use crate::{DownloadState, HubError, ReadyFile, Room, WaitReason, Wanted, WantedFile};
use placing::{put_in_place, ready, set_aside};

/// A file on the hub that is another one this often is not caught up with.
const MOST_CHANGES: u32 = 3;

/// One run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) network: Network,
    pub(crate) room: Arc<dyn Room>,
    pub(crate) record: SharedRecord,
    pub(crate) patience: Arc<Patience>,
    pub(crate) reporter: Reporter,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The files are in place.
    Ready { revision: String, files: Vec<ReadyFile> },
    /// It can't go on by itself.
    Failed(HubError),
    /// It was told to stop.
    Stopped,
    /// Another process took it off the list.
    Gone,
}

/// Why a step did not come to its end.
#[derive(Debug)]
enum Break {
    Error(HubError),
    Stopped,
    Gone,
    /// The hub has another file now: all over again.
    Changed {
        path: String,
    },
}

impl From<HubError> for Break {
    fn from(error: HubError) -> Self {
        Self::Error(error)
    }
}

type Step<T = ()> = Result<T, Break>;

impl Run {
    pub(crate) async fn go(self) -> Outcome {
        let mut changes = 0;
        let ended = match self.lock().await {
            Ok(_lock) => loop {
                match self.attempt().await {
                    Err(Break::Changed { path }) => {
                        changes += 1;
                        if changes >= MOST_CHANGES {
                            break Err(HubError::KeepsChanging { path, times: changes }.into());
                        }
                        if let Err(error) = self.begin_again().await {
                            break Err(error.into());
                        }
                    }
                    ended => break ended,
                }
            },
            Err(error) => Err(error),
        };
        match ended {
            Ok((revision, files)) => Outcome::Ready { revision, files },
            Err(Break::Stopped) => Outcome::Stopped,
            Err(Break::Gone) => Outcome::Gone,
            Err(Break::Error(error)) => Outcome::Failed(error),
            Err(Break::Changed { path }) => Outcome::Failed(HubError::KeepsChanging { path, times: changes }),
        }
    }

    /// Everything from asking to the files in place.
    async fn attempt(&self) -> Step<(String, Vec<ReadyFile>)> {
        let wanted = self.record.get().wanted;
        let mut located = Vec::new();
        for file in &wanted.files {
            located.push(self.locate(&wanted, file).await?);
        }
        let revision = self.note(&located).await?;
        self.make_folders(&wanted).await?;
        let mut is_in_place = Vec::new();
        for (file, located) in wanted.files.iter().zip(&located) {
            is_in_place.push(self.is_in_place(&target_of(&wanted, file), &located.source).await?);
        }
        self.check_room(&wanted, &located, &is_in_place).await?;
        let mut before = 0;
        for (index, located) in located.iter().enumerate() {
            if !is_in_place[index] {
                self.fetch(&wanted, &wanted.files[index], located, before).await?;
            }
            before += located.source.bytes;
        }
        let files: Vec<ReadyFile> =
            wanted.files.iter().zip(&located).map(|(file, located)| ready(&wanted, file, located)).collect();
        // The file that makes it a model takes its place last: nobody sees a model that lacks a part.
        for (index, file) in wanted.files.iter().enumerate().rev().filter(|(index, _)| !is_in_place[*index]) {
            let (part, target, wrong) = (part_of(&wanted, file), files[index].path.clone(), wrong_of(&wanted, file));
            blocking(&wanted.folder, move || put_in_place(&part, &target, &wrong)).await?;
        }
        Ok((revision, files))
    }

    /// Takes the lock that keeps other processes off.
    async fn lock(&self) -> Step<std::fs::File> {
        loop {
            if let Some(lock) = self.record.lock()? {
                // Whoever had it may have brought it to its end, or taken it off.
                let wanted = self.record.get().wanted;
                let is_there = wanted.files.iter().all(|file| target_of(&wanted, file).exists());
                return if self.record.exists() || is_there { Ok(lock) } else { Err(Break::Gone) };
            }
            self.reporter.state(DownloadState::Waiting { why: WaitReason::AnotherProcess, until: None });
            self.unless_stopped(tokio::time::sleep(self.network.limits().watch)).await?;
        }
    }

    /// Asks the hub for a file, for as long as it makes sense.
    async fn locate(&self, wanted: &Wanted, file: &WantedFile) -> Step<Located> {
        let located = loop {
            let asking = async {
                self.patience.wait().await;
                let record = self.record.get();
                let revision = record.commit.as_deref().unwrap_or(&wanted.revision);
                let place = Place { repository: &wanted.repository, revision, path: &file.path, why: &wanted.name };
                match self.network.locate(place).await {
                    Ok(located) => Ok(Some(located)),
                    // The commit that the branch once stood for is gone; the branch may not be.
                    Err(HubError::RevisionUnknown { .. }) if revision != wanted.revision => {
                        self.record.change(|record| record.commit = None).await.map(|()| None)
                    }
                    Err(error) => self.patience.judge(error).await.map(|()| None),
                }
            };
            let state = || self.waiting().unwrap_or(DownloadState::Resolving);
            if let Some(located) = self.reporting(asking, || self.reporter.state(state())).await?? {
                break located;
            }
        };
        let Source { bytes, sha256 } = &located.source;
        let differs =
            |expected: String, found: String| HubError::NotTheFile { path: file.path.clone(), expected, found };
        if let Some(expected) = file.sha256.as_ref().filter(|expected| !expected.eq_ignore_ascii_case(sha256)) {
            return Err(differs(format!("SHA-256 {expected}"), format!("SHA-256 {sha256}")).into());
        }
        if let Some(expected) = file.bytes.filter(|expected| expected != bytes) {
            return Err(differs(format!("{expected} bytes"), format!("{bytes} bytes")).into());
        }
        Ok(located)
    }

    /// Notes what the hub told, and gives the commit.
    async fn note(&self, located: &[Located]) -> Result<String, HubError> {
        let commit = located.first().and_then(|located| located.commit.clone());
        let sources: Vec<Source> = located.iter().map(|located| located.source.clone()).collect();
        let change = move |record: &mut Record| {
            record.commit = commit.or_else(|| record.commit.take());
            // Bytes of other files are no use; opening their parts drops them.
            if !record.sources.is_empty() && record.sources != sources {
                record.attempt += 1;
            }
            record.sources = sources;
        };
        self.record.change(change).await?;
        let record = self.record.get();
        self.reporter.tell(|download| {
            if download.attempt != record.attempt {
                download.bytes = 0;
            }
            (download.attempt, download.total) = (record.attempt, record.total());
        });
        Ok(record.commit.unwrap_or(record.wanted.revision))
    }

    async fn begin_again(&self) -> Result<(), HubError> {
        self.record.change(|record| record.commit = None).await
    }

    /// Fetches one file, hashed and whole, into its part. `before` bytes belong to files before it.
    async fn fetch(&self, wanted: &Wanted, file: &WantedFile, located: &Located, before: u64) -> Step {
        let path = part_of(wanted, file);
        loop {
            let (part_path, source) = (path.clone(), located.source.clone());
            let part = match blocking(&path, move || Part::open(&part_path, &source)).await {
                Ok(part) => Arc::new(part),
                Err(HubError::DiskFull { .. }) => {
                    self.wait_for_room(&wanted.folder).await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let fetched = self.fetch_into(&part, wanted, file, located, before).await;
            let closing = Arc::clone(&part);
            let closed = blocking(&path, move || closing.close()).await;
            self.reporter.tell(|download| download.bytes = download.bytes.max(before + part.noted()));
            match (fetched, closed) {
                (Err(Break::Error(HubError::DiskFull { .. })), _) | (Ok(_), Err(HubError::DiskFull { .. })) => {
                    self.wait_for_room(&wanted.folder).await?;
                }
                (Err(error), _) => return Err(error),
                (Ok(_), Err(error)) => return Err(error.into()),
                (Ok(found), Ok(())) if found == located.source.sha256 => return Ok(()),
                (Ok(found), Ok(())) => {
                    let (wrong, named) = (wrong_of(wanted, file), file.path.clone());
                    let (part, expected) = (path.clone(), located.source.sha256.clone());
                    let set_aside = move || Ok(set_aside(&part, &wrong, named, expected, found));
                    return Err(blocking(&path, set_aside).await?.into());
                }
            }
        }
    }

    /// Fetches what is missing and gives the hash of the whole.
    async fn fetch_into(
        &self,
        part: &Arc<Part>,
        wanted: &Wanted,
        file: &WantedFile,
        located: &Located,
        before: u64,
    ) -> Step<String> {
        let record = self.record.get();
        let revision = record.commit.as_deref().unwrap_or(&wanted.revision);
        let place = Place { repository: &wanted.repository, revision, path: &file.path, why: &wanted.name };
        let (network, patience) = (self.network.clone(), Arc::clone(&self.patience));
        let ranges = Arc::new(Ranges::new(network, patience, Arc::clone(part), place, located.clone()));
        let total = record.total().unwrap_or(0);
        let mut speed = Speed::default();
        let tick = || {
            let noted = before + part.noted();
            let bytes_per_second = speed.at(Instant::now(), ranges.received());
            let seconds_left = total.saturating_sub(noted).checked_div(bytes_per_second);
            let moving = DownloadState::Downloading { bytes_per_second, seconds_left };
            self.reporter.progress(self.waiting().unwrap_or(moving), noted);
        };
        let watched = async {
            let mut fetching = std::pin::pin!(ranges.fetch(&self.reporter.stop));
            loop {
                let look = tokio::time::sleep(self.network.limits().watch);
                tokio::select! { end = &mut fetching => return end, () = look => self.look_at_disk(&wanted.folder).await }
            }
        };
        // It is told to stop by the token, and then ends in good order.
        match self.ticking(watched, tick).await? {
            End::Arrived => {}
            End::Stopped => return Err(Break::Stopped),
            End::Changed => return Err(Break::Changed { path: file.path.clone() }),
        }
        let size = located.source.bytes;
        let verifying = || {
            let state = DownloadState::Verifying { bytes: part.hashed(), total: size };
            self.reporter.progress(state, before + part.noted());
        };
        Ok(self.reporting(part.digest(), verifying).await??)
    }

    fn waiting(&self) -> Option<DownloadState> {
        self.patience.waiting().map(|(why, until)| DownloadState::Waiting { why, until })
    }

    /// Does something, telling every now and then how it gets on, until it is done or the run is told to stop.
    async fn reporting<T>(&self, work: impl Future<Output = T>, tell: impl FnMut()) -> Step<T> {
        self.unless_stopped(self.ticking(work, tell)).await
    }

    async fn ticking<T>(&self, work: impl Future<Output = T>, mut tell: impl FnMut()) -> T {
        let mut work = std::pin::pin!(work);
        let every = self.network.limits().watch.min(std::time::Duration::from_millis(250));
        tell();
        loop {
            tokio::select! { done = &mut work => return done, () = tokio::time::sleep(every) => tell() }
        }
    }

    async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Step<T> {
        self.reporter.stop.run_until_cancelled(work).await.ok_or(Break::Stopped)
    }
}
