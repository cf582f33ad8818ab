//! A tokenizer turns prompts into tokens so that nobody can forge a turn.
//!
//! `parse_special` alone does not keep plain text plain: llama.cpp goes on matching tokens that a vocabulary calls
//! "user-defined", and vocabularies call many a control token that (`<start_of_image>` in Gemma 3, `<|channel>` in
//! Gemma 4). So the tokens of plain text are looked at afterwards, and where a guarded one is among them, the text is
//! cut inside its name and tokenised in two.

use std::collections::{BTreeMap, BTreeSet};

use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token_type::LlamaTokenAttr;
use llama_cpp_2::vocab::LlamaVocab;

use crate::answers::Answers;
use crate::prompt::{Chunk, Prompt};

/// Mark-up that some vocabularies have whole words for; it controls nothing.
const MARKUP: [&str; 42] = [
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "strong",
    "em",
    "b",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "code",
    "a",
    "html",
    "body",
    "img",
    "span",
    "bbox",
    "ul",
    "ol",
    "li",
    "div",
    "iframe",
    "footer",
    "p",
    "br",
    "hr",
    "pre",
    "head",
    "header",
];

/// Longer text is tokenised in pieces: llama.cpp's search for user-defined tokens takes time with the square of their
/// number, and a line end is one.
const PIECE: usize = 8 * 1024;

/// A model's vocabulary, with the tokens that plain text must not become.
pub struct Tokenizer<'m> {
    vocabulary: LlamaVocab<'m>,
    /// Their names by number.
    guarded: BTreeMap<i32, String>,
    /// Tokens that open and close a thought.
    marks: Vec<(LlamaToken, Mark)>,
}

/// What a token says about thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A thought begins; with `named`, a line with a channel's name comes first.
    Open {
        /// Whether a name follows.
        named: bool,
    },
    /// It ends.
    Close,
}

/// A prompt as its model reads it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// Its tokens.
    pub tokens: Vec<LlamaToken>,
    /// Where the last plain text begins: the last question, or the answer that is to be continued.
    pub last_text: usize,
}

impl<'m> Tokenizer<'m> {
    /// The tokenizer of a vocabulary.
    #[must_use]
    pub fn new(vocabulary: LlamaVocab<'m>) -> Self {
        let guarded = vocabulary.tokens().filter_map(|token| Some((token.0, guarded(&vocabulary, token)?))).collect();
        let mut tokenizer = Self { vocabulary, guarded, marks: Vec::new() };
        for (name, mark) in [
            ("<|channel>", Mark::Open { named: true }),
            ("<channel|>", Mark::Close),
            ("<think>", Mark::Open { named: false }),
            ("</think>", Mark::Close),
        ] {
            if let [token] = tokenizer.vocabulary.tokenize(name.as_bytes(), false, true)[..] {
                tokenizer.marks.push((token, mark));
            }
        }
        tokenizer
    }

    /// The tokens of a prompt, with the beginning token once where the model wants it.
    #[must_use]
    pub fn prompt(&self, prompt: &Prompt) -> Vec<LlamaToken> {
        self.read(prompt, &Answers::default()).tokens
    }

    /// The tokens of a prompt, in which answers that the model wrote are the tokens it wrote.
    #[must_use]
    pub fn read(&self, prompt: &Prompt, answers: &Answers) -> Read {
        let mut tokens = Vec::new();
        let mut last_text = 0;
        if self.vocabulary.should_add_bos() && self.vocabulary.bos().0 >= 0 {
            tokens.push(self.vocabulary.bos());
        }
        for chunk in &prompt.chunks {
            match chunk {
                Chunk::Control(text) => tokens.extend(self.vocabulary.tokenize(text.as_bytes(), false, true)),
                Chunk::Text(text) => {
                    last_text = tokens.len();
                    match answers.tokens(text) {
                        Some(written) => tokens.extend_from_slice(written),
                        None => pieces(text).for_each(|piece| self.plain(piece, &mut tokens)),
                    }
                }
            }
        }
        Read { tokens, last_text }
    }

    /// The tokens of a text by itself, with what the model wants before and after any text.
    #[must_use]
    pub fn alone(&self, text: &str) -> Vec<LlamaToken> {
        let around = self.vocabulary.tokenize(b"", true, false);
        let leads = usize::from(around.first() == Some(&self.vocabulary.bos()));
        [&around[..leads], &self.inside(text), &around[leads..]].concat()
    }

    /// The tokens of plain text in the middle of a prompt.
    #[must_use]
    pub fn inside(&self, text: &str) -> Vec<LlamaToken> {
        let mut tokens = Vec::new();
        pieces(text).for_each(|piece| self.plain(piece, &mut tokens));
        tokens
    }

    /// Whether the vocabulary has this token: llama.cpp ends the process over one that it has not.
    #[must_use]
    pub fn has(&self, token: LlamaToken) -> bool {
        (0..self.vocabulary.n_tokens()).contains(&token.0)
    }

    /// What this token says about thinking, if anything.
    #[must_use]
    pub fn mark(&self, token: LlamaToken) -> Option<Mark> {
        self.marks.iter().find(|(marked, _)| *marked == token).map(|(_, mark)| *mark)
    }

