//! Settings are what a person may change about the network: whether it is used, through what, and how fast.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a person may change about the network. Missing fields keep their defaults when read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether Carat may use the network at all.
    pub network: bool,
    /// A mirror of the hub, such as `https://hf-mirror.com`. Without one `HF_ENDPOINT` counts, then the public hub.
    pub endpoint: Option<String>,
    /// The proxy to go through.
    pub proxy: Proxy,
    /// Files of certificates in PEM that are trusted besides the system's own.
    pub certificates: Vec<PathBuf>,
    /// The most bytes a second, all downloads together; `None` for as fast as it goes.
    pub speed_limit: Option<u64>,
    /// How many parts of a file are fetched at the same time, 1 to 16.
    pub parallel_ranges: usize,
    /// How many downloads run at the same time, 1 to 8. The others wait in their order.
    pub downloads_at_once: usize,
}

/// The proxy to go through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proxy {
    /// What the system and the usual variables of the environment say.
    #[default]
    System,
    /// None, whatever the system says.
    Direct,
    /// This one: an address with `http`, `https`, `socks5` or `socks5h`.
    Address(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            network: true,
            endpoint: None,
            proxy: Proxy::System,
            certificates: Vec::new(),
            speed_limit: None,
            parallel_ranges: 4,
            downloads_at_once: 2,
        }
    }
}
