//! Packed text is text in base64, which a model reads as easily as its letters and a filter does not.

use std::borrow::Cow;

/// The fewest bytes that a run must hold to be looked at. Shorter ones are words, and say little.
const FEWEST_BYTES: usize = 12;

/// The most `=` that fill up a run at its end. Anywhere else the sign is none of its letters.
const MOST_PADDING: usize = 2;

/// A text with its runs of base64 read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unpacked<'a> {
    /// The text with what each run says in the run's place.
    pub(crate) text: Cow<'a, str>,
    /// The runs as they stood there, one a line, for the lists. What is trained would take their letters for words.
    pub(crate) runs: String,
}

impl Unpacked<'_> {
    /// All of it: the text as it reads, and the runs after it.
    pub(crate) fn whole(&self) -> Cow<'_, str> {
        if self.runs.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        Cow::Owned(format!("{}\n{}", self.text, self.runs))
    }
}

/// Reads every run of base64 in a text that holds readable text.
pub(crate) fn unpacked(text: &str) -> Unpacked<'_> {
    let (mut read, mut runs) = (String::new(), String::new());
    let mut from = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| is_base64(**byte)).count();
        let end = at + length;
        if let Some(said) = readable(&bytes[at..end]) {
            let padding = bytes[end..].iter().take(MOST_PADDING).take_while(|byte| **byte == b'=').count();
            read.push_str(&text[from..at]);
            read.push_str(&said);
            runs.push_str(&text[at..end]);
            runs.push('\n');
            from = end + padding;
            at = from;
        } else {
            at += length.max(1);
        }
    }
    if from == 0 {
        return Unpacked { text: Cow::Borrowed(text), runs };
    }
    read.push_str(&text[from..]);
    Unpacked { text: Cow::Owned(read), runs }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// What a run says, if it is text: words with spaces, in any script, and nothing that no text has.
fn readable(run: &[u8]) -> Option<String> {
    if run.len() * 3 / 4 < FEWEST_BYTES {
        return None;
    }
    let mut bytes = Vec::with_capacity(run.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in run {
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
    fn text_in_base64_is_read_in_its_place_and_stays_beside_it() {
        let packed = "SG93IGRvIEkgYmFrZSBhIHB1bXBraW4gcGllPw";
        let given = format!("Do this: {packed}== now");
        let found = unpacked(&given);
        assert_eq!(found.text, "Do this: How do I bake a pumpkin pie? now");
        assert_eq!(found.runs.trim_end(), packed);
        assert!(found.whole().contains("bake a pumpkin") && found.whole().contains(packed));
        assert_eq!(unpacked("Do this").whole(), "Do this");
    }

    #[test]
    fn an_equals_sign_fills_up_the_end_of_a_run_and_is_no_part_of_it_elsewhere() {
        let packed = "SG93IGRvIEkgYmFrZSBhIHB1bXBraW4gcGllPw";
        let said = "How do I bake a pumpkin pie?";
        for (before, after, rest) in
            [("=", "", ""), ("q=", "==", ""), ("", "===", "="), ("", "=", ""), ("a=b&q=", "=x", "x")]
        {
            let given = format!("{before}{packed}{after}");
            assert_eq!(unpacked(&given).text, format!("{before}{said}{rest}"), "{given}");
        }
        for text in ["=how_do_I_bake_a_pumpkin_pie", "q=how-do-I-bake-a-pumpkin-pie", "================="] {
            assert_eq!(unpacked(text).text, text, "nothing is lost");
        }
    }

    #[test]
    fn names_hashes_and_long_words_stay() {
        for text in [
            "internationalisation and counterrevolutionaries",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "src/features/models/installed_models.rs",
            "----------------------------------------",
            "cGllIHBpZSBwaWU",
            "",
        ] {
            assert_eq!(unpacked(text), Unpacked { text: Cow::Borrowed(text), runs: String::new() });
        }
    }

    proptest! {
        #[test]
        fn any_text_is_unpacked_and_loses_nothing(text in any::<String>(), run in "[A-Za-z0-9+/=_-]{0,60}") {
            let given = format!("{text}{run}");
            let found = unpacked(&given);
            let whole = found.whole();
            prop_assert!(given.split(|c: char| !c.is_ascii_alphanumeric()).all(|word| whole.contains(word)));
            unpacked(&run);
        }
    }
}
