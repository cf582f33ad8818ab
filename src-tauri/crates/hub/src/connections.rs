//! The connections are the list of what Carat used the network for: when, to which host, how many bytes, and why.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One use of the network. Requests to one host for one reason, close together, are one use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// When it began.
    pub started: Timestamp,
    /// When it was last used.
    pub last: Timestamp,
    /// The host, with its port where that is not the usual one.
    pub host: String,
    /// The bytes received in answers' bodies.
    pub bytes: u64,
    /// The requests made.
    pub requests: u64,
    /// Why, as the caller named it, such as the model's name.
    pub why: String,
}
