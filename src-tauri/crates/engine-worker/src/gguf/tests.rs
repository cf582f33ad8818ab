//! Headers whole, cut and hostile.

use std::io::Cursor;

use proptest::prelude::*;

use super::reader::{LIST, STRING};
use super::*;

/// Writes headers.
struct Writer(Vec<u8>);

impl Writer {
    fn new(tensors: u64, values: u64) -> Self {
        Self([b"GGUF".as_slice(), &3u32.to_le_bytes(), &tensors.to_le_bytes(), &values.to_le_bytes()].concat())
    }

    fn string(mut self, text: &str) -> Self {
        self.0.extend((text.len() as u64).to_le_bytes());
        self.0.extend(text.as_bytes());
        self
    }

    fn u32(mut self, number: u32) -> Self {
        self.0.extend(number.to_le_bytes());
        self
    }

    fn u64(mut self, number: u64) -> Self {
        self.0.extend(number.to_le_bytes());
        self
    }

    fn text(self, key: &str, value: &str) -> Self {
        self.string(key).u32(STRING).string(value)
    }

    fn number(self, key: &str, value: u32) -> Self {
        self.string(key).u32(4).u32(value)
    }

    fn tensor(self, name: &str, elements: u64, kind: u32, offset: u64) -> Self {
        self.string(name).u32(1).u64(elements).u32(kind).u64(offset)
    }

    fn weights(mut self, bytes: usize) -> Vec<u8> {
        let start = self.0.len().div_ceil(32) * 32;
        self.0.resize(start + bytes, 0);
        self.0
    }

    fn read(self) -> Result<Header, HeaderError> {
        read(&self.0)
    }
}

fn read(bytes: &[u8]) -> Result<Header, HeaderError> {
    Header::read(Cursor::new(bytes), bytes.len() as u64)
}

fn whole() -> Vec<u8> {
    Writer::new(2, 5)
        .text("general.architecture", "gemma3")
        .number("gemma3.block_count", 2)
        .string("gemma3.attention.head_count_kv")
        .u32(LIST)
        .u32(4)
        .u64(2)
        .u32(1)
        .u32(4)
        .string("tokenizer.ggml.tokens")
        .u32(LIST)
        .u32(STRING)
        .u64(3)
        .string("a")
        .string("")
        .string("<bos>")
        .text("tokenizer.chat_template", &"x".repeat(10_000))
        .tensor("a.weight", 64, 2, 0) // Q4_0: 2 blocks of 18 bytes
        .tensor("b.weight", 8, 0, 64) // F32
        .weights(96)
}

#[test]
fn a_whole_file_is_understood() {
    let bytes = whole();
    let header = read(&bytes).unwrap();
    assert_eq!(header.architecture, "gemma3");
    assert_eq!(header.number("block_count"), Some(2));
    assert_eq!(header.per_layer("attention.head_count_kv", 2), Some(vec![1, 4]));
    assert_eq!(header.per_layer("block_count", 3), Some(vec![2, 2, 2]));
    assert_eq!(header.number("attention.head_count_kv"), Some(4));
    assert_eq!(header.weights, 36 + 32);
    assert_eq!(header.expected, bytes.len() as u64);
    assert!(header.has("tokenizer.chat_template") && header.text("tokenizer.chat_template").is_none());
}

#[test]
fn every_cut_is_noticed() {
    let bytes = whole();
    for length in 4..bytes.len() {
        match read(&bytes[..length]) {
            Err(HeaderError::Truncated { expected }) => assert!(expected > length as u64, "cut at {length}"),
            other => panic!("cut at {length}: {other:?}"),
        }
    }
}

#[test]
fn something_else_is_not_gguf() {
    for bytes in [&b""[..], b"GG", b"PK\x03\x04zip file", b"<!DOCTYPE html>"] {
        assert!(matches!(read(bytes), Err(HeaderError::NotGguf)), "{bytes:?}");
    }
}

#[test]
fn unknown_versions_are_named() {
    for (version, word) in [(1u32, "version 1"), (4, "version 4"), (3u32.swap_bytes(), "is unknown")] {
        let mut bytes = whole();
        bytes[4..8].copy_from_slice(&version.to_le_bytes());
        assert!(read(&bytes).unwrap_err().to_string().contains(word));
    }
}

#[test]
fn promises_are_not_believed() {
    let many = u64::MAX / 4;
    let damaged = [
        Writer::new(0, many).read(),
        Writer::new(0, 1).u64(many).read(),
        Writer::new(0, 1).string("a").u32(LIST).u32(10).u64(many).read(),
        Writer::new(0, 1).string("a").u32(LIST).u32(LIST).u64(1).read(),
        Writer::new(0, 1).string("a").u32(99).u64(0).read(),
        Writer::new(1, 0).string("t").u32(5).u64(1).read(),
        Writer::new(1, 0).string("t").u32(2).u64(1 << 40).u64(1 << 40).u32(0).u64(0).read(),
        Writer::new(1, 0).tensor("t", 1, 4, 0).read(),
        Writer::new(1, 0).tensor("t", 1, 9999, 0).read(),
        Writer::new(1, 0).tensor("t", 1, u32::MAX, 0).read(),
        Writer::new(1, 0).tensor("t", 1, 0, u64::MAX).read(),
        Writer::new(0, 1).number("general.alignment", 0).read(),
        Writer::new(0, 1).number("general.alignment", 48).read(),
    ];
    for (case, result) in damaged.into_iter().enumerate() {
        assert!(matches!(result, Err(HeaderError::Damaged(_))), "case {case}: {result:?}");
    }
    let cut = [
        Writer::new(many, 0).read(),
        Writer::new(0, 1).string("a").u32(STRING).u64(many).read(),
        Writer::new(0, 1).string("a").u32(LIST).u32(STRING).u64(many).u64(0).u64(0).read(),
        Writer::new(0, 1).string("a").u32(LIST).u32(0).u64(1 << 40).read(),
    ];
    for (case, result) in cut.into_iter().enumerate() {
        assert!(matches!(result, Err(HeaderError::Truncated { .. })), "case {case}: {result:?}");
    }
}

proptest! {
    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((0..400usize, any::<u8>()), 1..8)) {
        let mut bytes = whole();
        for (at, byte) in changes {
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
        }
        let _ = read(&bytes);
    }
}
