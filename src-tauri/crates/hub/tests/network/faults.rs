//! Faults of the hosts: each either costs nothing but time, or ends in a clear word with what has arrived kept.

use std::time::{Duration, Instant};

use carat_hub::{DownloadState, NextStep, WaitReason};

use super::support::{Content, Fault, Host};
use super::{FILE, REPOSITORY, Stage, leftovers, until};

const MIB: u64 = 1 << 20;

/// The most that one fault may cost.
const CHUNK: u64 = 8 * MIB;

/// Downloads a file while the storage has these faults, and says how many bytes came more than once.
async fn survives(faults: Vec<Fault>) -> u64 {
    let stage = Stage::with(12 * MIB).await;
    stage.fixture.fail(Host::Storage, faults);
    stage.succeed().await;
    assert_eq!(stage.fixture.faults_left(), 0, "every fault was met");
    stage.fixture.sent().saturating_sub(12 * MIB)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_cut_at_any_byte_is_gone_on_with() {
    for at in [0, 1, 65_536, 2 * MIB - 1] {
        let twice = survives(vec![Fault::Cut(at)]).await;
        assert!(twice <= CHUNK, "{twice} bytes came twice after a cut at {at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_connection_is_given_up_and_the_rest_fetched() {
    assert!(survives(vec![Fault::Stall(0), Fault::Stall(70_000)]).await <= 2 * CHUNK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trickle_is_as_good_as_a_stall() {
    assert!(survives(vec![Fault::Trickle]).await <= CHUNK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_in_place_of_a_range_is_asked_for_again() {
    assert!(survives(vec![Fault::Whole]).await <= CHUNK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_that_is_not_the_one_asked_for_is_not_written() {
    assert!(survives(vec![Fault::ShiftedRange, Fault::None, Fault::NonsenseRange]).await <= 2 * CHUNK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_body_is_refused() {
    assert!(survives(vec![Fault::Gzip]).await <= CHUNK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lie_about_the_length_costs_one_range() {
    assert!(survives(vec![Fault::LongLength, Fault::None, Fault::ShortLength]).await <= 2 * CHUNK);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tag_or_size_is_looked_into_and_the_same_file_gone_on_with() {
    assert!(survives(vec![Fault::None, Fault::OtherTag, Fault::None, Fault::OtherSize]).await <= 2 * CHUNK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_errors_passes() {
    let storm = [500, 502, 503, 504, 500, 503].map(|status| Fault::Status(status, "", ""));
    assert_eq!(survives(storm.to_vec()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_that_run_out_are_replaced() {
    let stage = Stage::with(30 * MIB).await;
    stage.fixture.sign_for(3);
    stage.succeed().await;
    let resolved = stage.fixture.seen().iter().filter(|seen| seen.host == Host::Hub).count();
    assert!(resolved >= 5, "15 ranges at 3 a signature, and the hub was asked {resolved} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wait_that_a_host_asks_for_is_kept_and_shown() {
    for fault in [Fault::RetryAfter(2), Fault::RateLimit(2)] {
        let stage = Stage::with(3 * MIB).await;
        stage.fixture.fail(Host::Hub, [fault]);
        let start = Instant::now();
        let id = stage.start().await;
        let waiting = until(&stage.hub, &id, |download| matches!(download.state, DownloadState::Waiting { .. })).await;
        let DownloadState::Waiting { why: WaitReason::TooManyRequests { .. }, until: Some(_) } = waiting.state else {
            panic!("{:?}", waiting.state)
        };
        super::finished(&stage.hub, &id).await;
        assert!(start.elapsed() >= Duration::from_secs(2), "it came back after {:?}", start.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_without_a_wait_are_waited_for_all_the_same() {
    let stage = Stage::with(3 * MIB).await;
    stage.fixture.fail(Host::Hub, [Fault::RetryAfter(0), Fault::RetryAfter(0)]);
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_cut_a_wait_short() {
    let stage = Stage::with(MIB).await;
    stage.fixture.fail(Host::Hub, [Fault::RetryAfter(3000)]);
    let id = stage.start().await;
    until(&stage.hub, &id, |download| matches!(download.state, DownloadState::Waiting { .. })).await;
    stage.hub.downloads().resume(&id).await.unwrap();
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_bytes_are_set_aside_and_can_be_fetched_anew() {
    let stage = Stage::with(5 * MIB).await;
    stage.fixture.fail(Host::Storage, [Fault::WrongBytes]);
    let download = stage.fail("wrong_bytes").await;
    let DownloadState::Failed { next, args, .. } = download.state else { unreachable!() };
    assert_eq!((next, args["found"].len()), (NextStep::TryAgain, 64));
    assert_eq!(leftovers(&stage.models()), [format!("{FILE}.wrong")], "it does not count as a model");
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_in_the_middle_is_begun_again() {
    let stage = Stage::with(24 * MIB).await;
    stage.fixture.pace(Some(16 * MIB));
    let id = stage.start().await;
    until(&stage.hub, &id, |download| download.bytes > 4 * MIB).await;
    stage.fixture.put(REPOSITORY, FILE, Content::made(2, 20 * MIB));
    stage.fixture.pace(None);
    let download = super::finished(&stage.hub, &id).await;
    let DownloadState::Ready { files, .. } = &download.state else { panic!("{:?}", download.state) };
    assert_eq!(files[0].sha256, Content::made(2, 20 * MIB).sha256());
    assert_eq!(download.attempt, 2, "the list says that it began again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_never_keeps_to_the_protocol_is_given_up_and_what_came_is_kept() {
    for fault in [Fault::Gzip, Fault::ShiftedRange, Fault::HugeHeader] {
        let stage = Stage::with(12 * MIB).await;
        stage.fixture.fail(Host::Storage, [Fault::None, Fault::None]);
        stage.fixture.fail_always(Host::Storage, Some(fault.clone()));
        let failed = stage.fail("misbehaves").await;
        assert!(failed.bytes >= 2 * MIB, "{fault:?}: {} bytes are kept", failed.bytes);
        let sent = stage.fixture.sent();
        stage.fixture.fail_always(Host::Storage, None);
        stage.succeed().await;
        assert!(
            stage.fixture.sent() - sent <= 12 * MIB - failed.bytes,
            "{fault:?}: what was kept is not fetched again"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_never_goes_back() {
    let stage = Stage::with(40 * MIB).await;
    let faults = [Fault::Cut(100_000), Fault::None, Fault::Stall(5000), Fault::Whole, Fault::Status(503, "", "")];
    stage.fixture.fail(Host::Storage, faults);
    let mut watch = stage.hub.downloads().watch();
    let watching = tokio::spawn(async move {
        let mut before = 0;
        while watch.changed().await.is_ok() {
            let Some(download) = watch.borrow_and_update().first().cloned() else { continue };
            assert!(download.bytes >= before, "{} after {before}", download.bytes);
            before = download.bytes;
            if download.state.is_final() {
                break;
            }
        }
        before
    });
    stage.succeed().await;
    assert_eq!(watching.await.unwrap(), 40 * MIB);
}
