//! The disk of a run: looked at before it and watched during it, so that it is never filled to the last byte.

use std::path::Path;
use std::sync::Arc;

use tokio::task;

use super::{Run, Step};
use crate::downloads::record;
use crate::source::Located;
use crate::{DownloadState, HubError, WaitReason, Wanted};

impl Run {
    /// Sees to it that the files fit on the disk with some room left.
    pub(super) async fn check_room(&self, wanted: &Wanted, located: &[Located], is_in_place: &[bool]) -> Step {
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

    /// Holds the download while the disk is too full.
    pub(super) async fn look_at_disk(&self, folder: &Path) {
        let limits = self.network.limits();
        // A disk that tells nothing is found out by writing.
        let Ok(left) = self.room_left(folder).await else { return };
        let lacking = limits.low_water.checked_sub(left).filter(|lacking| *lacking > 0);
        self.patience.hold_for_disk(lacking, limits.watch);
    }

    /// Waits until a full disk has room again.
    pub(super) async fn wait_for_room(&self, folder: &Path) -> Step {
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
}
