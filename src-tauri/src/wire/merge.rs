//! A merge joins the small pieces of a streamed answer into few messages.
//!
//! Each message to the window is a script that its engine compiles, and one above 8 KB takes a slower way, so pieces are
//! held for a few hundredths of a second and joined below that size. The first piece after a pause goes out at once.
//! Order is kept, and nothing is dropped but progress that newer progress replaces. Pure: the caller brings the clock.

use std::time::Duration;

use tokio::time::Instant;

use super::{Stage, TurnEvent};

/// The shortest time between two merged messages. Drawing each takes processor time from the model where
/// there are few cores: page and shell together took a quarter of what the engine took.
pub(crate) const PAUSE: Duration = Duration::from_millis(60);

/// The most bytes of JSON text in a merged message; with its frame it stays under the 8192 at which Tauri changes ways.
pub(crate) const LIMIT: usize = 8000;

/// Joins text with text, thought with thought, and keeps the newest progress of a stage.
#[derive(Debug, Default)]
pub(crate) struct Merge {
    pending: Option<Pending>,
    last_sent: Option<Instant>,
}

#[derive(Debug)]
enum Pending {
    /// Text and its length as JSON, so that it isn't measured anew with each piece.
    Words {
        kind: Kind,
        text: String,
        bytes: usize,
    },
    Progress {
        stage: Stage,
        fraction: f32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thought,
}

impl Merge {
    /// Takes an event and gives back those that are to be sent now, in order.
    pub(crate) fn push(&mut self, now: Instant, event: TurnEvent) -> Vec<TurnEvent> {
        let mut ready = Vec::new();
        match event {
            TurnEvent::Text { text } => self.push_words(Kind::Text, &text, &mut ready),
            TurnEvent::Thought { text } => self.push_words(Kind::Thought, &text, &mut ready),
            TurnEvent::Progress { stage, fraction } => self.push_progress(stage, fraction, &mut ready),
            other => {
                ready.extend(self.pending.take().map(TurnEvent::from));
                ready.push(other);
            }
        }
        let rested = self.last_sent.is_none_or(|sent| now.duration_since(sent) >= PAUSE);
        if rested && ready.is_empty() {
            ready.extend(self.pending.take().map(TurnEvent::from));
        }
        if !ready.is_empty() {
            self.last_sent = Some(now);
        }
        ready
    }

    /// When the pending event is to be sent; `None` where nothing is pending.
    #[must_use]
    pub(crate) fn due(&self) -> Option<Instant> {
        self.pending.as_ref()?;
        self.last_sent.map(|sent| sent + PAUSE)
    }

    /// The pending event, for when it is due or the turn has ended.
    pub(crate) fn take(&mut self, now: Instant) -> Option<TurnEvent> {
        let event = self.pending.take()?;
        self.last_sent = Some(now);
        Some(event.into())
    }

    fn push_words(&mut self, kind: Kind, more: &str, ready: &mut Vec<TurnEvent>) {
        let (mut text, mut bytes) = match self.pending.take() {
            Some(Pending::Words { kind: before, text, bytes }) if before == kind => (text, bytes),
            Some(other) => {
                ready.push(other.into());
                (String::new(), 0)
            }
            None => (String::new(), 0),
        };
        for character in more.chars() {
            let size = json_bytes(character);
            if bytes + size > LIMIT {
                ready.push(Pending::Words { kind, text: std::mem::take(&mut text), bytes }.into());
                bytes = 0;
            }
            text.push(character);
            bytes += size;
        }
        if !text.is_empty() {
            self.pending = Some(Pending::Words { kind, text, bytes });
        }
    }

