//! The numbers of a text: what an answer says in figures must stand in the passage.

use std::collections::HashSet;

/// Digits of a list's number; a sentence that begins with more of them begins with a year.
const LIST_DIGITS: usize = 3;

/// The months of languages that write a day with a dot.
const MONTHS: [&str; 19] = [
    "januar",
    "jänner",
    "februar",
    "märz",
    "marts",
    "mars",
    "april",
    "mai",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
    "december",
    "desember",
    "feber",
];

/// The numbers of a text, without the signs that group their digits, with a dot before a fraction; those of other
/// scripts as European ones.
pub(super) fn numbers(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut groups: Vec<Group> = Vec::new();
    // A sign after a digit: it belongs to the number where another digit follows, and ends it else.
    let mut sign = None;
    for c in text.chars().chain([' ']) {
        match c.to_digit(10).or_else(|| other_digit(c)).and_then(|digit| char::from_digit(digit, 10)) {
            Some(digit) => match groups.last_mut().filter(|_| sign.is_none()) {
                Some(group) => group.digits.push(digit),
                None => groups.push(Group { sign: sign.take(), digits: digit.to_string() }),
            },
            None if is_sign(c) && sign.is_none() && !groups.is_empty() => sign = Some(c),
            None => {
                sign = None;
                add(&mut found, &groups);
                groups.clear();
            }
        }
    }
    found
}

/// A sentence without the dash, dot or number of a list that it begins with: nobody claims that.
pub(super) fn without_list_mark(sentence: &str) -> &str {
    // Only marks of lists and of Markdown: none of them changes a number.
    let bare = sentence.trim_start_matches(|c: char| c.is_whitespace() || "-*•–—+#>_(".contains(c));
    let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit() || other_digit(c).is_some());
    let digits = bare.chars().count() - rest.chars().count();
    let mut after = rest.chars();
    let is_mark = match after.next() {
        Some('.' | ')' | '．' | '）') => after.next().is_some_and(|c| c.is_whitespace() || matches!(c, '*' | '_')),
        Some('、') => after.next().is_some_and(char::is_alphabetic),
        _ => false,
    };
    // A number that nothing follows is what the sentence says.
    let next = after.as_str().trim_start();
    let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    // "12. Juni" is a day.
    let is_mark = is_mark && !MONTHS.contains(&word.as_str());
    let says_more = after.any(char::is_alphanumeric);
    if (1..=LIST_DIGITS).contains(&digits) && is_mark && says_more { rest } else { bare }
}

/// Whether a sentence says on which page or slide something stands.
pub(super) fn names_place(sentence: &str) -> bool {
    const WORDS: [&str; 14] = [
        "page",
        "pages",
        "p",
        "pp",
        "slide",
        "slides",
        "seite",
        "seiten",
        "folie",
        "página",
        "pagina",
        "diapositive",
        "стр",
        "странице",
    ];
    let lower = sentence.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    words.any(|word| WORDS.contains(&word)) || lower.contains(['页', '頁', '쪽']) || lower.contains("ページ")
}

/// Digits that stand together, and the sign between them and those before.
struct Group {
    sign: Option<char>,
    digits: String,
}

/// What may stand inside a number.
fn is_sign(c: char) -> bool {
    is_point(c) || matches!(c, '\u{a0}' | '\u{202f}' | '\'' | '’' | '٬')
}

/// Whether a sign may stand before a fraction, too.
fn is_point(c: char) -> bool {
    matches!(c, '.' | ',' | '٫')
}

/// Adds what groups of digits say: one number, or several where a sign parts them.
fn add(found: &mut HashSet<String>, mut groups: &[Group]) {
    while let [first, rest @ ..] = groups {
        let sign = rest.first().and_then(|group| group.sign);
        let alike = rest.iter().take_while(|group| group.sign == sign).count();
        let grouped = if is_grouped(&first.digits, &rest[..alike]) { alike } else { 0 };
        let behind = rest[grouped..].iter().take_while(|group| group.sign.is_some_and(is_point)).count();
        let mut number = first.digits.clone();
        for (place, group) in rest[..grouped + behind].iter().enumerate() {
            // Both 1,000 and 1.000 are a thousand; 3.5 and 3,5 are the same too, and not 35.
            if place >= grouped {
                number.push('.');
            }
            number.push_str(&group.digits);
        }
        found.insert(number);
        groups = &rest[grouped + behind..];
    }
}

/// Whether groups are those of one whole number: of three digits each, or of two before the last as in India.
fn is_grouped(first: &str, rest: &[Group]) -> bool {
    let Some((last, inner)) = rest.split_last() else { return false };
    let all = |length| inner.iter().all(|group| group.digits.len() == length);
    !first.starts_with('0') && first.len() <= 3 && last.digits.len() == 3 && (all(3) || all(2))
}

/// Digits of Arabic, Persian, Devanagari, Bengali, Thai and full width.
fn other_digit(c: char) -> Option<u32> {
    let code = u32::from(c);
    [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10].into_iter().find_map(|zero| {
        let digit = code.checked_sub(zero)?;
        (digit < 10).then_some(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut found: Vec<String> = numbers(text).into_iter().collect();
        found.sort();
        found
    }

    #[test]
    fn a_number_is_the_same_however_it_is_grouped_and_in_whichever_digits() {
        assert_eq!(of("1,300 and 1.300, or 1 300"), ["1", "1300", "300"]);
        assert_eq!(of("1’628’000 1.628.000 16,28,000 1\u{a0}628\u{a0}000"), ["1628000"]);
        assert_eq!(of("in 1628."), ["1628"]);
        assert_eq!(of("١٦٢٨ १६२८ １６２８"), ["1628"]);
        assert_eq!(of("none"), [""; 0]);
    }

    #[test]
    fn a_fraction_is_no_part_of_the_whole() {
        assert_eq!(of("3.5 or 3,5 or ٣٫٥"), ["3.5"]);
        assert_eq!(of("1,628.5 and 1.628,5"), ["1628.5"]);
        assert_eq!(of("0.628 and 1628.500"), ["0.628", "1628.500"]);
        assert_eq!(of("on 3.5.2024, 5’11 tall"), ["11", "3.5.2024", "5"]);
    }

    #[test]
    fn the_mark_of_a_list_is_no_number_that_is_said() {
        for marked in ["1. It sank.", " - **2.** It sank.", "• 3) It sank.", "(4) It sank.", "１２、沈没した。"]
        {
            assert_eq!(of(without_list_mark(marked)), [""; 0], "of {marked}");
        }
        for said in ["1.5 metres deep.", "1628. A year.", "12.", "3 ships sank.", "- 7 of them"] {
            assert_eq!(of(without_list_mark(said)).len(), 1, "of {said}");
        }
    }
}
