//! An answer with its citations as Markdown: the markers that it was saved with, and the passages that they stand for.

use carat_documents::{Citation, Cite, Cited, CitedAnswer, ExportWords, Spot, Strength, answer_as_markdown};
use carat_store::{Message, Part, Passage};

/// What a message says, without thoughts and what was withheld.
pub(crate) fn text_of(message: &Message) -> String {
    let texts = message.parts.iter().filter_map(|part| match part {
        Part::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// An answer to a question as a file for people.
pub(crate) fn markdown(question: &str, answer: &Message, words: &ExportWords) -> String {
    let passages: Vec<&Passage> = answer.parts.iter().filter_map(passages_of).flatten().collect();
    let unsupported = answer.parts.iter().any(|part| matches!(part, Part::Unsupported));
    let spots: Vec<Spot> = passages.iter().map(|passage| spot_of(passage)).collect();
    let cites: Vec<Cite<'_>> = passages
        .iter()
        .zip(&spots)
        .map(|(passage, spot)| Cite { name: &passage.source, spot, text: &passage.text })
        .collect();
    let (text, sentences) = without_markers(&text_of(answer), &passages);
    answer_as_markdown(question, &text, &CitedAnswer { sentences, unsupported }, &cites, words)
}

fn passages_of(part: &Part) -> Option<&[Passage]> {
    match part {
        Part::Passages { passages, .. } => Some(passages.as_slice()),
        _ => None,
    }
}

fn spot_of(passage: &Passage) -> Spot {
    let mut spot: Spot = serde_json::from_value(passage.place.clone()).unwrap_or_default();
    spot.place.page = spot.place.page.or(passage.page);
    spot
}

/// Takes the markers of these passages out of a text, and says which sentences they stood after. `[1]` that stands for
/// no passage is text.
fn without_markers(text: &str, passages: &[&Passage]) -> (String, Vec<Cited>) {
    let mut plain = String::with_capacity(text.len());
    let mut sentences: Vec<Cited> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match marker(rest, passages) {
            Some((length, passage)) => {
                plain.truncate(plain.trim_end().len());
                cite(&mut sentences, plain.len(), passage, passages);
                rest = &rest[length..];
            }
            None => {
                plain.push('[');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    (plain, sentences)
}

/// The length of the marker that a text begins with, and the place of its passage.
fn marker(text: &str, passages: &[&Passage]) -> Option<(usize, usize)> {
    let inside = text.strip_prefix('[')?.split_once(']')?.0;
    let number: u32 = inside.parse().ok().filter(|number| *number > 0)?;
    let passage = passages.iter().position(|passage| passage.n == number)?;
    Some((inside.len() + 2, passage))
}

/// Notes that what ends here rests on a passage.
fn cite(sentences: &mut Vec<Cited>, end: usize, passage: usize, passages: &[&Passage]) {
    let strong = passages.get(passage).is_some_and(|passage| passage.strong);
    let strength = if strong { Strength::Strong } else { Strength::Weak };
    let citation = Citation { passage, strength, quote: 0..0 };
    match sentences.last_mut() {
        Some(last) if last.sentence.end == end => last.citations.push(citation),
        _ => {
            let start = sentences.last().map_or(0, |last| last.sentence.end);
            sentences.push(Cited { sentence: start..end, claims: true, citations: vec![citation] });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(n: u32, text: &str, strong: bool) -> Passage {
        Passage { n, source: "a.pdf".into(), page: Some(n + 2), text: text.into(), strong, ..Passage::default() }
    }

    #[test]
    fn markers_are_taken_out_where_they_stand_for_a_passage_alone() {
        let (first, second) = (passage(1, "One.", true), passage(2, "Two.", false));
        let passages = [&first, &second];
        let (text, sentences) = without_markers("東京 is large. [1] [2] See [3] and a[0]. So. [2]", &passages);
        assert_eq!(text, "東京 is large. See [3] and a[0]. So.");
        assert_eq!(sentences.len(), 2);
        assert_eq!(&text[sentences[0].sentence.clone()], "東京 is large.");
        assert_eq!(sentences[0].citations.iter().map(|cited| cited.passage).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(sentences[1].citations[0].strength, Strength::Weak);
        let cited = CitedAnswer { sentences, unsupported: false };
        assert_eq!(cited.marked(&text).0, "東京 is large. [1] [2] See [3] and a[0]. So. [2]");
    }
}
