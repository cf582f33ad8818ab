//! A header is the beginning of a GGUF file: what the model says of itself before its vocabulary and weights.
//!
//! Only as much is read as is needed, so that two hundred models are listed at once. The file is untrusted: every
//! length is bounded, and a header that makes no sense tells nothing.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use crate::LicenceId;

/// The keys that are read at most: those before the vocabulary are fewer.
const KEYS: u64 = 128;

/// The longest name or text that is kept.
const TEXT: u64 = 4096;

/// The most that is skipped of one text, such as a chat template.
const SKIPPED: u64 = 4 << 20;

/// What a model says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Its architecture, such as `gemma3`.
    pub architecture: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The context it was trained for, in tokens.
    pub context: Option<u32>,
}

impl Header {
    /// Reads the beginning of a file; `None` where it is no GGUF file.
    #[must_use]
    pub fn read(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        Self::parse(&mut BufReader::with_capacity(4096, file))
    }

    fn parse(input: &mut impl Read) -> Option<Self> {
        let mut magic = [0; 4];
        input.read_exact(&mut magic).ok()?;
        if &magic != b"GGUF" {
            return None;
        }
        let mut header = Self::default();
        // A header that ends early still tells what came before.
        let _ = header.fill(input);
        Some(header)
    }

    fn fill(&mut self, input: &mut impl Read) -> io::Result<()> {
        let version = u32(input)?;
        if !(2..=3).contains(&version) {
            return Ok(());
        }
        let (_tensors, keys) = (u64(input)?, u64(input)?);
        for _ in 0..keys.min(KEYS) {
            let key = text(input)?;
            if key.starts_with("tokenizer.") {
                return Ok(());
            }
            let kind = u32(input)?;
            match (key.as_str(), kind) {
                ("general.architecture", 8) => self.architecture = Some(text(input)?),
                ("general.name", 8) => self.name = Some(text(input)?),
                (key, 4) if key.ends_with(".context_length") => self.context = Some(u32(input)?),
                _ => skip(input, kind, 0)?,
            }
            if self.architecture.is_some() && self.name.is_some() && self.context.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The terms that models of this architecture come under; `None` where there are none, or none that Carat knows.
    #[must_use]
    pub fn terms(&self) -> Option<LicenceId> {
        let gemma = ["gemma", "gemma2", "gemma3", "gemma3n", "gemma-embedding"];
        self.architecture.as_deref().filter(|architecture| gemma.contains(architecture)).map(|_| LicenceId::Gemma)
    }
}

fn u32(input: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn u64(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn text(input: &mut impl Read) -> io::Result<String> {
    let length = u64(input)?;
    if length > TEXT {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn skip(input: &mut impl Read, kind: u32, depth: u32) -> io::Result<()> {
    let bytes = match kind {
        0 | 1 | 7 => 1,
        2 | 3 => 2,
        4..=6 => 4,
        10..=12 => 8,
        8 => u64(input)?,
        9 if depth < 2 => return skip_array(input, depth),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    if bytes > SKIPPED || io::copy(&mut input.take(bytes), &mut io::sink())? < bytes {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(())
}

fn skip_array(input: &mut impl Read, depth: u32) -> io::Result<()> {
    let (kind, count) = (u32(input)?, u64(input)?);
    if count > 65_536 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    for _ in 0..count {
        skip(input, kind, depth + 1)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Vec<u8> {
        [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat()
    }

    /// A header with these keys, each with its kind and its value's bytes.
    fn gguf(keys: &[(&str, u32, Vec<u8>)]) -> Vec<u8> {
        let mut bytes =
            [b"GGUF".as_slice(), &3_u32.to_le_bytes(), &0_u64.to_le_bytes(), &(keys.len() as u64).to_le_bytes()]
                .concat();
        for (key, kind, value) in keys {
            bytes.extend([string(key), kind.to_le_bytes().to_vec(), value.clone()].concat());
        }
        bytes
    }

    fn usual() -> Vec<u8> {
        let numbers =
            [4_u32.to_le_bytes().to_vec(), 2_u64.to_le_bytes().to_vec(), vec![1, 0, 0, 0, 2, 0, 0, 0]].concat();
        gguf(&[
            ("general.architecture", 8, string("gemma3")),
            ("general.tags", 9, numbers),
            ("general.name", 8, string("Gemma 宝石")),
            ("gemma3.context_length", 4, 32_768_u32.to_le_bytes().to_vec()),
            ("tokenizer.ggml.model", 8, string("llama")),
        ])
    }

    #[test]
    fn a_header_tells_architecture_name_and_context() {
        let header = Header::parse(&mut usual().as_slice()).expect("a header");
        assert_eq!(
            (header.architecture.as_deref(), header.name.as_deref(), header.context),
            (Some("gemma3"), Some("Gemma 宝石"), Some(32_768))
        );
        assert_eq!(header.terms(), Some(LicenceId::Gemma));
    }

    #[test]
    fn gemma_4_has_no_terms_to_accept() {
        let header =
            Header::parse(&mut gguf(&[("general.architecture", 8, string("gemma4"))]).as_slice()).expect("a header");
        assert_eq!(header.terms(), None);
    }

    #[test]
    fn what_is_no_gguf_is_no_header_and_a_cut_one_tells_what_came_before() {
        assert_eq!(Header::parse(&mut &b"PK\x03\x04"[..]), None);
        let whole = usual();
        for cut in 4..whole.len() {
            let header = Header::parse(&mut &whole[..cut]).expect("it begins like one");
            assert!(header.name.is_none() || header.architecture.is_some(), "cut at {cut}");
        }
    }

    #[test]
    fn hostile_lengths_are_not_believed() {
        let huge = gguf(&[("a", 8, u64::MAX.to_le_bytes().to_vec())]);
        assert_eq!(Header::parse(&mut huge.as_slice()), Some(Header::default()));
        let nested = gguf(&[("a", 9, [9_u32.to_le_bytes().to_vec(), u64::MAX.to_le_bytes().to_vec()].concat())]);
        assert_eq!(Header::parse(&mut nested.as_slice()), Some(Header::default()));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..512)) {
            let _ = Header::parse(&mut [b"GGUF\x03\0\0\0".as_slice(), &bytes].concat().as_slice());
        }
    }
}
