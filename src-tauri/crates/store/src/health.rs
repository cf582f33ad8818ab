//! Looking at a database file before it is used: is it there, is it Carat's, of which format, and is it sound?
//!
//! The looks go from cheap to dear, and none before the last opens a file that a newer Carat wrote for writing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::database::{self, APPLICATION_ID};
use crate::{Error, Home, Result, backup, migrations};

/// Every database starts with it.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Up to this size the whole file is looked at on every opening; that takes some 50 ms.
const ALWAYS_CHECKED: u64 = 8 * 1024 * 1024;

/// How many faults to ask SQLite for: enough to see whether the search index alone is spoilt.
const FAULTS: u32 = 20;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// Nothing is there yet.
    Missing,
    /// It can be used.
    Sound,
    /// All is well but the search index, which can be made again.
    IndexDamaged,
    /// It can't be used. The words say why.
    Damaged(String),
}

/// Looks at the database. `thorough` reads the whole file however large it is.
///
/// # Errors
/// [`Error::NewerDatabase`] for one of a later Carat, [`Error::File`] where it can't be read. Both leave it untouched.
pub(crate) fn examine(path: &Path, thorough: bool) -> Result<Health> {
    let Some(header) = Header::read(path)? else { return Ok(Health::Missing) };
    let header = match header {
        Ok(header) => header,
        Err(fault) => return Ok(Health::Damaged(fault.to_owned())),
    };
    header.refuse_newer(path)?;
    match look_inside(path, thorough || header.size <= ALWAYS_CHECKED) {
        Err(Error::Damaged { detail }) => Ok(Health::Damaged(detail)),
        other => other,
    }
}

/// The facts in the first hundred bytes.
struct Header {
    size: u64,
    version: i64,
    application: i64,
}

impl Header {
    /// `None` when there is no file or an empty one, the inner error when it is no database.
    fn read(path: &Path) -> Result<Option<Result<Self, &'static str>>> {
        let fault = |error: &io::Error| Error::file("read the database", path, error);
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(&error)),
        };
        let size = file.metadata().map_err(|error| fault(&error))?.len();
        if size == 0 {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(100);
        (&mut file).take(100).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        let field = |at: usize| -> Option<i64> {
            let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
            Some(i64::from(u32::from_be_bytes(four)))
        };
        Ok(Some(match (bytes.starts_with(MAGIC), field(60), field(68)) {
            (true, Some(version), Some(application)) => Ok(Self { size, version, application }),
            (true, ..) => Err("the file is cut short"),
            (false, ..) => Err("the file is not an SQLite database"),
        }))
    }

    /// The header may lag behind the write-ahead log of a newer Carat that was killed, so that is asked too.
    fn refuse_newer(&self, path: &Path) -> Result<()> {
        let mut found = (self.application == APPLICATION_ID).then_some(self.version);
        let log = beside(path, "-wal");
        if fs::metadata(&log).is_ok_and(|facts| facts.len() > 0) {
            found = found.max(version_with_log(path));
        }
        match found {
            Some(found) if found > migrations::VERSION => {
                Err(Error::NewerDatabase { path: path.to_owned(), found, known: migrations::VERSION })
            }
            _ => Ok(()),
        }
    }
}

/// The format as the write-ahead log has it. Neither file is changed; an index made for this look is removed.
fn version_with_log(path: &Path) -> Option<i64> {
    let index = beside(path, "-shm");
    let had_index = index.exists();
    let version = database::open_untouching(path).and_then(|connection| {
        let ours = application(&connection)? == APPLICATION_ID;
        Ok(ours.then_some(migrations::version(&connection)?))
    });
    if !had_index {
        // It is only an aid to reading the log, and SQLite makes it again.
        let _ = fs::remove_file(&index);
    }
    version.ok().flatten()
}

fn look_inside(path: &Path, whole: bool) -> Result<Health> {
    let connection = database::open_reader(path)?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        return Ok(Health::Sound);
    }
    if application(&connection)? != APPLICATION_ID {
        return Ok(Health::Damaged("the database belongs to another program".to_owned()));
    }
    if !whole {
        return Ok(Health::Sound);
    }
    let mut statement = connection.prepare(&format!("PRAGMA quick_check({FAULTS})"))?;
    let faults: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(match faults.as_slice() {
        [] => Health::Sound,
        [only] if only == "ok" => Health::Sound,
        all if all.iter().all(|fault| fault.to_ascii_lowercase().contains("fts5")) => Health::IndexDamaged,
        [first, ..] => Health::Damaged(first.lines().next().unwrap_or_default().to_owned()),
    })
}

fn application(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "application_id", |row| row.get(0))?)
}

/// Renames a damaged database and what SQLite keeps beside it, and gives the new name.
pub(crate) fn set_aside(path: &Path) -> Result<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let kept = backup::free_name(folder, "carat.db", &format!("damaged-{}", backup::stamp()));
    // The log first: a database must never meet another one's log.
    for suffix in ["-wal", "-shm", ""] {
        let (from, to) = (beside(path, suffix), beside(&kept, suffix));
        match fs::rename(&from, &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !suffix.is_empty() => {}
            moved => moved.map_err(|error| Error::file("set aside the damaged database", &from, &error))?,
        }
    }
    Ok(kept)
}

/// Makes an empty file that this user alone may read, or takes the others' rights from one that is there.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| Error::file("open", path, &error))?;
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        file.set_permissions(mode).map_err(|error| Error::file("protect", path, &error))?;
    }
    drop(file);
    Ok(())
}

/// Leaves a mark that damage showed in use, so that the next opening looks at the whole file.
pub(crate) fn suspect(home: &Home) {
    // Without the mark the damage is found a little later; it must not hide the error that is being told.
    let _ = File::create(mark(home));
}

/// Takes the mark away and says whether it was there.
pub(crate) fn was_suspect(home: &Home) -> bool {
    fs::remove_file(mark(home)).is_ok()
}

fn mark(home: &Home) -> PathBuf {
    home.writers().join("suspect")
}

/// The file that SQLite keeps beside `path` under a suffix.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
