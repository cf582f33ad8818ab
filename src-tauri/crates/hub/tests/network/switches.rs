//! The settings: the network's switch, mirrors, certificates, the proxy and the speed limit, and the list of connections.

use std::time::{Duration, Instant};

use carat_hub::{DownloadState, Proxy, Settings, WaitReason};

use super::support::{Authority, Content, FixtureHub, Host};
use super::{FILE, REPOSITORY, Stage, code, settings, until};

const MIB: u64 = 1 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn with_the_network_off_nothing_goes_out_and_downloads_wait() {
    let stage = Stage::with(40 * MIB).await;
    stage.fixture.pace(Some(20 * MIB));
    let id = stage.start().await;
    until(&stage.hub, &id, |download| download.bytes > 0).await;
    let on = stage.hub.settings();
    stage.hub.set_settings(Settings { network: false, ..on.clone() }).unwrap();
    until(&stage.hub, &id, |download| {
        matches!(download.state, DownloadState::Waiting { why: WaitReason::NetworkOff, .. })
    })
    .await;
    // What the fixture had handed to the system before may still count.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (sent, asked) = (stage.fixture.sent(), stage.fixture.seen().len());
    assert_eq!(code(stage.hub.tree(&REPOSITORY.parse().unwrap(), "main").await), "network_off");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!((stage.fixture.sent(), stage.fixture.seen().len()), (sent, asked));
    stage.hub.set_settings(on).unwrap();
    stage.fixture.pace(None);
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_speed_limit_is_kept_and_can_be_lifted_on_the_way() {
    let stage = Stage::with(12 * MIB).await;
    let fast = stage.hub.settings();
    stage.hub.set_settings(Settings { speed_limit: Some(2 * MIB), ..fast.clone() }).unwrap();
    let start = Instant::now();
    let id = stage.start().await;
    until(&stage.hub, &id, |download| download.bytes >= 4 * MIB).await;
    assert!(start.elapsed() >= Duration::from_secs(1), "4 MiB came in {:?}", start.elapsed());
    stage.hub.set_settings(fast).unwrap();
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_nobody_vouches_for_is_refused_until_its_authority_is_added() {
    let authority = Authority::new();
    let fixture = FixtureHub::start_tls(&authority).await;
    fixture.put(REPOSITORY, FILE, Content::made(1, 5 * MIB));
    let stage = Stage::of(fixture);
    stage.fail("untrusted").await;
    assert!(stage.fixture.seen().is_empty(), "nothing was said to it");
    let file = stage.home.path().join("authority.pem");
    std::fs::write(&file, &authority.pem).unwrap();
    let certificates = vec![file];
    stage.hub.set_settings(Settings { certificates, ..settings(&stage.fixture.endpoint) }).unwrap();
    stage.succeed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_speaks_no_tls_is_told_apart_from_one_that_is_away() {
    let stage = Stage::with(MIB).await;
    let tls = stage.fixture.endpoint.replace("http://", "https://");
    stage.hub.set_settings(settings(&tls)).unwrap();
    let repository = REPOSITORY.parse().unwrap();
    assert_eq!(code(stage.hub.file(&repository, "main", FILE).await), "untrusted");
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    stage.hub.set_settings(settings(&format!("http://127.0.0.1:{port}"))).unwrap();
    assert_eq!(code(stage.hub.file(&repository, "main", FILE).await), "offline");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_is_gone_through() {
    let stage = Stage::with(MIB).await;
    let direct = stage.hub.settings();
    // A fixture takes a request for another host as one for itself, which is all that a proxy is here.
    let proxy = Proxy::Address(stage.fixture.endpoint.clone());
    let endpoint = Some("http://hub.invalid".to_owned());
    stage.hub.set_settings(Settings { proxy, endpoint, ..direct }).unwrap();
    stage.hub.file(&REPOSITORY.parse().unwrap(), "main", FILE).await.unwrap();
    assert_eq!(stage.fixture.seen().last().unwrap().headers["host"], "hub.invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_used_change_nothing() {
    let stage = Stage::with(MIB).await;
    let before = stage.hub.settings();
    let nowhere = stage.home.path().join("nowhere.pem");
    for wrong in [
        Settings { endpoint: Some("file:///etc".to_owned()), ..before.clone() },
        Settings { proxy: Proxy::Address("no address".to_owned()), ..before.clone() },
        Settings { certificates: vec![nowhere], ..before.clone() },
    ] {
        assert_eq!(code(stage.hub.set_settings(wrong)), "setting_wrong");
    }
    assert_eq!(stage.hub.settings(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_connection_is_listed_with_its_host_bytes_and_reason() {
    let stage = Stage::with(5 * MIB).await;
    stage.succeed().await;
    let connections = stage.hub.connections();
    let storage = stage.fixture.storage().replace("http://", "");
    let listed = connections.iter().find(|connection| connection.host == storage).unwrap();
    assert_eq!((listed.bytes, listed.why.as_str()), (5 * MIB, "Test model"));
    let asked = stage.fixture.seen().iter().filter(|seen| seen.host == Host::Storage).count() as u64;
    assert_eq!(listed.requests, asked);
    assert!(connections.iter().any(|connection| stage.fixture.endpoint.ends_with(&connection.host)));
}
