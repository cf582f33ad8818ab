//! A store is Carat's memory on disk: one SQLite database of conversations, settings, accepted terms,
//! documents with their index, and what the filter found.
//!
//! A conversation is a tree of messages. Editing a question or asking for another answer adds a sibling and keeps what
//! was there; the conversation remembers which leaf is shown. A message is a list of typed [`Part`]s.
//!
//! Several processes may hold one store at once (the app and the command line). Any of them may be killed at any moment:
//! what was saved stays, and an answer whose writer is gone is marked [`MessageState::BrokenOff`] at the next opening.
//!
//! All calls block. Nothing here decides about text, reaches the network or knows a model: the callers do.

mod archive;
mod backup;
mod database;
mod error;
mod export;
mod health;
mod home;
mod ids;
mod migrations;
mod open;
mod part;
mod purge;
mod sampling;
mod saving;
mod search;
mod state;
mod store;
mod table;
mod title;
mod tree;
mod writers;

pub use error::{Error, Result};
pub use export::{ExportFormat, Labels};
pub use home::Home;
pub use ids::{ConversationId, DocumentId, EntryId, LibraryId, MessageId};
pub use open::Notice;
pub use part::{PageBox, Part, Passage, SearchUsed, Withheld};
pub use sampling::{Sampling, Usage};
pub use saving::{MessageUpdate, NewMessage};
pub use search::terms::{Term, terms};
pub use search::tokens::{Kind as TokenKind, Token, Tokens, tokens};
pub use search::{Hit, Snippet};
pub use state::{MessageState, Role, StoredError};
pub use store::Store;
pub use table::chunks::{Chunk, ChunkId, MOST_CHUNKS, NewChunk};
pub use table::conversations::{Conversation, ConversationOptions};
pub use table::document_links::{DocumentOwner, NewLink};
pub use table::documents::{Begun, Document, DocumentFacts, DocumentState};
pub use table::libraries::Library;
pub use table::messages::Message;
pub use table::safety_log::{LogFilter, SafetyEntry};
pub use table::terms::AcceptedTerms;
pub use table::vectors::Vector;
