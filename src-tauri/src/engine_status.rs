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

/// Unloads the model when it has been ready, and nothing else, for as long as `limit` says; `None` keeps it.
/// Ends when the limit's sender is gone.
pub(crate) async fn unload_when_idle(engine: Arc<dyn Engine>, mut limit: watch::Receiver<Option<Duration>>) {
    let mut status = engine.status();
    loop {
        let idle = *limit.borrow_and_update();
        let ready = matches!(*status.borrow_and_update(), EngineStatus::Ready { .. });
        tokio::select! {
            changed = status.changed() => if changed.is_err() { return },
            changed = limit.changed() => if changed.is_err() { return },
            () = sleep(idle.unwrap_or_default()), if ready && idle.is_some() => {
                tracing::info!(?idle, "unloading the model, which nobody used");
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

    use carat_engine::{
        CountRequest, EmbedRequest, Embeddings, GenerateRequest, Generation, KeptState, LoadRequest, ModelFacts,
        PrepareRequest, Prepared, Reply, ScoreRequest, Scores, StateKey, TokenCount,
    };

    use super::*;

    fn loading(fraction: f32) -> EngineStatus {
        EngineStatus::Loading { model: "m".into(), fraction, steps: Vec::new() }
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

    /// An engine that is whatever the test says, until it is told to unload.
    struct Loaded(watch::Sender<EngineStatus>);

    impl Engine for Loaded {
        fn load(&self, _: LoadRequest) -> Reply<'_, ModelFacts> {
            unreachable!("nobody loads here")
        }
        fn generate(&self, _: GenerateRequest) -> Generation {
            unreachable!("nobody asks here")
        }
        fn count(&self, _: CountRequest) -> Reply<'_, TokenCount> {
            unreachable!("nobody counts here")
        }
        fn embed(&self, _: EmbedRequest) -> Reply<'_, Embeddings> {
            unreachable!("nobody embeds here")
        }
        fn score(&self, _: ScoreRequest) -> Reply<'_, Scores> {
            unreachable!("nobody scores here")
        }
        fn prepare(&self, _: PrepareRequest) -> Reply<'_, Prepared> {
            unreachable!("nobody prepares here")
        }
        fn forget_state(&self, _: StateKey) -> Reply<'_, ()> {
            unreachable!("nobody forgets here")
        }
        fn save_state(&self, _: StateKey) -> Reply<'_, KeptState> {
            unreachable!("nobody saves here")
        }
        fn restore_state(&self, _: StateKey) -> Reply<'_, KeptState> {
            unreachable!("nobody restores here")
        }
        fn unload(&self) -> Reply<'_, ()> {
            Box::pin(async {
                self.0.send_replace(EngineStatus::Unloaded);
                Ok(())
            })
        }
        fn status(&self) -> watch::Receiver<EngineStatus> {
            self.0.subscribe()
        }
    }

    #[tokio::test]
    async fn a_model_that_nobody_uses_leaves_memory_and_one_that_answers_does_not() {
        let (model, facts) = ("m".to_owned(), ModelFacts::default());
        let generating = EngineStatus::Generating { model: model.clone(), facts: facts.clone() };
        let engine = Arc::new(Loaded(watch::channel(generating.clone()).0));
        let (limit, watched) = watch::channel(Some(Duration::from_millis(20)));
        let unloading = tokio::spawn(unload_when_idle(Arc::clone(&engine) as Arc<dyn Engine>, watched));
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(*engine.0.borrow(), generating, "an answer is not interrupted");

        limit.send_replace(None);
        engine.0.send_replace(EngineStatus::Ready { model: model.clone(), facts: facts.clone() });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(matches!(*engine.0.borrow(), EngineStatus::Ready { .. }), "without a limit it stays");

        limit.send_replace(Some(Duration::from_millis(20)));
        let mut status = engine.status();
        status.wait_for(|status| *status == EngineStatus::Unloaded).await.expect("it is unloaded");
        drop(limit);
        unloading.await.expect("it ends with the settings");
    }
}
