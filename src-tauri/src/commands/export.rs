//! Commands that write to or read from a file the person chooses. The dialogs are the system's; what happens with the
//! chosen path is in functions of its own, which tests call.

use std::fs;
use std::path::{Path, PathBuf};

use carat_store::{ConversationId, ExportFormat, Store};
use serde::Deserialize;
use tauri::{AppHandle, State};

use super::Answer;
use crate::dialogs::{self, FileKind};
use crate::events::tell;
use crate::parts::Parts;
use crate::settings::Language;
use crate::wire::{AppEvent, WireError, parse_id};
use crate::words;

/// The form of an exported conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// For people.
    Markdown,
    /// For programs.
    Json,
}

#[tauri::command]
pub(crate) async fn export_conversation(
    app: AppHandle,
    parts: State<'_, Parts>,
    id: String,
    format: Format,
) -> Answer<Option<String>> {
    let id: ConversationId = parse_id(&id, "conversation")?;
    let title = parts.stored(move |store| store.conversation(id)).await?.title;
    let kind = match format {
        Format::Markdown => FileKind::Markdown,
        Format::Json => FileKind::Json,
    };
    let language = parts.settings.now().language;
    let Some(path) = dialogs::save(&app, language, "native-export-conversation", kind, &file_stem(&title)).await else {
        return Ok(None);
    };
    on_file(&parts, path, move |store, path| save_conversation(store, id, format, language, path)).await.map(Some)
}

#[tauri::command]
pub(crate) async fn export_all(app: AppHandle, parts: State<'_, Parts>) -> Answer<Option<String>> {
    let stem = format!("Carat {}", jiff::ZonedDateTime::now().date());
    let language = parts.settings.now().language;
    let Some(path) = dialogs::save(&app, language, "native-export-all", FileKind::Archive, &stem).await else {
        return Ok(None);
    };
    on_file(&parts, path, |store, path| Ok(store.export_archive(path).map(|_| ())?)).await.map(Some)
}

#[tauri::command]
pub(crate) async fn import_archive(app: AppHandle, parts: State<'_, Parts>) -> Answer<Option<usize>> {
    let language = parts.settings.now().language;
    let Some(path) = dialogs::open(&app, language, "native-import", FileKind::Archive).await else { return Ok(None) };
    let count = parts.stored(move |store| store.import_archive(&path)).await?;
    tell(&app, &AppEvent::Conversations);
    Ok(Some(count))
}

/// Writes a file where blocking is allowed and answers with its name.
pub(super) async fn on_file(
    parts: &Parts,
    path: PathBuf,
    work: impl FnOnce(&Store, &Path) -> Answer<()> + Send + 'static,
) -> Answer<String> {
    let store = parts.store.clone();
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    tauri::async_runtime::spawn_blocking(move || work(&store, &path))
        .await
        .map_err(|_| WireError::internal("writing the file broke off"))??;
    Ok(name)
}

fn save_conversation(store: &Store, id: ConversationId, format: Format, language: Language, path: &Path) -> Answer<()> {
    let text = match format {
        Format::Markdown => store.export_markdown(id, &words::labels(language))?,
        Format::Json => store.export_conversation(id, ExportFormat::Json)?,
    };
    write_beside(path, text.as_bytes())
}

/// Writes a file beside its place and renames it, so that an older one is whole until the new one is.
pub(super) fn write_beside(path: &Path, bytes: &[u8]) -> Answer<()> {
    let mut name = path.file_name().ok_or_else(|| WireError::file(path, "it has no name"))?.to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        WireError::file(path, error)
    })
}

/// A title as a file name that every system takes.
pub(super) fn file_stem(title: &str) -> String {
    let safe: String =
        title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = safe.split_whitespace().collect();
    let mut stem = words.join(" ");
    // 255 bytes is what file systems take; the ending and `.part` need some of them.
    while stem.len() > 120 {
        stem.pop();
    }
    let stem = stem.trim_matches(['.', ' ']);
    if stem.is_empty() { "Carat".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use carat_store::ConversationOptions;

    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_system_takes() {
        assert_eq!(file_stem("Why is the sky blue?"), "Why is the sky blue");
        assert_eq!(file_stem("../../etc/passwd"), "etc passwd");
        assert_eq!(file_stem("C:\\nul\u{0}\n"), "C nul");
        assert_eq!(file_stem("面试自我介绍修改"), "面试自我介绍修改");
        assert_eq!(file_stem("..."), "Carat");
        assert_eq!(file_stem(""), "Carat");
        assert!(file_stem(&"界".repeat(500)).len() <= 120);
    }

    #[test]
    fn a_conversation_is_saved_whole_and_nothing_is_left_beside_it() {
        let (folder, store) = (tempfile::tempdir().expect("a folder"), Store::in_memory().expect("a store"));
        let conversation = store.create_conversation("Sky", &ConversationOptions::default()).expect("created");
        let path = folder.path().join("Sky.json");
        fs::write(&path, "an older export").expect("written");
        save_conversation(&store, conversation.id, Format::Json, Language::English, &path).expect("saved");
        let saved: serde_json::Value = serde_json::from_slice(&fs::read(&path).expect("there")).expect("JSON");
        assert!(saved.to_string().contains("Sky"), "{saved}");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named_and_what_was_there_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let taken = folder.path().join("a folder.md");
        fs::create_dir(&taken).expect("made");
        fs::write(taken.join("inside"), "kept").expect("written");
        let error = write_beside(&taken, b"text").expect_err("a folder can't be replaced");
        assert_eq!(error.code, "file_failed");
        assert_eq!(error.args["path"], taken.display().to_string());
        assert_eq!(fs::read_to_string(taken.join("inside")).expect("there"), "kept");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");
        let nowhere = folder.path().join("missing").join("x.md");
        assert_eq!(write_beside(&nowhere, b"text").expect_err("no such folder").code, "file_failed");
    }

    #[test]
    fn an_archive_goes_out_and_comes_back_in() {
        let (folder, store) = (tempfile::tempdir().expect("a folder"), Store::in_memory().expect("a store"));
        store.create_conversation("東京", &ConversationOptions::default()).expect("created");
        let path = folder.path().join("Carat.zip");
        store.export_archive(&path).expect("exported");
        let other = Store::in_memory().expect("a store");
        assert_eq!(other.import_archive(&path).expect("imported"), 1);
        assert_eq!(other.conversations().expect("listed")[0].title, "東京");
    }
}
