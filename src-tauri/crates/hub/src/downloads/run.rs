//! A run takes one download from the queue to its end: it asks the hub, fetches, verifies and puts the files in place.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use tokio::task;

use super::record::{self, SharedRecord, part_of, target_of, wrong_of};
use super::reporter::{Reporter, Speed};
use crate::network::Network;
use crate::replace::sync_folder;
use crate::source::{Located, Place, Source};
use crate::transfer::{End, JournalFiles, Part, Patience, Ranges};
use crate::{DownloadState, HubError, ReadyFile, Room, WaitReason, Wanted, WantedFile, verify};

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
                        if let Err(error) = self.begin_again() {
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
        let revision = self.note(&located)?;
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
            put_in_place(&part_of(&wanted, file), &files[index].path, &wrong_of(&wanted, file))?;
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
                        self.record.change(|record| record.commit = None).map(|()| None)
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
    fn note(&self, located: &[Located]) -> Result<String, HubError> {
        let commit = located.first().and_then(|located| located.commit.clone());
        let sources: Vec<Source> = located.iter().map(|located| located.source.clone()).collect();
        self.record.change(|record| {
            record.commit = commit.or_else(|| record.commit.take());
            // Bytes of other files are no use; opening their parts drops them.
            if !record.sources.is_empty() && record.sources != sources {
                record.attempt += 1;
            }
            record.sources = sources;
        })?;
        let record = self.record.get();
        self.reporter.tell(|download| {
            if download.attempt != record.attempt {
                download.bytes = 0;
            }
            (download.attempt, download.total) = (record.attempt, record.total());
        });
        Ok(record.commit.unwrap_or(record.wanted.revision))
    }

    fn begin_again(&self) -> Result<(), HubError> {
        self.record.change(|record| record.commit = None)
    }

    async fn make_folders(&self, wanted: &Wanted) -> Step {
        for file in &wanted.files {
            let target = target_of(wanted, file);
            let folder = target.parent().unwrap_or(&wanted.folder).to_owned();
            tokio::fs::create_dir_all(&folder)
                .await
                .map_err(|error| HubError::file("make the folder", &folder, &error))?;
        }
        Ok(())
    }

    /// Whether the file is there already. Another one under its name is in the way.
    async fn is_in_place(&self, target: &Path, source: &Source) -> Step<bool> {
        let Ok(facts) = tokio::fs::metadata(target).await else { return Ok(false) };
        let in_the_way = || HubError::InTheWay { path: target.to_owned() };
        if !facts.is_file() || facts.len() != source.bytes {
            return Err(in_the_way().into());
        }
        let (path, reporter) = (target.to_owned(), self.reporter.clone());
        let hashing = task::spawn_blocking(move || {
            verify::sha256_of(&path, |bytes, total| {
                reporter.state(DownloadState::Verifying { bytes, total });
                if reporter.stop.is_cancelled() {
                    std::ops::ControlFlow::Break(())
                } else {
                    std::ops::ControlFlow::Continue(())
                }
            })
        });
        match hashing.await {
            Ok(Ok(Some(hash))) if hash == source.sha256 => Ok(true),
            Ok(Ok(None)) => Err(Break::Stopped),
            Ok(Ok(Some(_))) => Err(in_the_way().into()),
            Ok(Err(error)) => Err(HubError::file("read", target, &std::io::Error::other(error)).into()),
            Err(error) => Err(HubError::file("read", target, &std::io::Error::other(error)).into()),
        }
    }

    /// Sees to it that the files fit on the disk with some room left.
    async fn check_room(&self, wanted: &Wanted, located: &[Located], is_in_place: &[bool]) -> Step {
        let files = wanted.files.iter().zip(located).zip(is_in_place).filter(|(_, is_in_place)| !**is_in_place);
        let missing: u64 = files
            .map(|((file, located), _)| located.source.bytes - record::arrived(wanted, file, &located.source))
            .sum();
        let needed = missing + self.network.limits().headroom;
        match self.room_left(&wanted.folder).await? {
            left if missing > 0 && left < needed => {
                Err(HubError::DiskFull { path: wanted.folder.clone(), lacking: needed - left }.into())
            }
            _ => Ok(()),
        }
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
                    return Err(
                        set_aside(&path, &wrong_of(wanted, file), &file.path, &located.source.sha256, found).into()
                    );
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

    /// Holds the download while the disk is too full.
    async fn look_at_disk(&self, folder: &Path) {
        let limits = self.network.limits();
        // A disk that tells nothing is found out by writing.
        let Ok(left) = self.room_left(folder).await else { return };
        let lacking = limits.low_water.checked_sub(left).filter(|lacking| *lacking > 0);
        self.patience.hold_for_disk(lacking, limits.watch);
    }

    /// Waits until a full disk has room again.
    async fn wait_for_room(&self, folder: &Path) -> Step {
        let limits = self.network.limits();
        loop {
            let left = self.room_left(folder).await?;
            // A write failed: even where the system tells of enough, wait for one look at least.
            let lacking = limits.low_water.saturating_sub(left);
            self.reporter.state(DownloadState::Waiting { why: WaitReason::DiskFull { lacking }, until: None });
            self.unless_stopped(tokio::time::sleep(limits.watch * 2)).await?;
            if self.room_left(folder).await? >= limits.low_water.max(crate::transfer::WINDOW) {
                return Ok(());
            }
        }
    }

    async fn room_left(&self, folder: &Path) -> Result<u64, HubError> {
        let (room, path) = (Arc::clone(&self.room), folder.to_owned());
        let fault = |error: std::io::Error| HubError::file("ask for the room of", folder, &error);
        task::spawn_blocking(move || room.left(&path)).await.map_err(std::io::Error::other).flatten().map_err(fault)
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

/// Does something that waits for the disk.
async fn blocking<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
) -> Result<T, HubError> {
    let done = task::spawn_blocking(work).await;
    done.map_err(|error| HubError::file("write", path, &std::io::Error::other(error)))?
}

fn ready(wanted: &Wanted, file: &WantedFile, located: &Located) -> ReadyFile {
    let Source { bytes, sha256 } = located.source.clone();
    ReadyFile { path: target_of(wanted, file), bytes, sha256 }
}

/// Gives a verified part its name. Its bytes were synced when it was closed.
fn put_in_place(part: &Path, target: &Path, wrong: &Path) -> Result<(), HubError> {
    if target.exists() {
        return Err(HubError::InTheWay { path: target.to_owned() });
    }
    let renamed = std::fs::rename(part, target).and_then(|()| sync_folder(target));
    renamed.map_err(|error| HubError::file("give its name to", target, &error))?;
    JournalFiles::of(part).delete().map_err(|error| HubError::file("delete the journal of", part, &error))?;
    record::delete(wrong)
}

/// Moves bytes that are not the file out of the way, so that they are neither used nor gone on with.
fn set_aside(part: &Path, wrong: &Path, path: &str, expected: &str, found: String) -> HubError {
    let moved = std::fs::rename(part, wrong).and_then(|()| JournalFiles::of(part).delete());
    match moved {
        Ok(()) => {
            let (path, expected, kept) = (path.to_owned(), expected.to_owned(), wrong.to_owned());
            HubError::WrongBytes { path, expected, found, kept }
        }
        Err(error) => HubError::file("set aside", part, &error),
    }
}
