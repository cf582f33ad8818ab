//! A reader of a header's numbers, strings and tensors, which never goes past the end of the file.

use std::io::{BufRead as _, BufReader, Read, Seek};

use super::{Header, HeaderError, LONGEST_LIST, Value};

/// A name or a key longer than this is nonsense; llama.cpp itself allows 64 characters.
const LONGEST_NAME: u64 = 64 * 1024;

/// The longest string that is kept. Longer ones, such as large templates, are known to be there and passed over.
const LONGEST_KEPT: u64 = 4 * 1024;

/// Tensors have at most four dimensions.
const MOST_DIMENSIONS: u32 = 4;

/// Reads numbers and strings and knows where the file ends.
pub(super) struct Reader<R> {
    inner: BufReader<R>,
    /// Bytes read so far.
    pub(super) at: u64,
    size: u64,
}

impl<R: Read + Seek> Reader<R> {
    /// A reader at the beginning of a file of `size` bytes.
    pub(super) fn new(file: R, size: u64) -> Self {
        Self { inner: BufReader::new(file), at: 0, size }
    }

    /// Makes sure that this many bytes follow.
    fn need(&self, bytes: u64) -> Result<(), HeaderError> {
        let expected =
            self.at.checked_add(bytes).ok_or_else(|| HeaderError::Damaged(format!("a length of {bytes}")))?;
        if expected > self.size { Err(HeaderError::Truncated { expected }) } else { Ok(()) }
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], HeaderError> {
        self.need(N as u64)?;
        let mut bytes = [0; N];
        self.inner.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    pub(super) fn skip(&mut self, bytes: u64) -> Result<(), HeaderError> {
        self.need(bytes)?;
        // Within the buffer where possible: a vocabulary is a quarter of a million strings to be passed over.
        if bytes <= self.inner.buffer().len() as u64 {
            self.inner.consume(usize::try_from(bytes).unwrap_or_default());
        } else {
            self.inner.seek_relative(
                i64::try_from(bytes).map_err(|_| HeaderError::Damaged(format!("a length of {bytes}")))?,
            )?;
        }
        self.at += bytes;
        Ok(())
    }

    pub(super) fn u32(&mut self) -> Result<u32, HeaderError> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, HeaderError> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    pub(super) fn name(&mut self) -> Result<String, HeaderError> {
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

    pub(super) fn value(&mut self, kind: u32) -> Result<Value, HeaderError> {
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
            let bytes =
                length.checked_mul(width(kind)?).ok_or_else(|| HeaderError::Damaged(format!("a list of {length}")))?;
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
    pub(super) fn tensors(&mut self, count: u64, header: &mut Header) -> Result<u64, HeaderError> {
        let mut last = 0;
        // Each entry takes 28 bytes at least, so the end of the file ends this loop.
        for _ in 0..count {
            let name = self.name()?;
            let damaged =
                |what: &str| HeaderError::Damaged(format!("{what} in {:?}", name.chars().take(64).collect::<String>()));
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

pub(super) const STRING: u32 = 8;
pub(super) const LIST: u32 = 9;
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
    let kind =
        llama_cpp_sys_2::ggml_type::try_from(kind).ok().filter(|kind| *kind < llama_cpp_sys_2::GGML_TYPE_COUNT)?;
    // SAFETY: both read a constant table at an index that was just checked against its length.
    let (block, bytes) = unsafe { (llama_cpp_sys_2::ggml_blck_size(kind), llama_cpp_sys_2::ggml_type_size(kind)) };
    let (block, bytes) = (u64::try_from(block).ok()?, u64::try_from(bytes).ok()?);
    // Formats that were given up have no size.
    if block == 0 || bytes == 0 { None } else { elements.div_ceil(block).checked_mul(bytes) }
}
