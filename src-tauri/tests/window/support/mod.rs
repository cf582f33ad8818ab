//! What a window test stands on: a display, a bus, a home, a driver and the app, all its own.

mod own;
mod page;
mod processes;
mod programs;
mod stage;

pub(crate) use page::{Message, Page, wait_until};
pub(crate) use processes::{Signal, send, worker_of};
pub(crate) use stage::{Stage, play};

/// The longest a test waits for anything. Generous: on a busy machine everything is slow, and nothing here measures.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);
