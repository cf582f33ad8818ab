//! Reading everything: each part of the documents is asked by itself, and what came of the parts is merged until it fits.
//!
//! What the model writes here is seen by nobody but the model: only the last answer, which is made of it, is shown, and
//! that passes the gate.

use carat_documents::{Documents, parts};
use carat_engine::{GenerateEvent, GenerateRequest, Message, Role, Sampling};
use carat_store::Document;

use super::finding::{chunks_of, every};
use super::{Ground, Way, marked};
use crate::opening::Opening;
use crate::turn::Worker;
use crate::{ChatError, Result, TurnEvent};

/// Tokens of what is written down of one part.
const NOTES: u32 = 256;

/// The largest part in tokens: a part is read anew for each question, and a small model loses the thread of longer ones.
const PART: u32 = 2048;

/// Passages of all that were read which an answer is compared with.
const COMPARED: usize = 2000;

impl Worker {
    /// Reads all documents for a question, part by part.
    pub(super) async fn read_all(
        &self,
        documents: &Documents,
        opening: &Opening,
        all: &[Document],
        room: u32,
    ) -> Result<Ground> {
        let unit = unit_of(all);
        let total = total_of(all, &unit);
        let budget = PART.min(room.saturating_sub(NOTES));
        let mut notes: Vec<String> = Vec::new();
        let mut done = 0;
        self.tell(TurnEvent::Reading { done, total, unit: unit.clone() }).await;
        for document in all {
            let chunks = chunks_of(documents, document).await?;
            // Four characters are a token in most languages and one in some: a part is counted for real when it is asked.
            let cut = parts(&chunks, budget as usize, |text| text.chars().count().div_ceil(3));
            let many = cut.len();
            for (number, part) in cut.into_iter().enumerate() {
                let text = marked(&document.id.to_string(), &document.name, &part.text);
                let asked = format!("{text}\n\nFrom this part alone, note in short what answers: {}", opening.text);
                notes.push(self.note(&asked).await?);
                let units = units_of(document, &unit);
                let read = u64::from(units) * (number as u64 + 1) / many.max(1) as u64;
                let now = done + u32::try_from(read).unwrap_or(units);
                self.tell(TurnEvent::Reading { done: now, total, unit: unit.clone() }).await;
            }
            done += units_of(document, &unit);
        }
        self.tell(TurnEvent::Reading { done: total, total, unit: unit.clone() }).await;
        let merged = self.merged(notes, opening, budget).await?;
        let mut shown = every(documents, all).await?;
        shown.truncate(COMPARED);
        let text = marked("notes", "Notes from every part of the documents", &merged);
        Ok(Ground { way: Way::Found(text), shown, search: None, read: Some((total, unit)) })
    }

    /// Merges notes until they fit.
    async fn merged(&self, mut notes: Vec<String>, opening: &Opening, budget: u32) -> Result<String> {
        loop {
            let text = notes.join("\n\n");
            if notes.len() == 1 || self.count(&text).await? <= budget {
                return Ok(text);
            }
            let mut fewer = Vec::new();
            for some in notes.chunks(4) {
                let text = marked("notes", "Notes", &some.join("\n\n"));
                fewer.push(
                    self.note(&format!("{text}\n\nPut these notes together in short. They answer: {}", opening.text))
                        .await?,
                );
            }
            notes = fewer;
        }
    }

    /// What the model writes down of a text.
    async fn note(&self, text: &str) -> Result<String> {
        let request = GenerateRequest {
            sampling: Some(Sampling { temperature: 0.0, ..Sampling::default() }),
            max_tokens: Some(NOTES),
            ..GenerateRequest::new(vec![Message::text(Role::User, text)])
        };
        let mut generation = self.engine.generate(request);
        let mut note = String::new();
        while let Some(event) = generation.events.recv().await {
            match event {
                GenerateEvent::Text { text } => note.push_str(&text),
                GenerateEvent::Finished { .. } => return Ok(note.trim().to_owned()),
                GenerateEvent::Failed { error } => return Err(error.into()),
                _ => {}
            }
        }
        Err(ChatError::Fault)
    }
}

/// What the parts of documents are called: by their format where all have the same.
fn unit_of(all: &[Document]) -> String {
    let unit = |document: &Document| match document.format.as_deref() {
        Some("pdf") => "pages",
        Some("slides") => "slides",
        Some("sheet") => "sheets",
        Some("epub") => "chapters",
        _ => "parts",
    };
    let mut units: Vec<&str> = all.iter().map(unit).collect();
    units.dedup();
    if units.len() == 1 { units[0].to_owned() } else { "parts".to_owned() }
}

fn units_of(document: &Document, unit: &str) -> u32 {
    let parts = if unit == "parts" { Some(document.chunks) } else { document.parts };
    parts.unwrap_or(document.chunks).max(1)
}

fn total_of(all: &[Document], unit: &str) -> u32 {
    all.iter().map(|document| units_of(document, unit)).sum()
}
