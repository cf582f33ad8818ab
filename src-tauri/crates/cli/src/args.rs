//! What can be asked for on the command line.

use clap::{Args, Parser, Subcommand};

use crate::exit::CODES;

/// Carat: a private assistant that runs a Gemma on this machine.
#[derive(Debug, Parser)]
#[command(name = "carat", version, about, after_help = CODES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask one question and print the answer.
    Ask(AskArgs),
}

/// One question and how it is to be answered.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct AskArgs {
    /// The model: an id, or a path to a .gguf file [default: the one chosen in the app, else the starter model].
    #[arg(long, value_name = "ID|PATH")]
    pub(crate) model: Option<String>,

    /// What the model is told before the question.
    #[arg(long, value_name = "TEXT")]
    pub(crate) system: Option<String>,

    /// How freely words are drawn; 0 always takes the likeliest [default: the model family's].
    #[arg(long, value_name = "T", value_parser = temperature)]
    pub(crate) temperature: Option<f32>,

    /// The most tokens of the answer [default: what is left of the context].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_tokens: Option<u32>,

    /// Draw the same words each time.
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u32>,

    /// Print one JSON object a line for each event, and a last one with usage and timings.
    #[arg(long)]
    pub(crate) json: bool,

    /// Save question and answer as a conversation that the app shows.
    #[arg(long)]
    pub(crate) keep: bool,

    /// The question. `-`, or none at all, reads it from standard input.
    #[arg(value_name = "PROMPT")]
    pub(crate) prompt: Option<String>,
}

fn temperature(text: &str) -> Result<f32, String> {
    let value: f32 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (0.0..=5.0).contains(&value) { Ok(value) } else { Err("it must lie between 0 and 5".to_owned()) }
}
