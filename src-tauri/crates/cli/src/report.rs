//! A report is what the last line of JSON says of an answer.

use std::time::Instant;

use carat_chat::{ChatError, ContextUse};
use carat_store::{Message, MessageState, Part, Passage, StoredError, Usage, Withheld};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::exit::Exit;
use crate::output::say;

/// What is known of the answer, for the last line of JSON.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) model: Option<String>,
    pub(crate) conversation: Option<String>,
    pub(crate) text: String,
    pub(crate) thought: String,
    pub(crate) withheld: Vec<Withheld>,
    /// What the answer rests on, and what the model was shown besides.
    pub(crate) passages: Vec<Passage>,
    /// Nothing in the documents supports it.
    pub(crate) unsupported: bool,
    pub(crate) usage: Option<(Usage, ContextUse)>,
    pub(crate) state: Option<MessageState>,
    pub(crate) error: Option<StoredError>,
}

impl Report {
    /// Takes the finished answer; returns how the program ends.
    pub(crate) fn finish(&mut self, answer: Message, interrupted: &CancellationToken) -> Exit {
        self.state = Some(answer.state);
        if !self.passages.is_empty() {
            // The markers came after the words.
            let texts = answer.parts.iter().filter_map(|part| match part {
                Part::Text { text } => Some(text.as_str()),
                _ => None,
            });
            self.text = texts.collect();
        }
        self.error = answer.error;
        if self.withheld.iter().any(|withheld| withheld.action == "block") {
            Exit::Withheld
        } else if answer.state == MessageState::Stopped && interrupted.is_cancelled() {
            Exit::Interrupted
        } else if self.error.as_ref().is_some_and(|error| error.code == ChatError::CutAtContext.code()) {
            Exit::DoesNotFit
        } else {
            Exit::Answered
        }
    }

    /// Says what the answer rests on, beside it.
    pub(crate) fn tell_sources(&self) {
        if self.unsupported {
            say("nothing in the documents supports this answer");
        }
        let mut cited: Vec<&Passage> = self.passages.iter().filter(|passage| passage.n > 0).collect();
        cited.sort_by_key(|passage| passage.n);
        for passage in cited {
            let page = passage.page.map(|page| format!(", page {page}")).unwrap_or_default();
            let weak = if passage.strong { "" } else { " (in part)" };
            say(&format!("[{}] {}{page}{weak}", passage.n, passage.source));
        }
    }

    /// The fields of the last line.
    pub(crate) fn last_line(&self, exit: Exit, began: Instant) -> Value {
        let usage = self.usage.map(|(usage, _)| {
            let decoded = f64::from(usage.generated_tokens.saturating_sub(1));
            json!({
                "prompt_tokens": usage.prompt_tokens,
                "reused_tokens": usage.reused_tokens,
                "generated_tokens": usage.generated_tokens,
                "first_token_ms": usage.first_token_ms,
                "prefill_ms": usage.prefill_ms,
                "decode_ms": usage.decode_ms,
                "drafted_tokens": usage.drafted_tokens,
                "accepted_tokens": usage.accepted_tokens,
                "close_calls": usage.close_calls,
                "tokens_per_second": if usage.decode_ms > 0.0 { decoded * 1000.0 / usage.decode_ms } else { 0.0 },
            })
        });
        let context = self
            .usage
            .map(|(_, context)| json!({ "used": context.used, "limit": context.limit, "messages": context.messages }));
        json!({
            "exit": exit as u8,
            "state": self.state.unwrap_or(MessageState::Stopped),
            "model": self.model,
            "conversation": self.conversation,
            "text": self.text,
            "thought": self.thought,
            "withheld": self.withheld,
            "passages": self.passages.iter().filter(|passage| passage.n > 0).collect::<Vec<_>>(),
            "unsupported": self.unsupported,
            "usage": usage,
            "context": context,
            "total_ms": began.elapsed().as_secs_f64() * 1000.0,
            "error": self.error,
        })
    }
}
