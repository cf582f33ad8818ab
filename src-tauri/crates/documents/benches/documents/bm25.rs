//! Plain BM25, the peer: words as SQLite's `unicode61` cuts them, k1 1.2, b 0.75; Chinese as characters and pairs of
//! them, Thai as characters and pairs too, since `unicode61` would take a whole sentence for one word.

use std::collections::HashMap;

/// An index of texts.
pub(crate) struct Bm25 {
    counts: Vec<HashMap<String, f64>>,
    lengths: Vec<f64>,
    mean: f64,
    with: HashMap<String, f64>,
}

impl Bm25 {
    pub(crate) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut index = Self { counts: Vec::new(), lengths: Vec::new(), mean: 0.0, with: HashMap::new() };
        for text in texts {
            let terms = cut(text);
            index.lengths.push(terms.len() as f64);
            let mut counts: HashMap<String, f64> = HashMap::new();
            for term in terms {
                *counts.entry(term).or_default() += 1.0;
            }
            for term in counts.keys() {
                *index.with.entry(term.clone()).or_default() += 1.0;
            }
            index.counts.push(counts);
        }
        index.mean = index.lengths.iter().sum::<f64>() / index.lengths.len().max(1) as f64;
        index
    }

    /// The place of the best text.
    pub(crate) fn best(&self, question: &str) -> usize {
        let total = self.counts.len() as f64;
        let terms = cut(question);
        let score = |place: usize| -> f64 {
            let of = |term: &String| {
                let count = self.counts[place].get(term).copied().unwrap_or_default();
                let with = self.with.get(term).copied().unwrap_or_default();
                // As Lucene has it, which is mostly above FTS5's on these texts.
                let rarity = (1.0 + (total - with + 0.5) / (with + 0.5)).ln();
                rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * self.lengths[place] / self.mean))
            };
            terms.iter().map(of).sum()
        };
        let scores: Vec<f64> = (0..self.counts.len()).map(score).collect();
        // The first of equal ones.
        let mut best = 0;
        for (place, score) in scores.iter().enumerate() {
            if *score > scores[best] {
                best = place;
            }
        }
        best
    }
}

/// Letters and digits make words; marks part them, as `unicode61` does it. Latin accents go.
fn cut(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let folded: String = text.nfkd().filter(|c| !matches!(u32::from(*c), 0x300..=0x36F)).collect();
    let mut terms = Vec::new();
    for word in folded.to_lowercase().split(|c: char| (!c.is_alphanumeric() && !is_thai_mark(c)) || is_mark(c)) {
        let chars: Vec<char> = word.chars().collect();
        for run in chars.chunk_by(|first, second| is_unspaced(*first) == is_unspaced(*second)) {
            if is_unspaced(run[0]) {
                terms.extend(run.iter().map(char::to_string));
                terms.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
            } else {
                terms.push(run.iter().collect());
            }
        }
    }
    terms
}

/// Vowel signs of India count as alphabetic for Rust and as marks for SQLite.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x900..=0x903 | 0x93A..=0x93C | 0x93E..=0x94F | 0x951..=0x957 | 0x962..=0x963)
        || matches!(u32::from(c), 0x610..=0x61A | 0x64B..=0x65F | 0x670)
}

/// Thai's vowels and tones belong to their words.
fn is_thai_mark(c: char) -> bool {
    matches!(u32::from(c), 0xE31 | 0xE34..=0xE3A | 0xE47..=0xE4E)
}

fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0xE00..=0xE7F | 0x3040..=0x30FF | 0x3400..=0x9FFF)
}
