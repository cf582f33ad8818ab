//! Stored models are those on disk: what each takes, what may be deleted, which is verified, and moving them elsewhere.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use carat_hub::{Download, DownloadState, InstalledModel, Library, Moving, disk_free, disk_total, sha256_of};
use carat_store::Store;

use crate::parts::Parts;
use crate::wire::{FileWork, Leftover, LeftoverKind, Storage, StoredModel, Verified, WireError};
use crate::{models, running, speed};

/// The shortest time between two pictures of long work.
const PAUSE: Duration = Duration::from_millis(200);

/// Long work on files of models; one at a time.
#[derive(Debug, Default)]
pub(crate) struct Work(Mutex<Option<Arc<AtomicBool>>>);

/// Keeps the work entered until it is dropped.
#[derive(Debug)]
pub(crate) struct Entered<'w> {
    work: &'w Work,
    stop: Arc<AtomicBool>,
}

impl Work {
    /// Enters work.
    ///
    /// # Errors
    /// `file_work_busy` where there is some already.
    pub(crate) fn enter(&self) -> Result<Entered<'_>, WireError> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if current.is_some() {
            let message = "Carat is still verifying or moving models. Wait for it, or stop it first.";
            return Err(WireError::new("file_work_busy", message));
        }
        let stop = Arc::new(AtomicBool::new(false));
        *current = Some(Arc::clone(&stop));
        Ok(Entered { work: self, stop })
    }

    /// Stops the work under way, if any.
    pub(crate) fn stop(&self) {
        if let Some(stop) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            stop.store(true, Ordering::Relaxed);
        }
    }
}

