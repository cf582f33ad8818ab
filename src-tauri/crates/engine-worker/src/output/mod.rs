//! The output of a model is bytes of tokens; what leaves the worker is whole characters of a thought or of the answer.
//!
//! [`Utf8`] joins bytes to characters, [`Stops`] holds back what may be a stop string, [`Stream`] puts both together
//! and tells thoughts from answers. All three are pure and take their input in pieces of any size.

mod stops;
mod stream;
mod utf8;

pub use stops::Stops;
pub use stream::{Piece, Stream};
pub use utf8::Utf8;
