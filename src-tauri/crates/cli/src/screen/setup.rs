//! What screening works with beside the embedded steps: a guard, where one is asked for.

use carat_safety::Screener;

use crate::args::{ScreenArgs, ScreenTier};
use crate::exit::{Exit, Failure};
use crate::guard;

/// Gives the screener its guard; returns which tiers there are.
pub(super) async fn prepare(screener: &Screener, args: &ScreenArgs) -> Result<ScreenTier, Failure> {
    let guard = match args.tier {
        ScreenTier::Embedded => None,
        ScreenTier::Guard => Some(guard::loaded(args.guard.as_deref()).await?.ok_or_else(no_guard)?),
        ScreenTier::Auto => guard::loaded(args.guard.as_deref()).await?,
    };
    let tier = if guard.is_some() { ScreenTier::Guard } else { ScreenTier::Embedded };
    screener.set_guard(guard);
    Ok(tier)
}

fn no_guard() -> Failure {
    let message = "There is no guard model on this machine. Download one with `carat models pull shieldgemma-2b`, or name \
                   an instruction-tuned model with --guard.";
    Failure::new(Exit::NoModel, "guard_none", message.to_owned())
}
