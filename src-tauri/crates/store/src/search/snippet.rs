//! A snippet is the text around the first hit, on one line, with the hits marked.

use std::collections::VecDeque;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Snippet;
use super::query::{Query, Term};
use super::tokens::{Kind, Token, tokens};

/// Characters before the first hit, as a person counts them.
const BEFORE: usize = 32;

/// Characters of the whole snippet.
const WHOLE: usize = 160;

/// How far behind the first hit others are looked for, in bytes: further ones could not be shown.
const REACH: usize = WHOLE * 8;

/// White space around the cut within so many characters is where the snippet begins, so that it begins with a word.
const WORD: usize = 12;

/// The snippet of `text` for a query that matches it.
pub(crate) fn around(text: &str, query: &Query) -> Vec<Snippet> {
    let hits = hits(text, query);
    let first = hits.first().map_or(0, |hit| hit.start);
    let start = beginning(text, first);

    let mut line = Line::default();
    if start > 0 {
        line.push("…", false);
    }
    let mut count = 0;
    let mut hits = hits.into_iter().peekable();
    for (offset, grapheme) in text[start..].grapheme_indices(true) {
        let range = start + offset..start + offset + grapheme.len();
        while hits.next_if(|hit| hit.end <= range.start).is_some() {}
        let hit = hits.peek().is_some_and(|hit| hit.start < range.end);
        if count == WHOLE {
            line.push("…", false);
            break;
        }
        if line.push(grapheme, hit) {
            count += 1;
        }
    }
    line.finish()
}

/// Where the hits are, in order and apart, from the first one as far as the snippet can reach.
fn hits(text: &str, query: &Query) -> Vec<Range<usize>> {
    let longest = query.terms().iter().map(|term| match term {
        Term::Run(units) => units.len(),
        Term::Word { .. } => 0,
    });
    let longest = longest.max().unwrap_or(0);
    let mut hits: Vec<Range<usize>> = Vec::new();
    let mut run: VecDeque<Token> = VecDeque::new();
    for token in tokens(text) {
        if hits.first().is_some_and(|first| token.range.start > first.start + REACH) {
            break;
        }
        match token.kind {
            Kind::Word => {
                run.clear();
                if query.terms().iter().any(|term| is_word(term, &token.folded)) {
                    add(&mut hits, token.range);
                }
            }
            Kind::Unit { joined } => {
                if !joined {
                    run.clear();
                }
                run.push_back(token);
                if run.len() > longest {
                    run.pop_front();
                }
                if let Some(range) =
                    query.terms().iter().filter_map(|term| ends_with(&run, term)).max_by_key(Range::len)
                {
                    add(&mut hits, range);
                }
            }
        }
    }
    hits
}

fn is_word(term: &Term, word: &str) -> bool {
    match term {
        Term::Word { folded, open: true } => word.starts_with(folded),
        Term::Word { folded, open: false } => word == folded,
        Term::Run(_) => false,
    }
}

/// The bytes of a term that the run ends with.
fn ends_with(run: &VecDeque<Token>, term: &Term) -> Option<Range<usize>> {
    let Term::Run(units) = term else { return None };
    let start = run.len().checked_sub(units.len())?;
    let tail = run.iter().skip(start);
    if !tail.clone().map(|token| &token.folded).eq(units) {
        return None;
    }
    Some(tail.clone().next()?.range.start..run.back()?.range.end)
}

/// Adds a hit that ends behind all others, joining it with those it overlaps.
fn add(hits: &mut Vec<Range<usize>>, mut hit: Range<usize>) {
    while let Some(last) = hits.pop_if(|last| last.end > hit.start) {
        hit = last.start.min(hit.start)..hit.end;
    }
    hits.push(hit);
}

/// Where the snippet begins: some characters before the first hit, at a word if one begins nearby.
fn beginning(text: &str, first: usize) -> usize {
    let Some((start, _)) = text[..first].grapheme_indices(true).nth_back(BEFORE.saturating_sub(1)) else { return 0 };
    if start == 0 {
        return 0;
    }
    let lead = text[start..first].grapheme_indices(true).take(WORD);
    let space =
        lead.filter(|(_, grapheme)| grapheme.trim().is_empty()).map(|(at, space)| start + at + space.len()).next();
    space.unwrap_or(start)
}

/// The pieces that are being put together.
#[derive(Default)]
struct Line {
    pieces: Vec<Snippet>,
    gap: bool,
}

impl Line {
    /// Adds a character and says whether it takes room. White space waits until something follows it.
    fn push(&mut self, grapheme: &str, hit: bool) -> bool {
        if grapheme.trim().is_empty() {
            let first = self.pieces.is_empty();
            let more = !self.gap && !first;
            self.gap = self.gap || !first;
            return more;
        }
        if grapheme.chars().all(char::is_control) {
            return false;
        }
        if std::mem::take(&mut self.gap) {
            // A space between two hits belongs to neither.
            self.append(" ", false);
        }
        self.append(grapheme, hit);
        true
    }

    fn append(&mut self, text: &str, hit: bool) {
        match self.pieces.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(text),
            _ => self.pieces.push(Snippet { text: text.to_owned(), hit }),
        }
    }

    fn finish(self) -> Vec<Snippet> {
        self.pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, query: &str) -> String {
        let pieces = around(text, &Query::parse(query));
        pieces.iter().map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_in_the_text_as_it_was_written() {
        assert_eq!(marked("Ein Café in\n\n  Paris", "cafe par"), "Ein [Café] in [Paris]");
        assert_eq!(marked("東京都へ行く", "京都"), "東[京都]へ行く");
        assert_eq!(marked("ねこは猫です", "猫"), "ねこは[猫]です");
        assert_eq!(marked("ＡＢＣ abcd", "abc"), "[ＡＢＣ] [abcd]");
    }

    #[test]
    fn overlapping_hits_are_one() {
        assert_eq!(marked("東京都", "東京 京都"), "[東京都]");
        assert_eq!(marked("ああああ", "ああ"), "[ああああ]");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit_between_characters() {
        let family = "👨‍👩‍👧";
        let text = format!("{}needle{}", family.repeat(500), family.repeat(500));
        let snippet = marked(&text, "needle");
        assert!(snippet.starts_with('…') && snippet.ends_with('…') && snippet.contains("[needle]"), "{snippet}");
        let rest = snippet.replace(family, "");
        assert_eq!(rest, "…[needle]…", "no family may be torn");
    }

    #[test]
    fn a_snippet_begins_with_a_word_where_one_begins_nearby() {
        let text = format!("{} alpha beta gamma delta epsilon zeta needle", "x".repeat(300));
        let snippet = marked(&text, "needle");
        assert!(snippet.starts_with("…beta ") || snippet.starts_with("…gamma "), "{snippet}");
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(marked("a\u{0}\u{1b} needle\u{7}", "needle"), "a [needle]");
    }
}
