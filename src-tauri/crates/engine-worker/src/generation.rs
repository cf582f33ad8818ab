//! A generation is one answer in the making: its prompt, what has been computed of it, and what came out.

use std::time::Instant;

use carat_engine::{
    EngineError, FinishReason, GenerateEvent, GenerateRequest, Message, Role, Sampling, StateKey, Usage,
};
use llama_cpp_2::token::LlamaToken;

use crate::drafter::lookup::Lookup;
use crate::drafter::{Draft, Drafter};
use crate::gathering::Gathering;
use crate::output::{Piece, Stops, Stream, Utf8};
use crate::prompt::Prompt;
use crate::sampling::Draw;
use crate::tokens::{Mark, Read, Tokenizer};

/// A prompt of which more than this is new gets a checkpoint before its last text, and one this near its end: the next
/// branch starts at either.
const LONG: usize = 1024;

/// How near the end the second of these is, in tokens: a question rarely has more.
const TAIL: usize = 128;

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
    /// Whose state it goes on from and leaves behind.
    pub state: Option<StateKey>,
    /// What was asked, where the answer will read otherwise in the history than it was written.
    pub history: Option<Vec<Message>>,
    /// Whether the model was let think.
    pub thinking: bool,
    prompt: usize,
    last_text: usize,
    /// Where the answer begins; within the prompt where it goes on with one.
    answer: usize,
    /// Places of the prompt that a checkpoint is taken at, the last first.
    marks: Vec<usize>,
    /// The answer's text without its thought, kept along with the history.
    text: String,
    thought: bool,
    /// How far the app has been told that the prompt is read.
    told: usize,
    reused: usize,
    most: u32,
    draw: Draw,
    utf8: Utf8,
    stream: Stream,
    gathering: Gathering,
    bytes: Vec<u8>,
    generated: u32,
    drafter: Box<dyn Drafter>,
    drafted: u32,
    accepted: u32,
    close_calls: u32,
    arrived: Instant,
    began: Option<Instant>,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Generation {
    /// An answer to this prompt, as the model reads it.
    #[must_use]
    pub fn new(
        id: u64,
        request: &GenerateRequest,
        defaults: Sampling,
        prompt: Prompt,
        read: Read,
        arrived: Instant,
    ) -> Self {
        let continues =
            request.continue_last && request.messages.last().is_some_and(|last| last.role == Role::Assistant);
        Self {
            id,
            prompt: read.tokens.len(),
            last_text: read.last_text,
            answer: if continues { read.last_text } else { read.tokens.len() },
            tokens: read.tokens,
            cached: 0,
            lane: None,
            state: request.state.clone(),
            history: None,
            thinking: request.thinking,
            marks: Vec::new(),
            text: String::new(),
            thought: false,
            told: 0,
            reused: 0,
            most: request.max_tokens.unwrap_or(u32::MAX),
            draw: Draw::new(request.sampling.unwrap_or(defaults)),
            utf8: Utf8::default(),
            stream: Stream::new(Stops::new(prompt.stops, prompt.trims_start, prompt.trims_end), prompt.thinking),
            gathering: Gathering::default(),
            bytes: Vec::new(),
            generated: 0,
            drafter: Box::new(Lookup::default()),
            drafted: 0,
            accepted: 0,
            close_calls: 0,
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
        self.marks.clear();
        if self.prompt - cached > LONG {
            // Pieces are multiples of this too, so that a mark rarely cuts one in two.
            self.marks = vec![self.last_text, (self.prompt - TAIL) / 64 * 64];
            self.marks.retain(|place| *place > cached && *place < self.prompt);
            self.marks.sort_unstable_by_key(|place| std::cmp::Reverse(*place));
            self.marks.dedup();
        }
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

    /// Tokens until a checkpoint is due, if one is.
    #[must_use]
    pub fn until_mark(&self) -> Option<usize> {
        self.marks.last().map(|place| place - self.cached)
    }

    /// Whether a checkpoint is due now: at a place of the prompt, or at its end once the first token is drawn, which
    /// then doesn't wait for it.
    pub fn mark_due(&mut self) -> bool {
        let due = self.marks.last() == Some(&self.cached);
        if due {
            self.marks.pop();
        }
        due || (self.cached == self.prompt && self.generated == 1)
    }

    /// What the model wrote, in its own tokens. An answer that went on includes its beginning.
    #[must_use]
    pub fn written(&self) -> &[LlamaToken] {
        &self.tokens[self.answer..]
    }

    /// The conversation with this answer, where it had a thought that the history will leave out.
    pub fn rewritten(&mut self) -> Option<Vec<Message>> {
        let mut messages = self.history.take().filter(|_| self.thought)?;
        messages.push(Message::text(Role::Assistant, std::mem::take(&mut self.text)));
        Some(messages)
    }

    /// Guesses at most so many of the tokens that come next, no more than it may still write.
    pub fn draft(&mut self, most: usize, limit: u32) -> Draft {
        let left = (limit as usize).saturating_sub(self.tokens.len() + 1);
        let wanted = self.most.saturating_sub(self.generated + 1) as usize;
        match most.min(left).min(wanted) {
            0 => Draft::default(),
            most => self.drafter.draft(&self.tokens, most),
        }
    }

    /// Notes how many of the guessed tokens were checked, and how many of those were right.
    pub fn settle(&mut self, checked: usize, right: usize) {
        self.drafted += count(checked);
        self.accepted += count(right);
    }

    /// Notes a step that another way of computing might have drawn otherwise.
    pub fn compare(&mut self, logits: &[f32]) {
        self.close_calls += u32::from(self.draw.close(logits));
    }

    /// How far the prompt has been read, where that is news.
    pub fn reading(&mut self) -> Option<GenerateEvent> {
        if self.first.is_some() || self.cached <= self.told {
            return None;
        }
        self.told = self.cached;
        Some(GenerateEvent::Reading { done: count(self.cached), total: count(self.prompt) })
    }

    /// Draws the next token. Gives back what is to be told now, and why the answer ends where it does.
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
        let read = self.read(token, tokenizer);
        let events = self.gathering.push(read, now);
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
        self.events(pieces)
    }

    fn events(&mut self, pieces: Vec<Piece>) -> Vec<GenerateEvent> {
        for piece in &pieces {
            match piece {
                Piece::Text(text) if self.history.is_some() => self.text.push_str(text),
                Piece::Text(_) => {}
                Piece::Thought(_) => self.thought = true,
            }
        }
        pieces.into_iter().map(event).collect()
    }

    /// Ends the answer: what was held back, then the end itself.
    pub fn finish(&mut self, reason: FinishReason) -> Vec<GenerateEvent> {
        let rest = self.utf8.finish();
        let mut pieces = self.stream.push(&rest);
        pieces.extend(self.stream.finish());
        let mut events = self.events(pieces);
        events.push(GenerateEvent::Finished { reason, usage: self.usage() });
        self.gathering.finish(events)
    }

    /// What was not told yet, for an answer that breaks off.
    pub fn untold(&mut self) -> Vec<GenerateEvent> {
        self.gathering.flush()
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
            drafted_tokens: self.drafted,
            accepted_tokens: self.accepted,
            close_calls: self.close_calls,
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
