//! Opening the store: the steps between a folder on disk and a database that can be used.

use std::path::PathBuf;

use rusqlite::{Connection, TransactionBehavior};

use crate::health::{self, Health};
use crate::search::{chunk_index, index};
use crate::table::messages;
use crate::writers::{Pen, Turn, sweep};
use crate::{Error, Home, Result, Store, backup, database, migrations};

/// What happened at the opening that the person should be told once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The database could not be used. It was kept and a new one begun.
    Damaged {
        /// Where the damaged file lies now.
        kept_as: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The database was brought to a new format.
    Migrated {
        /// The format it had.
        from: i64,
        /// The format it has.
        to: i64,
        /// Where its copy from before lies.
        backup: PathBuf,
    },
    /// Answers whose writer is gone were marked [`crate::MessageState::BrokenOff`].
    BrokenOff {
        /// How many.
        answers: usize,
    },
}

impl Store {
    /// Opens the store of a home, making what is missing.
    ///
    /// A damaged database is kept aside under another name and a new one begun; one of an earlier format is copied into
    /// the backups and migrated; answers whose writer is gone are marked. Each of these is told by a [`Notice`].
    ///
    /// # Errors
    /// [`Error::NewerDatabase`] for a database of a later Carat, which stays untouched; [`Error::DamagedInUse`] where a
    /// damaged one can't be set aside yet; [`Error::OlderInUse`] where an earlier Carat still uses a database that has to
    /// be migrated; [`Error::Busy`] where another process keeps opening it; [`Error::File`] for
    /// folders and files that can't be used.
    pub fn open(home: &Home) -> Result<(Self, Vec<Notice>)> {
        home.create()?;
        let mut notices = Vec::new();
        let turn = Turn::take(home)?;
        let census = sweep(home, &turn)?;
        let path = home.database();

        let thorough = health::was_suspect(home) || census.died > 0;
        let health = health::examine(&path, thorough)?;
        if let Health::Damaged(detail) = &health {
            if !census.alive.is_empty() {
                health::suspect(home);
                return Err(Error::DamagedInUse { path, detail: detail.clone() });
            }
            let kept_as = health::set_aside(&path)?;
            tracing::error!(detail, kept_as = %kept_as.display(), "the database is damaged and was kept aside");
            notices.push(Notice::Damaged { kept_as, detail: detail.clone() });
        }

        health::make_private(&path)?;
        let mut connection = database::open_writer(&path)?;
        notices.extend(migrate(&mut connection, home, census.alive.is_empty())?);
        if health == Health::IndexDamaged {
            tracing::warn!("the search index is damaged and is made again");
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            index::rebuild(&transaction)?;
            chunk_index::rebuild(&transaction)?;
            transaction.commit()?;
        }
        backup::remove_old(home);

        let pen = Pen::take(home, &turn)?;
        let store = Self::on_disk(connection, home.clone(), pen);
        let answers = store.write(|transaction| messages::break_off(transaction, &census.alive))?;
        if answers > 0 {
            notices.push(Notice::BrokenOff { answers });
        }
        Ok((store, notices))
    }

    /// Marks the answers whose writer is gone, as an opening does, and says how many there were.
    ///
    /// For a window that stays open while the command line beside it is killed.
    ///
    /// # Errors
    /// Those of the database and of the folder of locks.
    pub fn mark_broken_off(&self) -> Result<usize> {
        let mut alive = self.other_writers()?;
        alive.insert(self.writer_id());
        self.write(|transaction| messages::break_off(transaction, &alive))
    }
}

fn migrate(connection: &mut Connection, home: &Home, alone: bool) -> Result<Option<Notice>> {
    let from = migrations::version(connection)?;
    if from >= migrations::VERSION {
        return Ok(None);
    }
    if !alone {
        return Err(Error::OlderInUse { path: home.database() });
    }
    // A new database has nothing to lose.
    let backup = if from > 0 { Some(backup::make(connection, home, from)?) } else { None };
    migrations::run(connection)?;
    // The format must stand in the file's own header, where an earlier Carat looks for it.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(backup.map(|backup| Notice::Migrated { from, to: migrations::VERSION, backup }))
}
