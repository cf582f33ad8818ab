//! Reads untrusted documents in a process of its own.
//!
//! The program `carat-reader` gets the open document as its standard input (a descriptor, never a path) and writes
//! frames to its standard output: what a document holds, piece by piece, each with the place that it was found at.
//! [`Reader`] starts it, listens, and ends it where it passes a limit. The parsers themselves are compiled with the
//! feature `parsers` only, into the program; the library that Carat links holds none of them.

#[cfg(feature = "parsers")]
mod child;
#[cfg(feature = "parsers")]
mod formats;
mod frame;
mod limits;
mod message;
#[cfg(feature = "parsers")]
mod output;
#[cfg(feature = "parsers")]
mod pdf;
mod piece;
mod reader;

#[cfg(feature = "parsers")]
pub use self::child::run;
#[cfg(feature = "parsers")]
pub use self::formats::{parse, rtf_text, sniff_format};
pub use self::frame::{FRAME_LIMIT, encode as encode_frame, read as read_frame};
pub use self::limits::Limits;
pub use self::message::{Format, FromReader, Notice, PROTOCOL, ReadFailure};
#[cfg(feature = "parsers")]
pub use self::output::{Output, Stop};
pub use self::piece::{Piece, PieceKind, Place, Word};
pub use self::reader::Reader;
