//! A transfer brings the bytes of one file, however often the connection, the process or the disk gives up on the way.

mod extents;
mod hash;
mod journal;
mod part;
mod patience;
mod positioned;
mod ranges;
mod whole;

pub(crate) use journal::JournalFiles;
pub(crate) use part::{Part, fault};
pub(crate) use patience::Patience;
pub(crate) use ranges::{End, Ranges};

/// What is asked for or has arrived and is noted nowhere yet is at most this: the most that a sudden end can cost, all
/// connections together.
pub(crate) const WINDOW: u64 = 8 << 20;
