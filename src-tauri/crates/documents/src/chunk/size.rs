//! The size of text is counted in units that stand for an encoder's tokens: some four to a token in any script.

use text_splitter::ChunkSizer;

/// Counts units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units;

impl ChunkSizer for Units {
    fn size(&self, chunk: &str) -> usize {
        units(chunk)
    }
}

/// A character of Chinese, Japanese or Korean carries as much as three letters, and is about a token.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 3 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFF66..=0xFFDC
        | 0x20000..=0x3FFFF)
}
