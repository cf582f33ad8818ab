//! Tests of documents as their callers see them: added, searched, removed, gone on with.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod adding;
mod searching;
mod stage;
