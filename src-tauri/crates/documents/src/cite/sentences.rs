//! The sentences of an answer or passage: what one citation stands for.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Letters below which a piece is no sentence of its own: "Dr.", "2." or "z. B.".
const SHORTEST: usize = 5;

/// The sentences of a text as ranges of bytes, each with the space that follows it, one after another. Lines end them too.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Whether the last one is closed: by the end of a line, or as it is long enough to stand alone.
    let mut closed = true;
    for (at, piece) in text.split_sentence_bound_indices() {
        // Where a line ends, Unicode ends a sentence; Chinese signs end one even without a space.
        for part in piece.split_inclusive(['。', '！', '？', '।', '؟']) {
            let start = at + (part.as_ptr() as usize - piece.as_ptr() as usize);
            let end = start + part.len();
            let blank = part.trim().is_empty();
            match found.last_mut() {
                Some(last) if blank || !closed => last.end = end,
                _ => found.push(start..end),
            }
            let whole = found.last().and_then(|range| text.get(range.clone())).unwrap_or_default();
            let letters = whole.chars().filter(|c| c.is_alphabetic()).count();
            let unspaced = part.trim_end().ends_with(['。', '！', '？']);
            closed = letters >= SHORTEST || part.ends_with('\n') || unspaced;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| text[range].trim()).collect()
    }

    #[test]
    fn sentences_end_at_their_signs_in_any_script_and_at_lines() {
        assert_eq!(cut("It sank. Nobody died.\n- One more"), ["It sank.", "Nobody died.", "- One more"]);
        assert_eq!(cut("船沉了。没有人死亡。"), ["船沉了。", "没有人死亡。"]);
        assert_eq!(cut("船は沈んだ。誰も死ななかった。"), ["船は沈んだ。", "誰も死ななかった。"]);
        assert_eq!(cut("जहाज डूब गया। कोई नहीं मरा।"), ["जहाज डूब गया।", "कोई नहीं मरा।"]);
        assert!(cut("").is_empty());
    }

    #[test]
    fn numbers_and_short_forms_end_nothing() {
        assert_eq!(cut("1. The ship sank in 3.5 minutes."), ["1. The ship sank in 3.5 minutes."]);
        assert_eq!(cut("Dr. Smith left."), ["Dr. Smith left."]);
    }

    #[test]
    fn every_byte_belongs_to_a_sentence() {
        for text in ["a b. c", "。。a", "\n\nx. \n\ny\n", "¿Qué? ¡No!"] {
            let joined: String = sentences(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(joined, text);
        }
    }
}
