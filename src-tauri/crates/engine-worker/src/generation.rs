//! A generation is one answer in the making: its prompt, what has been computed of it, and what came out.

use std::time::Instant;

use carat_engine::{EngineError, FinishReason, GenerateEvent, GenerateRequest, Sampling, Usage};
use llama_cpp_2::token::LlamaToken;

use crate::output::{Piece, Stops, Stream, Utf8};
use crate::prompt::Prompt;
use crate::sampling::Draw;
use crate::tokens::{Mark, Tokenizer};

/// One answer in the making.
pub struct Generation {
    /// The request's id.
    pub id: u64,
    /// The prompt and the answer so far.
    pub tokens: Vec<LlamaToken>,
    /// How many of them are in the cache.
    pub cached: usize,
    /// Its lane, while it has one.
    pub lane: Option<usize>,
    prompt: usize,
    /// How far the app has been told that the prompt is read.
    told: usize,
    reused: usize,
    most: u32,
    draw: Draw,
    utf8: Utf8,
    stream: Stream,
    bytes: Vec<u8>,
    generated: u32,
    arrived: Instant,
    began: Option<Instant>,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Generation {
    /// An answer to this prompt, whose tokens are `tokens`.
    #[must_use]
    pub fn new(
        id: u64,
        request: &GenerateRequest,
        defaults: Sampling,
        prompt: Prompt,
        tokens: Vec<LlamaToken>,
        arrived: Instant,
    ) -> Self {
        Self {
            id,
            prompt: tokens.len(),
            tokens,
            cached: 0,
            lane: None,
            told: 0,
            reused: 0,
            most: request.max_tokens.unwrap_or(u32::MAX),
            draw: Draw::new(request.sampling.unwrap_or(defaults)),
            utf8: Utf8::default(),
            stream: Stream::new(Stops::new(prompt.stops, prompt.trims_start, prompt.trims_end), prompt.thinking),
            bytes: Vec::new(),
            generated: 0,
            arrived,
            began: None,
            first: None,
            last: None,
        }
    }

    /// Takes its lane, in which `cached` tokens are there already.
    pub fn begin(&mut self, lane: usize, cached: usize) {
        self.lane = Some(lane);
        self.cached = cached;
        // One that was suspended has told its numbers before.
        if self.began.is_none() {
            self.began = Some(Instant::now());
            self.reused = cached;
        }
    }

    /// Gives its lane up to somebody else; it will be read again from the beginning.
    pub fn suspend(&mut self) -> Option<usize> {
        self.cached = 0;
        self.lane.take()
    }

    /// Tokens that are still to be computed before the next one can be drawn.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.tokens.len() - self.cached
    }

    /// Whether all that is left to compute is the token that it drew last.
    #[must_use]
    pub fn decodes(&self) -> bool {
        self.waiting() == 1 && self.generated > 0
    }

    /// How far the prompt has been read, where that is news.
    pub fn reading(&mut self) -> Option<GenerateEvent> {
        if self.first.is_some() || self.cached <= self.told {
            return None;
        }
        self.told = self.cached;
        Some(GenerateEvent::Reading { done: count(self.cached), total: count(self.prompt) })
    }

    /// Draws the next token. Gives back what came of it, and why the answer ends where it does.
    ///
    /// # Errors
    /// [`EngineError::Decode`] where the logits hold no number: the weights or the device are broken.
    pub fn next(
        &mut self,
        logits: &[f32],
        tokenizer: &Tokenizer<'_>,
        limit: u32,
    ) -> Result<(Vec<GenerateEvent>, Option<FinishReason>), EngineError> {
        let drawn = self.draw.next(logits).map(LlamaToken::new);
        let token =
            drawn.ok_or_else(|| EngineError::Decode { detail: "the model computed no number for any token".into() })?;
        let now = Instant::now();
        self.first.get_or_insert(now);
        self.last = Some(now);
        if tokenizer.ends(token) {
            return Ok((Vec::new(), Some(FinishReason::Stop)));
        }
        self.generated += 1;
        self.tokens.push(token);
        let events = self.read(token, tokenizer);
        let reason = if self.stream.stopped() {
            Some(FinishReason::Stop)
        } else if self.generated >= self.most {
            Some(FinishReason::Length)
        } else if self.tokens.len() >= limit as usize {
            Some(FinishReason::ContextFull)
        } else {
            None
        };
        Ok((events, reason))
    }

    fn read(&mut self, token: LlamaToken, tokenizer: &Tokenizer<'_>) -> Vec<GenerateEvent> {
        let pieces = match tokenizer.mark(token) {
            Some(mark) => {
                // Half a character before a mark will never be whole.
                let rest = self.utf8.finish();
                let mut pieces = self.stream.push(&rest);
                pieces.extend(match mark {
                    Mark::Open { named } => self.stream.open(named),
                    Mark::Close => self.stream.close(),
                });
                pieces
            }
            None => {
                tokenizer.bytes(token, &mut self.bytes);
                let text = self.utf8.push(&self.bytes);
                if text.is_empty() { Vec::new() } else { self.stream.push(&text) }
            }
        };
        pieces.into_iter().map(event).collect()
    }

    /// Ends the answer: what was held back, then the end itself.
    pub fn finish(&mut self, reason: FinishReason) -> Vec<GenerateEvent> {
        let rest = self.utf8.finish();
        let mut pieces = self.stream.push(&rest);
        pieces.extend(self.stream.finish());
        let mut events: Vec<GenerateEvent> = pieces.into_iter().map(event).collect();
        events.push(GenerateEvent::Finished { reason, usage: self.usage() });
        events
    }

    /// Tokens and times so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        let between = |from: Option<Instant>, to: Option<Instant>| match (from, to) {
            (Some(from), Some(to)) => to.saturating_duration_since(from).as_secs_f64() * 1000.0,
            _ => 0.0,
        };
        Usage {
            prompt_tokens: count(self.prompt),
            reused_tokens: count(self.reused),
            generated_tokens: self.generated,
            first_token_ms: between(Some(self.arrived), self.first),
            prefill_ms: between(self.began, self.first),
            decode_ms: between(self.first, self.last),
        }
    }
}

fn count(tokens: usize) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

fn event(piece: Piece) -> GenerateEvent {
    match piece {
        Piece::Text(text) => GenerateEvent::Text { text },
        Piece::Thought(text) => GenerateEvent::Thought { text },
    }
}
