//! A draft is an answer while it is written: parts of screened text and marks of what was withheld.

use carat_engine::Usage;
use carat_safety::Screened;
use carat_store as store;

/// An answer on its way into the store.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    parts: Vec<store::Part>,
    changed: bool,
}

impl Draft {
    /// Goes on after the given parts.
    pub(crate) fn after(parts: Vec<store::Part>) -> Self {
        Self { parts, changed: false }
    }

    /// What there is so far.
    pub(crate) fn parts(&self) -> &[store::Part] {
        &self.parts
    }

    /// The parts, where they changed since they were last taken.
    pub(crate) fn take_changed(&mut self) -> Option<Vec<store::Part>> {
        std::mem::take(&mut self.changed).then(|| self.parts.clone())
    }

    /// True once the answer has a word, or a mark that stands for one.
    pub(crate) fn has_answer(&self) -> bool {
        self.parts.iter().any(|part| match part {
            store::Part::Text { text } => !text.trim().is_empty(),
            store::Part::Withheld(_) => true,
            _ => false,
        })
    }

    /// More of the answer.
    pub(crate) fn text(&mut self, more: &Screened) {
        self.changed = true;
        match self.parts.last_mut() {
            Some(store::Part::Text { text }) => text.push_str(more.as_str()),
            _ => self.parts.push(store::Part::Text { text: more.to_string() }),
        }
    }

    /// More of the thought before it.
    pub(crate) fn thought(&mut self, more: &Screened) {
        self.changed = true;
        match self.parts.last_mut() {
            Some(store::Part::Thought { text }) => text.push_str(more.as_str()),
            _ => self.parts.push(store::Part::Thought { text: more.to_string() }),
        }
    }

    /// A mark where text was kept back.
    pub(crate) fn withheld(&mut self, withheld: store::Withheld) {
        self.changed = true;
        self.parts.push(store::Part::Withheld(withheld));
    }
}

/// The gate's mark as it is saved.
pub(crate) fn stored_withheld(withheld: carat_safety::Withheld) -> store::Withheld {
    let carat_safety::Withheld { category, reason, action, can_show, length } = withheld;
    store::Withheld { category, reason, action, can_show, length }
}

/// Tokens and times as they are saved.
pub(crate) fn stored_usage(usage: Usage) -> store::Usage {
    let Usage { prompt_tokens, reused_tokens, generated_tokens, first_token_ms, prefill_ms, decode_ms, .. } = usage;
    store::Usage { prompt_tokens, reused_tokens, generated_tokens, first_token_ms, prefill_ms, decode_ms }
}

/// Tokens and times of an answer that was continued: those of both runs, as if the second had been the first one's end.
pub(crate) fn added(before: store::Usage, now: store::Usage) -> store::Usage {
    let began = before.generated_tokens > 0;
    store::Usage {
        generated_tokens: before.generated_tokens.saturating_add(now.generated_tokens),
        first_token_ms: if began { before.first_token_ms } else { now.first_token_ms },
        decode_ms: before.decode_ms + now.decode_ms,
        ..now
    }
}

/// The sampling as an engine takes it.
pub(crate) fn engine_sampling(sampling: store::Sampling) -> carat_engine::Sampling {
    let store::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = sampling;
    carat_engine::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed }
}

/// The sampling as it is saved.
pub(crate) fn stored_sampling(sampling: carat_engine::Sampling) -> store::Sampling {
    let carat_engine::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed } = sampling;
    store::Sampling { temperature, top_k, top_p, min_p, repeat_penalty, seed }
}
