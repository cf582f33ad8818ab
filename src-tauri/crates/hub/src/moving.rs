//! Moving takes Carat's models to another folder, also on another disk: each file is put in its new place and compared
//! with the old one, then the caller switches to the new folder, then the old files are deleted.
//!
//! Killed at any moment nothing is lost: until the switch the old folder is whole, after it the new one is. A note says
//! what was under way; [`Moving::finish`] cleans up at the next start.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::elsewhere::entries;
use crate::replace::replace_shared;
use crate::{Error, Result, disk_free, sha256_of, verify};

/// What a copy that is not whole yet ends in.
const UNFINISHED: &str = ".moving";

/// How much is copied at once.
const BLOCK: usize = 1024 * 1024;

/// Room that stays free on the new disk.
const SPARE: u64 = 256 << 20;

/// Models on their way from one folder to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    from: PathBuf,
    to: PathBuf,
}

impl Moving {
    /// Plans a move. Nothing is touched yet.
    ///
    /// # Errors
    /// [`Error::MoveRefused`] where one folder lies in the other, a file in the new one would be overwritten, or there
    /// is too little room; [`Error::Unreadable`], [`Error::Unwritable`].
    pub fn plan(from: &Path, to: &Path) -> Result<Self> {
        fs::create_dir_all(to).map_err(|error| Error::unwritable(to, &error))?;
        let real = |path: &Path| path.canonicalize().map_err(|error| Error::unreadable(path, &error));
        let (from, to) = (real(from)?, real(to)?);
        let place = to.clone();
        let refuse = |detail: &str| Error::MoveRefused { path: place.clone(), detail: detail.to_owned() };
        if from == to {
            return Err(refuse("the models are there already"));
        }
        if to.starts_with(&from) || from.starts_with(&to) {
            return Err(refuse("one of the two folders lies in the other"));
        }
        let plan = Self { from, to };
        let mut room = 0;
        for file in plan.files()? {
            match fs::metadata(plan.to.join(&file)) {
                Ok(facts) if facts.len() == bytes(&plan.from.join(&file))? => {}
                Ok(_) => return Err(refuse(&format!("there is another file called {}", file.display()))),
                Err(_) => room += bytes(&plan.from.join(&file))?,
            }
        }
        if !plan.shares_a_disk() && disk_free(&plan.to).is_some_and(|free| free < room.saturating_add(SPARE)) {
            return Err(refuse(&format!("there is room for less than the {} MB that are needed", room / 1_000_000)));
        }
        Ok(plan)
    }

    /// Where the models go.
    #[must_use]
    pub fn to(&self) -> &Path {
        &self.to
    }

