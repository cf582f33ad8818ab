//! Everything: a document in parts that each fit a model's context, for questions that need all of it.
//!
//! Each part is asked, and the answers are merged, by the caller. Parts follow the passages, so that none is cut in a
//! sentence, and together they are the whole text: "37 of 37 pages read" is true.

use std::ops::Range;

use carat_store::Chunk;

use crate::Spot;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its text.
    pub text: String,
    /// The places of its passages among the document's.
    pub passages: Range<usize>,
    /// Its first and last page or slide, where there are such.
    pub pages: Option<(u32, u32)>,
    /// Its tokens, as they were counted.
    pub tokens: usize,
}

/// Parts a document's passages so that each part has at most `budget` tokens, as `count` tells; a passage that alone has
/// more is a part of its own. Parts are of about equal size: a last one of two lines would be asked for nothing.
#[must_use]
pub fn parts(chunks: &[Chunk], budget: usize, mut count: impl FnMut(&str) -> usize) -> Vec<Part> {
    let budget = budget.max(1);
    let sizes: Vec<usize> = chunks.iter().map(|chunk| count(&chunk.text)).collect();
    let whole: usize = sizes.iter().sum();
    let even = whole.div_ceil(whole.div_ceil(budget).max(1));
    let mut parts: Vec<Part> = Vec::new();
    let mut from = 0;
    while from < chunks.len() {
        let mut tokens = sizes[from];
        let mut end = from + 1;
        while end < chunks.len() && tokens < even && tokens + sizes[end] <= budget {
            tokens += sizes[end];
            end += 1;
        }
        parts.push(part(chunks, from..end, tokens));
        from = end;
    }
    parts
}

fn part(chunks: &[Chunk], passages: Range<usize>, tokens: usize) -> Part {
    let of = &chunks[passages.clone()];
    let text = of.iter().map(|chunk| chunk.text.as_str()).collect();
    let spots = of.iter().filter_map(|chunk| serde_json::from_str::<Spot>(&chunk.place).ok());
    let pages = spots.filter_map(|spot| {
        let first = spot.place.page.or(spot.place.slide)?;
        Some((first, spot.last_page.unwrap_or(first)))
    });
    let pages = pages.reduce(|all, next| (all.0.min(next.0), all.1.max(next.1)));
    Part { text, passages, pages, tokens }
}

#[cfg(test)]
mod tests {
    use carat_store::ChunkId;
    use proptest::prelude::*;

    use super::*;

    fn chunks(texts: &[String]) -> Vec<Chunk> {
        let chunk = |(number, text): (usize, &String)| Chunk {
            id: ChunkId::of(1, u32::try_from(number).expect("few")),
            start: 0,
            text: text.clone(),
            context: String::new(),
            language: None,
            place: format!("{{\"page\":{}}}", number + 1),
        };
        texts.iter().enumerate().map(chunk).collect()
    }

    #[test]
    fn parts_are_even_and_know_their_pages() {
        let texts = vec!["word ".repeat(10); 11];
        let parts = parts(&chunks(&texts), 60, |text| text.split_whitespace().count());
        assert_eq!(parts.iter().map(|part| part.tokens).collect::<Vec<_>>(), [60, 50]);
        assert_eq!((parts[0].pages, parts[1].pages), (Some((1, 6)), Some((7, 11))));
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole_and_fit_where_a_passage_does(lengths in prop::collection::vec(1..40usize, 0..40), budget in 1..200usize) {
            let texts: Vec<String> = lengths.iter().map(|length| "w ".repeat(*length)).collect();
            let chunks = chunks(&texts);
            let parts = parts(&chunks, budget, |text| text.split_whitespace().count());
            prop_assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<String>(), texts.concat());
            for part in &parts {
                prop_assert!(part.tokens <= budget || part.passages.len() == 1);
            }
        }
    }
}
