//! What a window test stands on: a display, a bus, a home, a driver and the app, all its own.

#![allow(dead_code, reason = "the benchmark of the app stands on it too, and each uses its own part")]

mod desk;
mod opening;
mod own;
mod page;
mod processes;
mod programs;
mod quick_prompt;
mod saved;
mod stage;
mod tray;
pub(crate) mod tree;

pub(crate) use desk::OTHER;
pub(crate) use page::{Message, Page, wait_until};
pub(crate) use processes::{Signal, page_of, send, worker_of};
pub(crate) use programs::{command_line, starter, without_build_folder};
pub(crate) use quick_prompt::{QUICK, text_of};
pub(crate) use saved::{CAPITALS, COUNT, save, save_capitals};
pub(crate) use stage::{Stage, play};

/// The longest a test waits for anything. Generous: on a busy machine everything is slow, and nothing here measures.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);