impl Entered<'_> {
    /// A callback that tells of progress, not too often, and breaks off when the work is to stop.
    pub(crate) fn progress<T, P>(
        &self,
        tell: T,
        picture: P,
    ) -> impl FnMut(u64, u64) -> ControlFlow<()> + Send + use<T, P>
    where
        T: Fn(FileWork) + Send,
        P: Fn(u64, u64) -> FileWork + Send,
    {
        let stop = Arc::clone(&self.stop);
        let mut next = Instant::now();
        move |done, total| {
            if Instant::now() >= next || done == total {
                tell(picture(done, total));
                next = Instant::now() + PAUSE;
            }
            if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        *self.work.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What takes which space. Blocks.
pub(crate) fn view(parts: &Parts) -> Result<Storage, WireError> {
    let library = models::library(&parts.home, &parts.store);
    let (checked, used) = (parts.places.checked(), speed::used(&parts.store));
    let running: Vec<String> = running::now(parts).into_iter().map(|running| running.model).collect();
    let accepted = models::accepted(&library, &parts.store)?;
    let mut stored: Vec<StoredModel> = Vec::new();
    for model in library.list()? {
        stored.push(StoredModel {
            path: model.path.display().to_string(),
            last_used: used.get(&model.id).copied(),
            running: running.contains(&model.id),
            verified: checked.hash_of(&model.path).and_then(|hash| Some(model.sha256.as_deref()? == hash)),
            model: models::on_the_wire(model, &accepted),
        });
    }
    stored.sort_by_key(|stored| !stored.model.owned);
    let leftovers = leftovers(parts, &library);
    let own = stored.iter().filter(|stored| stored.model.owned).map(|stored| stored.model.bytes).sum::<u64>();
    Ok(Storage {
        folder: library.own().display().to_string(),
        owned: own + leftovers.iter().map(|leftover| leftover.bytes).sum::<u64>(),
        free: disk_free(library.own()),
        total: disk_total(library.own()),
        models: stored,
        leftovers,
    })
}

fn leftovers(parts: &Parts, library: &Library) -> Vec<Leftover> {
    let companions = library.companions().into_iter().map(|companion| Leftover {
        file: companion.file,
        bytes: companion.bytes,
        kind: if companion.wrong { LeftoverKind::Quarantined } else { LeftoverKind::Companion },
    });
    let unfinished = parts
        .hub
        .downloads()
        .list()
        .into_iter()
        .filter(|download| download.bytes > 0 && !matches!(download.state, DownloadState::Ready { .. }));
    let unfinished = unfinished.map(|download| Leftover {
        file: download.id.to_string(),
        bytes: download.bytes,
        kind: LeftoverKind::Unfinished,
    });
    companions.chain(unfinished).collect()
}

/// Deletes one of Carat's own models, or forgets a linked one. Blocks.
pub(crate) fn remove(library: &Library, store: &Store, model: &InstalledModel) -> Result<(), WireError> {
    if model.origin == carat_hub::Origin::Linked {
        return models::unlink(store, &model.path);
    }
    let freed = library.delete(model)?;
    tracing::info!(freed, "a model was deleted");
    Ok(())
}

/// Reads a whole model and compares it with what its hash should be. Blocks.
pub(crate) fn verify(
    parts: &Parts,
    model: &InstalledModel,
    progress: impl FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Verified, WireError> {
    let Some(sha256) = sha256_of(&model.path, progress)? else { return Ok(Verified::Stopped) };
    parts.places.checked().remember(&model.path, &sha256)?;
    Ok(match &model.sha256 {
        None => Verified::Unknown { sha256 },
        Some(expected) if *expected == sha256 => Verified::Matches { sha256 },
        Some(expected) => Verified::Differs { sha256, expected: expected.clone() },
    })
}

/// Moves Carat's models to another folder. Returns whether it was done: the person may stop it. Blocks.
pub(crate) fn move_to(
    parts: &Parts,
    to: &Path,
    progress: impl FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<bool, WireError> {
    // A download that failed would go on in the old folder.
    let is_ready = |download: &Download| matches!(download.state, DownloadState::Ready { .. });
    let unfinished = parts.hub.downloads().list().into_iter().find(|download| !is_ready(download));
    if let Some(download) = unfinished {
        let message = format!(
            "{} is still being downloaded. Wait for it or cancel it, then move the models.",
            download.wanted.name
        );
        return Err(WireError::new("downloads_unfinished", message).with("name", download.wanted.name));
    }
    let moving = Moving::plan(&parts.places.models(), to)?;
    let chosen = parts.settings.now().model;
    let done = moving.run(&parts.places.moving(), |to| Ok::<_, WireError>(parts.places.set_models(to)?), progress)?;
    tracing::info!(done, keeps_choice = chosen.is_some(), "the models were moved");
    Ok(done)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn picture(done: u64, total: u64) -> FileWork {
        FileWork::Verifying { model: "m".into(), done, total }
    }

    #[test]
    fn one_work_at_a_time_is_stopped_when_asked_and_leaves_room_for_the_next() {
        let work = Work::default();
        let entered = work.enter().expect("nothing else is under way");
        assert_eq!(work.enter().expect_err("one at a time").code, "file_work_busy");
        let (sender, told) = mpsc::channel();
        let mut progress = entered.progress(move |work| sender.send(work).expect("somebody listens"), picture);
        assert!(progress(1, 10).is_continue());
        work.stop();
        assert!(progress(2, 10).is_break());
        assert!(progress(10, 10).is_break());
        drop(progress);
        assert_eq!(
            told.iter().collect::<Vec<_>>(),
            [picture(1, 10), picture(10, 10)],
            "not each step is told, the end is"
        );
        drop(entered);
        assert!(work.enter().is_ok());
    }

    #[test]
    fn a_linked_model_is_forgotten_and_its_file_stays() {
        let (folder, store) = (tempfile::tempdir().expect("a folder"), Store::in_memory().expect("a store"));
        let home = carat_store::Home::at(folder.path().join("home"));
        let path = folder.path().join("far.gguf");
        std::fs::write(&path, b"GGUF").expect("written");
        let added = models::add(&home, &store, &path).expect("added");
        let library = models::library(&home, &store);
        remove(&library, &store, &library.find(&added.id).expect("found")).expect("forgotten");
        assert!(path.exists());
        assert!(models::library(&home, &store).find(&added.id).is_err());
    }
}
