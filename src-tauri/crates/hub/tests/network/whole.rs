//! A file comes whole: from the hub's answer to its place on disk.

use carat_hub::DownloadState;

use super::support::{Content, FixtureHub, Host};
use super::{FILE, REPOSITORY, Stage, code, file, finished, leftovers};

const MIB: u64 = 1 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_in_ranges_and_each_byte_once() {
    let stage = Stage::with(20 * MIB + 7).await;
    stage.succeed().await;
    let ranges: Vec<_> = stage.fixture.seen().into_iter().filter(|seen| seen.host == Host::Storage).collect();
    assert!(ranges.len() > 4, "it came in {} ranges", ranges.len());
    assert!(ranges.iter().all(|seen| seen.range.as_ref().is_some_and(|range| range.end - range.start <= 8 * MIB)));
    assert!(ranges.iter().all(|seen| seen.headers["accept-encoding"] == "identity"));
    assert_eq!(stage.fixture.sent(), 20 * MIB + 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_every_awkward_size_come_whole() {
    for bytes in [0, 1, 2 * MIB - 1, 2 * MIB, 2 * MIB + 1, 8 * MIB] {
        Stage::with(bytes).await.succeed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_of_several_files_is_one_download() {
    let fixture = FixtureHub::start().await;
    let names = ["model-00001-of-00002.gguf", "model-00002-of-00002.gguf", "picture parts/mmproj-模型.gguf"];
    for (seed, name) in names.iter().enumerate() {
        fixture.put(REPOSITORY, name, Content::made(seed as u64, MIB * (seed as u64 + 1)));
    }
    let stage = Stage::of(fixture);
    let mut wanted = stage.wanted();
    wanted.files = names.iter().map(|name| file(name)).collect();
    let download = finished(&stage.hub, &stage.hub.downloads().enqueue(wanted).await.unwrap()).await;
    let DownloadState::Ready { revision, files } = download.state else { panic!("{:?}", download.state) };
    assert_eq!((revision.len(), download.bytes, download.total), (40, 6 * MIB, Some(6 * MIB)));
    for (seed, ready) in files.iter().enumerate() {
        assert_eq!(ready.sha256, Content::made(seed as u64, ready.bytes).sha256());
        assert_eq!(std::fs::metadata(&ready.path).unwrap().len(), ready.bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_already_is_not_fetched_again() {
    let stage = Stage::with(3 * MIB).await;
    stage.succeed().await;
    let sent = stage.fixture.sent();
    stage.succeed().await;
    assert_eq!(stage.fixture.sent(), sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_under_the_same_name_is_left_alone() {
    let stage = Stage::with(MIB).await;
    std::fs::create_dir_all(stage.models()).unwrap();
    std::fs::write(stage.models().join(FILE), "the person's own").unwrap();
    stage.fail("in_the_way").await;
    assert_eq!(std::fs::read(stage.models().join(FILE)).unwrap(), b"the person's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_the_one_carat_knows_is_not_begun() {
    let stage = Stage::with(MIB).await;
    let mut wanted = stage.wanted();
    wanted.files[0].sha256 = Some("0".repeat(64));
    let id = stage.hub.downloads().enqueue(wanted).await.unwrap();
    let download = finished(&stage.hub, &id).await;
    assert!(matches!(&download.state, DownloadState::Failed { code, .. } if code == "not_the_file"), "{download:?}");
    assert_eq!(stage.fixture.sent(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_out_of_the_folder_is_refused() {
    let stage = Stage::with(MIB).await;
    let mut wanted = stage.wanted();
    wanted.files[0].save_as = "../outside.gguf".to_owned();
    assert_eq!(code(stage.hub.downloads().enqueue(wanted).await), "name_wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_holds_the_bytes_itself_serves_as_well() {
    let stage = Stage::with(5 * MIB).await;
    stage.fixture.hold_bytes(true);
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_tells_no_hash_is_asked_for_its_listing() {
    let stage = Stage::with(5 * MIB).await;
    stage.fixture.hold_bytes(true);
    stage.fixture.tell_links(false);
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_without_ranges_gives_the_whole_file() {
    let stage = Stage::with(9 * MIB).await;
    stage.fixture.know_ranges(false);
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_lists_its_files_with_their_hashes() {
    let stage = Stage::with(MIB).await;
    let repository = REPOSITORY.parse().unwrap();
    let files = stage.hub.tree(&repository, "main").await.unwrap();
    assert_eq!((files.len(), files[0].path.as_str(), files[0].bytes), (1, FILE, MIB));
    assert_eq!(files[0].sha256.as_deref(), Some(Content::made(1, MIB).sha256()));
    let found = stage.hub.file(&repository, "main", FILE).await.unwrap();
    assert_eq!((found.bytes, found.sha256.clone()), (MIB, files[0].sha256.clone()));
    assert_eq!(found.commit.map(|commit| commit.len()), Some(40));
    assert!(leftovers(&stage.models()).is_empty());
}
