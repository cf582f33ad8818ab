//! Features are what the lexical step knows of a text: hashes of its runs of characters and of its words.
//!
//! `models/safety/train/features.py` makes the same ones for training.

use std::cell::RefCell;

/// Places that features are hashed to.
pub(crate) const BUCKETS: usize = 1 << 18;

/// Characters of the longest run.
const LONGEST: usize = 5;

pub(crate) const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// A set of buckets that is cheap to empty: only what was put in is taken out again.
struct Seen {
    bits: Box<[u64]>,
    found: Vec<u32>,
}

thread_local! {
    /// Kept between texts, since making 32 KB of zeroes costs more than a sentence does.
    static SEEN: RefCell<Seen> =
        RefCell::new(Seen { bits: vec![0; BUCKETS / 64].into_boxed_slice(), found: Vec::new() });
}

/// Calls `use_them` with the distinct buckets of normalised words, in no order.
pub(crate) fn with_features<T>(words: &str, use_them: impl FnOnce(&[u32]) -> T) -> T {
    SEEN.with_borrow_mut(|seen| {
        character_runs(words, seen);
        word_runs(words, seen);
        let result = use_them(&seen.found);
        seen.clear();
        result
    })
}

impl Seen {
    fn add(&mut self, state: u64) {
        let bucket = ((state ^ (state >> 32)) & (BUCKETS as u64 - 1)) as u32;
        let (word, bit) = (bucket as usize / 64, 1 << (bucket % 64));
        if self.bits[word] & bit == 0 {
            self.bits[word] |= bit;
            self.found.push(bucket);
        }
    }

    fn clear(&mut self) {
        for bucket in self.found.drain(..) {
            self.bits[bucket as usize / 64] = 0;
        }
    }
}

/// FNV-1a of 64 bits, from a state on.
pub(crate) fn fnv(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(PRIME))
}

/// All runs of two to five characters of the words with a space at both ends. One pass: a run's hash is the state of the
/// shorter run before it, gone on with one character.
fn character_runs(words: &str, seen: &mut Seen) {
    let start = fnv(BASIS, b"c");
    // The states of the runs that end at the last character, longest first; the oldest falls out.
    let mut open = [0; LONGEST - 1];
    let mut count = 0;
    let mut buffer = [0; 4];
    for c in std::iter::once(' ').chain(words.chars()).chain(std::iter::once(' ')) {
        let bytes = c.encode_utf8(&mut buffer).as_bytes();
        for state in &mut open[..count] {
            *state = fnv(*state, bytes);
            seen.add(*state);
        }
        if count == LONGEST - 1 {
            open.copy_within(1.., 0);
            count -= 1;
        }
        open[count] = fnv(start, bytes);
        count += 1;
    }
}

/// All words and pairs of neighbours.
fn word_runs(words: &str, seen: &mut Seen) {
    let start = fnv(BASIS, b"w");
    let mut before: Option<u64> = None;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        if let Some(before) = before {
            seen.add(fnv(fnv(before, b" "), word.as_bytes()));
        }
        let state = fnv(start, word.as_bytes());
        seen.add(state);
        before = Some(state);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// The features by their definition, one gram at a time.
    fn by_definition(words: &str) -> BTreeSet<u32> {
        let bucket = |kind: &str, gram: &str| {
            let state = fnv(BASIS, format!("{kind}{gram}").as_bytes());
            ((state ^ (state >> 32)) & (BUCKETS as u64 - 1)) as u32
        };
        let padded: Vec<char> = format!(" {words} ").chars().collect();
        let runs = (2..=LONGEST).flat_map(|length| padded.windows(length)).map(|run| run.iter().collect::<String>());
        let list: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let pairs = list.windows(2).map(|pair| pair.join(" "));
        runs.map(|gram| bucket("c", &gram))
            .chain(list.iter().map(|word| bucket("w", word)))
            .chain(pairs.map(|pair| bucket("w", &pair)))
            .collect()
    }

    proptest! {
        #[test]
        fn they_are_those_of_the_definition(words in "([a-c你é]{1,6} ){0,5}[a-z你]{0,3}") {
            let words = words.trim();
            let found = with_features(words, <[u32]>::to_vec);
            let distinct: BTreeSet<u32> = found.iter().copied().collect();
            prop_assert_eq!(found.len(), distinct.len(), "each counts once");
            prop_assert_eq!(distinct, by_definition(words));
        }
    }

    #[test]
    fn one_text_leaves_nothing_for_the_next() {
        let alone = with_features("pie", <[u32]>::to_vec);
        with_features("a pumpkin pie", |_| ());
        assert_eq!(with_features("pie", <[u32]>::to_vec), alone);
    }
}
