//! Gated repositories: what is lacking is told apart, each with its own next step, and the token shows itself nowhere.

use std::sync::Arc;

use carat_hub::{Checked, DownloadState, InstalledModel, NextStep, Surroundings, TokenPlace};

use super::support::{Content, Gate};
use super::{Drawer, FILE, REPOSITORY, Stage, code, finished, leftovers, open, open_in, surroundings};

const MIB: u64 = 1 << 20;

async fn next(stage: &Stage, code: &str) -> NextStep {
    let DownloadState::Failed { next, .. } = stage.fail(code).await.state else { unreachable!() };
    next
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reason_for_a_refusal_has_its_own_next_step() {
    let stage = Stage::with(MIB).await;
    stage.fixture.gate(REPOSITORY, Gate::Terms);
    assert!(matches!(next(&stage, "token_missing").await, NextStep::EnterToken { .. }));
    stage.hub.set_token("mistyped").await.unwrap();
    assert!(matches!(next(&stage, "token_wrong").await, NextStep::EnterToken { .. }));
    stage.hub.set_token("unaccepted").await.unwrap();
    let page = format!("{}/{REPOSITORY}", stage.fixture.endpoint);
    assert_eq!(next(&stage, "terms_not_accepted_on_hub").await, NextStep::AcceptTerms { url: page });
    stage.hub.set_token("rejected").await.unwrap();
    assert_eq!(next(&stage, "access_refused").await, NextStep::ChooseAnother);
    stage.hub.set_token("accepted").await.unwrap();
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told_apart_from_what_is_gated() {
    let stage = Stage::with(MIB).await;
    let missing = "owner/missing".parse().unwrap();
    let there = REPOSITORY.parse().unwrap();
    assert_eq!(code(stage.hub.file(&missing, "main", "x.gguf").await), "repository_unknown");
    assert_eq!(code(stage.hub.file(&there, "no-such-revision", "x.gguf").await), "revision_unknown");
    assert_eq!(code(stage.hub.file(&there, "main", "x.gguf").await), "file_unknown");
    assert_eq!(code(stage.hub.tree(&missing, "main").await), "repository_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_lies_in_the_keychain_or_in_memory_alone() {
    let stage = Stage::with(MIB).await;
    stage.fixture.gate(REPOSITORY, Gate::Terms);
    let stuck = Drawer { is_stuck: true, ..Drawer::default() };
    let places = [(Drawer::default(), TokenPlace::Keychain), (stuck, TokenPlace::Session)];
    for (keychain, place) in places {
        let surroundings = Surroundings { keychain: Arc::new(keychain), ..surroundings() };
        let home = tempfile::tempdir().unwrap();
        let hub = open_in(surroundings.clone(), home.path(), &stage.fixture.endpoint);
        assert_eq!(hub.token().await, TokenPlace::Nowhere);
        assert_eq!(hub.set_token("accepted").await, Ok(place));
        hub.file(&REPOSITORY.parse().unwrap(), "main", super::FILE).await.unwrap();
        let again = open_in(surroundings, home.path(), &stage.fixture.endpoint);
        let kept = if place == TokenPlace::Keychain { place } else { TokenPlace::Nowhere };
        assert_eq!(again.token().await, kept, "what the next start finds");
        assert!(!format!("{hub:?}").contains("accepted"), "it shows itself nowhere");
        for name in leftovers(&home.path().join("downloads")) {
            let text = std::fs::read_to_string(home.path().join("downloads").join(&name)).unwrap();
            assert!(!text.contains("accepted"), "{name} holds the token");
        }
        hub.clear_token().await.unwrap();
        assert_eq!(hub.token().await, TokenPlace::Nowhere);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_could_change_a_request_is_refused() {
    let stage = Stage::with(MIB).await;
    assert_eq!(code(stage.hub.set_token("a\r\nHost: elsewhere").await), "setting_wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_fetched_by_hand_ends_the_download_that_the_hub_refused() {
    let stage = Stage::with(MIB).await;
    stage.fixture.gate(REPOSITORY, Gate::Terms);
    let content = Content::made(1, MIB);
    let mut wanted = stage.wanted();
    wanted.files[0].bytes = Some(MIB);
    wanted.files[0].sha256 = Some(content.sha256().to_owned());
    let downloads = stage.hub.downloads();
    let id = downloads.enqueue(wanted).await.unwrap();
    assert!(matches!(finished(&stage.hub, &id).await.state, DownloadState::Failed { .. }));

    let by_hand = stage.home.path().join("by hand");
    std::fs::create_dir(&by_hand).unwrap();
    let file = |name: &str, bytes: u64| {
        let path = by_hand.join(name);
        std::fs::write(&path, content.piece(0..bytes)).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_len(bytes).unwrap();
        InstalledModel::linked(&path).unwrap()
    };
    let mut checked = Checked::read(&stage.home.path().join("checked.json"));
    for other in [file("another.gguf", MIB), file(FILE, MIB - 1)] {
        downloads.fetched_by_hand(&[other], &checked).await.unwrap();
        assert!(downloads.find(&id).is_ok(), "another name or size is another file");
    }
    let model = file(FILE, MIB);
    checked.remember(&model.path, &"0".repeat(64)).unwrap();
    downloads.fetched_by_hand(std::slice::from_ref(&model), &checked).await.unwrap();
    assert!(downloads.find(&id).is_ok(), "what was read and is another file does not count");
    checked.remember(&model.path, content.sha256()).unwrap();
    downloads.fetched_by_hand(&[model], &checked).await.unwrap();
    assert!(downloads.list().is_empty());
    stage.hub.close().await;
    assert!(open(stage.home.path(), &stage.fixture.endpoint).downloads().list().is_empty(), "also at the next start");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_failed_otherwise_is_not_ended_by_a_file_elsewhere() {
    let stage = Stage::with(MIB).await;
    let mut wanted = stage.wanted();
    wanted.files[0].bytes = Some(MIB);
    std::fs::create_dir_all(&wanted.folder).unwrap();
    std::fs::write(wanted.folder.join(FILE), vec![7; MIB as usize]).unwrap();
    let id = stage.hub.downloads().enqueue(wanted.clone()).await.unwrap();
    let DownloadState::Failed { code, .. } = finished(&stage.hub, &id).await.state else { unreachable!() };
    assert_eq!(code, "in_the_way");
    let model = InstalledModel::linked(&wanted.folder.join(FILE)).unwrap();
    let checked = Checked::read(&stage.home.path().join("checked.json"));
    stage.hub.downloads().fetched_by_hand(&[model], &checked).await.unwrap();
    assert!(stage.hub.downloads().find(&id).is_ok());
}
