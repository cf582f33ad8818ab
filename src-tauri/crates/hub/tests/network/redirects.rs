//! Redirects: followed where they lead to the file, refused where they lead anywhere else. The token goes to the hub.

use super::support::{Fault, Host};
use super::{Stage, leftovers};

const MIB: u64 = 1 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_to_no_web_address_is_refused() {
    for (host, location) in [
        (Host::Hub, "file:///etc/passwd"),
        (Host::Hub, "ftp://127.0.0.1/x"),
        (Host::Storage, "file:///etc/passwd"),
        (Host::Storage, "data:,x"),
        (Host::Storage, "javascript:x"),
    ] {
        let stage = Stage::with(3 * MIB).await;
        stage.fixture.fail_always(host, Some(Fault::Redirect(location)));
        stage.fail("redirect_refused").await;
        assert!(leftovers(&stage.models()).iter().all(|name| name.contains(".part")), "nothing counts as a model");
        stage.fixture.fail_always(host, None);
        stage.succeed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_in_a_circle_ends() {
    for host in [Host::Hub, Host::Storage] {
        let stage = Stage::with(MIB).await;
        stage.fixture.fail_always(host, Some(Fault::Loop));
        stage.fail("redirect_refused").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_goes_to_the_hub_and_never_to_the_storage() {
    let stage = Stage::with(9 * MIB).await;
    stage.hub.set_token("accepted").await.unwrap();
    stage.fixture.sign_for(2);
    stage.fixture.fail(Host::Storage, [Fault::Cut(5), Fault::Status(500, "", "")]);
    stage.succeed().await;
    for seen in stage.fixture.seen() {
        let has_token = seen.headers.values().any(|value| value.contains("accepted"));
        assert_eq!(has_token, seen.host == Host::Hub, "{seen:?}");
    }
}
