//! A header is the beginning of a GGUF file: what the model is, and where its weights should lie.
//!
//! It is read before llama.cpp sees the file, so that a file that is something else, or is cut short, gets a sentence
//! of its own. The file may come from anywhere: no count or length in it is believed, nothing is reserved for what is
//! only promised, and no loop runs longer than the file is.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};

use reader::Reader;

mod reader;

/// The longest list that is kept: one value a layer.
const LONGEST_LIST: u64 = 4 * 1024;

/// More metadata than this is nonsense; the largest models known have about a hundred.
const MOST_VALUES: u64 = 64 * 1024;

/// What is known of a file from its header.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Header {
    /// `general.architecture`; empty where it is not said.
    pub architecture: String,
    /// The size in bytes that the file needs at least.
    pub expected: u64,
    /// The size in bytes of the weights.
    pub weights: u64,
    values: BTreeMap<String, Value>,
}

/// A value of the metadata.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(u64),
    Text(String),
    List(Vec<u64>),
    /// There, but of no use here.
    Passed,
}

/// Why a header could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    /// The file does not begin as a GGUF file does.
    #[error("not a GGUF file")]
    NotGguf,
    /// The file ends before its header or its weights do.
    #[error("at least {expected} bytes are needed")]
    Truncated {
        /// Bytes that the file needs at least.
        expected: u64,
    },
    /// The header contradicts itself.
    #[error("its header is damaged: {0}")]
    Damaged(String),
    /// Reading failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Header {
    /// Reads the header of a file of `size` bytes.
    ///
    /// # Errors
    /// See [`HeaderError`].
    pub fn read(file: impl Read + Seek, size: u64) -> Result<Self, HeaderError> {
        let mut reader = Reader::new(file, size);
        if size < 4 || reader.bytes::<4>()? != *b"GGUF" {
            return Err(HeaderError::NotGguf);
        }
        match reader.u32()? {
            2 | 3 => {}
            1 => return Err(HeaderError::Damaged("it is of GGUF version 1, which nothing writes any more".into())),
            version => return Err(HeaderError::Damaged(format!("GGUF version {version} is unknown"))),
        }
        let tensors = reader.u64()?;
        let values = reader.u64()?;
        if values > MOST_VALUES {
            return Err(HeaderError::Damaged(format!("it promises {values} values")));
        }
        let mut header = Self::default();
        for _ in 0..values {
            let key = reader.name()?;
            let kind = reader.u32()?;
            let value = reader.value(kind).map_err(|error| error.about(&key))?;
            header.values.insert(key, value);
        }
        header.architecture = header.text("general.architecture").unwrap_or_default().to_owned();
        let end = reader.tensors(tensors, &mut header)?;
        header.expected = end.max(reader.at);
        if header.expected > size {
            return Err(HeaderError::Truncated { expected: header.expected });
        }
        Ok(header)
    }

    /// A number of the architecture, such as `block_count`.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u64> {
        match self.values.get(&format!("{}.{key}", self.architecture))? {
            Value::Number(number) => Some(*number),
            Value::List(list) => list.iter().copied().max(),
            _ => None,
        }
    }

    /// A number of the architecture for each of `layers` layers, whether it is written once or as a list.
    #[must_use]
    pub fn per_layer(&self, key: &str, layers: u64) -> Option<Vec<u64>> {
        let layers = usize::try_from(layers.min(LONGEST_LIST)).ok()?;
        match self.values.get(&format!("{}.{key}", self.architecture))? {
            Value::Number(number) => Some(vec![*number; layers]),
            Value::List(list) if list.len() >= layers => Some(list[..layers].to_vec()),
            _ => None,
        }
    }

    /// A text by its full key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.values.get(key)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether there is a value with this full key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }
}

impl HeaderError {
    fn about(self, key: &str) -> Self {
        match self {
            Self::Damaged(detail) => {
                Self::Damaged(format!("{detail} in {:?}", key.chars().take(64).collect::<String>()))
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests;
