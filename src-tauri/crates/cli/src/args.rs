//! What can be asked for on the command line.

use std::path::PathBuf;

use carat_hub::FilePart;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use crate::docs::args::DocsCommand;
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
    /// Add documents to a library, list, search and remove them.
    Docs {
        #[command(subcommand)]
        command: DocsCommand,
    },
    /// Say what the filter makes of texts from standard input.
    Screen(ScreenArgs),
    /// List, download, add, verify and remove models.
    Models {
        #[command(subcommand)]
        command: ModelsCommand,
    },
}

/// Which texts are screened, and by what.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
#[command(group = clap::ArgGroup::new("form").required(true).args(["jsonl", "stream"]))]
pub(crate) struct ScreenArgs {
    /// What judges: what is built in, a guard model too, or a guard where there is one.
    #[arg(long, value_enum, default_value_t = ScreenTier::Auto)]
    pub(crate) tier: ScreenTier,

    /// Who wrote the texts.
    #[arg(long, value_enum, default_value_t = ScreenRole::Prompt)]
    pub(crate) role: ScreenRole,

    /// The guard: an id, or a path to a .gguf file [default: a guard model of this machine].
    #[arg(long, value_name = "ID|PATH")]
    pub(crate) guard: Option<String>,

    /// Read one JSON object a line (`id`, `text`, and as you like `prompt` and `lang`), and print one for each.
    #[arg(long)]
    pub(crate) jsonl: bool,

    /// Read plain text and print what the gate would let out, piece by piece.
    #[arg(long)]
    pub(crate) stream: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScreenTier {
    Embedded,
    Guard,
    Auto,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScreenRole {
    Prompt,
    Response,
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
#[derive(Debug, Default, Args)]
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

    /// Answer from this file, and mark what the answer rests on; may be given several times.
    #[arg(long, value_name = "FILE", conflicts_with = "library")]
    pub(crate) doc: Vec<PathBuf>,

    /// Answer from this library of documents.
    #[arg(long, value_name = "NAME")]
    pub(crate) library: Option<String>,

    /// How documents are read for it [default: as the question needs].
    #[arg(long, value_name = "ROUTE")]
    pub(crate) route: Option<RouteArg>,

    /// The question. `-`, or none at all, reads it from standard input.
    #[arg(value_name = "PROMPT")]
    pub(crate) prompt: Option<String>,
}

/// How documents are read for a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum RouteArg {
    /// The passages that fit the question.
    Search,
    /// All of it, part by part.
    Everything,
}

fn temperature(text: &str) -> Result<f32, String> {
    let value: f32 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (0.0..=5.0).contains(&value) { Ok(value) } else { Err("it must lie between 0 and 5".to_owned()) }
}
