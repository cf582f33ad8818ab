//! Folding makes words that a person takes for the same one equal: lower case, no accents, one form of each letter.

use unicode_normalization::UnicodeNormalization;

/// The folded form. It may be empty, for instance of a lone joiner.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Taken apart, so that accents stand alone and go; put together again, so that the marks that matter (of Japanese,
    // Korean and the scripts of India) stay with their letters.
    let bare: String = text.nfkd().filter(|c| !is_ignored(*c)).nfc().collect();
    let mut folded = String::with_capacity(bare.len());
    for c in bare.chars().flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c if is_ignored(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

/// Accents, vowel points, tatweel, and what only joins, parts or dresses the letters beside it.
pub(crate) fn is_ignored(c: char) -> bool {
    matches!(u32::from(c),
        0x00AD | 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670
        | 0x06D6..=0x06DC | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x2064 | 0x2066..=0x2069 | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF
        | 0xE0100..=0xE01EF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_forms_do_not_matter() {
        for (text, folded) in [
            ("Café", "cafe"),
            ("CAFE\u{301}", "cafe"),
            ("ＡＢＣ１", "abc1"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδός", "οδοσ"),
            ("Đà Nẵng", "da nang"),
            ("ёлка", "елка"),
            ("כּוֹכָב", "כוכב"),
            ("مُحَمَّد", "محمد"),
            ("ﬁne", "fine"),
        ] {
            assert_eq!(fold(text), folded, "of {text}");
        }
    }

    #[test]
    fn marks_that_make_another_letter_stay() {
        assert_eq!(fold("が"), "が");
        assert_eq!(fold("か\u{3099}"), "が", "however it is written");
        assert_eq!(fold("ｶﾞ"), "ガ");
        assert_eq!(fold("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_ne!(fold("की"), fold("क"), "a vowel sign is no accent");
    }

    #[test]
    fn what_only_joins_folds_to_nothing() {
        assert_eq!(fold("\u{200d}\u{fe0f}ـ"), "");
        assert_eq!(fold("می\u{200c}خواهم"), fold("میخواهم"));
    }
}
