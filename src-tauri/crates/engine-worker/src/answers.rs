//! Answers are remembered in the tokens that the model wrote them in.
//!
//! One text can be cut into tokens in many ways, and a model that draws does not always write the way in which its
//! tokenizer reads. Reading an answer back otherwise would give away everything that is cached of it and after it.

use std::collections::VecDeque;

use llama_cpp_2::token::LlamaToken;

use crate::tokens::Tokenizer;

/// Answers that are remembered.
const MOST: usize = 64;

/// Tokens that they may have together.
const MOST_TOKENS: usize = 1 << 16;

/// A text of fewer bytes is read anew: there is little to lose, and anybody may have written the same.
const SHORTEST: usize = 16;

/// The latest answers, newest first.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    list: VecDeque<Answer>,
}

#[derive(Debug, Clone)]
struct Answer {
    tokens: Vec<LlamaToken>,
    /// What they stand for.
    bytes: Vec<u8>,
    /// Where in the bytes each token ends.
    ends: Vec<usize>,
}

impl Answers {
    /// Remembers an answer as it was written: what follows its thought, up to the first token that is no text. So
    /// nothing that is remembered can stand for a control token.
    pub fn remember(&mut self, written: &[LlamaToken], tokenizer: &Tokenizer<'_>) {
        let thought = written.iter().rposition(|token| tokenizer.mark(*token).is_some()).map_or(0, |at| at + 1);
        let mut answer = Answer { tokens: Vec::new(), bytes: Vec::new(), ends: Vec::new() };
        let mut bytes = Vec::new();
        for token in written[thought..].iter().take_while(|token| !tokenizer.guards(**token)) {
            tokenizer.bytes(*token, &mut bytes);
            if bytes.is_empty() {
                break;
            }
            answer.tokens.push(*token);
            answer.bytes.extend_from_slice(&bytes);
            answer.ends.push(answer.bytes.len());
        }
        self.add(answer);
    }

    /// The answers that these tokens hold, each as it was written.
    #[must_use]
    pub fn within(&self, tokens: &[LlamaToken]) -> Vec<&[LlamaToken]> {
        let held = |answer: &&Answer| tokens.windows(answer.tokens.len()).any(|part| part == answer.tokens);
        self.list.iter().filter(held).map(|answer| answer.tokens.as_slice()).collect()
    }

    fn add(&mut self, answer: Answer) {
        if answer.bytes.len() < SHORTEST {
            return;
        }
        // An answer that goes on replaces its beginning.
        self.list.retain(|older| !answer.bytes.starts_with(&older.bytes));
        self.list.push_front(answer);
        while self.list.len() > MOST || self.list.iter().map(|answer| answer.tokens.len()).sum::<usize>() > MOST_TOKENS
        {
            self.list.pop_back();
        }
    }

    /// The tokens in which this text was written, where it is an answer or the beginning of one. Where a cancel or a
    /// stop string ended the answer, the model wrote more than the person was shown.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Option<&[LlamaToken]> {
        if text.len() < SHORTEST {
            return None;
        }
        self.list.iter().find_map(|answer| {
            if !answer.bytes.starts_with(text.as_bytes()) {
                return None;
            }
            let last = answer.ends.binary_search(&text.len()).ok()?;
            Some(&answer.tokens[..=last])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(pieces: &[(i32, &str)]) -> Answer {
        let mut answer = Answer { tokens: Vec::new(), bytes: Vec::new(), ends: Vec::new() };
        for (token, text) in pieces {
            answer.tokens.push(LlamaToken::new(*token));
            answer.bytes.extend_from_slice(text.as_bytes());
            answer.ends.push(answer.bytes.len());
        }
        answer
    }

    fn found(answers: &Answers, text: &str) -> Option<Vec<i32>> {
        Some(answers.tokens(text)?.iter().map(|token| token.0).collect())
    }

    #[test]
    fn an_answer_is_found_as_it_was_written() {
        let mut answers = Answers::default();
        answers.add(answer(&[(1, " The moon"), (2, " is"), (3, " bri"), (4, "ght."), (5, "\nUser")]));
        assert_eq!(found(&answers, " The moon is bright."), Some(vec![1, 2, 3, 4]), "the stop string is no part of it");
        assert_eq!(found(&answers, " The moon is bri"), Some(vec![1, 2, 3]), "a cancel may cut a word");
        assert_eq!(found(&answers, " The moon is brig"), None, "half a token can't be reused");
        assert_eq!(found(&answers, " The moon is dark."), None);
        assert_eq!(found(&answers, " The moon"), None, "too short to matter");
    }

    #[test]
    fn the_answers_of_a_conversation_are_told_from_others() {
        let mut answers = Answers::default();
        answers.add(answer(&[(1, "the answer of this one"), (2, ".")]));
        answers.add(answer(&[(1, "the answer of this one"), (3, "?")]));
        let conversation = [9, 1, 2, 9].map(LlamaToken::new);
        assert_eq!(answers.within(&conversation), [[1, 2].map(LlamaToken::new)]);
        assert!(answers.within(&[]).is_empty());
    }

    #[test]
    fn the_newest_way_of_writing_counts() {
        let mut answers = Answers::default();
        answers.add(answer(&[(1, "one and the same text"), (2, ", once")]));
        answers.add(answer(&[(3, "one and the same "), (4, "text")]));
        assert_eq!(found(&answers, "one and the same text"), Some(vec![3, 4]));
    }

    #[test]
    fn only_the_latest_are_remembered() {
        let mut answers = Answers::default();
        for number in 0..100 {
            answers.add(answer(&[(number, &format!("answer number {number:04}"))]));
        }
        assert_eq!(answers.list.len(), MOST);
        assert_eq!(found(&answers, "answer number 0000"), None);
        assert_eq!(found(&answers, "answer number 0099"), Some(vec![99]));
    }
}
