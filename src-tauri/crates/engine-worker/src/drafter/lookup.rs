//! A lookup guesses that what was said before is said again: a passage that is quoted, code that is written anew with
//! one change, a name that comes up once more.

use std::collections::HashMap;

use llama_cpp_2::token::LlamaToken;

use super::{Draft, Drafter};

/// So many tokens must be the same before anything is guessed.
const GRAM: usize = 3;

/// A place that agrees for longer than this is as good as any.
const LONGEST: usize = 64;

/// Places with the same beginning that are compared, the latest first.
const PLACES: usize = 16;

/// Tokens of agreement that speak as loudly as one that was guessed rightly.
const AGREED: f32 = 4.0;

/// Looks up what followed the same tokens before.
#[derive(Debug, Default)]
pub struct Lookup {
    /// Where each run of [`GRAM`] tokens ended, in order.
    places: HashMap<[i32; GRAM], Vec<u32>>,
    /// Tokens that are in it.
    indexed: usize,
}

impl Lookup {
    /// Takes in the tokens up to, and without, the last run: that one asks.
    fn index(&mut self, tokens: &[LlamaToken]) {
        let from = self.indexed.max(GRAM);
        for end in from..tokens.len() {
            let places = self.places.entry(gram(tokens, end)).or_default();
            places.push(u32::try_from(end).unwrap_or(u32::MAX));
        }
        self.indexed = self.indexed.max(tokens.len());
    }
}

impl Drafter for Lookup {
    fn draft(&mut self, tokens: &[LlamaToken], most: usize) -> Draft {
        self.index(tokens);
        let end = tokens.len();
        let Some(places) = (end > GRAM).then(|| self.places.get(&gram(tokens, end))).flatten() else {
            return Draft::default();
        };
        let agreement = |place: usize| {
            let (before, now) = (tokens[..place].iter().rev(), tokens.iter().rev());
            before.zip(now).take(LONGEST).take_while(|(before, now)| before == now).count()
        };
        let latest = places.iter().rev().map(|place| *place as usize).take(PLACES);
        // Of those that agree for as long, the latest: it comes first, and only a longer one takes its place.
        let best = latest
            .map(|place| (agreement(place), place))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map_or_else(Draft::default, |(agreed, place)| Draft {
            tokens: tokens[place..end.min(place + most)].to_vec(),
            evidence: agreed as f32 / AGREED,
        })
    }
}

/// The run that ends before `end`.
fn gram(tokens: &[LlamaToken], end: usize) -> [i32; GRAM] {
    std::array::from_fn(|at| tokens[end - GRAM + at].0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(numbers: &[i32]) -> Vec<LlamaToken> {
        numbers.iter().copied().map(LlamaToken::new).collect()
    }

    fn guess(numbers: &[i32], most: usize) -> Vec<i32> {
        Lookup::default().draft(&tokens(numbers), most).tokens.iter().map(|token| token.0).collect()
    }

    #[test]
    fn what_followed_before_is_guessed_again() {
        assert_eq!(guess(&[1, 2, 3, 4, 5, 6, 9, 1, 2, 3], 3), [4, 5, 6]);
        assert_eq!(guess(&[1, 2, 3, 4, 9, 1, 2, 3], 8), [4, 9, 1, 2, 3], "no more than there is");
        assert!(guess(&[1, 2, 3, 4, 9, 2, 1, 3], 8).is_empty());
        assert!(guess(&[1, 2, 3], 8).is_empty() && guess(&[], 8).is_empty());
    }

    #[test]
    fn the_longest_agreement_counts_and_then_the_latest() {
        assert_eq!(guess(&[7, 1, 2, 3, 4, 8, 1, 2, 3, 5, 7, 1, 2, 3], 1), [4]);
        assert_eq!(guess(&[6, 1, 2, 3, 4, 8, 1, 2, 3, 5, 7, 1, 2, 3], 1), [5]);
    }

    proptest! {
        #[test]
        fn it_takes_the_sequence_in_pieces_as_well(numbers in prop::collection::vec(0..4i32, 0..60), cut in 0..60usize) {
            let all = tokens(&numbers);
            let mut grown = Lookup::default();
            grown.draft(&all[..cut.min(all.len())], 8);
            prop_assert_eq!(grown.draft(&all, 8), Lookup::default().draft(&all, 8));
        }

        #[test]
        fn a_guess_is_something_that_was_there(numbers in prop::collection::vec(0..4i32, 4..60)) {
            let guessed = guess(&numbers, 5);
            prop_assert!(guessed.is_empty() || numbers.windows(guessed.len()).any(|there| there == guessed));
        }
    }
}
