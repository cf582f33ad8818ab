//! A joiner of bytes: characters come out whole, however the tokens cut them.

use encoding_rs::{CoderResult, Decoder, UTF_8};

/// Joins bytes to characters; a byte that fits nowhere becomes U+FFFD.
pub struct Utf8 {
    decoder: Decoder,
}

impl Default for Utf8 {
    fn default() -> Self {
        Self { decoder: UTF_8.new_decoder_without_bom_handling() }
    }
}

impl Utf8 {
    /// Takes bytes and gives back the characters that are complete.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.decode(bytes, false)
    }

    /// Gives back what is left, as replacement characters.
    pub fn finish(&mut self) -> String {
        let rest = self.decode(&[], true);
        *self = Self::default();
        rest
    }

    fn decode(&mut self, mut bytes: &[u8], last: bool) -> String {
        let mut text = String::new();
        loop {
            text.reserve(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 8));
            let (result, read, _) = self.decoder.decode_to_string(bytes, &mut text, last);
            bytes = &bytes[read..];
            if result == CoderResult::InputEmpty {
                return text;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_comes_out_as_it_was_however_it_is_cut(text in "\\PC{0,40}", cuts in prop::collection::vec(1..5usize, 1..40)) {
            let mut utf8 = Utf8::default();
            let mut out = String::new();
            let mut rest = text.as_bytes();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() { break }
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                out.push_str(&utf8.push(now));
                rest = later;
            }
            out.push_str(&utf8.finish());
            prop_assert_eq!(out, text);
        }
    }

    #[test]
    fn half_a_character_waits_for_its_other_half() {
        let mut utf8 = Utf8::default();
        assert_eq!(utf8.push(&"東".as_bytes()[..2]), "");
        assert_eq!(utf8.push(&"東".as_bytes()[2..]), "東");
        assert_eq!(utf8.push(&[0xF0, 0x9F]), "");
        assert_eq!(utf8.finish(), "\u{FFFD}", "bytes that never become a character are shown as such");
        assert_eq!(utf8.push(b"a"), "a");
    }
}
