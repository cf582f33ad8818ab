//! Scripts: which are read from right to left, which have no spaces between words, and what their characters are.

use unicode_normalization::UnicodeNormalization as _;

/// Whether a character is a mark on the one before it.
pub(super) fn is_mark(char: char) -> bool {
    unicode_normalization::char::is_combining_mark(char)
}

/// Whether words of a character's script are not parted by spaces.
pub(super) fn is_unspaced(char: char) -> bool {
    matches!(char,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{303f}'
        | '\u{3040}'..='\u{312f}' | '\u{3190}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether glyphs of a character's script stand for parts of words, so that their widths say little.
pub(super) fn is_clustered(char: char) -> bool {
    matches!(char, '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether a character is read from right to left.
pub(super) fn is_right_to_left(char: char) -> bool {
    matches!(char, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && !is_digit(char)
}

/// Whether a character is a letter that is read from left to right.
pub(super) fn is_left_to_right(char: char) -> bool {
    char.is_alphabetic() && !is_right_to_left(char)
}

/// Digits are read from left to right in every script.
fn is_digit(char: char) -> bool {
    char.is_numeric()
}

/// A word whose characters come in the order that they are read in, as they are drawn from the left.
pub(super) fn drawn(word: String) -> String {
    let word = word.chars().flat_map(|char| expand(char, false)).collect();
    logical(word, true)
}

/// Whether words come in the order that they are read in, by letters that stand at one end of a word only and by the
/// article of Arabic; `None` where no word tells.
pub(super) fn is_logical<'a>(words: impl Iterator<Item = &'a str>) -> Option<bool> {
    const LAST: [char; 7] = ['ة', 'ى', 'ם', 'ן', 'ץ', 'ף', 'ך'];
    let (mut logical, mut drawn) = (0, 0);
    for word in words.flat_map(str::split_whitespace).filter(|word| word.chars().nth(2).is_some()) {
        logical += usize::from(word.ends_with(LAST)) + usize::from(word.starts_with("ال"));
        drawn += usize::from(word.starts_with(LAST)) + usize::from(word.ends_with("لا"));
    }
    (logical != drawn).then_some(logical > drawn)
}

/// A word as it is read and spelt: `drawn` where its characters come in the order that they are drawn in, from the left.
pub(super) fn logical(word: String, drawn: bool) -> String {
    let word = if word.chars().any(is_presentation) {
        // Drawn ligatures come apart in the order that they are read in, so that they must be turned first.
        word.chars().flat_map(|char| expand(char, drawn)).collect()
    } else {
        word
    };
    if !drawn || !word.chars().any(is_right_to_left) {
        return word;
    }
    let mut chars: Vec<char> = word.chars().rev().map(mirrored).collect();
    // Numbers and what is read from left to right within it stay as they are.
    let mut start = 0;
    while start < chars.len() {
        let straight = |char: char| is_digit(char) || is_left_to_right(char);
        if !straight(chars[start]) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        let mut look = end;
        while look < chars.len()
            && (straight(chars[look]) || matches!(chars[look], '.' | ',' | '/' | ':' | '-' | '٫' | '٬'))
        {
            look += 1;
            if straight(chars[look - 1]) {
                end = look;
            }
        }
        chars[start..end].reverse();
        start = end;
    }
    chars.into_iter().collect()
}

/// Whether a character is a form of letters, such as a ligature, and not the letters themselves.
fn is_presentation(char: char) -> bool {
    matches!(char, '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// The letters of a form.
fn expand(char: char, drawn: bool) -> Vec<char> {
    if !is_presentation(char) {
        return vec![char];
    }
    let mut letters: Vec<char> = std::iter::once(char).nfkc().collect();
    if drawn && is_right_to_left(char) {
        letters.reverse();
    }
    letters
}

/// A bracket as it is meant where text is read from right to left.
fn mirrored(char: char) -> char {
    match char {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        char => char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_drawn_from_the_left_is_read_from_the_right() {
        assert_eq!(logical("ةيرقلا".to_owned(), true), "القرية");
        assert_eq!(logical("القرية".to_owned(), false), "القرية");
        assert_eq!(logical("،2016".to_owned(), true), "2016،");
        assert_eq!(logical("(3.5-باب)".to_owned(), true), "(باب-3.5)");
        assert_eq!(logical("word".to_owned(), true), "word");
    }

    #[test]
    fn letters_that_end_words_tell_the_order() {
        assert_eq!(is_logical(["القرية", "من"].into_iter()), Some(true));
        assert_eq!(is_logical(["ةيرقلا"].into_iter()), Some(false));
        assert_eq!(is_logical(["plain words"].into_iter()), None);
        assert_eq!(logical(drawn("القرية".to_owned()), true), "القرية");
    }

    #[test]
    fn ligatures_are_spelt_out() {
        assert_eq!(logical("ﬁnal".to_owned(), true), "final");
        assert_eq!(logical("\u{fefb}".to_owned(), false), "لا");
        assert_eq!(logical("\u{fefb}".to_owned(), true), "لا");
    }
}
