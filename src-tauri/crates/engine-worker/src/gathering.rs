//! Gathering joins an answer's text for a moment before it goes to the app.
//!
//! Every frame wakes the app, and on a desk whose cores all decode, a core that reads frames is one that does not decode:
//! the threads of a computation wait for each other. The first text goes at once.

use std::time::{Duration, Instant};

use carat_engine::GenerateEvent;

/// The time between two frames of text. A reader sees no difference; the app joins text for twice as long.
const PAUSE: Duration = Duration::from_millis(30);

/// The text that has not been told yet.
#[derive(Debug, Default)]
pub struct Gathering {
    held: Vec<GenerateEvent>,
    told: Option<Instant>,
}

impl Gathering {
    /// Takes what came of a token; gives back what is to be told now.
    pub fn push(&mut self, events: Vec<GenerateEvent>, now: Instant) -> Vec<GenerateEvent> {
        events.into_iter().for_each(|event| self.join(event));
        if self.held.is_empty() || self.told.is_some_and(|told| now.saturating_duration_since(told) < PAUSE) {
            return Vec::new();
        }
        self.told = Some(now);
        self.flush()
    }

    /// Takes what comes last; gives back all that is to be told.
    pub fn finish(&mut self, events: Vec<GenerateEvent>) -> Vec<GenerateEvent> {
        events.into_iter().for_each(|event| self.join(event));
        self.flush()
    }

    /// Gives back all that is held.
    pub fn flush(&mut self) -> Vec<GenerateEvent> {
        std::mem::take(&mut self.held)
    }

    fn join(&mut self, event: GenerateEvent) {
        match (self.held.last_mut(), event) {
            (Some(GenerateEvent::Text { text }), GenerateEvent::Text { text: more })
            | (Some(GenerateEvent::Thought { text }), GenerateEvent::Thought { text: more }) => text.push_str(&more),
            (_, event) => self.held.push(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> GenerateEvent {
        GenerateEvent::Text { text: text.into() }
    }

    fn thought(text: &str) -> GenerateEvent {
        GenerateEvent::Thought { text: text.into() }
    }

    #[test]
    fn the_first_text_is_told_at_once_and_what_follows_in_a_moment() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        assert_eq!(gathering.push(Vec::new(), start), []);
        assert_eq!(gathering.push(vec![text("a")], start), [text("a")]);
        assert_eq!(gathering.push(vec![text("b")], start + PAUSE / 3), []);
        assert_eq!(gathering.push(Vec::new(), start + PAUSE / 2), []);
        assert_eq!(gathering.push(vec![text("c")], start + PAUSE), [text("bc")]);
        assert_eq!(gathering.push(Vec::new(), start + PAUSE * 3), [], "nothing is told twice");
    }

    #[test]
    fn thought_and_text_stay_apart_and_in_order() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        gathering.push(vec![thought("x")], start);
        gathering.push(vec![thought("a"), thought("b"), text("c")], start);
        gathering.push(vec![thought("d"), text("e"), text("f")], start);
        assert_eq!(gathering.flush(), [thought("ab"), text("c"), thought("d"), text("ef")]);
        assert_eq!(gathering.flush(), []);
    }

    #[test]
    fn a_slow_model_is_told_token_by_token() {
        let (mut gathering, start) = (Gathering::default(), Instant::now());
        for step in 0..4 {
            assert_eq!(gathering.push(vec![text("w")], start + PAUSE * step), [text("w")]);
        }
    }
}
