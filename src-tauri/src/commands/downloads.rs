//! Commands about models that are not here yet: the catalogue, what a source on the hub offers, and downloads.

use carat_hub::{DownloadId, Leftovers};
use tauri::{AppHandle, Manager, State};

use super::Answer;
use crate::cards::Cards;
use crate::parts::Parts;
use crate::wire::{CatalogueView, Download, DownloadRequest, Source, WireError};
use crate::{fetching, models};

#[tauri::command]
pub(crate) async fn catalogue(app: AppHandle, context: Option<u32>) -> Answer<CatalogueView> {
    let shown = tauri::async_runtime::spawn_blocking(move || -> Answer<CatalogueView> {
        let parts = app.state::<Parts>();
        let (catalogue, faults) = parts.places.full_catalogue();
        let library = models::library(&parts.home, &parts.store);
        let cards = Cards {
            catalogue: &catalogue,
            installed: &library.list()?,
            downloads: &parts.hub.downloads().list(),
            accepted: &models::accepted(&library, &parts.store)?,
            advice: &fetching::advice(&parts, context),
        };
        Ok(cards.view(library.own(), faults.into_iter().map(WireError::from).collect()))
    });
    shown.await.map_err(WireError::internal)?
}

#[tauri::command]
pub(crate) async fn look_up(parts: State<'_, Parts>, source: String) -> Answer<Source> {
    fetching::look_up(&parts, &source).await
}

#[tauri::command]
pub(crate) async fn list_downloads(parts: State<'_, Parts>) -> Answer<Vec<Download>> {
    Ok(fetching::all(&parts))
}

#[tauri::command]
pub(crate) async fn start_download(parts: State<'_, Parts>, request: DownloadRequest) -> Answer<Download> {
    let wanted = fetching::wanted(&parts, request).await?;
    let downloads = parts.hub.downloads();
    let id = downloads.enqueue(wanted).await?;
    Ok(Download::new(downloads.find(&id)?, &parts.places.models()))
}

#[tauri::command]
pub(crate) async fn pause_download(parts: State<'_, Parts>, id: String) -> Answer<()> {
    Ok(parts.hub.downloads().pause(&DownloadId::from(id.as_str())).await?)
}

#[tauri::command]
pub(crate) async fn resume_download(parts: State<'_, Parts>, id: String) -> Answer<()> {
    Ok(parts.hub.downloads().resume(&DownloadId::from(id.as_str())).await?)
}

#[tauri::command]
pub(crate) async fn cancel_download(parts: State<'_, Parts>, id: String, keep: bool) -> Answer<()> {
    let leftovers = if keep { Leftovers::Keep } else { Leftovers::Delete };
    Ok(parts.hub.downloads().cancel(&DownloadId::from(id.as_str()), leftovers).await?)
}
