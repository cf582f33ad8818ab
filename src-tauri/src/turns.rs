//! The turns that run now, so that each can be stopped from any window.
//!
//! A turn's events go to the one channel that asked for it. A window that closes loses nothing: the turn goes on to its
//! saved end, and only a stop stops it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::wire::TurnEvent;
use crate::wire::merge::Merge;

/// The running turns by id.
#[derive(Debug, Clone)]
pub(crate) struct Turns {
    stops: Arc<Mutex<HashMap<String, CancellationToken>>>,
    /// How many there are, for those who wait until none is left.
    running: watch::Sender<usize>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { stops: Arc::default(), running: watch::channel(0).0 }
    }
}

impl Turns {
    /// Enters a turn; it is running until the returned value is dropped.
    pub(crate) fn enter(&self, id: String, stop: CancellationToken) -> Running {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), stop);
        self.running.send_modify(|running| *running += 1);
        Running { turns: self.clone(), id }
    }

    /// Stops a turn. One that has ended needs no stop, so an unknown id is no error.
    pub(crate) fn stop(&self, id: &str) {
        if let Some(stop) = self.stops.lock().unwrap_or_else(PoisonError::into_inner).get(id) {
            stop.cancel();
        }
    }

    /// Stops every turn.
    pub(crate) fn stop_all(&self) {
        for stop in self.stops.lock().unwrap_or_else(PoisonError::into_inner).values() {
            stop.cancel();
        }
    }

    /// Waits until no turn is running.
    pub(crate) async fn none_left(&self) {
        // The sender lives in self, so waiting can't fail.
        let _ = self.running.subscribe().wait_for(|running| *running == 0).await;
    }
}

/// Keeps a turn among the running ones.
#[derive(Debug)]
pub(crate) struct Running {
    turns: Turns,
    id: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.turns.stops.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
        self.turns.running.send_modify(|running| *running -= 1);
    }
}

/// Sends a turn's events on, merged, until its last one. `convert` makes the window's event of the domain's.
pub(crate) async fn forward<E>(
    mut events: mpsc::Receiver<E>,
    convert: impl Fn(E) -> TurnEvent,
    send: impl Fn(TurnEvent),
) {
    let mut merge = Merge::default();
    loop {
        let event = match merge.due() {
            None => events.recv().await,
            Some(due) => tokio::select! {
                event = events.recv() => event,
                () = sleep_until(due) => {
                    merge.take(Instant::now()).into_iter().for_each(&send);
                    continue;
                }
            },
        };
        match event {
            Some(event) => merge.push(Instant::now(), convert(event)).into_iter().for_each(&send),
            None => break,
        }
    }
    merge.take(Instant::now()).into_iter().for_each(&send);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> TurnEvent {
        TurnEvent::Text { text: text.to_owned() }
    }

    #[tokio::test]
    async fn all_pieces_arrive_in_order_and_the_last_ones_do_not_wait_for_another() {
        let (sender, events) = mpsc::channel(8);
        let sent = Arc::new(Mutex::new(String::new()));
        let (into, pieces) = (Arc::clone(&sent), ["东", "京", " is", " the", " capital"]);
        let forwarding = tokio::spawn(forward(
            events,
            |event| event,
            move |event| {
                if let TurnEvent::Text { text } = event {
                    into.lock().expect("no test panics here").push_str(&text);
                }
            },
        ));
        for piece in pieces {
            sender.send(text(piece)).await.expect("the forwarder listens");
        }
        // The sender stays alive: what is pending has to come out by itself.
        while *sent.lock().expect("no test panics here") != pieces.concat() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        drop(sender);
        forwarding.await.expect("the forwarder ends with its turn");
    }

    #[tokio::test]
    async fn a_turn_can_be_stopped_until_it_ends() {
        let (turns, stop) = (Turns::default(), CancellationToken::new());
        let running = turns.enter("a".into(), stop.clone());
        turns.stop("b");
        assert!(!stop.is_cancelled(), "another turn's stop is not this one's");
        turns.stop("a");
        assert!(stop.is_cancelled());
        drop(running);
        turns.none_left().await;
    }

    #[tokio::test]
    async fn every_turn_can_be_stopped_at_once() {
        let turns = Turns::default();
        let stops = [CancellationToken::new(), CancellationToken::new()];
        let running: Vec<_> =
            stops.iter().enumerate().map(|(id, stop)| turns.enter(id.to_string(), stop.clone())).collect();
        turns.stop_all();
        assert!(stops.iter().all(CancellationToken::is_cancelled));
        drop(running);
        turns.none_left().await;
    }
}
