//! What can be asked for on the command line.

use std::path::PathBuf;

use carat_hub::FilePart;
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
    /// List, download, add, verify and remove models.
    Models {
        #[command(subcommand)]
        command: ModelsCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsCommand {
    /// List the models of this machine, or with --all those that can be had.
    List(ListArgs),
    /// Show one model: of this machine, or of the catalogue.
    Show(NamedArgs),
    /// Download a model; an earlier try goes on where it ended.
    Pull(PullArgs),
    /// Add a model file where it lies.
    Import(ImportArgs),
    /// Read a whole model and compare it with the hash that it should have.
    Verify(NamedArgs),
    /// Delete one of Carat's own models, or forget one that was added in place.
    Remove(NamedArgs),
    /// Print where a model lies, or without one Carat's folder of models.
    Where(WhereArgs),
}

impl ModelsCommand {
    /// Whether JSON is asked for.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::List(args) => args.json,
            Self::Show(args) | Self::Verify(args) | Self::Remove(args) => args.json,
            Self::Pull(args) => args.json,
            Self::Import(args) => args.json,
            Self::Where(args) => args.json,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// List the whole catalogue with how each model would run here.
    #[arg(long)]
    pub(crate) all: bool,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NamedArgs {
    /// The model's id, as `carat models list` prints it.
    #[arg(value_name = "MODEL")]
    pub(crate) model: String,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhereArgs {
    /// The model's id.
    #[arg(value_name = "MODEL")]
    pub(crate) model: Option<String>,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A .gguf file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Copy it into Carat's folder instead of using it where it lies.
    #[arg(long)]
    pub(crate) copy: bool,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct PullArgs {
    /// A model of the catalogue (`id` or `id/form`), `owner/name`, `owner/name:Q4_K_M`, or the web address of a
    /// repository or a file on the hub.
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,

    /// Fetch what lets it see and hear, too, where there is such a file.
    #[arg(long)]
    pub(crate) projector: bool,

    /// Fetch what lets it answer faster, too, where there is such a file.
    #[arg(long)]
    pub(crate) drafter: bool,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

impl PullArgs {
    /// The companions that are wanted.
    pub(crate) fn parts(&self) -> Vec<FilePart> {
        let projector = self.projector.then_some(FilePart::Projector);
        projector.into_iter().chain(self.drafter.then_some(FilePart::Drafter)).collect()
    }
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
