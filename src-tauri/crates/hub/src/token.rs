//! A token is the secret by which the hub knows a person's account. It lies in the system's keychain, never in a file, a
//! log or a window.

use serde::{Deserialize, Serialize};

/// Where the token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlace {
    /// There is none.
    Nowhere,
    /// In the system's keychain.
    Keychain,
    /// In memory, until Carat ends: the system has no keychain that can be used.
    Session,
    /// In the variable `HF_TOKEN` of the environment.
    Environment,
}
