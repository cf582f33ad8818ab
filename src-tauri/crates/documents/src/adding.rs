//! Adding: from a file to passages that can be searched, then to vectors, each step told as it happens.
//!
//! The order is: recognise by hash, read in the reader's process, cut, keep in batches that can be searched at once, and
//! last encode in the background. A process that is killed leaves a document that is marked as being read, or one that
//! lacks vectors; [`crate::Documents::resume`] goes on with both.

mod encoding;
mod file;
mod reading;

use std::path::PathBuf;

use carat_reader::{Format, Notice};
use carat_store::{Document, DocumentId, NewLink};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(crate) use self::encoding::encode;
use self::file::OpenFile;
pub(crate) use self::file::open_file;
pub use self::file::sha256;
use self::reading::read;
use crate::{DocumentError, Documents, Result};

/// Events that wait for whoever listens; adding waits for them once there are more.
const EVENTS: usize = 64;

/// What happens while a document is added. `Searchable` comes first of the ends, `Indexed` after it where an encoder is
/// there; `Known`, `Failed` and `Cancelled` end it at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Adding {
    /// It is new and its format is known.
    Started {
        /// The document.
        document: DocumentId,
        /// What it is.
        format: Format,
        /// Pages, slides, sheets or chapters, where they are known beforehand.
        parts: Option<u32>,
    },
    /// So many parts are read.
    Progress {
        /// Read.
        done: u32,
        /// Of these.
        total: u32,
    },
    /// Something that a person should know about it.
    Notice {
        /// What.
        notice: Notice,
    },
    /// All of it can be searched by words.
    Searchable {
        /// The document.
        document: Document,
    },
    /// So many passages have gone through the encoder.
    Encoding {
        /// Gone through.
        done: u32,
        /// Of these.
        total: u32,
    },
    /// It can be searched by meaning too.
    Indexed {
        /// Passages that have a vector; the others are in languages that the encoder does not know.
        vectors: u32,
    },
    /// The same content is there already, and belongs to this owner now, too.
    Known {
        /// The document.
        document: Document,
    },
    /// It can't be added. After `Searchable`: it has no vectors for now, and words find it.
    Failed {
        /// The stable name of the error.
        code: String,
        /// The English sentence.
        message: String,
    },
    /// It was cancelled, and nothing of it is left.
    Cancelled,
}

impl Adding {
    fn failed(error: &DocumentError) -> Self {
        Self::Failed { code: error.code().to_owned(), message: error.to_string() }
    }
}

/// A document that is being added. Dropping `events` does not stop it.
#[derive(Debug)]
pub struct Addition {
    /// What happens, in order.
    pub events: mpsc::Receiver<Adding>,
    /// Cancels it.
    pub cancel: CancellationToken,
}

/// What a document's text comes from.
pub(crate) enum Content {
    /// A file.
    File(PathBuf),
    /// Text that was pasted.
    Text(String),
}

impl Documents {
    /// Adds a file. `link.path` is kept as it is given; `path` is where the file is opened.
    ///
    /// Called within a runtime of tokio.
    pub fn add_file(&self, path: impl Into<PathBuf>, link: NewLink) -> Addition {
        self.add(Content::File(path.into()), link)
    }

    /// Begins a document without reading it yet, so that it has its id while it waits: [`Documents::add_file`] reads it
    /// under that id. Waits while the same content is being read.
    ///
    /// # Errors
    /// Those of opening the file and of the store.
    pub async fn begin_file(&self, path: impl Into<PathBuf>, link: NewLink) -> Result<carat_store::Begun> {
        let path = path.into();
        let file = self.blocking(move |_| OpenFile::open(&path)).await?;
        let _turn = self.turn(&file.sha256).await;
        self.blocking(move |store| Ok(store.begin_document(&file.sha256, file.bytes, &link)?)).await
    }

    /// Adds pasted text.
    ///
    /// Called within a runtime of tokio.
    pub fn add_text(&self, text: impl Into<String>, link: NewLink) -> Addition {
        self.add(Content::Text(text.into()), link)
    }

    fn add(&self, content: Content, link: NewLink) -> Addition {
        let (sender, events) = mpsc::channel(EVENTS);
        let cancel = CancellationToken::new();
        let (documents, stop) = (self.clone(), cancel.clone());
        tokio::spawn(async move { documents.run(content, link, &sender, &stop).await });
        Addition { events, cancel }
    }

    async fn run(&self, content: Content, link: NewLink, events: &mpsc::Sender<Adding>, cancel: &CancellationToken) {
        let last = match self.added(content, link, events, cancel).await {
            Ok(()) => return,
            Err(DocumentError::Cancelled) => Adding::Cancelled,
            Err(error) => {
                tracing::warn!(code = error.code(), "a document was not added");
                Adding::failed(&error)
            }
        };
        tell(events, last).await;
    }

    async fn added(
        &self,
        content: Content,
        link: NewLink,
        events: &mpsc::Sender<Adding>,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let opened = match content {
            Content::File(path) => self.blocking(move |_| OpenFile::open(&path).map(Opened::File)).await?,
            Content::Text(text) => Opened::Text(text),
        };
        let (hash, bytes) = match &opened {
            Opened::File(file) => (file.sha256.clone(), file.bytes),
            Opened::Text(text) => (sha256(text.as_bytes()), text.len() as u64),
        };
        // A second adding of the same content waits for the first one's end, else both would read it.
        let _turn = self.turn(&hash).await;
        let (owner, hint) = (link.owner, link.name.clone());
        let begun = self.blocking(move |store| Ok(store.begin_document(&hash, bytes, &link)?)).await?;
        let document = match begun {
            carat_store::Begun::New(document) => document,
            carat_store::Begun::Known(document) => {
                tell(events, Adding::Known { document }).await;
                return Ok(());
            }
        };
        let id = document.id;
        let read = match opened {
            Opened::File(file) => read(self, id, file.file, &hint, events, cancel).await,
            Opened::Text(text) => reading::read_text(self, id, &text, events).await,
        };
        if let Err(error) = read {
            self.forget_failed(id, owner, &error).await?;
            return Err(error);
        }
        let document = self.blocking(move |store| Ok(store.document(id)?)).await?;
        tell(events, Adding::Searchable { document: document.clone() }).await;
        drop(_turn);
        // The document is whole by now: a failing or cancelled encoder leaves it searchable by words.
        match encode(self, &document, events, cancel).await {
            Err(DocumentError::Cancelled) => Ok(()),
            other => other,
        }
    }

    /// Keeps the reason of a failure with the document; what was cancelled goes without a trace.
    async fn forget_failed(
        &self,
        id: DocumentId,
        owner: carat_store::DocumentOwner,
        error: &DocumentError,
    ) -> Result<()> {
        let (cancelled, stored) = (matches!(error, DocumentError::Cancelled), error.stored());
        let forgotten = self
            .blocking(move |store| {
                if cancelled {
                    store.unlink_document(id, owner)?;
                } else {
                    store.fail_document(id, &stored)?;
                }
                Ok(())
            })
            .await;
        match forgotten {
            // Somebody removed it while it was read.
            Err(DocumentError::Store(carat_store::Error::DocumentMissing { .. })) => Ok(()),
            other => other,
        }
    }
}

enum Opened {
    File(OpenFile),
    Text(String),
}

/// Tells an event. Nobody has to listen.
pub(crate) async fn tell(events: &mpsc::Sender<Adding>, event: Adding) {
    let _ = events.send(event).await;
}
