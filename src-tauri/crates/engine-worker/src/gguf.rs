//! A header is the beginning of a GGUF file: what the model is, and where its weights should lie.
//!
//! It is read before llama.cpp sees the file, so that a file that is something else, or is cut short, gets a sentence
//! of its own. The file may come from anywhere: no count or length in it is believed, nothing is reserved for what is
//! only promised, and no loop runs longer than the file is.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read, Seek};

/// A name or a key longer than this is nonsense; llama.cpp itself allows 64 characters.
const LONGEST_NAME: u64 = 64 * 1024;

/// The longest string that is kept. Longer ones, such as large templates, are known to be there and passed over.
const LONGEST_KEPT: u64 = 4 * 1024;

/// The longest list that is kept: one value a layer.
const LONGEST_LIST: u64 = 4 * 1024;

/// More metadata than this is nonsense; the largest models known have about a hundred.
const MOST_VALUES: u64 = 64 * 1024;

/// Tensors have at most four dimensions.
const MOST_DIMENSIONS: u32 = 4;

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
        let mut reader = Reader { inner: BufReader::new(file), at: 0, size };
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
            Self::Damaged(detail) => Self::Damaged(format!("{detail} in {:?}", key.chars().take(64).collect::<String>())),
            other => other,
        }
    }
}

/// Reads numbers and strings and knows where the file ends.
struct Reader<R> {
    inner: BufReader<R>,
    at: u64,
    size: u64,
}

