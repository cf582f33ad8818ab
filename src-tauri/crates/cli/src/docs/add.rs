//! `carat docs add`: one file after another, each with its end.

use std::path::{Path, PathBuf};

use carat_documents::{Adding, Documents, files_of};
use carat_store::{DocumentOwner, NewLink};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::args::AddArgs;
use super::{fault, open};
use crate::exit::{Exit, Failure};
use crate::interrupt;
use crate::output::{Output, printed, say};

/// How the adding of one file ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    Added,
    Known,
    Failed(String),
    Cancelled,
}

pub(super) async fn run(args: AddArgs, output: &mut Output) -> Result<Exit, Failure> {
    let paths = args.paths;
    let files = tokio::task::spawn_blocking(move || files_of(&paths)).await.map_err(|_| fault())??;
    let documents = open(!args.words).await?;
    let owner = DocumentOwner::Library(documents.open_library(&args.library).await?.id);
    let interrupted = interrupt::listen();
    let mut failed = 0;
    for file in &files {
        let source = file.display().to_string();
        match add(&documents, owner, file, &interrupted, output).await? {
            End::Cancelled => return Ok(Exit::Interrupted),
            End::Failed(message) => {
                failed += 1;
                say(&format!("{source}: {message}"));
            }
            End::Known => printed(output.plain(&format!("{source}: there already\n")))?,
            End::Added => printed(output.plain(&format!("{source}: added\n")))?,
        }
    }
    let count = files.len();
    printed(output.event("done", &json!({ "files": count, "failed": failed })))?;
    if failed == 0 { Ok(Exit::Answered) } else { Ok(Exit::Other) }
}

/// Adds one file and tells what happens.
async fn add(
    documents: &Documents,
    owner: DocumentOwner,
    file: &Path,
    interrupted: &CancellationToken,
    output: &mut Output,
) -> Result<End, Failure> {
    let source = file.display().to_string();
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut addition = documents.add_file(PathBuf::from(file), NewLink { owner, path: source.clone(), name });
    let mut end = End::Cancelled;
    let mut searchable = false;
    loop {
        let event = tokio::select! {
            event = addition.events.recv() => event,
            () = interrupted.cancelled(), if !addition.cancel.is_cancelled() => {
                addition.cancel.cancel();
                continue;
            }
        };
        let Some(event) = event else { break };
        match &event {
            Adding::Searchable { .. } => {
                searchable = true;
                end = End::Added;
            }
            Adding::Known { .. } => end = End::Known,
            // It lacks vectors alone, and a later run makes them.
            Adding::Failed { message, .. } if searchable => say(message),
            Adding::Failed { message, .. } => end = End::Failed(message.clone()),
            Adding::Cancelled => end = End::Cancelled,
            Adding::Notice { notice } => {
                printed(output.plain(&format!("{source}: {}\n", words_of(notice))))?;
            }
            Adding::Started { .. } | Adding::Progress { .. } | Adding::Encoding { .. } | Adding::Indexed { .. } => {}
        }
        printed(output.event("document", &json!({ "source": source, "event": event })))?;
    }
    if interrupted.is_cancelled() { Ok(End::Cancelled) } else { Ok(end) }
}

fn words_of(notice: &carat_reader::Notice) -> String {
    use carat_reader::Notice;
    match notice {
        Notice::NoText { pages } => {
            let pages: Vec<String> = pages.iter().map(u32::to_string).collect();
            format!("no text on page {}: most likely pictures, which are not read", pages.join(", "))
        }
        Notice::Hidden { runs, characters } => {
            format!("{characters} characters in {runs} places that no reader would see were left out")
        }
        Notice::Skipped { part } => format!("{part} could not be read and was left out"),
        Notice::Orders { passages } => {
            format!(
                "{passages} passages read like orders to an assistant. They are data to the model, and not followed"
            )
        }
    }
}
