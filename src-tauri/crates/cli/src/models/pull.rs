//! Pulling: one model from the hub, resumed where an earlier try ended, with a bar or lines of JSON.

use std::time::Duration;

use carat_hub::{
    Advice, Catalogue, CatalogueModel, Download, DownloadId, DownloadState, FilePart, Hub, Leftovers, LicenceId, Offer,
    Order, Variant, WaitReason, Wanted,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::Here;
use super::progress::Bar;
use super::view::installed_json;
use crate::args::PullArgs;
use crate::exit::{Exit, Failure};
use crate::output::{Output, printed};
use crate::{interrupt, terms};

/// The shortest time between two lines of JSON about progress.
const PAUSE: Duration = Duration::from_millis(200);

/// Fetches a model and says how it ended. What has arrived when it is interrupted is kept.
pub(super) async fn run(args: PullArgs, output: &mut Output) -> Result<Exit, Failure> {
    let interrupted = interrupt::listen();
    let here = blocking(Here::open).await?;
    let hub = here.hub()?;
    let wanted = tokio::select! {
        biased;
        () = interrupted.cancelled() => return Ok(Exit::Interrupted),
        wanted = wanted(&here, &hub, &args) => wanted?,
    };
    let id = hub.downloads().enqueue(wanted).await?;
    // One that an earlier run paused or gave up goes on.
    hub.downloads().resume(&id).await?;
    let followed = follow(&hub, &id, &args, &interrupted, output).await?;
    // What has arrived stays on disk. The app's list is the app's, and so is a download that the app is at.
    let theirs =
        |download: Download| matches!(download.state, DownloadState::Waiting { why: WaitReason::AnotherProcess, .. });
    if !hub.downloads().find(&id).is_ok_and(theirs) {
        hub.downloads().cancel(&id, Leftovers::Keep).await?;
    }
    let Some(download) = followed else { return Ok(Exit::Interrupted) };
    finish(here, download, output).await
}

/// What is to be fetched: a model of the catalogue, or what a source on the hub offers.
async fn wanted(here: &Here, hub: &Hub, args: &PullArgs) -> Result<Wanted, Failure> {
    let (catalogue, _) = here.places.full_catalogue();
    let own = here.places.models();
    let parts = args.parts();
    let advice = here.advice();
    if let Some((model, variant)) = named(&catalogue, &args.source, &advice)? {
        tell_terms(here, model.terms())?;
        let order = Order::of(hub, (model, variant), &parts, &here.places.pins(), &own).await?;
        let mut pins = here.places.pins();
        for (part, pin) in order.pins {
            pins.record(&model.id, &variant.id, part, pin)?;
        }
        return Ok(order.wanted);
    }
    let offer = Offer::of(hub, &args.source).await?;
    tell_terms(here, catalogue.terms_of(&offer.repository.to_string()))?;
    let (_, best) = advice.fits_of(&offer, &catalogue);
    // A source that names a companion alone means it.
    let first = best.or((!offer.choices.is_empty()).then_some(0));
    let mut chosen: Vec<String> = first.map(|number| offer.choices[number].path.clone()).into_iter().collect();
    for part in parts {
        let companion = offer.choices.iter().find(|choice| choice.part == part && !chosen.contains(&choice.path));
        chosen.extend(companion.map(|choice| choice.path.clone()));
    }
    Ok(offer.wanted(&chosen, &own)?)
}

/// The model and form that `id` or `id/form` names; `None` for what is a source on the hub.
fn named<'c>(
    catalogue: &'c Catalogue,
    source: &str,
    advice: &Advice,
) -> Result<Option<(&'c CatalogueModel, &'c Variant)>, Failure> {
    let (id, form) = source.split_once('/').map_or((source, None), |(id, form)| (id, Some(form)));
    let Some(model) = catalogue.find(id) else {
        return if source.contains('/') {
            Ok(None)
        } else {
            Err(carat_hub::Error::ModelUnknown { id: source.to_owned() }.into())
        };
    };
    let variant = match form {
        Some(form) => model.variants.iter().find(|variant| variant.id == form),
        None => advice.variant(model).map(|(variant, _)| variant),
    };
    match variant.filter(|variant| variant.repo.is_some()) {
        Some(variant) => Ok(Some((model, variant))),
        None => {
            let forms: Vec<&str> =
                model.variants.iter().filter(|form| form.repo.is_some()).map(|form| form.id.as_str()).collect();
            let there = if forms.is_empty() {
                "it can't be downloaded".to_owned()
            } else {
                format!("there are: {}", forms.join(", "))
            };
            Err(Failure::new(Exit::Usage, "card_unknown", format!("{} has no such form; {there}.", model.id)))
        }
    }
}

