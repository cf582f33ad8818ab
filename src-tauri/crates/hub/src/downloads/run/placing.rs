//! Placing is giving verified bytes their name, and setting aside those that are not the file.

use std::path::Path;

use tokio::task;

use super::{Break, Run, Step};
use crate::downloads::record::{self, target_of};
use crate::replace::sync_folder;
use crate::source::{Located, Source};
use crate::transfer::JournalFiles;
use crate::{DownloadState, HubError, ReadyFile, Wanted, WantedFile, verify};

impl Run {
    pub(super) async fn make_folders(&self, wanted: &Wanted) -> Step {
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
    pub(super) async fn is_in_place(&self, target: &Path, source: &Source) -> Step<bool> {
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
}

/// A file that has its place.
pub(super) fn ready(wanted: &Wanted, file: &WantedFile, located: &Located) -> ReadyFile {
    let Source { bytes, sha256 } = located.source.clone();
    ReadyFile { path: target_of(wanted, file), bytes, sha256 }
}

/// Gives a verified part its name. Its bytes were synced when it was closed.
pub(super) fn put_in_place(part: &Path, target: &Path, wrong: &Path) -> Result<(), HubError> {
    if target.exists() {
        return Err(HubError::InTheWay { path: target.to_owned() });
    }
    let renamed = std::fs::rename(part, target).and_then(|()| sync_folder(target));
    renamed.map_err(|error| HubError::file("give its name to", target, &error))?;
    JournalFiles::of(part).delete().map_err(|error| HubError::file("delete the journal of", part, &error))?;
    record::delete(wrong)
}

/// Moves bytes that are not the file out of the way, so that they are neither used nor gone on with.
pub(super) fn set_aside(part: &Path, wrong: &Path, path: String, expected: String, found: String) -> HubError {
    let moved = std::fs::rename(part, wrong).and_then(|()| JournalFiles::of(part).delete());
    match moved {
        Ok(()) => HubError::WrongBytes { path, expected, found, kept: wrong.to_owned() },
        Err(error) => HubError::file("set aside", part, &error),
    }
}
