//! A feature is something that a question and a passage may share: a word, its beginning, a few neighbouring letters,
//! two neighbouring words. Languages that change or join words share letters where they share no word.

use carat_store::{TokenKind, tokens};

/// The kinds of features. Each is weighed by BM25 on its own, and the sums are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Words; of scripts without spaces, characters and pairs of them, or threes of letters.
    Words,
    /// The beginnings of words, for a stem.
    Stems,
    /// Three to five neighbouring letters of a word.
    Letters,
    /// Two neighbouring words' beginnings, or three neighbouring characters.
    Pairs,
}

/// How many families there are.
pub(crate) const FAMILIES: usize = 4;

/// What a family counts in the sum. Tuned on every second question of ten languages.
pub(crate) const WEIGHTS: [f32; FAMILIES] = [1.0, 1.0, 0.3, 0.5];

/// Letters of a word's beginning, as in the store's index.
const BEGINNING: usize = 5;

/// Lengths of letter runs in words, whose ends count as letters.
const LETTERS: [usize; 3] = [3, 4, 5];

/// Stands for the end of a word.
const EDGE: u64 = 1;

/// Calls `visit` with every feature of a text, as a hash.
pub(crate) fn visit(text: &str, mut visit: impl FnMut(Family, u64)) {
    let mut cut = Cut::default();
    for token in tokens(text) {
        match token.kind {
            TokenKind::Word => {
                cut.end_run(&mut visit);
                cut.word(&token.folded, &mut visit);
            }
            TokenKind::Unit { joined } => {
                if !joined {
                    cut.end_run(&mut visit);
                }
                cut.run.extend(token.folded.chars().map(u64::from));
            }
        }
    }
    cut.end_run(&mut visit);
}

/// What is kept between tokens; buffers are used again.
#[derive(Default)]
struct Cut {
    letters: Vec<u64>,
    run: Vec<u64>,
    /// The word's beginning or pair of characters before.
    before: Option<u64>,
}

impl Cut {
    fn word(&mut self, folded: &str, visit: &mut impl FnMut(Family, u64)) {
        self.letters.clear();
        self.letters.push(EDGE);
        self.letters.extend(folded.chars().map(u64::from));
        self.letters.push(EDGE);
        let word = &self.letters[1..self.letters.len() - 1];
        let stem = hash(&word[..word.len().min(BEGINNING)]);
        visit(Family::Words, hash(word));
        visit(Family::Stems, stem);
        for length in LETTERS {
            if self.letters.len() <= length {
                visit(Family::Letters, hash(&self.letters));
            } else {
                self.letters.windows(length).for_each(|run| visit(Family::Letters, hash(run)));
            }
        }
        self.pair(stem, visit);
    }

    fn end_run(&mut self, visit: &mut impl FnMut(Family, u64)) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        if is_alphabet(run[0]) {
            // A letter or two of Thai mean nothing, and three tell words apart.
            run.windows(run.len().min(3)).for_each(|piece| visit(Family::Words, hash(piece)));
            self.before = None;
        } else {
            for piece in run.windows(1).chain(run.windows(2)) {
                visit(Family::Words, hash(piece));
            }
            if run.len() == 1 {
                self.pair(hash(&run), visit);
            }
            run.windows(2).for_each(|pair| self.pair(hash(pair), visit));
        }
        self.run = run;
        self.run.clear();
    }

    fn pair(&mut self, next: u64, visit: &mut impl FnMut(Family, u64)) {
        if let Some(before) = self.before.replace(next) {
            visit(Family::Pairs, hash(&[before, next]));
        }
    }
}

/// Thai, Lao, Myanmar and Khmer: letters, written without spaces.
fn is_alphabet(code: u64) -> bool {
    matches!(code, 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF)
}

/// The hash of a word, or of a term of the store's index, among the features.
pub(crate) fn hash_of(term: &str) -> u64 {
    let letters: Vec<u64> = term.chars().map(u64::from).collect();
    hash(&letters)
}

/// A quick hash whose upper bits are well mixed.
fn hash(values: &[u64]) -> u64 {
    let mixed = values
        .iter()
        .fold(values.len() as u64, |hash, value| (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn features(text: &str, of: Family) -> Vec<u64> {
        let mut found = Vec::new();
        visit(text, |family, hash| {
            if family == of {
                found.push(hash);
            }
        });
        found
    }

    fn shared(first: &str, second: &str, family: Family) -> usize {
        let first: HashSet<u64> = features(first, family).into_iter().collect();
        features(second, family).into_iter().collect::<HashSet<_>>().intersection(&first).count()
    }

    #[test]
    fn changed_and_joined_words_share_beginnings_or_letters() {
        assert_eq!(shared("Regierung", "Regierungen", Family::Words), 0);
        assert_eq!(shared("Regierung", "Regierungen", Family::Stems), 1);
        assert!(shared("Bundesregierung", "Regierung", Family::Letters) > 10);
        assert_eq!(shared("ships", "東京", Family::Letters), 0);
    }

    #[test]
    fn a_run_has_characters_pairs_and_threes() {
        assert_eq!(features("東京都", Family::Words).len(), 3 + 2);
        assert_eq!(features("東京都", Family::Pairs).len(), 1);
        assert_eq!(shared("東京都", "京都", Family::Words), 3);
        assert_eq!(features("กรุงเทพ", Family::Words).len(), 5, "letters of Thai by threes");
        assert_eq!(features("กร", Family::Words).len(), 1);
        assert_eq!(features("ship", Family::Words), [hash_of("ship")]);
    }

    #[test]
    fn neighbours_make_pairs_and_any_text_can_be_cut() {
        assert_eq!(features("the old ship", Family::Pairs).len(), 2);
        assert_eq!(shared("the old ship", "an old ship", Family::Pairs), 1);
        for text in ["", "…", "a", "\u{301}", "猫", "a猫b"] {
            visit(text, |_, _| {});
        }
    }
}
