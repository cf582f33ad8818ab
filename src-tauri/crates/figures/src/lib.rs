//! A figure is one measured number of a benchmark, beside its peer and its goal. Benchmarks alone use this crate.
//!
//! Every benchmark prints a table for people and, last, one line of JSON:
//! `{"bench", "commit", "date", "machine": {...}, "notes": {...}, "figures": [{"name", "value", "unit", "samples",
//! "peer", "peer_value", "peer_samples", "ratio", "goal", "met"}]}`, where `value` and `peer_value` are the medians of
//! the raw samples and `notes` is what a benchmark tells beside its figures.

mod bare_loop;
mod figure;
mod machine;
mod report;

pub use bare_loop::{BareLoop, BareOrder};
pub use figure::{Figure, Goal, median};
pub use machine::{Machine, commit};
pub use report::Report;
