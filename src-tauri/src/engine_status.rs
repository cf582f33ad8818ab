//! Follows the engine: tells where it stands, not too often while it loads, and unloads what nobody uses.

use std::sync::Arc;
use std::time::Duration;

use carat_engine::{Engine, EngineStatus};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

/// The shortest time between two fractions of one load.
const LOADING_PAUSE: Duration = Duration::from_millis(60);

/// Calls back with each status until the engine is gone. Fractions of a load come at most every 60 ms, the newest of
/// them; everything else comes at once.
pub(crate) async fn follow(mut status: watch::Receiver<EngineStatus>, tell: impl Fn(&EngineStatus)) {
    let mut next_fraction = Instant::now();
    loop {
        let now = status.borrow_and_update().clone();
        if matches!(now, EngineStatus::Loading { .. }) && Instant::now() < next_fraction {
            tokio::select! {
                changed = status.changed() => if changed.is_err() { return } else { continue },
                () = sleep_until(next_fraction) => {}
            }
        }
        tell(&now);
        if matches!(now, EngineStatus::Loading { .. }) {
            next_fraction = Instant::now() + LOADING_PAUSE;
        }
        if status.changed().await.is_err() {
            return;
        }
    }
}

/// Unloads the model when it has been ready, and nothing else, for as many minutes as `minutes` says; `None` keeps it.
/// Ends when the setting's sender is gone.
pub(crate) async fn unload_when_idle(engine: Arc<dyn Engine>, mut minutes: watch::Receiver<Option<u32>>) {
    let mut status = engine.status();
    loop {
        let limit = *minutes.borrow_and_update();
        let ready = matches!(*status.borrow_and_update(), EngineStatus::Ready { .. });
        let idle = Duration::from_secs(u64::from(limit.unwrap_or_default()) * 60);
        tokio::select! {
            changed = status.changed() => if changed.is_err() { return },
            changed = minutes.changed() => if changed.is_err() { return },
            () = sleep(idle), if ready && limit.is_some() => {
                tracing::info!(minutes = limit, "unloading the model, which nobody used");
                if let Err(error) = engine.unload().await {
                    tracing::warn!(code = error.code(), "the idle model could not be unloaded");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn loading(fraction: f32) -> EngineStatus {
        EngineStatus::Loading { model: "m".into(), fraction }
    }

    #[tokio::test]
    async fn fractions_are_thinned_out_and_the_state_after_them_does_not_wait() {
        let (sender, receiver) = watch::channel(EngineStatus::Unloaded);
        let told = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&told);
        let following = tokio::spawn(follow(receiver, move |status| {
            into.lock().expect("no test panics here").push(status.clone())
        }));
        for step in 0..1000_u16 {
            sender.send_replace(loading(f32::from(step) / 1000.0));
            tokio::task::yield_now().await;
        }
        let error = carat_engine::EngineError::NoModel;
        sender.send_replace(EngineStatus::Crashed { model: "m".into(), error: error.clone() });
        drop(sender);
        following.await.expect("it ends with its engine");
        let told = told.lock().expect("no test panics here");
        assert_eq!(
            told.last(),
            Some(&EngineStatus::Crashed { model: "m".into(), error }),
            "the last state is always told"
        );
        let fractions = told.iter().filter(|status| matches!(status, EngineStatus::Loading { .. })).count();
        assert!(fractions < 1000, "some fractions must have been left out, {fractions} were told");
    }
}
