//! `carat docs list` and `carat docs remove`.

use std::str::FromStr;

use carat_store::{Document, DocumentId, DocumentOwner, DocumentState};
use serde_json::json;

use super::args::{ListArgs, RemoveArgs};
use super::{library, open};
use crate::exit::{Exit, Failure};
use crate::output::{Output, printed};

pub(super) async fn list(args: ListArgs, output: &mut Output) -> Result<Exit, Failure> {
    let documents = open(false).await?;
    let Some(name) = args.library else {
        for library in documents.libraries().await? {
            printed(output.plain(&format!("{}\t{} documents\n", library.name, library.documents)))?;
            printed(output.event("library", &library))?;
        }
        return Ok(Exit::Answered);
    };
    let owner = DocumentOwner::Library(library(&documents, &name).await?.id);
    for document in documents.list(owner).await? {
        printed(output.plain(&format!("{}\t{}\n", document.path, state_of(&document))))?;
        printed(output.event("document", &document))?;
    }
    Ok(Exit::Answered)
}

pub(super) async fn remove(args: RemoveArgs, output: &mut Output) -> Result<Exit, Failure> {
    let documents = open(false).await?;
    let library = library(&documents, &args.library).await?;
    if args.all {
        let erased = documents.delete_library(library.id).await?;
        printed(output.plain(&format!("{}: removed with {} documents\n", library.name, erased.len())))?;
        printed(output.event("removed", &json!({ "library": library.name, "erased": erased })))?;
        return Ok(Exit::Answered);
    }
    let owner = DocumentOwner::Library(library.id);
    let all = documents.list(owner).await?;
    // All are found before one goes, so that a typing error removes nothing.
    let mut found: Vec<&Document> = Vec::new();
    for name in &args.documents {
        let id = DocumentId::from_str(name).ok();
        let named = all.iter().find(|document| document.path == *name || Some(document.id) == id);
        found.push(named.ok_or_else(|| missing(name, &args.library))?);
    }
    for document in found {
        let erased = documents.remove(document.id, owner).await?;
        printed(output.plain(&format!("{}: removed\n", document.path)))?;
        let line = json!({ "id": document.id, "source": document.path, "erased": erased });
        printed(output.event("removed", &line))?;
    }
    Ok(Exit::Answered)
}

fn state_of(document: &Document) -> String {
    match document.state {
        DocumentState::Failed => {
            let why = document.error.as_ref().map_or("", |error| error.message.as_str());
            format!("can't be read: {why}")
        }
        DocumentState::Reading => "is being read".to_owned(),
        DocumentState::Ready if document.encoded >= document.chunks => "found by words and meaning".to_owned(),
        DocumentState::Ready => "found by words".to_owned(),
    }
}

fn missing(name: &str, library: &str) -> Failure {
    let message = format!(
        "There is no document {name} in {library}, so nothing was removed. `carat docs list --library {library}` shows \
         those that there are."
    );
    Failure::new(Exit::Usage, "document_missing", message)
}
