//! A store, a source that says what the test wrote, and an encoder that counts letters.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use carat_documents::{Adding, Addition, Documents, Encoder, EncoderKind, Languages, Source};
use carat_engine::scripted::ScriptedEngine;
use carat_engine::{Engine, LoadRequest, Purpose};
use carat_reader::{Format, FromReader, Notice, PROTOCOL, Piece, PieceKind, Place, ReadFailure};
use carat_store::{DocumentOwner, Home, NewLink, Store};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Reads lines as paragraphs; some words make it behave like a reader in trouble.
struct Lines;

impl Source for Lines {
    fn read(&self, mut document: File, _hint: &str, cancel: CancellationToken) -> mpsc::Receiver<FromReader> {
        let (sender, receiver) = mpsc::channel(4);
        tokio::spawn(async move {
            let mut text = String::new();
            document.read_to_string(&mut text).unwrap();
            let parts = Some(u32::try_from(text.lines().count()).unwrap());
            let started = FromReader::Started { protocol: PROTOCOL, format: Format::Text, parts };
            sender.send(started).await.unwrap();
            for (number, line) in text.lines().enumerate() {
                let message = match line {
                    "!broken" => FromReader::Failed(ReadFailure::Damaged { detail: "cut short".into() }),
                    "!gone" => return,
                    "!hidden" => FromReader::Notice(Notice::Hidden { runs: 1, characters: 9 }),
                    "!hangs" => {
                        cancel.cancelled().await;
                        return;
                    }
                    line => FromReader::Piece(Piece {
                        kind: PieceKind::Paragraph,
                        text: line.to_owned(),
                        place: Place { page: Some(u32::try_from(number + 1).unwrap()), ..Place::default() },
                        words: Vec::new(),
                    }),
                };
                let last = matches!(message, FromReader::Failed(_));
                if sender.send(message).await.is_err() || last {
                    return;
                }
            }
            let _ = sender.send(FromReader::Finished { characters: 0 }).await;
        });
        receiver
    }
}

/// Everything that a test needs.
pub(crate) struct Stage {
    pub(crate) documents: Documents,
    pub(crate) owner: DocumentOwner,
    folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&Home::at(folder.path().join("home"))).unwrap();
        let owner = DocumentOwner::Library(store.create_library("all").unwrap().id);
        Self { documents: Documents::new(store, Arc::new(Lines), None), owner, folder }
    }

    /// The same home, opened again, as after a restart.
    pub(crate) fn again(self) -> Self {
        let Self { documents, owner, folder } = self;
        drop(documents);
        let (store, _) = Store::open(&Home::at(folder.path().join("home"))).unwrap();
        Self { documents: Documents::new(store, Arc::new(Lines), None), owner, folder }
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn add(&self, name: &str, text: &str) -> Addition {
        self.add_path(self.file(name, text))
    }

    pub(crate) fn add_path(&self, path: PathBuf) -> Addition {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let link = NewLink { owner: self.owner, path: path.display().to_string(), name };
        self.documents.add_file(path, link)
    }

    /// Adds and gives all that happened.
    pub(crate) async fn added(&self, name: &str, text: &str) -> Vec<Adding> {
        all(self.add(name, text)).await
    }
}

pub(crate) async fn all(mut addition: Addition) -> Vec<Adding> {
    let mut events = Vec::new();
    while let Some(event) = addition.events.recv().await {
        events.push(event);
    }
    events
}

/// An encoder of the scripted engine, for English alone where `english`.
pub(crate) fn encoder(name: &str, english: bool, engine: ScriptedEngine) -> Encoder {
    let languages = if english { Languages::Only(&["en"]) } else { Languages::All };
    let dimensions = 64;
    let kind = EncoderKind { name: name.into(), dimensions, languages, ..EncoderKind::all_minilm_l6_v2() };
    let load = LoadRequest { purpose: Purpose::Embed, ..LoadRequest::new(name, "/models/encoder.gguf") };
    let engine: Arc<dyn Engine> = Arc::new(engine);
    Encoder::new(kind, engine, load)
}
