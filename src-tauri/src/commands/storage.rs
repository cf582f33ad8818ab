//! Commands about models on disk and in memory: what takes which space, verifying, removing, moving, what runs.

use carat_engine::{Engine, EngineStatus};
use carat_hub::{DownloadId, DownloadState, Leftovers};
use tauri::{AppHandle, Manager, State};

use super::Answer;
use super::models::listed;
use crate::dialogs;
use crate::events::tell;
use crate::parts::Parts;
use crate::wire::{AppEvent, FileWork, Running, Storage, Verified, WireError};
use crate::{models, running, stored_models};

#[tauri::command]
pub(crate) async fn storage(app: AppHandle) -> Answer<Storage> {
    view(&app).await
}

#[tauri::command]
pub(crate) async fn remove_model(app: AppHandle, parts: State<'_, Parts>, id: String) -> Answer<Storage> {
    // A model in memory holds its file.
    let is_in_memory = |status: &EngineStatus| match status {
        EngineStatus::Unloaded => false,
        EngineStatus::Starting { model }
        | EngineStatus::Loading { model, .. }
        | EngineStatus::Ready { model, .. }
        | EngineStatus::Generating { model, .. }
        | EngineStatus::Crashed { model, .. } => *model == id,
    };
    let in_memory = is_in_memory(&parts.engine.status().borrow());
    if in_memory {
        parts.engine.unload().await?;
    }
    let removed = id.clone();
    let path = parts
        .blocking(move |home, store| {
            let library = models::library(home, store);
            let model = library.find(&removed)?;
            stored_models::remove(&library, store, &model)?;
            Ok(model.path)
        })
        .await?;
    for download in parts.hub.downloads().list() {
        // The download that brought it has nothing to show any more.
        let brought =
            matches!(&download.state, DownloadState::Ready { files, .. } if files.iter().any(|file| file.path == path));
        if brought {
            parts.hub.downloads().cancel(&download.id, Leftovers::Keep).await?;
        }
    }
    if parts.settings.now().model.as_ref() == Some(&id) {
        super::settings::apply_with(app.clone(), |settings| settings.model = None).await?;
    }
    tell(&app, &AppEvent::Models { models: listed(&parts).await? });
    view(&app).await
}

#[tauri::command]
pub(crate) async fn remove_leftover(app: AppHandle, parts: State<'_, Parts>, file: String) -> Answer<Storage> {
    let id = DownloadId::from(file.as_str());
    if parts.hub.downloads().find(&id).is_ok() {
        parts.hub.downloads().cancel(&id, Leftovers::Delete).await?;
    } else {
        parts
            .blocking(move |home, store| Ok(models::library(home, store).delete_companion(&file).map(|_| ())?))
            .await?;
    }
    view(&app).await
}

#[tauri::command]
pub(crate) async fn verify_model(app: AppHandle, id: String) -> Answer<Verified> {
    verify(app, id).await
}

/// Reads a whole model and compares it with the hash that it should have.
pub(super) async fn verify(app: AppHandle, id: String) -> Answer<Verified> {
    on_files(app, move |parts, entered, tell| {
        let model = models::library(&parts.home, &parts.store).find(&id)?;
        let picture = move |done, total| FileWork::Verifying { model: id.clone(), done, total };
        stored_models::verify(parts, &model, entered.progress(tell, picture))
    })
    .await
}

#[tauri::command]
pub(crate) async fn move_models(app: AppHandle, parts: State<'_, Parts>) -> Answer<Option<Storage>> {
    let language = parts.settings.now().language;
    let Some(to) = dialogs::folder(&app, language, "native-move-models").await else { return Ok(None) };
    // A model in memory is mapped from the file that is about to go.
    parts.engine.unload().await?;
    on_files(app.clone(), move |parts, entered, tell| {
        let shown = to.display().to_string();
        let picture = move |done, total| FileWork::Moving { to: shown.clone(), done, total };
        stored_models::move_to(parts, &to, entered.progress(tell, picture))
    })
    .await?;
    tell(&app, &AppEvent::Models { models: listed(&parts).await? });
    view(&app).await.map(Some)
}

#[tauri::command]
pub(crate) async fn stop_file_work(parts: State<'_, Parts>) -> Answer<()> {
    parts.file_work.stop();
    Ok(())
}

#[tauri::command]
pub(crate) async fn running_models(app: AppHandle) -> Answer<Vec<Running>> {
    tauri::async_runtime::spawn_blocking(move || running::now(&app.state::<Parts>())).await.map_err(WireError::internal)
}

async fn view(app: &AppHandle) -> Answer<Storage> {
    let app = app.clone();
    let view = tauri::async_runtime::spawn_blocking(move || stored_models::view(&app.state::<Parts>()));
    view.await.map_err(WireError::internal)?
}

/// Does long work on files where blocking is allowed, and tells windows how far it is.
async fn on_files<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&Parts, &stored_models::Entered<'_>, Box<dyn Fn(FileWork) + Send>) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let done = tauri::async_runtime::spawn_blocking(move || {
        let parts = app.state::<Parts>();
        let entered = parts.file_work.enter()?;
        let telling = app.clone();
        let tell_all = Box::new(move |work| tell(&telling, &AppEvent::FileWork { work }));
        let ended = work(&parts, &entered, tell_all);
        drop(entered);
        tell(&app, &AppEvent::FileWork { work: FileWork::Ended });
        ended
    });
    done.await.map_err(WireError::internal)?
}
