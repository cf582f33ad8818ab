//! A backup is a copy of the database from before it was brought to a new format.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::ZonedDateTime;
use rusqlite::Connection;

use crate::{Error, Home, Result, health};

/// A backup holds what was deleted since, so it must not outlive the time in which a bad migration shows.
const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Copies the database of format `version` into the folder of backups. The copy appears whole or not at all.
pub(crate) fn make(connection: &Connection, home: &Home, version: i64) -> Result<PathBuf> {
    let folder = home.backups();
    let name = format!("carat-{version}-{}", stamp());
    let path = free_name(&folder, &name, "db");
    let part = path.with_extension("part");
    health::make_private(&part)?;
    let copied = copy(connection, &part)
        .and_then(|()| fs::rename(&part, &path).map_err(|error| Error::file("write the backup", &path, &error)));
    if copied.is_err() {
        // What is left of a failed copy is of no use; the error tells more than this removal could.
        let _ = fs::remove_file(&part);
    }
    copied.map(|()| path)
}

fn copy(connection: &Connection, part: &Path) -> Result<()> {
    connection.backup(rusqlite::MAIN_DB, part, None::<fn(rusqlite::backup::Progress)>)?;
    let file = fs::File::open(part).map_err(|error| Error::file("write the backup", part, &error))?;
    file.sync_all().map_err(|error| Error::file("write the backup", part, &error))
}

/// Removes the backups whose time is over.
pub(crate) fn remove_old(home: &Home) {
    remove(home, |age| age > KEPT_FOR);
}

/// Removes all backups.
pub(crate) fn remove_all(home: &Home) {
    remove(home, |_| true);
}

fn remove(home: &Home, goes: impl Fn(Duration) -> bool) {
    let Ok(entries) = fs::read_dir(home.backups()) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let ours = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("carat-"));
        let age = fs::metadata(&path)
            .and_then(|facts| facts.modified())
            .map(|time| SystemTime::now().duration_since(time).unwrap_or_default());
        if ours
            && age.is_ok_and(&goes)
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(path = %path.display(), %error, "an old backup could not be removed");
        }
    }
}

/// The local time in a form that file names may hold.
pub(crate) fn stamp() -> String {
    ZonedDateTime::now().strftime("%Y%m%d-%H%M%S").to_string()
}

/// A path in `folder` that nothing has yet.
pub(crate) fn free_name(folder: &Path, name: &str, extension: &str) -> PathBuf {
    let mut path = folder.join(format!("{name}.{extension}"));
    let mut number = 2;
    while path.exists() {
        path = folder.join(format!("{name}-{number}.{extension}"));
        number += 1;
    }
    path
}