    /// Moves. `note` is where the move is noted while it lasts; `switch` makes the new folder the one in force, for good;
    /// `progress` is told the bytes done and all there are, and may break off. Returns whether it was done.
    ///
    /// # Errors
    /// [`Error::Unreadable`], [`Error::Unwritable`], [`Error::CopyDiffers`], and those of `switch`. The old folder is in
    /// force and whole then.
    pub fn run<E: From<Error>>(
        &self,
        note: &Path,
        switch: impl FnOnce(&Path) -> Result<(), E>,
        mut progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<bool, E> {
        let text = serde_json::to_vec(self).map_err(io::Error::other);
        text.and_then(|text| replace_shared(note, &text)).map_err(|error| Error::unwritable(note, &error))?;
        let files = self.files()?;
        let mut total = 0;
        for file in &files {
            total += bytes(&self.from.join(file))?;
        }
        let mut done = 0;
        for file in &files {
            let go_on = |copied| progress(done + copied, total);
            if self.place(file, go_on)?.is_break() {
                return Ok(false);
            }
            done += bytes(&self.from.join(file))?;
        }
        switch(&self.to)?;
        self.delete_old();
        let _ = fs::remove_file(note);
        Ok(true)
    }

    /// Cleans up after a move that was broken off: deletes the old files where the new folder is in force, else the
    /// unfinished copy.
    pub fn finish(note: &Path, in_force: &Path) {
        let Some(moving) = fs::read(note).ok().and_then(|text| serde_json::from_slice::<Self>(&text).ok()) else {
            return;
        };
        let switched = in_force.canonicalize().is_ok_and(|folder| folder == moving.to);
        if switched {
            moving.delete_old();
        } else if let Ok(files) = moving.files() {
            for file in files {
                let _ = fs::remove_file(unfinished(&moving.to.join(file)));
            }
        }
        let _ = fs::remove_file(note);
    }

    /// Puts one file in its new place, whole and compared.
    fn place(&self, file: &Path, mut progress: impl FnMut(u64) -> ControlFlow<()>) -> Result<ControlFlow<()>> {
        let (from, to) = (self.from.join(file), self.to.join(file));
        let folder = to.parent().unwrap_or(&self.to);
        fs::create_dir_all(folder).map_err(|error| Error::unwritable(folder, &error))?;
        if same_file(&from, &to) {
            return Ok(ControlFlow::Continue(()));
        }
        // On the same disk a second name for the same bytes is enough. A copy of an earlier try is not trusted.
        if to.is_file() {
            let there = sha256_of(&to, |_, _| ControlFlow::Continue(()))?;
            if there == sha256_of(&from, |_, _| ControlFlow::Continue(()))? {
                return Ok(progress(bytes(&from)?));
            }
            return Err(Error::MoveRefused {
                path: self.to.clone(),
                detail: format!("there is another file called {}", file.display()),
            });
        }
        if fs::hard_link(&from, &to).is_ok() {
            return Ok(progress(bytes(&from)?));
        }
        let beside = unfinished(&to);
        let hash = match copy(&from, &beside, &mut progress)? {
            Some(hash) => hash,
            None => {
                let _ = fs::remove_file(&beside);
                return Ok(ControlFlow::Break(()));
            }
        };
        if sha256_of(&beside, |_, _| ControlFlow::Continue(()))?.as_deref() != Some(hash.as_str()) {
            let _ = fs::remove_file(&beside);
            return Err(Error::CopyDiffers { path: to });
        }
        fs::rename(&beside, &to).map_err(|error| Error::unwritable(&to, &error))?;
        Ok(ControlFlow::Continue(()))
    }

    /// Deletes the old files that are in their new place, and the folders that are empty then.
    fn delete_old(&self) {
        for file in self.files().unwrap_or_default() {
            let (old, new) = (self.from.join(&file), self.to.join(&file));
            if fs::metadata(&new).ok().map(|facts| facts.len()) == fs::metadata(&old).ok().map(|facts| facts.len()) {
                if let Err(error) = fs::remove_file(&old) {
                    tracing::warn!(%error, "a model that was moved could not be deleted from its old folder");
                }
                let mut folder = old.parent();
                while let Some(empty) = folder.filter(|folder| *folder != self.from && fs::remove_dir(folder).is_ok()) {
                    folder = empty.parent();
                }
            }
        }
    }

    fn shares_a_disk(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let disk = |path: &Path| fs::metadata(path).map(|facts| facts.dev()).ok();
            disk(&self.from).is_some() && disk(&self.from) == disk(&self.to)
        }
        #[cfg(not(unix))]
        {
            self.from.components().next() == self.to.components().next()
        }
    }

    /// Every file of the old folder, by its path below it. Links are left where they are.
    fn files(&self) -> Result<Vec<PathBuf>> {
        self.from.read_dir().map_err(|error| Error::unreadable(&self.from, &error))?;
        let mut files = Vec::new();
        collect(&self.from, 8, &mut files);
        Ok(files.into_iter().filter_map(|path| path.strip_prefix(&self.from).ok().map(Path::to_owned)).collect())
    }
}

fn collect(folder: &Path, depth: u32, into: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        match path.symlink_metadata() {
            Ok(facts) if facts.is_dir() && depth > 0 => collect(&path, depth - 1, into),
            Ok(facts) if facts.is_file() => into.push(path),
            _ => {}
        }
    }
}

/// Copies a file and syncs it; its hash, or `None` where `progress` broke off.
fn copy(from: &Path, to: &Path, progress: &mut impl FnMut(u64) -> ControlFlow<()>) -> Result<Option<String>> {
    let mut input = File::open(from).map_err(|error| Error::unreadable(from, &error))?;
    let unwritable = |error: io::Error| Error::unwritable(to, &error);
    let mut output = File::create(to).map_err(unwritable)?;
    let (mut hash, mut copied, mut block) = (Sha256::new(), 0, vec![0; BLOCK]);
    loop {
        let read = input.read(&mut block).map_err(|error| Error::unreadable(from, &error))?;
        if read == 0 {
            break;
        }
        hash.update(&block[..read]);
        output.write_all(&block[..read]).map_err(unwritable)?;
        copied += read as u64;
        if progress(copied).is_break() {
            return Ok(None);
        }
    }
    output.sync_all().map_err(unwritable)?;
    Ok(Some(verify::hexadecimal(&hash.finalize())))
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

fn bytes(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|facts| facts.len()).map_err(|error| Error::unreadable(path, &error))
}

/// Whether two paths are one file, so that a second try does not read it again.
fn same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |path: &Path| fs::metadata(path).map(|facts| (facts.dev(), facts.ino())).ok();
        id(one).is_some() && id(one) == id(other)
    }
    #[cfg(not(unix))]
    {
        let _ = (one, other);
        false
    }
}
