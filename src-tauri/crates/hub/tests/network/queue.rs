//! The queue: order, pausing, going on after a start, cancelling, and other processes.

use carat_hub::{Download, DownloadState, Leftovers, Settings, WaitReason};

use super::support::{Content, FixtureHub};
use super::{FILE, REPOSITORY, Stage, code, file, finished, leftovers, open, until};

const MIB: u64 = 1 << 20;

fn is_moving(download: &Download) -> bool {
    matches!(download.state, DownloadState::Downloading { .. }) && download.bytes > 0
}

/// A stage on which a download takes a while.
async fn slow() -> Stage {
    let stage = Stage::with(30 * MIB).await;
    stage.fixture.pace(Some(15 * MIB));
    stage
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_run_at_a_time_in_the_order_they_were_wanted_in() {
    let fixture = FixtureHub::start().await;
    let names = ["a.gguf", "b.gguf", "c.gguf"];
    for (seed, name) in names.iter().enumerate() {
        fixture.put(REPOSITORY, name, Content::made(seed as u64, 4 * MIB));
    }
    let stage = Stage::of(fixture);
    stage.hub.set_settings(Settings { downloads_at_once: 1, ..stage.hub.settings() }).unwrap();
    stage.fixture.pace(Some(8 * MIB));
    let mut ids = Vec::new();
    for name in names {
        let mut wanted = stage.wanted();
        wanted.files = vec![file(name)];
        ids.push(stage.hub.downloads().enqueue(wanted).await.unwrap());
    }
    for (index, id) in ids.iter().enumerate() {
        until(&stage.hub, id, |download| !matches!(download.state, DownloadState::Queued)).await;
        let later = &stage.hub.downloads().list()[index + 1..];
        assert!(later.iter().all(|download| download.state == DownloadState::Queued), "{later:?}");
        let ended = finished(&stage.hub, id).await;
        assert!(matches!(ended.state, DownloadState::Ready { .. }), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_in_the_same_folder_is_one_download() {
    let stage = slow().await;
    let id = stage.start().await;
    assert_eq!(stage.start().await, id);
    assert_eq!(stage.hub.downloads().list().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_download_stays_paused_and_goes_on_where_it_was_also_after_a_start() {
    let stage = slow().await;
    let id = stage.start().await;
    until(&stage.hub, &id, is_moving).await;
    stage.hub.downloads().pause(&id).await.unwrap();
    let paused = stage.hub.downloads().find(&id).unwrap();
    assert_eq!(paused.state, DownloadState::Paused);
    stage.hub.close().await;
    let sent = stage.fixture.sent();

    let again = open(stage.home.path(), &stage.fixture.endpoint);
    let found = again.downloads().find(&id).unwrap();
    assert_eq!((found.state, found.total), (DownloadState::Paused, Some(30 * MIB)));
    assert!(found.bytes >= paused.bytes, "{} after {}", found.bytes, paused.bytes);
    stage.fixture.pace(None);
    again.downloads().resume(&id).await.unwrap();
    let ended = finished(&again, &id).await;
    assert!(matches!(ended.state, DownloadState::Ready { .. }), "{ended:?}");
    assert!(stage.fixture.sent() - sent <= 30 * MIB - found.bytes, "what had arrived is not fetched again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_running_goes_on_by_itself_after_a_start() {
    let stage = slow().await;
    let id = stage.start().await;
    until(&stage.hub, &id, is_moving).await;
    stage.hub.close().await;
    stage.fixture.pace(None);
    let again = open(stage.home.path(), &stage.fixture.endpoint);
    let ended = finished(&again, &id).await;
    assert!(matches!(ended.state, DownloadState::Ready { .. }), "{ended:?}");
    assert!(stage.fixture.sent() <= 38 * MIB, "{} bytes were sent", stage.fixture.sent());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_download_keeps_or_deletes_what_has_arrived_as_it_is_told() {
    let stage = slow().await;
    let id = stage.start().await;
    until(&stage.hub, &id, is_moving).await;
    stage.hub.downloads().cancel(&id, Leftovers::Keep).await.unwrap();
    assert!(stage.hub.downloads().list().is_empty());
    assert_eq!(code(stage.hub.downloads().find(&id)), "download_unknown");
    assert!(leftovers(&stage.models()).contains(&format!("{FILE}.part")));

    let id = stage.start().await;
    let kept = until(&stage.hub, &id, is_moving).await;
    assert!(kept.bytes > 0);
    stage.hub.downloads().cancel(&id, Leftovers::Delete).await.unwrap();
    assert!(leftovers(&stage.models()).is_empty(), "{:?}", leftovers(&stage.models()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_another_process_has_is_waited_for_and_found_ready() {
    let stage = slow().await;
    let id = stage.start().await;
    until(&stage.hub, &id, is_moving).await;
    // Another hub on the same folder is to this one as another process is: the lock is the file's.
    let other = open(stage.home.path(), &stage.fixture.endpoint);
    until(&other, &id, |download| {
        matches!(download.state, DownloadState::Waiting { why: WaitReason::AnotherProcess, .. })
    })
    .await;
    assert_eq!(code(other.downloads().cancel(&id, Leftovers::Delete).await), "another_process");
    let third = open(stage.home.path(), &stage.fixture.endpoint);
    stage.fixture.pace(None);
    stage.succeed().await;
    let ended = finished(&third, &id).await;
    assert!(matches!(ended.state, DownloadState::Ready { .. }), "{ended:?}");
    assert_eq!(stage.fixture.sent(), 30 * MIB, "it came once");
}
