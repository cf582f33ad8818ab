//! `carat docs search`: one question, or one a line.

use std::io;

use carat_documents::{Documents, Hit};
use carat_store::DocumentOwner;
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};

use super::args::SearchArgs;
use super::{library, open};
use crate::exit::{Exit, Failure};
use crate::lines::{LONGEST, answer_lines, lines};
use crate::output::{Output, printed};

/// Questions that are searched at once.
const TOGETHER: usize = 4;

/// A line of input.
#[derive(Debug, Deserialize)]
struct Line {
    /// Given back as it came; the line's number where there is none.
    #[serde(default)]
    id: Value,
    query: String,
}

pub(super) async fn run(args: SearchArgs, output: &mut Output) -> Result<Exit, Failure> {
    let documents = open(!args.words).await?;
    let owner = DocumentOwner::Library(library(&documents, &args.library).await?.id);
    let top = args.top as usize;
    let Some(question) = args.question else { return by_line(&documents, owner, top).await };
    for hit in documents.search(owner, &question, top).await? {
        let page = hit.page.map_or_else(String::new, |page| format!(", page {page}"));
        printed(output.plain(&format!("{}{page}\n    {}\n", hit.source, hit.text.replace('\n', "\n    "))))?;
        printed(output.event("hit", &shown(&hit)))?;
    }
    Ok(Exit::Answered)
}

/// Answers every line of standard input, in their order.
async fn by_line(documents: &Documents, owner: DocumentOwner, top: usize) -> Result<Exit, Failure> {
    let answers = lines().map(|(number, line)| async move { answer(documents, owner, top, number, line).await });
    answer_lines(answers.buffered(TOGETHER)).await
}

async fn answer(
    documents: &Documents,
    owner: DocumentOwner,
    top: usize,
    number: usize,
    line: io::Result<Vec<u8>>,
) -> Result<Value, Failure> {
    let wrong = |why: String| Ok(json!({ "id": number, "error": why }));
    let bytes = match line {
        Ok(bytes) if bytes.len() > LONGEST => {
            return wrong(format!("line {number} has more than {} MB", LONGEST >> 20));
        }
        Ok(bytes) => bytes,
        Err(error) => return wrong(format!("standard input could not be read at line {number}: {error}")),
    };
    let Line { id, query } = match serde_json::from_slice(&bytes) {
        Ok(line) => line,
        Err(error) => return wrong(format!("line {number} is not an object with a field `query`: {error}")),
    };
    let id = if id.is_null() { json!(number) } else { id };
    let hits: Vec<Value> = documents.search(owner, &query, top).await?.iter().map(shown).collect();
    Ok(json!({ "id": id, "hits": hits }))
}

fn shown(hit: &Hit) -> Value {
    json!({
        "source": hit.source,
        "page": hit.page,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "score": hit.score,
    })
}
