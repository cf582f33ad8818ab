//! What a question at the command line is answered from: files that are read for it, or a library.

use carat_documents::{Adding, Documents, Route};
use carat_store::{ConversationId, DocumentId, DocumentOwner, LibraryId, NewLink, Store};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::args::{AskArgs, RouteArg};
use crate::docs;
use crate::exit::{Exit, Failure};

/// Where the answer is looked for.
#[derive(Default)]
pub(crate) struct Sources {
    pub(crate) read: Option<Documents>,
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) library: Option<LibraryId>,
}

impl From<RouteArg> for Route {
    fn from(value: RouteArg) -> Self {
        match value {
            RouteArg::Search => Self::Retrieval,
            RouteArg::Everything => Self::Everything,
        }
    }
}

impl Sources {
    /// Reads the files, or finds the library. What is read for one question leaves nothing behind.
    pub(crate) async fn open(args: &AskArgs, store: &Store, interrupted: &CancellationToken) -> Result<Self, Failure> {
        if let Some(name) = &args.library {
            let read = docs::open_in(store.clone(), store, true)?;
            let library = docs::library(&read, name).await?.id;
            return Ok(Self { read: Some(read), library: Some(library), ..Self::default() });
        }
        if args.doc.is_empty() {
            return Ok(Self::default());
        }
        let memory = tokio::task::spawn_blocking(Store::in_memory);
        let memory =
            memory.await.map_err(|_| Failure::other("fault", "A fault in Carat ended it. Try again.".into()))??;
        let read = docs::open_in(memory, store, true)?;
        let owner = DocumentOwner::Conversation(ConversationId::from(Uuid::nil()));
        let mut documents = Vec::new();
        for path in &args.doc {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let link = NewLink { owner, path: path.display().to_string(), name };
            let mut addition = read.add_file(path.clone(), link);
            let mut found = None;
            loop {
                let event = tokio::select! {
                    event = addition.events.recv() => event,
                    () = interrupted.cancelled(), if !addition.cancel.is_cancelled() => {
                        addition.cancel.cancel();
                        continue;
                    }
                };
                match event {
                    None => break,
                    // Words find it now; vectors would keep the question waiting.
                    Some(Adding::Searchable { document } | Adding::Known { document }) => {
                        found = Some(document.id);
                        break;
                    }
                    Some(Adding::Failed { code, message }) => {
                        return Err(Failure::new(Exit::Usage, &code, format!("{}: {message}", path.display())));
                    }
                    Some(_) => {}
                }
            }
            documents.extend(found);
        }
        Ok(Self { read: Some(read), documents, library: None })
    }
}
