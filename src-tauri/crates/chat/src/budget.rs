//! The budget decides what of a conversation goes into the model's context. It never cuts a message, and leaves out
//! the oldest only where the person chose that.

use carat_engine::{CountRequest, Engine, EngineError, Message, Role};

use crate::{ChatError, Overflow, Result};

/// Tokens kept free for the answer, or an eighth of a context too small for that: a prompt that fills the context to
/// the last token has an answer of no words.
const ROOM_FOR_ANSWER: u32 = 256;

/// A prompt as it is to be rendered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prompt {
    /// Stands before the conversation and always stays.
    pub(crate) system: Option<Message>,
    /// The conversation, oldest first, beginning with a question.
    pub(crate) messages: Vec<Message>,
    /// Let the model think.
    pub(crate) thinking: bool,
    /// Go on inside the last message.
    pub(crate) continue_last: bool,
}

/// A prompt that fits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fitting {
    /// All that the model is to see.
    pub(crate) messages: Vec<Message>,
    /// Messages left out at the start.
    pub(crate) left_out: u32,
    /// The context in tokens.
    pub(crate) limit: u32,
}

impl Prompt {
    /// The messages from one of the conversation's on, with the system message before them.
    pub(crate) fn from(&self, first: usize) -> Vec<Message> {
        self.system.iter().chain(&self.messages[first..]).cloned().collect()
    }

    /// Where a conversation may begin: at its questions.
    fn starts(&self) -> Vec<usize> {
        let questions = self.messages.iter().enumerate().filter(|(_, message)| message.role == Role::User);
        questions.map(|(at, _)| at).collect()
    }
}

/// Makes a prompt fit, or says by how much it does not.
pub(crate) async fn fit(
    engine: &dyn Engine,
    prompt: &Prompt,
    overflow: Overflow,
    max_tokens: Option<u32>,
) -> Result<Fitting> {
    let starts = prompt.starts();
    let whole = measure(engine, prompt, 0, max_tokens).await?;
    if whole.fits() {
        return Ok(whole.fitting(prompt, 0));
    }
    let Some(&last) = starts.last() else { return Err(whole.too_much()) };
    let least = if last == 0 { whole } else { measure(engine, prompt, last, max_tokens).await? };
    if !least.fits() {
        return Err(ChatError::QuestionTooLong { needed: least.needed, limit: least.limit });
    }
    if overflow == Overflow::Refuse {
        return Err(whole.too_much());
    }
    // The longest ending that fits: fewer messages never need more, so the place is found by halving.
    let (mut too_early, mut fitting) = (0, starts.len() - 1);
    while fitting - too_early > 1 {
        let middle = (too_early + fitting) / 2;
        if measure(engine, prompt, starts[middle], max_tokens).await?.fits() {
            fitting = middle;
        } else {
            too_early = middle;
        }
    }
    Ok(least.fitting(prompt, starts[fitting]))
}

#[derive(Debug, Clone, Copy)]
struct Measure {
    /// Tokens of the prompt and the least room for an answer.
    needed: u32,
    limit: u32,
}

async fn measure(engine: &dyn Engine, prompt: &Prompt, first: usize, max_tokens: Option<u32>) -> Result<Measure> {
    let request =
        CountRequest { messages: prompt.from(first), thinking: prompt.thinking, continue_last: prompt.continue_last };
    let count = engine.count(request).await?;
    let room = max_tokens.unwrap_or(ROOM_FOR_ANSWER).min(ROOM_FOR_ANSWER).min(count.limit / 8);
    Ok(Measure { needed: count.tokens.saturating_add(room), limit: count.limit })
}

impl Measure {
    fn fits(self) -> bool {
        self.needed <= self.limit
    }

    fn too_much(self) -> ChatError {
        ChatError::Engine(EngineError::ContextFull { needed: self.needed, limit: self.limit })
    }

    fn fitting(self, prompt: &Prompt, first: usize) -> Fitting {
        Fitting { messages: prompt.from(first), left_out: u32::try_from(first).unwrap_or(u32::MAX), limit: self.limit }
    }
}
