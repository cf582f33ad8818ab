//! Documents: a file becomes passages, passages become an index, and a question finds those that answer it.
//!
//! [`Documents`] is the one way in. Reading itself is `carat-reader`'s, in a process of its own; the tables and the index
//! are the store's; models are the engine's. Nothing here talks to a model about the text: the chat's turn does, with
//! what it finds here.

mod adding;
mod chunk;
mod cite;
#[cfg(test)]
mod closed;
mod documents;
mod encoder;
mod error;
mod everything;
mod export;
mod files;
mod hidden;
mod language;
mod library;
mod place;
mod resuming;
mod route;
mod search;
mod source;
mod text_of;
mod vector;

pub use self::adding::{Adding, Addition, sha256};
pub use self::chunk::Chunker;
pub use self::cite::{Citation, Cited, CitedAnswer, Nearness, Shown, Strength, cite, sentences};
pub use self::documents::Documents;
pub use self::encoder::{Encoder, EncoderKind, Languages};
pub use self::error::{DocumentError, Result};
pub use self::everything::{Part, parts};
pub use self::export::{Cite, ExportWords, answer_as_markdown};
pub use self::files::{MOST_FILES, files_of};
pub use self::language::language_of;
pub use self::place::{LineBox, Spot};
pub use self::route::{PASSAGES, Reason, Route, Routed, Task, room, route, task};
pub use self::search::{Hit, Searcher};
pub use self::source::Source;
