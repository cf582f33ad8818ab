//! A full disk: looked at before, watched during, and nothing lost or broken by it.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use carat_hub::{DownloadState, NextStep, Room, Surroundings, WaitReason};

use super::{Stage, finished, leftovers, open_in, surroundings, until, wanted};

const MIB: u64 = 1 << 20;

/// A disk that is as full as the test says.
#[derive(Debug, Clone)]
struct Disk(Arc<AtomicU64>);

impl Room for Disk {
    fn left(&self, _folder: &Path) -> io::Result<u64> {
        Ok(self.0.load(Ordering::SeqCst))
    }
}

fn with(disk: &Disk) -> Surroundings {
    Surroundings { room: Arc::new(disk.clone()), ..surroundings() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_does_not_fit_is_not_begun_and_says_how_much_is_lacking() {
    let stage = Stage::with(20 * MIB).await;
    let disk = Disk(Arc::new(AtomicU64::new(30 * MIB)));
    let hub = open_in(with(&disk), stage.home.path(), &stage.fixture.endpoint);
    let id = hub.downloads().enqueue(stage.wanted()).await.unwrap();
    let failed = finished(&hub, &id).await;
    let DownloadState::Failed { code, next, .. } = failed.state else { panic!("{:?}", failed.state) };
    // 20 to fetch and 16 of headroom.
    assert_eq!((code.as_str(), next), ("download_disk_full", NextStep::FreeDisk { bytes: 6 * MIB }));
    assert_eq!(stage.fixture.sent(), 0);
    disk.0.store(36 * MIB, Ordering::SeqCst);
    hub.downloads().resume(&id).await.unwrap();
    assert!(matches!(finished(&hub, &id).await.state, DownloadState::Ready { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_up_on_the_way_holds_the_download_until_there_is_room() {
    let stage = Stage::with(60 * MIB).await;
    stage.fixture.pace(Some(20 * MIB));
    let disk = Disk(Arc::new(AtomicU64::new(u64::MAX / 2)));
    let hub = open_in(with(&disk), stage.home.path(), &stage.fixture.endpoint);
    let id = hub.downloads().enqueue(stage.wanted()).await.unwrap();
    until(&hub, &id, |download| download.bytes > 0).await;
    disk.0.store(MIB / 2, Ordering::SeqCst);
    let waiting = until(&hub, &id, |download| matches!(download.state, DownloadState::Waiting { .. })).await;
    let DownloadState::Waiting { why: WaitReason::DiskFull { lacking }, .. } = waiting.state else {
        panic!("{:?}", waiting.state)
    };
    assert_eq!(lacking, MIB / 2);
    disk.0.store(u64::MAX / 2, Ordering::SeqCst);
    stage.fixture.pace(None);
    assert!(matches!(finished(&hub, &id).await.state, DownloadState::Ready { .. }));
}

/// Where the small disk lies.
#[cfg(target_os = "linux")]
const SMALL_DISK: &str = "CARAT_TEST_SMALL_DISK";

/// Mounts the disk and becomes the program that is named behind it.
#[cfg(target_os = "linux")]
const MOUNT: &str = r#"mount -t tmpfs -o size=24m tmpfs "$CARAT_TEST_SMALL_DISK" || exit 77; exec "$@""#;

/// A real disk that is really full. It is mounted in a namespace of its own, which most systems allow everyone: nobody
/// else sees it, and it is gone with the program.
#[cfg(target_os = "linux")]
#[test]
fn a_real_disk_that_is_full_breaks_nothing() {
    let mount = tempfile::tempdir().unwrap();
    let ran = std::process::Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", MOUNT, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "disk::what_is_looked_at_on_the_small_disk", "--ignored", "--nocapture"])
        .env(SMALL_DISK, mount.path())
        .output();
    match ran {
        // As unshare and the script above say that they may not; a test that fails says 101.
        Ok(refused) if matches!(refused.status.code(), Some(1 | 77)) => {
            eprintln!("left out: a small disk can't be mounted here: {}", String::from_utf8_lossy(&refused.stderr));
        }
        Err(error) => eprintln!("left out: a small disk can't be mounted here: unshare: {error}"),
        Ok(ran) => {
            let said = String::from_utf8_lossy(&ran.stdout);
            let is_right = ran.status.success() && said.contains("1 passed");
            assert!(is_right, "{}\n{said}\n{}", ran.status, String::from_utf8_lossy(&ran.stderr));
        }
    }
}

/// Not a test by itself: it needs the disk.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test above"]
async fn what_is_looked_at_on_the_small_disk() {
    let Ok(home) = std::env::var(SMALL_DISK) else { return };
    let home = Path::new(&home);
    let stage = Stage::with(16 * MIB).await;
    // Somebody else's file leaves too little for ours; the hub is told that there is plenty, and finds out by writing.
    let other = home.join("somebody else's");
    std::fs::write(&other, vec![1; 14 << 20]).unwrap();
    let hub = open_in(with(&Disk(Arc::new(AtomicU64::new(u64::MAX / 2)))), home, &stage.fixture.endpoint);
    let models = home.join("models");
    let id = hub.downloads().enqueue(wanted(&models)).await.unwrap();
    until(&hub, &id, |download| {
        matches!(download.state, DownloadState::Waiting { why: WaitReason::DiskFull { .. }, .. })
    })
    .await;
    assert!(!leftovers(&models).contains(&super::FILE.to_owned()), "half a file is no model");
    hub.close().await;

    let again = open_in(with(&Disk(Arc::new(AtomicU64::new(u64::MAX / 2)))), home, &stage.fixture.endpoint);
    assert_eq!(again.downloads().list().len(), 1, "the next start knows of it");
    std::fs::remove_file(other).unwrap();
    let ended = finished(&again, &id).await;
    let DownloadState::Ready { files, .. } = ended.state else { panic!("{:?}", ended.state) };
    assert_eq!(files[0].sha256, super::support::Content::made(1, 16 * MIB).sha256());
}
