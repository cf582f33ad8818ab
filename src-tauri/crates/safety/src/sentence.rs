//! Where a sentence ends, and where a long one may be cut: Unicode's sentence rules, with what Markdown adds to them.
//!
//! Each answer depends only on what came before the next character and on that character, never on how the stream was
//! chunked.

use unicode_segmentation::UnicodeSegmentation;

/// Characters looked back for the end of a sentence: closing quotes, brackets and spaces rarely come to more.
const LOOK_BACK: usize = 16;

/// True when the next character shows that a sentence ended before it.
pub(crate) fn ends_before(held: &str, next: char) -> bool {
    // Spaces after a sentence belong to it.
    if next.is_whitespace() {
        return false;
    }
    let spaced = held.ends_with(char::is_whitespace);
    // Emphasis closes the sentence before it unless a space stands between.
    let next = match (is_emphasis(next), spaced) {
        (true, false) => return false,
        (true, true) => 'A',
        (false, _) => next,
    };
    if !may_end(held, spaced) {
        return false;
    }
    let mut window: String = tail(held, 2 * LOOK_BACK).chars().filter(|c| !is_emphasis(*c)).collect();
    let end = window.len();
    window.push(next);
    window.split_sentence_bound_indices().last().is_some_and(|(start, _)| start == end)
}

/// A cheap look before Unicode's rules are asked: something other than letters and spaces must stand at the end, and
/// without a space only the full-width marks end a sentence ("你好。我"), since "3.5" and "example.com" go on.
fn may_end(held: &str, spaced: bool) -> bool {
    held.chars()
        .rev()
        .take(LOOK_BACK)
        .take_while(|c| !c.is_alphanumeric())
        .any(|c| !c.is_whitespace() && (spaced || !c.is_ascii()))
}

/// The byte at which held text that has become too long is cut: after its last clause, else its last space, else its
/// last whole character as a reader sees it. `next` is the character that comes after it.
pub(crate) fn cut_long(held: &str, next: char) -> usize {
    let mut clause = None;
    let mut space = None;
    let mut before: Option<char> = None;
    for (start, c) in held.char_indices() {
        let end = start + c.len_utf8();
        if c.is_whitespace() {
            space = Some(end);
        }
        if ends_clause(before, c) {
            clause = Some(end);
        }
        before = Some(c);
    }
    clause.or(space).unwrap_or_else(|| last_whole_character(held, next))
}

/// An ASCII mark ends a clause with the space after it ("1,000" goes on), a full-width one by itself.
fn ends_clause(before: Option<char>, c: char) -> bool {
    match c {
        '、' | '，' | '；' | '：' | '。' | '！' | '？' | '…' | '،' | '؛' | '؟' | '।' | '—' => true,
        c if c.is_whitespace() => {
            before.is_some_and(|before| matches!(before, ',' | ';' | ':' | '.' | '!' | '?' | ')' | '–'))
        }
        _ => false,
    }
}

fn last_whole_character(held: &str, next: char) -> usize {
    let mut text = held.to_owned();
    text.push(next);
    match text.grapheme_indices(true).next_back() {
        Some((start, _)) if start > 0 => start,
        _ => held.len(),
    }
}

fn is_emphasis(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '`')
}

/// The last `count` characters.
fn tail(text: &str, count: usize) -> &str {
    text.char_indices().rev().nth(count - 1).map_or(text, |(start, _)| &text[start..])
}
