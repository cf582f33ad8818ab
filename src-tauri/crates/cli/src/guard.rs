//! The guard of the command line: a guard model that is on this machine, else the model that answers, where it may judge.

use std::path::PathBuf;
use std::sync::Arc;

use carat_chat::{guard_of, guard_rank, self_judge};
use carat_engine::{Engine, EngineStatus, LoadRequest, Purpose};
use carat_hub::{Library, Places};
use carat_safety::{Guard, Screener};
use carat_store::Home;

use crate::exit::{Exit, Failure};
use crate::{filter, model};

/// The guard that is asked for, else one that is on this machine, loaded: a file that is broken, or no guard, is told of
/// at once.
pub(crate) async fn loaded(asked: Option<&str>) -> Result<Option<Arc<dyn Guard>>, Failure> {
    let Some((name, path)) = found(asked).await? else { return Ok(None) };
    let engine = filter::worker()?;
    let load = LoadRequest { purpose: Purpose::Guard, ..LoadRequest::new(name.clone(), path) };
    let facts = engine.load(load.clone()).await?;
    if let Some(guard) = guard_of(Arc::clone(&engine), load) {
        return Ok(Some(guard));
    }
    let guard = self_judge(engine, &facts);
    guard.map(Some).map_err(|why| Failure::new(Exit::Usage, "guard_unfit", format!("{name} can't be a guard. {why}")))
}

/// Gives the screener of an answer its guard, as the app chooses it: a guard model, else the answering one as soon as it is
/// loaded.
pub(crate) async fn of_answers(screener: &Arc<Screener>, answering: Arc<dyn Engine>) -> Result<(), Failure> {
    if let Some((name, path)) = found(None).await? {
        screener.set_guard(guard_of(filter::worker()?, LoadRequest::new(name, path)));
        return Ok(());
    }
    let (screener, mut status) = (Arc::clone(screener), answering.status());
    tokio::spawn(async move {
        loop {
            let now = status.borrow_and_update().clone();
            if let EngineStatus::Ready { facts, .. } | EngineStatus::Generating { facts, .. } = now {
                return screener.set_guard(self_judge(answering, &facts).ok());
            }
            if status.changed().await.is_err() {
                return;
            }
        }
    });
    Ok(())
}

async fn found(asked: Option<&str>) -> Result<Option<(String, PathBuf)>, Failure> {
    let asked = asked.map(str::to_owned);
    tokio::task::spawn_blocking(move || find(asked.as_deref()))
        .await
        .map_err(|_| Failure::other("fault", "A fault in Carat ended it. Try again.".to_owned()))?
}

/// Its name and its file. Blocks.
fn find(asked: Option<&str>) -> Result<Option<(String, PathBuf)>, Failure> {
    let home = Home::find()?;
    let library: Library = Places::of(home.root()).library(Vec::new());
    match asked {
        Some(name) => model::file_of(&library, name).map(Some),
        None => {
            let models = library.list()?;
            let guards = models.into_iter().filter_map(|model| Some((guard_rank(&model.id)?, model)));
            Ok(guards.min_by_key(|(rank, _)| *rank).map(|(_, model)| (model.id, model.path)))
        }
    }
}
