//! Troubles are the last errors that a person met, kept in memory for the diagnostics.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::wire::WireError;

/// How many are kept.
const KEPT: usize = 20;

/// The last errors, newest last.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<VecDeque<(Timestamp, WireError)>>);

impl Troubles {
    /// Remembers an error and logs its code. The sentence may name a person's file, so it stays out of the log.
    pub(crate) fn note(&self, error: &WireError) {
        tracing::warn!(code = error.code, "a person met an error");
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((Timestamp::now(), error.clone()));
    }

    /// One line each, oldest first.
    pub(crate) fn lines(&self) -> Vec<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|(at, error)| format!("{at:.0} {}: {}", error.code, error.message)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_errors_are_kept_oldest_first() {
        let troubles = Troubles::default();
        for number in 0..KEPT + 5 {
            troubles.note(&WireError::new(&format!("code_{number}"), "What happened."));
        }
        let lines = troubles.lines();
        assert_eq!(lines.len(), KEPT);
        assert!(lines[0].contains("code_5: What happened."), "{}", lines[0]);
        assert!(lines[KEPT - 1].contains("code_24"), "{}", lines[KEPT - 1]);
    }
}
