//! A draft is an answer while it is written: parts of screened text, marks of what was withheld, and what belongs beside
//! it.

use std::collections::BTreeSet;

use carat_engine::Usage;
use carat_safety::{Advice, Care, Screened, Verdict};
use carat_store as store;

use crate::finding::Finding;
use crate::grounding::Ground;
use crate::{TurnEvent, history};

/// An answer on its way into the store.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    parts: Vec<store::Part>,
    changed: bool,
    /// The card that the verdicts so far ask for.
    care: Option<Care>,
    /// The advice that the verdicts so far found.
    advice: BTreeSet<Advice>,
}

impl Draft {
    /// Goes on after the given parts.
    pub(crate) fn after(parts: Vec<store::Part>) -> Self {
        Self { parts, changed: false, care: None, advice: BTreeSet::new() }
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

    /// What the answer rests on comes before its first word, in the place of what an earlier run was given.
    pub(crate) fn put_ground(&mut self, ground: &Ground) {
        self.changed = true;
        self.parts.retain(|part| !is_ground(part));
        for part in ground.parts().into_iter().rev() {
            self.parts.insert(0, part);
        }
    }

    /// The passages as they are cited, in the place of those that the model was shown.
    pub(crate) fn replace_passages(&mut self, passages: store::Part) {
        self.changed = true;
        if let Some(part) = self.parts.iter_mut().find(|part| matches!(part, store::Part::Passages { .. })) {
            *part = passages;
        }
    }

    /// The text of each text part, to be marked with citations.
    pub(crate) fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.changed = true;
        self.parts.iter_mut().filter_map(|part| match part {
            store::Part::Text { text } => Some(text),
            _ => None,
        })
    }

    /// Says that nothing in the documents supports the answer.
    pub(crate) fn put_unsupported(&mut self) {
        self.changed = true;
        self.parts.push(store::Part::Unsupported);
    }

    /// More of the thought before it.
    pub(crate) fn thought(&mut self, more: &Screened) {
        self.changed = true;
        match self.parts.last_mut() {
            Some(store::Part::Thought { text }) => text.push_str(more.as_str()),
            _ => self.parts.push(store::Part::Thought { text: more.to_string() }),
        }
    }

    /// A mark where text was kept back, or a note; returns its place among the parts.
    pub(crate) fn withheld(&mut self, finding: &Finding) -> usize {
        self.changed = true;
        self.parts.push(finding.part());
        self.parts.len() - 1
    }

    /// All text was shown and is taken back; a mark stands for it. Returns the mark's place among the parts.
    pub(crate) fn withhold_all(&mut self, finding: &Finding) -> usize {
        self.parts.retain(|part| {
            !matches!(part, store::Part::Text { .. } | store::Part::Thought { .. } | store::Part::Withheld(_))
        });
        self.withheld(finding)
    }

    /// The text of the answer, without what was withheld.
    pub(crate) fn answer(&self) -> String {
        let texts = self.parts.iter().filter_map(|part| match part {
            store::Part::Text { text } => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// Remembers what a verdict wants beside the answer, whatever became of the text.
    pub(crate) fn heed(&mut self, verdict: &Verdict) {
        self.care = self.care.or(verdict.care);
        self.advice.extend(verdict.advice);
    }

    /// The card, where one is due that the answer does not have.
    pub(crate) fn put_care(&mut self) -> Option<TurnEvent> {
        let care = self.care.filter(|_| !self.parts.iter().any(|part| matches!(part, store::Part::Care { .. })))?;
        self.changed = true;
        self.parts.push(store::Part::Care { kind: care.as_str().to_owned() });
        Some(TurnEvent::Care(care))
    }

    /// What belongs at the end of an answer: the card, and a line for each advice that the conversation has none about.
    pub(crate) fn put_end(&mut self, earlier: &[store::Message]) -> Vec<TurnEvent> {
        let mut events: Vec<TurnEvent> = self.put_care().into_iter().collect();
        if history::has_block(&self.parts) || !self.has_answer() {
            return events;
        }
        for advice in std::mem::take(&mut self.advice) {
            let said = |part: &store::Part| matches!(part, store::Part::Advice { kind } if kind == advice.as_str());
            if !earlier.iter().flat_map(|message| &message.parts).chain(&self.parts).any(said) {
                self.changed = true;
                self.parts.push(store::Part::Advice { kind: advice.as_str().to_owned() });
                events.push(TurnEvent::Advice(advice));
            }
        }
        events
    }
}

fn is_ground(part: &store::Part) -> bool {
    matches!(part, store::Part::Passages { .. } | store::Part::Read { .. } | store::Part::Unsupported)
}

/// Tokens and times as they are saved.
pub(crate) fn stored_usage(usage: Usage) -> store::Usage {
    let Usage { prompt_tokens, reused_tokens, generated_tokens, first_token_ms, prefill_ms, decode_ms, .. } = usage;
    let Usage { drafted_tokens, accepted_tokens, close_calls, .. } = usage;
    store::Usage {
        prompt_tokens,
        reused_tokens,
        generated_tokens,
        first_token_ms: to_microseconds(first_token_ms),
        prefill_ms: to_microseconds(prefill_ms),
        decode_ms: to_microseconds(decode_ms),
        drafted_tokens,
        accepted_tokens,
        close_calls,
    }
}

/// No clock is finer, and a time of few digits is the same after it was written and read.
fn to_microseconds(milliseconds: f64) -> f64 {
    (milliseconds * 1000.0).round() / 1000.0
}

/// Tokens and times of an answer that was continued: those of both runs, as if the second had been the first one's end.
pub(crate) fn added(before: store::Usage, now: store::Usage) -> store::Usage {
    let began = before.generated_tokens > 0;
    store::Usage {
        generated_tokens: before.generated_tokens.saturating_add(now.generated_tokens),
        first_token_ms: if began { before.first_token_ms } else { now.first_token_ms },
        decode_ms: to_microseconds(before.decode_ms + now.decode_ms),
        drafted_tokens: before.drafted_tokens.saturating_add(now.drafted_tokens),
        accepted_tokens: before.accepted_tokens.saturating_add(now.accepted_tokens),
        close_calls: before.close_calls.saturating_add(now.close_calls),
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
