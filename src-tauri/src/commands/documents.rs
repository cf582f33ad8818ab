//! Commands about documents: add, list, stop, remove, bring back, search, show, and what a question about them takes.

use std::path::PathBuf;

use carat_documents::Hit;
use carat_engine::Engine;
use carat_store::{Document, LibraryId, MessageId};
use percent_encoding::percent_decode;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, Manager, State};

use super::Answer;
use super::export::{file_stem, on_file, write_beside};
use crate::desk::{self, Answering, Removed};
use crate::dialogs::{self, FileKind};
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::{
    Added, AppEvent, Citation, DocumentContent, DocumentHit, DocumentKey, DocumentScope, DocumentSearch, Route,
    RoutePlan, StoredDocument, WireError, parse_id,
};
use crate::{answer_export, content, words};

/// How many results a search gives.
const HITS: usize = 20;

/// How many pieces of a document go to the page at once.
const PIECES: u32 = 200;

#[tauri::command]
pub(crate) async fn list_documents(parts: State<'_, Parts>, scope: DocumentScope) -> Answer<Vec<StoredDocument>> {
    let owner = scope.owner()?;
    let documents = parts.desk.visible(owner).await?;
    Ok(documents.iter().map(|document| parts.desk.shown(document, owner)).collect())
}

#[tauri::command]
pub(crate) async fn choose_documents(
    app: AppHandle,
    parts: State<'_, Parts>,
    scope: DocumentScope,
    folder: bool,
) -> Answer<Option<Added>> {
    let (owner, language) = (scope.owner()?, parts.settings.now().language);
    let chosen = if folder {
        dialogs::folder(&app, language, "native-choose-folder").await.map(|folder| vec![folder])
    } else {
        dialogs::open_any(&app, language, "native-choose-documents").await
    };
    match chosen {
        Some(paths) => desk::take(&app, paths, owner).await.map(Some),
        None => Ok(None),
    }
}

#[tauri::command]
pub(crate) async fn take_drop(
    app: AppHandle,
    parts: State<'_, Parts>,
    drop: String,
    scope: DocumentScope,
) -> Answer<Added> {
    let owner = scope.owner()?;
    let paths = parts.desk.take_drop(&drop)?;
    desk::take(&app, paths, owner).await
}

/// The file is the body; where it belongs and what it is called come as headers, which hold ASCII alone.
#[tauri::command]
pub(crate) async fn paste_document(app: AppHandle, request: Request<'_>) -> Answer<Added> {
    let header = |name: &str| {
        let value = request.headers().get(name).ok_or_else(|| WireError::bad_id(name))?;
        let text = percent_decode(value.as_bytes()).decode_utf8().map_err(|_| WireError::bad_id(name))?;
        Ok::<String, WireError>(text.into_owned())
    };
    let scope: DocumentScope =
        serde_json::from_str(&header("carat-scope")?).map_err(|_| WireError::bad_id("carat-scope"))?;
    let (owner, name) = (scope.owner()?, header("carat-name")?);
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(WireError::internal("a pasted file came without its contents"));
    };
    let bytes = bytes.clone();
    let path = app.state::<Parts>().blocking(move |home, _| desk::pasted(home, &name, &bytes)).await?;
    desk::take(&app, vec![path], owner).await
}

#[tauri::command]
pub(crate) async fn cancel_document(app: AppHandle, id: String) -> Answer<()> {
    desk::cancel(&app, DocumentKey::parse(&id)?).await
}

#[tauri::command]
pub(crate) async fn remove_document(app: AppHandle, parts: State<'_, Parts>, id: String) -> Answer<()> {
    let key = DocumentKey::parse(&id)?;
    parts.desk.find(key).await?;
    desk::hide(&app, Removed::Document { document: key.document, owner: key.needed_owner()? }).await?;
    tell(&app, &AppEvent::DocumentGone { id });
    tell(&app, &AppEvent::Libraries);
    Ok(())
}

#[tauri::command]
pub(crate) async fn restore_document(app: AppHandle, parts: State<'_, Parts>, id: String) -> Answer<StoredDocument> {
    let key = DocumentKey::parse(&id)?;
    let owner = key.needed_owner()?;
    desk::restore(&parts.desk, Removed::Document { document: key.document, owner }).await?;
    let document = parts.desk.shown(&parts.desk.find(key).await?, owner);
    tell(&app, &AppEvent::Document { document: document.clone() });
    tell(&app, &AppEvent::Libraries);
    Ok(document)
}