fn tell_terms(here: &Here, licence: Option<LicenceId>) -> Result<(), Failure> {
    match licence {
        Some(licence) => terms::tell_once(&here.store, &here.library().terms(licence)),
        None => Ok(()),
    }
}

/// Shows how far the download is, to its end; `None` where Ctrl-C came first.
async fn follow(
    hub: &Hub,
    id: &DownloadId,
    args: &PullArgs,
    interrupted: &CancellationToken,
    output: &mut Output,
) -> Result<Option<Download>, Failure> {
    let mut watch = hub.downloads().watch();
    let bar = Bar::new(args.json, "waiting", None);
    loop {
        watch.borrow_and_update();
        let download = hub.downloads().find(id)?;
        show(&bar, &download);
        printed(output.event("progress", &progress(&download)))?;
        if download.state.is_final() {
            bar.finish();
            return Ok(Some(download));
        }
        let changed = async {
            // Without a change there is nothing new to tell; of many close together the last one is enough.
            let _ = watch.changed().await;
            tokio::time::sleep(PAUSE).await;
        };
        tokio::select! {
            biased;
            () = interrupted.cancelled() => {
                bar.finish();
                return Ok(None);
            }
            () = changed => {}
        }
    }
}

fn show(bar: &Bar, download: &Download) {
    if let Some(total) = download.total {
        bar.set_total(total);
    }
    bar.set(download.bytes);
    bar.say(match &download.state {
        DownloadState::Queued => "queued".to_owned(),
        DownloadState::Resolving => "asking".to_owned(),
        DownloadState::Downloading { bytes_per_second, seconds_left } => {
            let left = seconds_left.map_or_else(String::new, |seconds| format!(", {seconds} s left"));
            format!("{:.1} MB/s{left}", f64::from(u32::try_from(bytes_per_second / 1000).unwrap_or(u32::MAX)) / 1000.0)
        }
        DownloadState::Paused => "paused".to_owned(),
        DownloadState::Waiting { why, .. } => format!("waiting: {}", waiting_for(why)),
        DownloadState::Verifying { .. } => "verifying".to_owned(),
        DownloadState::Ready { .. } => "ready".to_owned(),
        DownloadState::Failed { .. } => "failed".to_owned(),
    });
}

fn waiting_for(why: &WaitReason) -> String {
    match why {
        WaitReason::Offline { host } => format!("{host} can't be reached"),
        WaitReason::ConnectionLost { host } => format!("the connection to {host} was lost"),
        WaitReason::HostTrouble { host, status } => format!("{host} has trouble ({status})"),
        WaitReason::TooManyRequests { host } => format!("{host} asks for patience"),
        WaitReason::DiskFull { lacking } => format!("the disk lacks {} MB", lacking.div_ceil(1_000_000)),
        WaitReason::NetworkOff => "the network is switched off in Carat".to_owned(),
        WaitReason::AnotherProcess => "another Carat downloads it".to_owned(),
    }
}

fn progress(download: &Download) -> serde_json::Value {
    json!({ "id": download.id, "name": download.wanted.name, "bytes": download.bytes, "total": download.total, "attempt": download.attempt, "state": download.state })
}

/// Takes what is ready among the models, or tells why it is not.
async fn finish(here: Here, download: Download, output: &mut Output) -> Result<Exit, Failure> {
    let files = match download.state {
        DownloadState::Ready { files, .. } => files,
        DownloadState::Failed { code, args, message, .. } => {
            return Err(Failure { exit: Exit::Download, code, message, args });
        }
        _ => return Ok(Exit::Interrupted),
    };
    let is_weights =
        download.wanted.files.first().is_some_and(|file| carat_hub::part_of(&file.path) == Some(FilePart::Weights));
    let model = blocking(move || {
        let mut checked = here.places.checked();
        for file in &files {
            checked.remember(&file.path, &file.sha256)?;
        }
        let own = here.places.models();
        let first = files.first().filter(|_| is_weights);
        Ok(first.map(|file| here.library().find(&carat_hub::own_id(&file.path, &own))).transpose()?)
    })
    .await?;
    if let Some(model) = model {
        printed(output.event("model", &installed_json(&model)))?;
        printed(output.plain(&format!("{}\n", model.id)))?;
    }
    Ok(Exit::Answered)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Failure::other("fault", "A fault in Carat ended it. Try again.".to_owned())))
}
