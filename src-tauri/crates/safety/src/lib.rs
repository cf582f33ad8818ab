//! Decides about text: what a model may be asked, and what of its answer a person sees.
//!
//! The [`Gate`] stands in every answer's way. It cuts the stream into segments, holds each one until a verdict has come
//! and lets out [`Screened`] text, a type that nothing else can make: whoever takes a `Screened` takes judged text.
//! The gate is a pure state machine. It never waits: whoever owns it hands its segments to a [`Judge`], awaits the
//! verdict and gives it back. Left out here: engines, storage and the network; a judge that needs a model is given one.

mod asked;
mod builtin;
mod calibration;
mod care;
mod decide;
mod encoder;
mod evidence;
mod features;
mod gate;
mod guard;
mod help;
mod judge;
mod kept;
mod language;
mod lexical;
mod lexicon;
mod line;
mod packed;
mod phrases;
mod policy;
mod private;
mod private_key;
mod question;
mod reading;
mod screened;
mod screener;
mod segment;
mod segmenter;
mod semantic;
mod sentence;
mod settings;
mod tables;
mod tier0;
mod topic;
mod untrusted;
mod verdict;
mod weights;

pub use asked::Asked;
pub use builtin::BuiltInList;
pub use care::{Advice, Care};
pub use encoder::{DIMENSIONS, Encoder, EncoderError, Encoding};
pub use gate::{Gate, Piece};
pub use guard::{
    FEWEST_PARAMETERS, Guard, GuardError, Guarding, Prompt, PromptPiece, PromptRole, Qwen3Guard, Scorer, Scoring,
    SelfJudge, ShieldGemma, unfit_to_judge,
};
pub use help::{HelpHere, HelpLine, help_for};
pub use judge::{Judge, Judging, Speaker};
pub use kept::Kept;
pub use policy::{Policies, Policy, PolicyError, Threshold, Thresholds};
pub use private::{PrivateKind, PrivateSpan, find_private, mask};
pub use question::{Screening, screen_question};
pub use reading::{Reading, Words};
pub use screened::Screened;
pub use screener::Screener;
pub use segment::{RUN_CHARS, SEGMENT_CHARS, Segment, SegmentId, SegmentKind};
pub use settings::{GuardFailure, GuardUse, OwnPolicy, ScreeningSettings};
pub use topic::{Scores, Topic, rounded};
pub use untrusted::{HiddenText, Hiding, as_data, find_hidden, has_orders, injection_score, without_hidden};
pub use verdict::{Action, Category, Tier, Verdict, Withheld};
pub use weights::WeightsError;