#[tauri::command]
pub(crate) async fn read_again(app: AppHandle, id: String) -> Answer<StoredDocument> {
    desk::again(&app, DocumentKey::parse(&id)?).await
}

#[tauri::command]
pub(crate) async fn search_documents(
    parts: State<'_, Parts>,
    scope: DocumentScope,
    query: String,
) -> Answer<DocumentSearch> {
    let owner = scope.owner()?;
    let (documents, desk) = (&parts.desk.documents, &parts.desk);
    let mut found = documents.search(owner, &query, HITS).await?;
    found.retain(|hit| !desk.is_hidden(hit.document, owner));
    Ok(DocumentSearch {
        hits: (1..).zip(&found).map(|(n, hit)| hit_of(n, hit, &query)).collect(),
        search: (&documents.search_used(&query)).into(),
    })
}

fn hit_of(n: u32, hit: &Hit, query: &str) -> DocumentHit {
    DocumentHit { passage: Citation::of_hit(n, hit), snippet: content::snippet(&hit.text, query) }
}

#[tauri::command]
pub(crate) async fn document_content(parts: State<'_, Parts>, id: String, from: u32) -> Answer<DocumentContent> {
    let key = DocumentKey::parse(&id)?;
    let document = parts.desk.find(key).await?;
    let number = document.number;
    let chunks = parts.stored(move |store| store.chunks_from(number, from, PIECES)).await?;
    let owner = key.owner.unwrap_or_else(desk::draft);
    Ok(DocumentContent {
        pieces: content::pieces(&chunks, &document),
        from,
        total: document.chunks,
        document: parts.desk.shown(&document, owner),
    })
}

#[tauri::command]
pub(crate) async fn document_bytes(parts: State<'_, Parts>, id: String) -> Answer<Response> {
    let document = parts.desk.find(DocumentKey::parse(&id)?).await?;
    let bytes = parts.blocking(move |_, _| desk::read_whole(&document)).await?;
    Ok(Response::new(bytes))
}

#[tauri::command]
pub(crate) async fn route_for(
    parts: State<'_, Parts>,
    question: String,
    documents: Vec<String>,
    library: Option<String>,
    route: Route,
) -> Answer<Option<RoutePlan>> {
    let asked = asked(&parts, &documents, library.as_deref()).await?;
    let status = parts.engine.status().borrow().clone();
    let model = Answering::new(&status, parts.settings.now().context);
    let search = (&parts.desk.documents.search_used(&question)).into();
    Ok(desk::plan(&question, &asked, route.into(), model, search))
}

/// The documents that a question is about: those of a library, or those that are named.
async fn asked(parts: &Parts, keys: &[String], library: Option<&str>) -> Answer<Vec<Document>> {
    if let Some(library) = library {
        let library: LibraryId = parse_id(library, "library")?;
        return parts.desk.visible(carat_store::DocumentOwner::Library(library)).await;
    }
    let mut documents = Vec::with_capacity(keys.len());
    for key in keys {
        // One that was taken away while the person types is not asked any more.
        match parts.desk.find(DocumentKey::parse(key)?).await {
            Err(error) if error.code == "document_missing" => {}
            found => documents.push(found?),
        }
    }
    Ok(documents)
}

#[tauri::command]
pub(crate) async fn export_answer(app: AppHandle, parts: State<'_, Parts>, message: String) -> Answer<Option<String>> {
    let id: MessageId = parse_id(&message, "message")?;
    let language = parts.settings.now().language;
    let (question, answer) = parts
        .stored(move |store| {
            let answer = store.message(id)?;
            let question = answer.parent.map(|parent| store.message(parent)).transpose()?;
            Ok((question, answer))
        })
        .await?;
    let asked = question.map(|question| answer_export::text_of(&question)).unwrap_or_default();
    let markdown = answer_export::markdown(&asked, &answer, &words::export_words(language));
    let stem = file_stem(asked.lines().next().unwrap_or_default());
    let path: Option<PathBuf> = dialogs::save(&app, language, "native-export-answer", FileKind::Markdown, &stem).await;
    let Some(path) = path else { return Ok(None) };
    on_file(&parts, path, move |_, path| write_beside(path, markdown.as_bytes())).await.map(Some)
}
