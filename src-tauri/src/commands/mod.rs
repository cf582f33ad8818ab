//! Commands are the verbs of the window, one thin function each: decode, call, encode.

pub(crate) mod app;
pub(crate) mod chat;
pub(crate) mod conversations;
pub(crate) mod documents;
pub(crate) mod downloads;
pub(crate) mod export;
pub(crate) mod libraries;
pub(crate) mod models;
pub(crate) mod network;
pub(crate) mod quick;
pub(crate) mod safety;
pub(crate) mod settings;
pub(crate) mod storage;

use crate::wire::WireError;

/// What a command answers with.
type Answer<T> = Result<T, WireError>;
