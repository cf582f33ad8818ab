//! A title is a conversation's name in the list: until somebody writes a better one, the first words of its question.

use unicode_segmentation::UnicodeSegmentation;

/// The widest title, in columns of a list: a CJK character takes two, so it is 48 letters or 24 ideographs.
const WIDTH: usize = 48;

/// The first words of a question on one line, with "…" where it was cut. Empty where nothing in it can be seen; whoever
/// shows it says "New conversation" then, in the person's language.
pub(crate) fn of_question(question: &str) -> String {
    let line = visible_line(question);
    if width(&line) <= WIDTH {
        return line;
    }
    let words = fitting(line.split_word_bounds());
    // One word that is longer than the whole title, such as an address, is cut inside.
    let cut = if words.trim().is_empty() { fitting(line.graphemes(true)) } else { words };
    format!("{}…", cut.trim_end())
}

/// The text without what can't be seen, white space as single spaces. Stops early: a title needs no more of a long text.
fn visible_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        let before = line.len();
        if !line.is_empty() {
            line.push(' ');
        }
        let start = line.len();
        line.extend(word.chars().filter(|c| !is_invisible(*c)).take(4 * WIDTH));
        if line.len() == start {
            line.truncate(before);
        }
        if line.len() > 8 * WIDTH {
            break;
        }
    }
    line
}

/// Control characters, and the marks that turn the direction of all text after them. The joiners inside emoji and
/// Indic words stay.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// As many pieces from the start as leave room for "…".
fn fitting<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    let mut taken = String::new();
    let mut columns = 0;
    for piece in pieces {
        columns += width(piece);
        if columns > WIDTH - 1 {
            break;
        }
        taken.push_str(piece);
    }
    taken
}

/// Columns of a text, counted by characters as a reader sees them.
fn width(text: &str) -> usize {
    text.graphemes(true).map(|character| if character.chars().next().is_some_and(is_wide) { 2 } else { 1 }).sum()
}

/// The blocks whose characters take two columns: Hangul, kana, ideographs, full-width forms and emoji.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_question_is_its_own_title() {
        assert_eq!(of_question("  What is\n the capital of Japan? "), "What is the capital of Japan?");
        assert_eq!(of_question("日本の首都はどこですか？"), "日本の首都はどこですか？");
    }

    #[test]
    fn a_long_question_is_cut_between_words() {
        let title = of_question("Explain to me in simple words how a sailing boat can go against the wind");
        assert_eq!(title, "Explain to me in simple words how a sailing…");
    }

    #[test]
    fn cjk_text_is_cut_between_characters_at_half_the_count() {
        let title = of_question(&"字".repeat(100));
        assert_eq!(title, format!("{}…", "字".repeat(23)));
    }

    #[test]
    fn one_endless_word_is_cut_inside_but_never_inside_a_character() {
        assert_eq!(of_question(&"a".repeat(100_000)), format!("{}…", "a".repeat(47)));
        let family = "👨‍👩‍👧";
        assert_eq!(of_question(&family.repeat(50)), format!("{}…", family.repeat(23)));
    }

    #[test]
    fn what_cannot_be_seen_is_no_title() {
        assert_eq!(of_question("\u{1}\u{2}\u{7f}\u{200b} \u{202e}"), "");
        assert_eq!(of_question("\u{202e}abc \u{0}def"), "abc def");
    }
}