impl<R: Read + Seek> Reader<R> {
    /// Makes sure that this many bytes follow.
    fn need(&self, bytes: u64) -> Result<(), HeaderError> {
        let expected = self.at.checked_add(bytes).ok_or_else(|| HeaderError::Damaged(format!("a length of {bytes}")))?;
        if expected > self.size { Err(HeaderError::Truncated { expected }) } else { Ok(()) }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], HeaderError> {
        self.need(N as u64)?;
        let mut bytes = [0; N];
        self.inner.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    fn skip(&mut self, bytes: u64) -> Result<(), HeaderError> {
        self.need(bytes)?;
        // Within the buffer where possible: a vocabulary is a quarter of a million strings to be passed over.
        if bytes <= self.inner.buffer().len() as u64 {
            self.inner.consume(usize::try_from(bytes).unwrap_or_default());
        } else {
            self.inner.seek_relative(i64::try_from(bytes).map_err(|_| HeaderError::Damaged(format!("a length of {bytes}")))?)?;
        }
        self.at += bytes;
        Ok(())
    }

    fn u32(&mut self) -> Result<u32, HeaderError> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    fn u64(&mut self) -> Result<u64, HeaderError> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn name(&mut self) -> Result<String, HeaderError> {
        match self.u64()? {
            length if length > LONGEST_NAME => Err(HeaderError::Damaged(format!("a name of {length} bytes"))),
            length => self.string(length),
        }
    }

    fn string(&mut self, length: u64) -> Result<String, HeaderError> {
        self.need(length)?;
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        self.inner.read_exact(&mut bytes)?;
        self.at += length;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn value(&mut self, kind: u32) -> Result<Value, HeaderError> {
        match kind {
            STRING => match self.u64()? {
                length if length <= LONGEST_KEPT => Ok(Value::Text(self.string(length)?)),
                length => self.skip(length).map(|()| Value::Passed),
            },
            LIST => self.list(),
            _ => self.scalar(kind),
        }
    }

    fn scalar(&mut self, kind: u32) -> Result<Value, HeaderError> {
        let number = match width(kind)? {
            1 => u64::from(self.bytes::<1>()?[0]),
            2 => u64::from(u16::from_le_bytes(self.bytes()?)),
            4 => u64::from(self.u32()?),
            _ => self.u64()?,
        };
        Ok(if FLOATS.contains(&kind) { Value::Passed } else { Value::Number(number) })
    }

    fn list(&mut self) -> Result<Value, HeaderError> {
        let kind = self.u32()?;
        let length = self.u64()?;
        if kind == LIST {
            return Err(HeaderError::Damaged("a list of lists".into()));
        }
        if kind == STRING {
            // Each string takes eight bytes at least, so the end of the file ends this loop.
            for _ in 0..length {
                let length = self.u64()?;
                self.skip(length)?;
            }
            return Ok(Value::Passed);
        }
        if length > LONGEST_LIST || FLOATS.contains(&kind) {
            let bytes = length.checked_mul(width(kind)?).ok_or_else(|| HeaderError::Damaged(format!("a list of {length}")))?;
            return self.skip(bytes).map(|()| Value::Passed);
        }
        let mut list = Vec::new();
        for _ in 0..length {
            if let Value::Number(number) = self.scalar(kind)? {
                list.push(number);
            }
        }
        Ok(Value::List(list))
    }

    /// Reads where the tensors lie and gives back where the last one ends.
    fn tensors(&mut self, count: u64, header: &mut Header) -> Result<u64, HeaderError> {
        let mut last = 0;
        // Each entry takes 28 bytes at least, so the end of the file ends this loop.
        for _ in 0..count {
            let name = self.name()?;
            let damaged = |what: &str| HeaderError::Damaged(format!("{what} in {:?}", name.chars().take(64).collect::<String>()));
            let dimensions = self.u32()?;
            if dimensions > MOST_DIMENSIONS {
                return Err(damaged("too many dimensions"));
            }
            let mut elements = 1u64;
            for _ in 0..dimensions {
                elements = elements.checked_mul(self.u64()?).ok_or_else(|| damaged("impossible dimensions"))?;
            }
            let kind = self.u32()?;
            let offset = self.u64()?;
            let bytes = tensor_bytes(kind, elements).ok_or_else(|| damaged("an unknown number format"))?;
            let end = offset.checked_add(bytes).ok_or_else(|| damaged("an impossible place"))?;
            header.weights = header.weights.checked_add(bytes).ok_or_else(|| damaged("an impossible size"))?;
            last = last.max(end);
        }
        let alignment = match header.values.get("general.alignment") {
            Some(Value::Number(alignment)) if alignment.is_power_of_two() && *alignment <= 1 << 20 => *alignment,
            Some(_) => return Err(HeaderError::Damaged("an impossible alignment".into())),
            None => 32,
        };
        let start = self.at.div_ceil(alignment) * alignment;
        start.checked_add(last).ok_or_else(|| HeaderError::Damaged("an impossible place of its weights".into()))
    }
}

const STRING: u32 = 8;
const LIST: u32 = 9;
const FLOATS: [u32; 2] = [6, 12];

/// The width in bytes of a number of this GGUF kind.
fn width(kind: u32) -> Result<u64, HeaderError> {
    match kind {
        0 | 1 | 7 => Ok(1),
        2 | 3 => Ok(2),
        4..=6 => Ok(4),
        10..=12 => Ok(8),
        _ => Err(HeaderError::Damaged(format!("an unknown kind of value, {kind},"))),
    }
}

/// The size of so many elements in this number format; `None` where ggml doesn't know it.
#[expect(unsafe_code, reason = "ggml's own table of formats is only reachable through its C interface")]
fn tensor_bytes(kind: u32, elements: u64) -> Option<u64> {
    let kind = llama_cpp_sys_2::ggml_type::try_from(kind).ok().filter(|kind| *kind < llama_cpp_sys_2::GGML_TYPE_COUNT)?;
    // SAFETY: both read a constant table at an index that was just checked against its length.
    let (block, bytes) = unsafe { (llama_cpp_sys_2::ggml_blck_size(kind), llama_cpp_sys_2::ggml_type_size(kind)) };
    let (block, bytes) = (u64::try_from(block).ok()?, u64::try_from(bytes).ok()?);
    // Formats that were given up have no size.
    if block == 0 || bytes == 0 { None } else { elements.div_ceil(block).checked_mul(bytes) }
}

#[cfg(test)]
mod tests;
