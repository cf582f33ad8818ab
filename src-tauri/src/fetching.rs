//! Fetching brings models from the hub: what a request means, what a source offers, and what becomes of a finished one.

use std::collections::HashSet;
use std::time::Duration;

use carat_hub::{Advice, Catalogue, DownloadState, FilePart, Hub, LicenceId, Machine, Offer, Order, Places, Wanted};
use tauri::{AppHandle, Manager};
use tokio::time::{Instant, sleep_until};

use crate::commands::models::listed;
use crate::events::tell;
use crate::notify::{self, Ended};
use crate::parts::Parts;
use crate::wire::{AppEvent, Choice, Download, DownloadRequest, Fit, Source, WireError};
use crate::{models, speed};

/// The shortest time between two pictures of the downloads.
const PAUSE: Duration = Duration::from_millis(250);

/// All downloads as a window sees them.
pub(crate) fn all(parts: &Parts) -> Vec<Download> {
    let own = parts.places.models();
    parts.hub.downloads().list().into_iter().map(|download| Download::new(download, &own)).collect()
}

/// What fits are reckoned with, now. Blocks for the moment that the first test of the memory takes.
pub(crate) fn advice(parts: &Parts, context: Option<u32>) -> Advice {
    let gpus = parts.engine.worker_info().map(|worker| speed::gpus(&worker.devices)).unwrap_or_default();
    let context = context.or(parts.settings.now().context).unwrap_or(carat_hub::USUAL_CONTEXT);
    Advice { machine: Machine::now(gpus), speed: speed::known(&parts.store).or_tested(), context }
}

/// What a request asks for, once its terms are accepted.
pub(crate) async fn wanted(parts: &Parts, request: DownloadRequest) -> Result<Wanted, WireError> {
    let own = parts.places.models();
    match request {
        DownloadRequest::Catalogue { card, variant, parts: files } => {
            let places = parts.places.clone();
            let (catalogue, pins) = parts.blocking(move |_, _| Ok((places.full_catalogue().0, places.pins()))).await?;
            let known = catalogue.variant(&card, &variant).ok_or_else(|| card_unknown(&card, &variant))?;
            terms_accepted(parts, known.0.terms()).await?;
            let files: Vec<FilePart> = files.into_iter().map(Into::into).collect();
            let order = Order::of(&parts.hub, known, &files, &pins, &own).await?;
            record(&parts.places, (card.as_str(), variant.as_str()), order.pins)?;
            Ok(order.wanted)
        }
        DownloadRequest::Hub { repo, revision, files } => {
            let catalogue = Catalogue::embedded();
            terms_accepted(parts, catalogue.terms_of(&repo)).await?;
            let offer = Offer::of(&parts.hub, &format!("{repo}@{revision}")).await?;
            Ok(offer.wanted(&files, &own)?)
        }
    }
}

fn record(
    places: &Places,
    (card, variant): (&str, &str),
    pins: Vec<(FilePart, carat_hub::Pin)>,
) -> Result<(), WireError> {
    let mut recorded = places.pins();
    for (part, pin) in pins {
        recorded.record(card, variant, part, pin)?;
    }
    Ok(())
}

async fn terms_accepted(parts: &Parts, terms: Option<LicenceId>) -> Result<(), WireError> {
    let Some(licence) = terms else { return Ok(()) };
    let accepted = parts.blocking(|home, store| models::accepted(&models::library(home, store), store)).await?;
    if accepted.contains(&licence) { Ok(()) } else { Err(models::terms_needed(licence, None)) }
}

