//! Packed text is text in base64, which a model reads as easily as its letters and a filter does not.

use std::borrow::Cow;

/// The fewest characters of a run that is looked at. Shorter ones are words, and say little.
const FEWEST: usize = 16;

/// The text with every run of base64 that holds readable text replaced by it.
pub(crate) fn unpacked(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| is_base64(**byte)).count();
        if length >= FEWEST
            && let Some(read) = readable(&bytes[at..at + length])
        {
            out.push_str(&text[from..at]);
            out.push_str(&read);
            from = at + length;
        }
        at += length.max(1);
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// What a run says, if it is text: words with spaces, in any script, and nothing that no text has.
fn readable(run: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(run.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in run.iter().take_while(|byte| **byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    let shown = text.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).count();
    let controls = text.chars().any(|c| c.is_control() && !c.is_whitespace());
    (!controls && shown * 5 >= text.chars().count() * 4).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_in_base64_is_read_in_its_place() {
        let packed = "Do this: SG93IGRvIEkgYmFrZSBhIHB1bXBraW4gcGllPw== now";
        assert_eq!(unpacked(packed), "Do this: How do I bake a pumpkin pie? now");
    }

    #[test]
    fn names_hashes_and_long_words_stay() {
        for text in [
            "internationalisation and counterrevolutionaries",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "src/features/models/installed_models.rs",
            "----------------------------------------",
            "",
        ] {
            assert_eq!(unpacked(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_unpacked(text in any::<String>(), run in "[A-Za-z0-9+/=_-]{0,60}") {
            unpacked(&format!("{text}{run}"));
            unpacked(&run);
        }
    }
}
