//! A store hands out the database: one connection that writes, a few that read, all behind one cheap handle.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use crate::writers::Pen;
use crate::{Error, Home, Result, database, health, migrations};

/// Readers kept open between calls. More may be open for a moment; they are closed after use.
const SPARE_READERS: usize = 4;

/// A handle to one database. Clones share it; it closes when the last one is dropped. All calls block.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    // The order matters: connections close before the pen, whose loss tells others that this process is gone.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
    disk: Option<Disk>,
    id: Uuid,
}

/// What a store on disk has and one in memory lacks.
struct Disk {
    home: Home,
    database: PathBuf,
    pen: Pen,
}

impl Store {
    /// A store that ends with its last handle, for tests and for questions that are not to be kept.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn in_memory() -> Result<Self> {
        let mut connection = database::open_in_memory()?;
        migrations::run(&mut connection)?;
        Ok(Self::from_parts(connection, None, Uuid::now_v7()))
    }

    pub(crate) fn on_disk(writer: Connection, home: Home, pen: Pen) -> Self {
        let id = pen.id();
        let database = home.database();
        Self::from_parts(writer, Some(Disk { home, database, pen }), id)
    }

    fn from_parts(writer: Connection, disk: Option<Disk>, id: Uuid) -> Self {
        let inner = Inner { readers: Mutex::default(), writer: Mutex::new(writer), disk, id };
        Self { inner: Arc::new(inner) }
    }

    /// The home it lies in; `None` for one in memory.
    #[must_use]
    pub fn home(&self) -> Option<&Home> {
        self.inner.disk.as_ref().map(|disk| &disk.home)
    }

    /// Names this process among those that write to the database.
    pub(crate) fn writer_id(&self) -> Uuid {
        self.inner.id
    }

    /// Runs `work` on one snapshot of the database.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let Some(disk) = &self.inner.disk else {
            let mut connection = held(&self.inner.writer);
            return self.watched(|| {
                let transaction = connection.transaction()?;
                work(&transaction)
            });
        };
        self.watched(|| {
            let spare = held(&self.inner.readers).pop();
            let mut connection = match spare {
                Some(connection) => connection,
                None => database::open_reader(&disk.database)?,
            };
            let transaction = connection.transaction()?;
            let result = work(&transaction);
            drop(transaction);
            let mut spares = held(&self.inner.readers);
            if spares.len() < SPARE_READERS {
                spares.push(connection);
            }
            result
        })
    }

    /// Runs `work` in one transaction: all of it is saved, or nothing.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut connection = held(&self.inner.writer);
        self.watched(|| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
    }

    /// Runs `work` on the writing connection outside a transaction, as VACUUM and checkpoints ask for.
    pub(crate) fn maintain<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = held(&self.inner.writer);
        self.watched(|| work(&connection))
    }

    /// Closes the spare readers, so that none holds on to old pages.
    pub(crate) fn drop_spare_readers(&self) {
        held(&self.inner.readers).clear();
    }

    /// The other processes that have this database open.
    pub(crate) fn other_writers(&self) -> Result<std::collections::HashSet<Uuid>> {
        match &self.inner.disk {
            Some(disk) => disk.pen.others(&disk.home),
            None => Ok(std::collections::HashSet::new()),
        }
    }

    /// Remembers damage that shows in use, so that the next opening looks at the whole file.
    fn watched<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let result = work();
        if let (Err(Error::Damaged { detail }), Some(disk)) = (&result, &self.inner.disk) {
            tracing::error!(detail, "the database is damaged");
            health::suspect(&disk.home);
        }
        result
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("home", &self.home().map(Home::root)).finish_non_exhaustive()
    }
}

/// A panic while the lock was held rolled its transaction back, so the connection is sound.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time as it is stored: milliseconds since 1970.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}