/// What a source on the hub offers, with how each file would run here.
pub(crate) async fn look_up(parts: &Parts, source: &str) -> Result<Source, WireError> {
    let offer = Offer::of(&parts.hub, source).await?;
    let repo = offer.repository.to_string();
    let licence = Catalogue::embedded().terms_of(&repo);
    let (accepted, installed) = parts
        .blocking(|home, store| {
            let library = models::library(home, store);
            Ok((models::accepted(&library, store)?, library.list()?))
        })
        .await?;
    let advice = advice(parts, None);
    let (fits, best) = advice.fits_of(&offer, Catalogue::embedded());
    let choices = offer.choices.iter().zip(fits).enumerate().map(|(number, (choice, fit))| {
        let here = installed.iter().find(|installed| choice.sha256.is_some() && installed.sha256 == choice.sha256);
        Choice {
            file: choice.path.clone(),
            part: choice.part.into(),
            quantisation: choice.quantisation.clone(),
            bytes: choice.bytes,
            files: u32::try_from(choice.files.len()).unwrap_or(u32::MAX),
            fit: fit.map(Fit::from),
            recommended: best == Some(number),
            installed: here.map(|installed| installed.id.clone()),
        }
    });
    Ok(Source {
        revision: offer.revision,
        gated: offer.gated,
        terms_accepted: licence.is_none_or(|licence| accepted.contains(&licence)),
        licence: licence.map(|licence| licence.to_string()),
        choices: choices.collect(),
        repo,
    })
}

fn card_unknown(card: &str, variant: &str) -> WireError {
    let message = format!("The catalogue has no \"{card}\" in the form \"{variant}\". Choose another model.");
    WireError::new("card_unknown", message).with("card", card).with("variant", variant)
}

/// Tells windows of each change, not too often, and takes what is ready among the models. Ends with the hub.
pub(crate) async fn follow(app: AppHandle, hub: Hub) {
    let mut watch = hub.downloads().watch();
    // What was ready when Carat started has been taken in by an earlier run.
    let mut taken: HashSet<String> = ready(&watch.borrow()).into_iter().map(|(id, _)| id).collect();
    loop {
        if watch.changed().await.is_err() {
            return;
        }
        let shown = Instant::now();
        let now = watch.borrow_and_update().clone();
        let new: Vec<_> = ready(&now).into_iter().filter(|(id, _)| taken.insert(id.clone())).collect();
        let parts = app.state::<Parts>();
        if !new.is_empty() {
            notify::ended(&app, Ended::Download);
            take_in(&app, new.into_iter().flat_map(|(_, files)| files).collect()).await;
        }
        let ids: HashSet<String> = now.iter().map(|download| download.id.to_string()).collect();
        taken.retain(|id| ids.contains(id));
        tell(&app, &AppEvent::Downloads { downloads: all(&parts) });
        sleep_until(shown + PAUSE).await;
    }
}

fn ready(downloads: &[carat_hub::Download]) -> Vec<(String, Vec<carat_hub::ReadyFile>)> {
    let ready = |download: &carat_hub::Download| match &download.state {
        DownloadState::Ready { files, .. } => Some((download.id.to_string(), files.clone())),
        _ => None,
    };
    downloads.iter().filter_map(ready).collect()
}

/// Remembers that the files were verified and tells windows of the model; where none is chosen, it is chosen.
async fn take_in(app: &AppHandle, files: Vec<carat_hub::ReadyFile>) {
    let parts = app.state::<Parts>();
    let places = parts.places.clone();
    let own = own_of(&files, &places);
    let remembered = parts.blocking(move |_, _| {
        let mut checked = places.checked();
        files.iter().try_for_each(|file| checked.remember(&file.path, &file.sha256)).map_err(WireError::from)
    });
    if let Err(error) = remembered.await {
        tracing::warn!(code = error.code, "what was verified could not be remembered");
    }
    match listed(&parts).await {
        Ok(models) => {
            let new = own.and_then(|id| first_to_talk_to(&parts, &id));
            tell(app, &AppEvent::Models { models });
            if let Some(id) = new
                && let Err(error) = crate::commands::models::choose(app, id).await
            {
                tracing::warn!(code = error.code, "the first model could not be chosen");
            }
        }
        Err(error) => tracing::warn!(code = error.code, "the models could not be listed"),
    }
}

/// A model that came, where it can be talked to and nothing was chosen before: more may come, and the first one stays.
fn first_to_talk_to(parts: &Parts, id: &str) -> Option<String> {
    let library = models::library(&parts.home, &parts.store);
    let chosen = parts.settings.now().model.is_some() || library.starter().is_some();
    let model = library.find(id).ok().filter(|model| !chosen && library.answers(model))?;
    Some(model.id)
}

fn own_of(files: &[carat_hub::ReadyFile], places: &Places) -> Option<String> {
    files.first().map(|file| carat_hub::own_id(&file.path, &places.models()))
}
