//! The worker is the process that holds one loaded model and answers with it.
//!
//! It is the only part of Carat that knows llama.cpp, and it lives in a process of its own because a failed assertion
//! in there ends the process. It reads [`carat_engine::frames`] from standard input, writes them to a private duplicate
//! of standard output, and logs to standard error. The program `carat-engine` is this library's [`run`];
//! the library exists so that tests can reach tokens and prompts without a process.
//!
//! The way of a request: [`inbox`] reads it, [`worker`] owns the model, [`schedule`] shares the context between answers and scores,
//! [`embed`] makes embeddings instead, [`prompt`] and [`tokens`] turn messages into tokens, [`sampling`] draws the next one, [`output`] turns tokens back into text.

pub mod answers;
pub mod backends;
pub mod descriptors;
pub mod drafter;
pub mod embed;
pub mod file;
pub mod gathering;
pub mod generation;
pub mod gguf;
pub mod inbox;
pub mod ladder;
pub mod lane;
pub mod logging;
pub mod memory;
pub mod model;
pub mod outbox;
pub mod output;
pub mod parent;
pub mod prompt;
pub mod sampling;
pub mod schedule;
pub mod score;
pub mod states;
pub mod tokens;
pub mod worker;

use std::process::ExitCode;

/// Runs the worker until standard input ends. `arguments` are those after the program's name;
/// `--parent PID` names the process that it must not outlive.
#[must_use]
pub fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Logging may not be up yet, and standard error is where the supervisor looks for the cause.
            eprintln!("ERROR carat_engine: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: impl Iterator<Item = String>) -> anyhow::Result<()> {
    use anyhow::Context as _;

    // The descriptor comes first: nothing may print into the frames.
    let frames = descriptors::take_standard_output().context("failed to take standard output for frames")?;
    parent::die_with(parent::named_in(arguments)?).context("failed to tie the worker's life to the app's")?;
    logging::start();
    let outbox = outbox::Outbox::new(frames);
    let (inbox, loading) = inbox::listen().context("failed to start the thread that reads frames")?;
    worker::run(&inbox, &outbox, &loading)
}
