//! An archive is everything a person has in Carat in one file that can be imported again: a zip of a manifest, the
//! conversations as one line of JSON each, and the settings.

mod limits;
mod merge;
mod read;
pub(crate) mod record;
mod take_over;
mod write;

use serde::{Deserialize, Serialize};

/// What the manifest calls the file.
const FORMAT: &str = "carat-archive";

/// The version this Carat writes. It reads it and all before. 2 and 3: parts of kinds that an earlier
/// Carat does not know.
const VERSION: u32 = 3;

/// The entries, in the order they are written.
const MANIFEST: &str = "manifest.json";
const CONVERSATIONS: &str = "conversations.jsonl";
const SETTINGS: &str = "settings.json";

/// Says what the archive is and how much is in it.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    /// The Carat that made it; for people.
    #[serde(default)]
    carat: String,
    /// When, in milliseconds since 1970.
    #[serde(default)]
    created: i64,
    /// How many lines the conversations have, so that a file that was cut short is noticed.
    conversations: u64,
}
