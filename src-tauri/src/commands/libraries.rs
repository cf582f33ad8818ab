//! Commands about libraries: list, create, rename, delete and bring back.

use carat_store::{DocumentOwner, LibraryId};
use tauri::{AppHandle, State};

use super::Answer;
use crate::desk::{self, Removed};
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::{AppEvent, Library, WireError, parse_id};

#[tauri::command]
pub(crate) async fn list_libraries(parts: State<'_, Parts>) -> Answer<Vec<Library>> {
    let mut shown = Vec::new();
    for library in parts.desk.documents.libraries().await? {
        if !parts.desk.is_library_hidden(library.id) {
            shown.push(counted(&parts, &library).await?);
        }
    }
    Ok(shown)
}

#[tauri::command]
pub(crate) async fn create_library(app: AppHandle, parts: State<'_, Parts>, name: String) -> Answer<Library> {
    desk::erase_named(&app, &name).await?;
    let library = parts.desk.documents.create_library(&name).await?;
    tell(&app, &AppEvent::Libraries);
    counted(&parts, &library).await
}

#[tauri::command]
pub(crate) async fn rename_library(
    app: AppHandle,
    parts: State<'_, Parts>,
    id: String,
    name: String,
) -> Answer<Library> {
    let id: LibraryId = parse_id(&id, "library")?;
    desk::erase_named(&app, &name).await?;
    let library = parts.desk.documents.rename_library(id, &name).await?;
    tell(&app, &AppEvent::Libraries);
    counted(&parts, &library).await
}

#[tauri::command]
pub(crate) async fn delete_library(app: AppHandle, parts: State<'_, Parts>, id: String) -> Answer<()> {
    let library = known(&parts, &id).await?.id;
    desk::hide(&app, Removed::Library { library }).await?;
    tell(&app, &AppEvent::Libraries);
    Ok(())
}

#[tauri::command]
pub(crate) async fn restore_library(app: AppHandle, parts: State<'_, Parts>, id: String) -> Answer<Library> {
    let library = known(&parts, &id).await?;
    desk::restore(&parts.desk, Removed::Library { library: library.id }).await?;
    tell(&app, &AppEvent::Libraries);
    counted(&parts, &library).await
}

async fn known(parts: &Parts, id: &str) -> Result<carat_store::Library, WireError> {
    let id: LibraryId = parse_id(id, "library")?;
    parts.stored(move |store| store.library(id)).await
}

/// A library with what is shown of it.
async fn counted(parts: &Parts, library: &carat_store::Library) -> Answer<Library> {
    let documents = parts.desk.visible(DocumentOwner::Library(library.id)).await?;
    Ok(Library::new(library, &documents))
}