    /// Whether this token ends an answer.
    #[must_use]
    pub fn ends(&self, token: LlamaToken) -> bool {
        self.vocabulary.is_eog(token)
    }

    /// The bytes that this token stands for; none for a control token.
    pub fn bytes(&self, token: LlamaToken, bytes: &mut Vec<u8>) {
        bytes.clear();
        self.vocabulary.token_to_piece_into(token, bytes, false, None);
    }

    /// Whether plain text must not become this token.
    #[must_use]
    pub fn guards(&self, token: LlamaToken) -> bool {
        self.guarded.contains_key(&token.0)
    }

    /// Tokenises plain text; each round cuts the names that the one before let through.
    fn plain(&self, text: &str, tokens: &mut Vec<LlamaToken>) {
        let mut cuts = BTreeSet::new();
        loop {
            let mut found = Vec::new();
            let mut start = 0;
            for end in cuts.iter().copied().chain([text.len()]) {
                found.extend(self.vocabulary.tokenize(&text.as_bytes()[start..end], false, false));
                start = end;
            }
            let forged: BTreeSet<&String> = found.iter().filter_map(|token| self.guarded.get(&token.0)).collect();
            let forged_nothing = forged.is_empty();
            let before = cuts.len();
            for name in forged {
                let first = name.chars().next().map_or(1, char::len_utf8);
                cuts.extend(occurrences(text, name).map(|at| at + first));
            }
            if forged_nothing {
                tokens.extend(found);
                return;
            }
            if cuts.len() == before {
                // The vocabulary spells the name otherwise than the text does; single characters name nothing.
                cuts.extend(text.char_indices().map(|(at, _)| at).skip(1));
                if cuts.len() == before {
                    tokens.extend(found.into_iter().filter(|token| !self.guards(*token)));
                    return;
                }
            }
        }
    }
}

/// The name of a token that plain text must not become; `None` for all others.
fn guarded(vocabulary: &LlamaVocab<'_>, token: LlamaToken) -> Option<String> {
    let attributes = vocabulary.attr(token);
    let control = attributes.contains(LlamaTokenAttr::Control) || vocabulary.is_eog(token);
    if !control && !attributes.contains(LlamaTokenAttr::UserDefined) {
        return None;
    }
    let name = vocabulary.text(token)?.to_string_lossy().into_owned();
    // A control token without a name, or whose name is blank, can't be written by anybody.
    ((control && !name.trim().is_empty()) || controls(&name)).then_some(name)
}

/// Whether a user-defined token looks like one that controls something.
fn controls(name: &str) -> bool {
    let bracketed = (name.starts_with('<') && name.ends_with('>')) || (name.starts_with('[') && name.ends_with(']'));
    let inner = name.trim_start_matches(['<', '/']).trim_end_matches('>');
    bracketed && name.len() > 2 && !MARKUP.contains(&inner)
}

/// Every place where the name stands, overlapping ones too.
fn occurrences<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> + 't {
    let step = name.chars().next().map_or(1, char::len_utf8);
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(name)?;
        from = at + step;
        Some(at)
    })
}

/// Cuts long text after a line end, else before a space: places where tokens end anyway.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, later) = rest.split_at(piece_end(rest));
        rest = later;
        Some(piece)
    })
}

fn piece_end(text: &str) -> usize {
    if text.len() <= 2 * PIECE {
        return text.len();
    }
    let (from, to) = (text.floor_char_boundary(PIECE), text.floor_char_boundary(2 * PIECE));
    let window = &text[from..to];
    let ends = |this: fn(char) -> bool, next: fn(char) -> bool| {
        window
            .char_indices()
            .zip(window.chars().skip(1))
            .find(|((_, c), after)| this(*c) && next(*after))
            .map(|((at, c), _)| from + at + c.len_utf8())
    };
    ends(|c| c == '\n', |c| c != '\n').or_else(|| ends(|c| c != ' ', |c| c == ' ')).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_tokens_are_told_from_mark_up() {
        for name in ["<start_of_image>", "<|channel>", "<channel|>", "[INST]", "</think>", "<unused7>", "[multimodal]"]
        {
            assert!(controls(name), "{name}");
        }
        for name in ["<table>", "</h1>", "\n\n", "   ", "<", "<>", "[]", "<b>"] {
            assert!(!controls(name), "{name}");
        }
    }

    #[test]
    fn overlapping_names_are_all_found() {
        assert_eq!(occurrences("<a><a<a>>", "<a").collect::<Vec<_>>(), [0, 3, 5]);
        assert_eq!(occurrences("aaa", "aa").collect::<Vec<_>>(), [0, 1]);
        assert_eq!(occurrences("東東", "東").collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn long_text_is_cut_where_tokens_end() {
        let lines = "a line of text\n".repeat(5000);
        assert!(pieces(&lines).count() > 4);
        assert!(pieces(&lines).all(|piece| piece.ends_with('\n')));
        let words = "word ".repeat(10_000);
        assert!(pieces(&words).skip(1).all(|piece| piece.starts_with(' ')));
        for text in ["東".repeat(20_000), lines, words, String::new(), "short".into()] {
            assert_eq!(pieces(&text).collect::<String>(), text);
            assert!(pieces(&text).all(|piece| piece.len() <= 2 * PIECE));
        }
    }
}
