//! What can be asked for of documents.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::exit::CODES;

#[derive(Debug, Subcommand)]
pub(crate) enum DocsCommand {
    /// Add files and folders to a library, which is made where it is not there.
    Add(AddArgs),
    /// List the documents of a library, or all libraries.
    List(ListArgs),
    /// Remove documents from a library, with text, index and vectors.
    Remove(RemoveArgs),
    /// Find the passages of a library that fit a question.
    Search(SearchArgs),
    /// Answer a question from a library, with marks for what the answer rests on.
    Ask(DocsAskArgs),
}

impl DocsCommand {
    /// Whether JSON is asked for.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Add(args) => args.json,
            Self::List(args) => args.json,
            Self::Remove(args) => args.json,
            Self::Search(args) => args.json,
            Self::Ask(args) => args.json,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct AddArgs {
    /// The library's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) library: String,

    /// Make no vectors: the documents are then found by words alone until the app makes them.
    #[arg(long)]
    pub(crate) words: bool,

    /// Print one JSON object a line for each event, and a last one for each file.
    #[arg(long)]
    pub(crate) json: bool,

    /// Files and folders.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct DocsAskArgs {
    /// The library's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) library: String,

    /// Print one JSON object a line for each event, and a last one with the marked answer and its passages.
    #[arg(long)]
    pub(crate) json: bool,

    /// The question. `-`, or none at all, reads it from standard input.
    #[arg(value_name = "QUESTION")]
    pub(crate) question: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// The library's name; without it, all libraries are listed.
    #[arg(long, value_name = "NAME")]
    pub(crate) library: Option<String>,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The library's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) library: String,

    /// Remove the whole library.
    #[arg(long, conflicts_with = "documents")]
    pub(crate) all: bool,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,

    /// Documents by their paths as they were added, or by their ids.
    #[arg(value_name = "DOCUMENT", required_unless_present = "all")]
    pub(crate) documents: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct SearchArgs {
    /// The library's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) library: String,

    /// The most passages of each question.
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) top: u32,

    /// Search by words alone.
    #[arg(long)]
    pub(crate) words: bool,

    /// Read one JSON object a line (`id` and `query`) from standard input, and print one for each with its `hits`.
    #[arg(long, conflicts_with = "question")]
    pub(crate) jsonl: bool,

    /// Print one JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,

    /// The question.
    #[arg(value_name = "QUESTION", required_unless_present = "jsonl")]
    pub(crate) question: Option<String>,
}
