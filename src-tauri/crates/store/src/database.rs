//! A connection to the database, set up the one way Carat uses it.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::Result;

/// Marks the file as Carat's own ("Crat" in ASCII), so that another program's database is never taken for it.
pub(crate) const APPLICATION_ID: i64 = 0x4372_6174;

/// How long a process waits for another one's transaction. Transactions take milliseconds; an import takes seconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens the connection that writes. Makes the file where it is missing.
pub(crate) fn open_writer(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    prepare(&connection)?;
    Ok(connection)
}

/// Opens a connection that only reads, beside the one that writes.
pub(crate) fn open_reader(path: &Path) -> Result<Connection> {
    // It may write the file of the write-ahead log's index, which a read-only handle could not make.
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    prepare(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Opens a database without ever changing it.
pub(crate) fn open_untouching(path: &Path) -> Result<Connection> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Opens a database that ends with its store.
pub(crate) fn open_in_memory() -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    prepare(&connection)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    // Survives the death of the process whole; a power cut may cost the last moments, never the database.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // Deleted text is overwritten, and sorting or vacuuming leaves none of it in temporary files.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}
