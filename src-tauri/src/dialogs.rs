//! The system's own dialogs for files, as futures. They belong to the main window and never block it.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use crate::settings::Language;
use crate::windows;
use crate::words;

/// What kind of file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A conversation for people.
    Markdown,
    /// A conversation for programs.
    Json,
    /// Everything, to be imported again.
    Archive,
    /// A model.
    Model,
    /// Certificates to trust.
    Certificates,
}

impl FileKind {
    /// The ending of its files, and the id of its name.
    fn ending(self) -> (&'static str, &'static str) {
        match self {
            Self::Markdown => ("md", "native-filter-markdown"),
            Self::Json => ("json", "native-filter-json"),
            Self::Archive => ("zip", "native-filter-archive"),
            Self::Model => ("gguf", "native-filter-model"),
            Self::Certificates => ("pem", "native-filter-certificates"),
        }
    }
}

/// Asks where to save; `None` where the person cancelled.
pub(crate) async fn save(
    app: &AppHandle,
    language: Language,
    title: &str,
    kind: FileKind,
    stem: &str,
) -> Option<PathBuf> {
    let (ending, _) = kind.ending();
    let dialog = dialog(app, language, title, kind).set_file_name(format!("{stem}.{ending}"));
    let (answer, chosen) = oneshot::channel();
    dialog.save_file(move |path| {
        // Nobody waits any more where the app is quitting.
        let _ = answer.send(path);
    });
    let path = chosen.await.ok().flatten().and_then(into_path)?;
    // Some systems don't add the ending that their dialog showed.
    Some(if path.extension().is_some() { path } else { path.with_extension(ending) })
}

/// Asks which file to open; `None` where the person cancelled.
pub(crate) async fn open(app: &AppHandle, language: Language, title: &str, kind: FileKind) -> Option<PathBuf> {
    let (answer, chosen) = oneshot::channel();
    dialog(app, language, title, kind).pick_file(move |path| {
        let _ = answer.send(path);
    });
    chosen.await.ok().flatten().and_then(into_path)
}

/// Asks which files to open, of any kind; `None` where the person cancelled.
pub(crate) async fn open_any(app: &AppHandle, language: Language, title: &str) -> Option<Vec<PathBuf>> {
    let (answer, chosen) = oneshot::channel();
    let dialog = app.dialog().file().set_title(words::text(language, title));
    of_the_window(app, dialog).pick_files(move |paths| {
        let _ = answer.send(paths);
    });
    let paths = chosen.await.ok().flatten()?;
    Some(paths.into_iter().filter_map(into_path).collect())
}

/// Asks for a folder; `None` where the person cancelled.
pub(crate) async fn folder(app: &AppHandle, language: Language, title: &str) -> Option<PathBuf> {
    let (answer, chosen) = oneshot::channel();
    let dialog = app.dialog().file().set_title(words::text(language, title));
    of_the_window(app, dialog).pick_folder(move |path| {
        let _ = answer.send(path);
    });
    chosen.await.ok().flatten().and_then(into_path)
}

fn dialog(app: &AppHandle, language: Language, title: &str, kind: FileKind) -> FileDialogBuilder<tauri::Wry> {
    let (ending, name) = kind.ending();
    let dialog =
        app.dialog().file().set_title(words::text(language, title)).add_filter(words::text(language, name), &[ending]);
    of_the_window(app, dialog)
}

fn of_the_window(app: &AppHandle, dialog: FileDialogBuilder<tauri::Wry>) -> FileDialogBuilder<tauri::Wry> {
    match app.get_webview_window(windows::main::LABEL) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn into_path(path: FilePath) -> Option<PathBuf> {
    path.into_path().ok()
}
