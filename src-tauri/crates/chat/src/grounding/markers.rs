//! Markers such as `[1]`: which ones of a text a model made up, and where in a text none may stand.

use std::ops::RangeInclusive;

use pulldown_cmark::{Event, Parser, Tag};

/// The longest list of numbers between brackets that is a marker.
const LONGEST: usize = 16;

/// Signs before a bracket that belongs to a formula or to code.
const FORMULA: &str = "=([{<+/∈";

/// Signs that what is claimed may end with, besides letters and digits.
const ENDS: &str = ".!?。！？…;\"”’'»」)*_`%";

/// Words before a list of numbers that is a list and no marker.
const BEFORE_LISTS: [&str; 10] = ["in", "between", "range", "interval", "list", "array", "set", "is", "are", "of"];

/// The text without `[1]` and the like that the model made up: what they would stand for, it does not know. A number
/// beyond `most`, the passages that it was shown, is no marker, and code keeps all that it has.
pub(super) fn without_markers(text: &str, most: usize) -> String {
    let code = inside_code(text);
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices('[') {
        if is_inside(&code, at) {
            continue;
        }
        let before = &text[from..at];
        kept.push_str(before);
        from = at;
        // An index of code stands right after a name.
        let index = before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']'));
        let marker = numbered(&text[at..], most)
            .filter(|(length, many)| !index && cites(&kept, &text[at + length..], *many, most));
        if let Some((length, _)) = marker {
            kept.truncate(kept.trim_end_matches(' ').len());
            from += length;
        }
    }
    kept.push_str(&text[from..]);
    kept
}

/// The length of the numbers from 1 to `most` in brackets that a text begins with, and whether they are several.
fn numbered(text: &str, most: usize) -> Option<(usize, bool)> {
    let end = text.bytes().take(LONGEST + 2).position(|byte| byte == b']')?;
    let inside = text.get(1..end)?;
    let plain = inside.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b' '));
    let known = |number: &str| number.trim().parse::<usize>().is_ok_and(|number| (1..=most).contains(&number));
    (plain && inside.split(',').all(known)).then_some((end + 1, inside.contains(',')))
}

/// Whether numbers in brackets between these texts are a marker and not ordinary text.
fn cites(before: &str, after: &str, many: bool, most: usize) -> bool {
    // A link's text may be a number too.
    let link = after.starts_with(['(', ':']) || (after.starts_with('[') && numbered(after, most).is_none());
    let lead = before.trim_end_matches(' ');
    let sign = lead.chars().next_back().unwrap_or('\n');
    let word = lead.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let ends = (sign.is_alphanumeric() || ENDS.contains(sign)) && !BEFORE_LISTS.contains(&word.as_str());
    let goes_on = after.starts_with(|c: char| c.is_ascii_alphanumeric());
    !link && !goes_on && !FORMULA.contains(sign) && (ends || !many)
}

/// The places of a text that are inside code, in order: of blocks, and between backticks in a line.
pub(super) fn inside_code(text: &str) -> Vec<RangeInclusive<usize>> {
    let code = Parser::new(text).into_offset_iter().filter_map(|(event, range)| match event {
        Event::Code(_) => Some(range.start + 1..=range.end - 1),
        // Nothing may stand behind the closing fence either, else it would close nothing.
        Event::Start(Tag::CodeBlock(_)) => Some(range.start + 1..=range.start + text[range].trim_end().len()),
        _ => None,
    });
    code.collect()
}

/// Whether a place is among those inside code.
pub(super) fn is_inside(code: &[RangeInclusive<usize>], at: usize) -> bool {
    code.iter().any(|places| places.contains(&at))
}

#[cfg(test)]
mod tests {
    use super::{inside_code, without_markers};

    #[test]
    fn markers_that_a_model_made_up_go_and_links_stay() {
        let cases = [
            ("It is so [1]. And [2, 3] so [x].", "It is so. And so [x]."),
            ("So [1][2] it is. [3] [4]\n[5] Yes, **so** [1, 2].", "So it is.\n Yes, **so**."),
            ("See [1](https://a.b) and a[0] = 1; [] 东京[12]。", "See [1](https://a.b) and a[0] = 1; [] 东京。"),
            ("No [end", "No [end"),
        ];
        for (text, kept) in cases {
            assert_eq!(without_markers(text, 12), kept);
        }
    }

    #[test]
    fn numbers_in_brackets_that_are_ordinary_text_stay() {
        for text in [
            "From [0, 1] on, x = [1, 2, 3] and f([1]).",
            "A number in [1, 4], between [1, 2] or of the range [2, 3].",
            "The sorted numbers:\n[1, 2, 3]",
            "He is [5] years old, [1]st of all.",
        ] {
            assert_eq!(without_markers(text, 4), text);
        }
    }

    #[test]
    fn code_keeps_all_that_it_has() {
        for text in [
            "Take `a [1]` or ``b ` [2]``.",
            "So:\n```python\nprint [1]\n```",
            "> ~~~\n> it is [1]\n> ```\n> so [1]\n> ~~~",
            "  ````\n```\nit is [1]",
            "1. - ```bash\n     a [1]\n     ```",
        ] {
            assert_eq!(without_markers(text, 9), text);
        }
        assert_eq!(without_markers("It's ` so [1].\n```\na [1]\n```\nSo [1].", 9), "It's ` so.\n```\na [1]\n```\nSo.");
    }

    #[test]
    fn nothing_is_put_inside_code_or_behind_a_fence() {
        assert_eq!(inside_code("a `b` c").first(), Some(&(3..=4)));
        assert_eq!(inside_code("a\n```\nb\n```\nc").first(), Some(&(3..=11)));
        assert!(inside_code("``a` b").is_empty());
    }
}
