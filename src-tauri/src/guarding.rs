//! Which guard the filter has: a guard model that is on this machine, else the model that answers, where it may judge.

use std::sync::Arc;

use carat_chat::{guard_of, guard_rank, self_judge};
use carat_engine::{Engine, EngineStatus, LoadRequest};
use carat_safety::Guard;
use tauri::{AppHandle, Manager};

use crate::models;
use crate::parts::Parts;
use crate::screening::GuardUse;

/// What the filter works with, so that nothing is done where it stays the same.
#[derive(Debug, Clone, PartialEq)]
enum Choice {
    Nobody,
    Model(Box<LoadRequest>),
    Itself(String),
}

/// Gives the filter the guard that fits, again and again.
pub(crate) async fn follow(app: AppHandle) {
    let parts = app.state::<Parts>();
    let mut changes = parts.model_changes.watch();
    let mut now = Choice::Nobody;
    loop {
        let next = choose(&parts).await;
        if next != now {
            let guard = guard(&parts, &next);
            tracing::info!(there = guard.is_some(), "the filter's guard changes");
            parts.filter.screener.set_guard(guard);
            now = next;
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

async fn choose(parts: &Parts) -> Choice {
    if parts.settings.now().screening.guard == GuardUse::Off {
        return Choice::Nobody;
    }
    let found = parts
        .blocking(|home, store| {
            let library = models::library(home, store);
            let usable = models::usable(&library, store)?;
            let guards = usable.into_iter().filter_map(|model| Some((guard_rank(&model.id)?, model)));
            Ok(guards.min_by_key(|(rank, _)| *rank).map(|(_, model)| LoadRequest::new(model.id, model.path)))
        })
        .await;
    match found {
        Ok(Some(load)) => return Choice::Model(Box::new(load)),
        Ok(None) => {}
        Err(error) => tracing::warn!(code = error.code, "guard models could not be looked for"),
    }
    match &*parts.engine.status().borrow() {
        EngineStatus::Ready { model, facts } | EngineStatus::Generating { model, facts }
            if self_judge(engine(parts), facts).is_ok() =>
        {
            Choice::Itself(model.clone())
        }
        _ => Choice::Nobody,
    }
}

fn guard(parts: &Parts, choice: &Choice) -> Option<Arc<dyn Guard>> {
    match choice {
        Choice::Nobody => None,
        Choice::Model(load) => guard_of(Arc::clone(&parts.filter.guard) as Arc<dyn Engine>, (**load).clone()),
        Choice::Itself(_) => match &*parts.engine.status().borrow() {
            EngineStatus::Ready { facts, .. } | EngineStatus::Generating { facts, .. } => {
                self_judge(engine(parts), facts).ok()
            }
            _ => None,
        },
    }
}

fn engine(parts: &Parts) -> Arc<dyn Engine> {
    Arc::clone(&parts.engine) as Arc<dyn Engine>
}
