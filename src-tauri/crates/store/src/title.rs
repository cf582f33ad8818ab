//! A title is one line that names a conversation.

use unicode_segmentation::UnicodeSegmentation;

use crate::{Error, Result};

/// The longest title in characters as a person counts them. The list shows far fewer; the rest is for the export.
const LIMIT: usize = 300;

/// A title that Carat made: one line, cut at the limit.
pub(crate) fn automatic(title: &str) -> String {
    one_line(title).graphemes(true).take(LIMIT).collect::<String>().trim_end().to_owned()
}

/// A title that the person wrote: one line; refused when nothing is in it or it is too long, never cut.
pub(crate) fn by_person(title: &str) -> Result<String> {
    let title = one_line(title);
    if title.is_empty() {
        return Err(Error::TitleEmpty);
    }
    let length = title.graphemes(true).count();
    if length > LIMIT {
        return Err(Error::TitleTooLong { length, limit: LIMIT });
    }
    Ok(title)
}

/// White space of any kind becomes single spaces; control characters go.
fn one_line(title: &str) -> String {
    let words: Vec<String> = title
        .split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line_without_control_characters() {
        assert_eq!(automatic("  a\n\tb\u{0}c \u{1b} 東京 "), "a bc 東京");
        assert_eq!(automatic("\n \t"), "");
    }

    #[test]
    fn an_automatic_title_is_cut_between_characters_as_a_person_counts_them() {
        let family = "👨‍👩‍👧";
        let title = automatic(&family.repeat(LIMIT + 5));
        assert_eq!(title, family.repeat(LIMIT));
    }

    #[test]
    fn a_persons_title_is_refused_rather_than_cut() {
        assert!(matches!(by_person(" \u{7} "), Err(Error::TitleEmpty)));
        assert!(matches!(by_person(&"x".repeat(LIMIT + 1)), Err(Error::TitleTooLong { length: 301, limit: LIMIT })));
        assert_eq!(by_person(&"é".repeat(LIMIT)).expect("as long as allowed").chars().count(), LIMIT);
    }
}
