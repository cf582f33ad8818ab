//! Gated repositories: what is lacking is told apart, each with its own next step, and the token shows itself nowhere.

use std::sync::Arc;

use carat_hub::{DownloadState, NextStep, Surroundings, TokenPlace};

use super::support::Gate;
use super::{Drawer, REPOSITORY, Stage, code, leftovers, open_in, surroundings};

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
