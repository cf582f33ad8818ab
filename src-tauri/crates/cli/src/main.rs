//! The program `carat`: Carat for the command line and for scripts.
//!
//! `carat ask` goes through the same chat crate, gate and worker program as the window does. Standard output holds the
//! answer, or with `--json` one object a line, and nothing else.

mod args;
mod ask;
mod docs;
mod exit;
mod filter;
mod guard;
mod interrupt;
mod lines;
mod model;
mod models;
mod output;
mod prompt;
mod report;
mod screen;
mod sources;
mod terms;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::exit::{Exit, Failure};

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Failure::other(
                "runtime",
                format!("Carat could not start its threads: {error}. Close other programs and try again."),
            );
            eprintln!("carat: {}", failure.message);
            return failure.exit.into();
        }
    };
    let exit = match cli.command {
        Command::Ask(args) => runtime.block_on(ask::run(args)),
        Command::Docs { command } => runtime.block_on(docs::run(command)),
        Command::Screen(args) => runtime.block_on(screen::run(args)),
        Command::Models { command } => runtime.block_on(models::run(command)),
    };
    // A thread that still waits for standard input must not keep the program.
    runtime.shutdown_background();
    exit.into()
}

/// Logs are for whoever looks for a fault: quiet unless `CARAT_LOG` asks, as in `CARAT_LOG=info`.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CARAT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
