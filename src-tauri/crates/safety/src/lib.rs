//! Decides about text: what a model may be asked, and what of its answer a person sees.
//!
//! The [`Gate`] stands in every answer's way. It cuts the stream into segments, holds each one until a verdict has come
//! and lets out [`Screened`] text, a type that nothing else can make: whoever takes a `Screened` takes judged text.
//! The gate is a pure state machine. It never waits: whoever owns it hands its segments to a [`Judge`], awaits the
//! verdict and gives it back. Left out here: engines, storage and the network; a judge that needs a model is given one.

mod builtin;
mod gate;
mod judge;
mod line;
mod question;
mod screened;
mod segment;
mod segmenter;
mod sentence;
mod verdict;

pub use builtin::BuiltInList;
pub use gate::{Gate, Piece};
pub use judge::{Judge, Judging, Speaker};
pub use question::{Screening, screen_question};
pub use screened::Screened;
pub use segment::{SEGMENT_CHARS, Segment, SegmentId, SegmentKind};
pub use verdict::{Action, Category, Verdict, Withheld};
