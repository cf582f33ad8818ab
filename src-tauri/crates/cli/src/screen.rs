//! Screening: what the filter says of texts that others wrote, one JSON object a line, and what its gate would let out.

mod lines;
mod setup;
mod stream;

use carat_safety::{ScreeningSettings, Speaker};

use crate::args::{ScreenArgs, ScreenRole};
use crate::exit::{Exit, Failure};
use crate::filter;
use crate::output::say;

/// Screens standard input and says how it ended.
pub(crate) async fn run(args: ScreenArgs) -> Exit {
    screened(args).await.unwrap_or_else(|failure| {
        if !failure.message.is_empty() {
            say(&failure.message);
        }
        failure.exit
    })
}

async fn screened(args: ScreenArgs) -> Result<Exit, Failure> {
    // By the shipped settings, so that two machines say the same. The workers live as long as what they are asked by.
    let screener = filter::screener(ScreeningSettings::default(), None).await?;
    let tier = setup::prepare(&screener, &args).await?;
    if args.stream {
        stream::screen(&screener, speaker(args.role), tier).await
    } else {
        lines::screen(&screener, speaker(args.role), tier).await
    }
}

fn speaker(role: ScreenRole) -> Speaker {
    match role {
        ScreenRole::Prompt => Speaker::Person,
        ScreenRole::Response => Speaker::Model,
    }
}
