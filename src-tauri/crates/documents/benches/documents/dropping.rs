//! `first_question_words` and `first_question_vectors`: from the drop of a file to the moment when it can be asked.
//!
//! `CARAT_READER` names the program carat-reader; it is left out without it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, bail};
use carat_documents::{Adding, Documents};
use carat_figures::{Figure, Goal, Report, median};
use carat_reader::{Limits, Reader};
use carat_store::{DocumentOwner, Home, NewLink, Store};

use crate::encoder::Encoding;
use crate::{document, say};

/// Pages of the file.
const PAGES: usize = 20;

/// How often the file is dropped.
const DROPS: usize = 5;

pub(crate) fn measure(report: &mut Report, encoding: Option<&Encoding>) -> Result<()> {
    let Some(reader) = std::env::var_os("CARAT_READER").map(PathBuf::from).filter(|path| path.is_file()) else {
        say("CARAT_READER is not set, so dropping is left out");
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("dropped.pdf");
    std::fs::write(&path, document::pdf(PAGES))?;
    let own = tokio::runtime::Runtime::new()?;
    let runtime = encoding.map_or(&own, Encoding::runtime);
    let (mut words, mut vectors) = (Vec::new(), Vec::new());
    for _ in 0..DROPS {
        let folder = tempfile::tempdir()?;
        let (store, _) = Store::open(&Home::at(folder.path()))?;
        let owner = DocumentOwner::Library(store.create_library("all")?.id);
        let source = Arc::new(Reader::new(&reader, Limits::default()));
        let documents = Documents::new(store, source, encoding.map(|encoding| encoding.encoder().clone()));
        let link = NewLink { owner, path: path.display().to_string(), name: "dropped".to_owned() };
        let begun = Instant::now();
        runtime.block_on(async {
            let mut addition = documents.add_file(&path, link);
            while let Some(event) = addition.events.recv().await {
                let seconds = begun.elapsed().as_secs_f64();
                match event {
                    Adding::Searchable { document } => {
                        say(&format!("{} passages, {:?} pages", document.chunks, document.parts));
                        words.push(seconds);
                    }
                    Adding::Indexed { vectors: count } if count > 0 => vectors.push(seconds),
                    Adding::Failed { message, .. } => bail!("{message}"),
                    _ => {}
                }
            }
            Ok(())
        })?;
    }
    let mut add = |name: &'static str, samples: Vec<f64>, goal| {
        report.add(Figure::absolute(name, "s", median(&samples), samples, Some(Goal::AtMost(goal))));
    };
    add("first_question_words", words, 1.0);
    if encoding.is_some() {
        add("first_question_vectors", vectors, 15.0);
    }
    Ok(())
}
