//! The network on the wire: the token of the hub, the connections that were opened, and the terms that were accepted.

use carat_hub as hub;
use serde::Serialize;
use ts_rs::TS;

/// Where the hub's token is kept. The token itself never crosses to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenPlace {
    /// There is none.
    None,
    /// In the system's keychain.
    Keychain,
    /// In memory until Carat ends, for there is no keychain here.
    Session,
    /// In the variable `HF_TOKEN` of the environment.
    Environment,
}

/// One use of the network. Requests to one host for one reason, close together, are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Connection {
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    /// To which host.
    pub(crate) host: String,
    /// Why, in a few words: the model's name, or what was looked up.
    pub(crate) why: String,
    /// Bytes that came.
    pub(crate) bytes: u64,
    /// Requests made.
    pub(crate) requests: u64,
}

/// Terms that the person accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct AcceptedTerms {
    /// The licence's id.
    pub(crate) licence: String,
    /// Its name for people.
    pub(crate) title: String,
    /// The version that was accepted.
    pub(crate) version: String,
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    /// Whether it is the version that holds now.
    pub(crate) current: bool,
}

impl From<hub::TokenPlace> for TokenPlace {
    fn from(value: hub::TokenPlace) -> Self {
        match value {
            hub::TokenPlace::Nowhere => Self::None,
            hub::TokenPlace::Keychain => Self::Keychain,
            hub::TokenPlace::Session => Self::Session,
            hub::TokenPlace::Environment => Self::Environment,
        }
    }
}

impl From<hub::Connection> for Connection {
    fn from(value: hub::Connection) -> Self {
        Self {
            at: value.started.as_millisecond(),
            host: value.host,
            why: value.why,
            bytes: value.bytes,
            requests: value.requests,
        }
    }
}
