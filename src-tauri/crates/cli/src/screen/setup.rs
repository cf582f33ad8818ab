//! What screening works with beside the embedded steps: a guard, where one is asked for.

use std::path::PathBuf;
use std::sync::Arc;

use carat_chat::{guard_of, guard_rank, self_judge};
use carat_engine::{LoadRequest, Purpose};
use carat_hub::{Library, Places};
use carat_safety::{Guard, Screener};
use carat_store::Home;

use crate::args::{ScreenArgs, ScreenTier};
use crate::exit::{Exit, Failure};
use crate::{filter, model};

/// Gives the screener its guard; returns which tiers there are.
pub(super) async fn prepare(screener: &Screener, args: &ScreenArgs) -> Result<ScreenTier, Failure> {
    let guard = match args.tier {
        ScreenTier::Embedded => None,
        ScreenTier::Guard => Some(guard(args.guard.as_deref()).await?.ok_or_else(no_guard)?),
        ScreenTier::Auto => guard(args.guard.as_deref()).await?,
    };
    let tier = if guard.is_some() { ScreenTier::Guard } else { ScreenTier::Embedded };
    screener.set_guard(guard);
    Ok(tier)
}

/// The guard that is asked for, else one that is on this machine.
async fn guard(asked: Option<&str>) -> Result<Option<Arc<dyn Guard>>, Failure> {
    let asked = asked.map(str::to_owned);
    let found = tokio::task::spawn_blocking(move || find_guard(asked.as_deref()))
        .await
        .map_err(|_| Failure::other("fault", "A fault in Carat ended it. Try again.".to_owned()))??;
    let Some((name, path)) = found else { return Ok(None) };
    let engine = filter::worker()?;
    let load = LoadRequest { purpose: Purpose::Guard, ..LoadRequest::new(name.clone(), path) };
    // A file that is broken, or no guard, is told of at once.
    let facts = engine.load(load.clone()).await?;
    if let Some(guard) = guard_of(Arc::clone(&engine), load) {
        return Ok(Some(guard));
    }
    let guard = self_judge(engine, &facts);
    guard.map(Some).map_err(|why| Failure::new(Exit::Usage, "guard_unfit", format!("{name} can't be a guard. {why}")))
}

/// Its name and its file. Blocks.
fn find_guard(asked: Option<&str>) -> Result<Option<(String, PathBuf)>, Failure> {
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

fn no_guard() -> Failure {
    let message = "There is no guard model on this machine. Download one with `carat models pull shieldgemma-2b`, or name \
                   an instruction-tuned model with --guard.";
    Failure::new(Exit::NoModel, "guard_none", message.to_owned())
}
