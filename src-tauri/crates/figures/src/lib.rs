//! A figure is one measured number of a benchmark, beside its peer and its goal. Benchmarks alone use this crate.
//!
//! Every benchmark prints a table for people and, last, one line of JSON:
//! `{"bench", "commit", "machine": {...}, "figures": [{"name", "value", "unit", "samples", "peer", "peer_value",
//! "peer_samples", "ratio", "goal", "met"}]}`, where `value` and `peer_value` are the medians of the raw samples.

mod figure;
mod machine;
mod report;

pub use figure::{Figure, Goal, median};
pub use machine::{Machine, commit};
pub use report::Report;
