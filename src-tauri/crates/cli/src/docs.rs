//! `carat docs`: libraries of documents, through the same crates as in the app.

mod add;
pub(crate) mod args;
mod manage;
mod search;

use std::path::Path;
use std::sync::Arc;

use carat_documents::{DocumentError, Documents, Encoder, EncoderKind};
use carat_hub::program_folder;
use carat_reader::{Limits, Reader};
use carat_store::{Home, Library, Store};

use self::args::DocsCommand;
use crate::args::AskArgs;
use crate::exit::{Exit, Failure};
use crate::output::{Output, concluded, say};

/// Does what was asked and says how it ended.
pub(crate) async fn run(command: DocsCommand) -> Exit {
    let mut output = Output::new(command.json());
    let ended = match command {
        DocsCommand::Add(args) => add::run(args, &mut output).await,
        DocsCommand::List(args) => manage::list(args, &mut output).await,
        DocsCommand::Remove(args) => manage::remove(args, &mut output).await,
        DocsCommand::Search(args) => search::run(args, &mut output).await,
        DocsCommand::Ask(args) => {
            let asked =
                AskArgs { library: Some(args.library), json: args.json, prompt: args.question, ..AskArgs::default() };
            return crate::ask::run(asked).await;
        }
    };
    concluded(ended, &mut output)
}

/// Opens the documents of this home. Without `vectors`, or where the encoder is missing, words alone find.
async fn open(vectors: bool) -> Result<Documents, Failure> {
    let opened = tokio::task::spawn_blocking(|| {
        let (store, _) = Store::open(&Home::find()?)?;
        Ok::<_, Failure>(store)
    });
    let store = opened.await.map_err(|_| fault())??;
    open_in(store.clone(), &store, vectors)
}

/// The documents of a store. `models` is the one that knows which models are here.
pub(crate) fn open_in(store: Store, models: &Store, vectors: bool) -> Result<Documents, Failure> {
    let programs = program_folder()?;
    let reader = programs.join(format!("carat-reader{}", std::env::consts::EXE_SUFFIX));
    let encoder = if vectors { encoder(models, &programs)? } else { None };
    if vectors && encoder.is_none() {
        say("documents are searched by words alone, since there is no encoder. `cargo xtask setup` brings it");
    }
    let documents = Documents::new(store, Arc::new(Reader::new(reader, Limits::default())), encoder);
    Ok(documents.looking_for_orders(carat_safety::has_orders))
}

/// The encoder that the app would take: EmbeddingGemma, else the small one.
fn encoder(models: &Store, programs: &Path) -> Result<Option<Encoder>, Failure> {
    let engine = crate::filter::worker()?;
    Ok(match crate::model::encoder(models, &Home::find()?) {
        Some(load) => Some(Encoder::new(EncoderKind::embedding_gemma(), engine, load)),
        None => Encoder::beside(programs, engine, None),
    })
}

/// The library of this name.
pub(crate) async fn library(documents: &Documents, name: &str) -> Result<Library, Failure> {
    let all = documents.libraries().await?;
    if let Some(library) = all.iter().find(|library| library.name == name.trim()) {
        return Ok(library.clone());
    }
    let names: Vec<&str> = all.iter().map(|library| library.name.as_str()).collect();
    let known =
        if names.is_empty() { "There is none yet.".to_owned() } else { format!("There are: {}.", names.join(", ")) };
    let message = format!("There is no library named {name}. {known} `carat docs add --library {name} FILE` makes it.");
    Err(Failure::new(Exit::Usage, "library_missing", message))
}

fn fault() -> Failure {
    Failure::other("fault", "A fault in Carat ended it. Try again.".to_owned())
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        let exit = match error {
            DocumentError::NotOpened { .. } | DocumentError::NotAFile { .. } | DocumentError::TooManyFiles { .. } => {
                Exit::Usage
            }
            DocumentError::Encoder { .. } => Exit::Engine,
            DocumentError::Cancelled => Exit::Interrupted,
            _ => Exit::Other,
        };
        Self { exit, code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}
