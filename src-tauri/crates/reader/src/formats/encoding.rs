//! The encoding of a text: its byte order mark, else UTF-8 where it is that, else what its bytes look like.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and how it lay in its bytes.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without a byte order mark.
    pub(super) text: String,
    /// The offset of its first byte, where its bytes are the document's own.
    pub(super) offset: Option<usize>,
}

/// Characters that no text holds, among all, at which it is no text: one in this many.
const NO_TEXT: usize = 20;

/// Bad sequences among those of more than one byte, at which a text is no damaged UTF-8: one in this many.
const NO_UTF_8: usize = 20;

/// Bytes that are looked at to tell an encoding.
const SAMPLE: usize = 64 * 1024;

/// How many of these stand before the first that is no ASCII: its neighbours tell something too.
const LEAD: usize = 64;

/// The text of some bytes; `None` where they are none. `cut` where more bytes follow, so that the last character may
/// be cut off.
pub(super) fn decode(bytes: &[u8], cut: bool) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let own = encoding == UTF_8 && matches!(text, std::borrow::Cow::Borrowed(_));
        return sane(text.into_owned(), own.then_some(mark));
    }
    if let Some(encoding) = utf_16(bytes) {
        let even = bytes.len() & !1;
        return sane(encoding.decode_without_bom_handling(&bytes[..even]).0.into_owned(), None);
    }
    // ISO-2022-JP is pure ASCII and so UTF-8 as well, but for its escapes. A terminal's stand in any text.
    let escapes = bytes.is_ascii() && bytes.windows(2).any(|pair| matches!(pair, b"\x1b$" | b"\x1b("));
    if !escapes {
        match std::str::from_utf8(bytes) {
            Ok(text) => return sane(text.to_owned(), Some(0)),
            Err(error) if cut && error.error_len().is_none() => {
                let whole = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                return sane(whole.into_owned(), Some(0));
            }
            Err(_) if nearly_utf_8(bytes) => return sane(String::from_utf8_lossy(bytes).into_owned(), None),
            Err(_) => {}
        }
    }
    let encoding = guess(bytes, cut);
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    // The detector takes a short Chinese text for Western European now and then; Big5 without a fault is no accident.
    if faulty && encoding != BIG5 {
        let (other, faulty) = BIG5.decode_without_bom_handling(bytes);
        if !faulty {
            return sane(other.into_owned(), None);
        }
    }
    sane(text.into_owned(), None)
}

/// What bytes look like, from shortly before the first that is not the same in every encoding: what stands before it
/// tells nothing, however long it is.
fn guess(bytes: &[u8], cut: bool) -> &'static Encoding {
    let strange = bytes.iter().position(|byte| !byte.is_ascii());
    let strange = strange.or_else(|| bytes.iter().position(|byte| *byte == 0x1b));
    let start = strange.unwrap_or(0).saturating_sub(LEAD);
    let end = bytes.len().min(start + SAMPLE);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[start..end], end == bytes.len() && !cut);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 without a mark: in most scripts' texts every other byte of spaces and line ends is zero, on one side only.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match (first, second) {
        (0, zeros) if zeros * 10 >= pairs && pairs > 1 => Some(UTF_16LE),
        (zeros, 0) if zeros * 10 >= pairs && pairs > 1 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether bytes are UTF-8 but for a few faults.
fn nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * NO_UTF_8 <= good
}

/// The text, where it is one for people.
fn sane(text: String, offset: Option<usize>) -> Option<Decoded> {
    let strange = text.chars().filter(|&char| {
        char == '\u{fffd}' || (char.is_control() && !matches!(char, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}' | '\u{8}'))
    });
    let (strange, all) = (strange.count(), text.chars().count());
    (strange * NO_TEXT <= all).then_some(Decoded { text, offset })
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, ISO_2022_JP, SHIFT_JIS, WINDOWS_1251};

    use super::*;

    const JAPANESE: &str = "これは日本語の文章です。文字コードを正しく判定できるかどうかを確かめます。";
    const SIMPLIFIED: &str = "这是一段简体中文文字，用来检验编码的识别是否正确。北京的冬天很冷。";
    const TRADITIONAL: &str = "這是一段繁體中文文字，用來檢驗編碼的識別是否正確。臺北的冬天很濕。";
    const RUSSIAN: &str = "Это русский текст, по которому проверяется распознавание кодировки.";

    #[test]
    fn each_encoding_is_recognised() {
        for (text, encoding) in [
            (JAPANESE, SHIFT_JIS),
            (JAPANESE, ISO_2022_JP),
            (SIMPLIFIED, GB18030),
            (TRADITIONAL, BIG5),
            (RUSSIAN, WINDOWS_1251),
        ] {
            let (bytes, _, faulty) = encoding.encode(text);
            assert!(!faulty, "{} has all of the text", encoding.name());
            assert_eq!(decode(&bytes, false).expect("it is text").text, text, "{}", encoding.name());
        }
    }

    #[test]
    fn utf_16_is_known_with_and_without_a_mark() {
        let text = "Grüße, мир.\nSecond line with words.";
        for mark in ["", "\u{feff}"] {
            let marked = format!("{mark}{text}");
            let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(decode(&little, false).expect("it is text").text, text);
            assert_eq!(decode(&big, false).expect("it is text").text, text);
        }
    }

    #[test]
    fn offsets_count_from_behind_the_mark() {
        assert_eq!(decode("\u{feff}ä".as_bytes(), false).expect("it is text").offset, Some(3));
        assert_eq!(decode("ä".as_bytes(), false).expect("it is text").offset, Some(0));
    }

    #[test]
    fn a_long_head_of_ascii_hides_no_encoding() {
        let (tail, ..) = WINDOWS_1251.encode(RUSSIAN);
        let bytes = ["a line of a log\n".repeat(6000).as_bytes(), &tail[..]].concat();
        assert!(bytes.len() > SAMPLE);
        let decoded = decode(&bytes, false).expect("it is text");
        assert!(decoded.text.ends_with(RUSSIAN), "{:?}", decoded.text.lines().last());
    }

    #[test]
    fn the_escapes_of_a_terminal_change_no_encoding() {
        let log = "\u{1b}(B東京 \u{1b}[0mдом\n";
        let decoded = decode(log.as_bytes(), false).expect("it is text");
        assert_eq!((decoded.text.as_str(), decoded.offset), (log, Some(0)));
    }

    #[test]
    fn damaged_utf_8_stays_utf_8_and_data_is_no_text() {
        let mut bytes = RUSSIAN.repeat(4).into_bytes();
        bytes[40] = 0xff;
        let decoded = decode(&bytes, false).expect("it is text");
        assert!(decoded.text.contains("русский") && decoded.offset.is_none());
        let data: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert!(decode(&data, false).is_none());
    }
}