    fn push_progress(&mut self, stage: Stage, fraction: f32, ready: &mut Vec<TurnEvent>) {
        match self.pending.take() {
            Some(Pending::Progress { stage: before, .. }) if before == stage => {}
            other => ready.extend(other.map(TurnEvent::from)),
        }
        self.pending = Some(Pending::Progress { stage, fraction });
    }
}

impl From<Pending> for TurnEvent {
    fn from(pending: Pending) -> Self {
        match pending {
            Pending::Words { kind: Kind::Text, text, .. } => Self::Text { text },
            Pending::Words { kind: Kind::Thought, text, .. } => Self::Thought { text },
            Pending::Progress { stage, fraction } => Self::Progress { stage, fraction },
        }
    }
}

/// How many bytes a character takes inside a JSON string.
fn json_bytes(character: char) -> usize {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        other => other.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> TurnEvent {
        TurnEvent::Text { text: text.to_owned() }
    }

    fn thought(text: &str) -> TurnEvent {
        TurnEvent::Thought { text: text.to_owned() }
    }

    fn after(start: Instant, ms: u64) -> Instant {
        start + Duration::from_millis(ms)
    }

    #[test]
    fn the_first_piece_goes_out_at_once_and_those_within_the_pause_are_joined() {
        let (start, mut merge) = (Instant::now(), Merge::default());
        assert_eq!(merge.push(start, text("a")), [text("a")]);
        assert_eq!(merge.push(after(start, 10), text("b")), []);
        assert_eq!(merge.push(after(start, 20), text("c")), []);
        assert_eq!(merge.due(), Some(start + PAUSE));
        assert_eq!(merge.push(after(start, 61), text("d")), [text("bcd")]);
        assert_eq!(merge.due(), None, "nothing is pending any more");
    }

    #[test]
    fn what_is_pending_can_be_taken_when_it_is_due() {
        let (start, mut merge) = (Instant::now(), Merge::default());
        merge.push(start, text("a"));
        merge.push(after(start, 5), text("b"));
        assert_eq!(merge.take(after(start, 60)), Some(text("b")));
        assert_eq!(merge.take(after(start, 61)), None);
    }

    #[test]
    fn a_thought_before_text_keeps_its_place() {
        let (start, mut merge) = (Instant::now(), Merge::default());
        merge.push(start, thought("hm"));
        assert_eq!(merge.push(after(start, 1), thought(" so")), []);
        assert_eq!(merge.push(after(start, 2), text("Yes")), [thought(" so")]);
        assert_eq!(merge.take(after(start, 60)), Some(text("Yes")));
    }

    #[test]
    fn an_event_of_another_kind_comes_after_the_pending_text_and_waits_for_nothing() {
        let (start, mut merge) = (Instant::now(), Merge::default());
        merge.push(start, text("a"));
        merge.push(after(start, 1), text("b"));
        let passages = TurnEvent::Unsupported;
        assert_eq!(merge.push(after(start, 2), passages.clone()), [text("b"), passages]);
    }

    #[test]
    fn newer_progress_of_a_stage_replaces_the_older() {
        let (start, mut merge) = (Instant::now(), Merge::default());
        let reading = |fraction| TurnEvent::Progress { stage: Stage::Reading, fraction };
        let loading = TurnEvent::Progress { stage: Stage::Loading, fraction: 1.0 };
        assert_eq!(merge.push(start, loading.clone()), std::slice::from_ref(&loading));
        assert_eq!(merge.push(after(start, 1), loading.clone()), []);
        assert_eq!(merge.push(after(start, 2), reading(0.1)), [loading], "another stage has its own place");
        assert_eq!(merge.push(after(start, 3), reading(0.2)), []);
        assert_eq!(merge.take(after(start, 60)), Some(reading(0.2)));
    }

    #[test]
    fn every_message_stays_under_eight_kilobytes_and_nothing_is_lost() {
        let (start, mut merge) = (Instant::now(), Merge::default());
        let long: String = "東京 \"quoted\" \u{1}\n👩‍👩‍👧 ".repeat(2000);
        let mut sent = merge.push(start, text(&long));
        sent.extend(merge.take(after(start, 60)));
        let mut joined = String::new();
        for event in &sent {
            let json = serde_json::to_string(event).expect("events serialise");
            assert!(json.len() < 8192, "{} bytes would take the slow way", json.len());
            let TurnEvent::Text { text } = event else { panic!("text stays text") };
            joined.push_str(text);
        }
        assert_eq!(joined, long);
    }

    #[test]
    fn bytes_are_counted_as_they_are_written() {
        for character in ('\0'..='\u{ff}').chain(['東', '👩', '\u{2028}', '\u{10ffff}']) {
            let written = serde_json::to_string(&character.to_string()).expect("characters serialise").len() - 2;
            assert_eq!(json_bytes(character), written, "{character:?}");
        }
    }
}
