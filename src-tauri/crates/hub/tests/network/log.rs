//! The log: whatever Carat and the libraries below it write, down to the last word, the token is not in it.

use std::io;
use std::sync::{Arc, Mutex};

use carat_hub::{Surroundings, TokenPlace};

use super::support::{Fault, Gate, Host};
use super::{Drawer, REPOSITORY, Stage, open_in, surroundings};

const MIB: u64 = 1 << 20;

/// What both tokens hold and nothing else does.
const SECRET: &str = "7d31f0c2a95e";

/// A log in memory. Clones are the same one.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_enters_no_log_and_no_request_to_the_storage() {
    let log = Log::default();
    let writer = log.clone();
    // Of all threads, and of libraries that log in the older way too.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();

    let stage = Stage::with(9 * MIB).await;
    stage.fixture.gate(REPOSITORY, Gate::Terms);
    // Without a keychain there is something to say about the token.
    let stuck = Drawer { is_stuck: true, ..Drawer::default() };
    let surroundings = Surroundings { keychain: Arc::new(stuck), ..surroundings() };
    let stage = Stage { hub: open_in(surroundings, stage.home.path(), &stage.fixture.endpoint), ..stage };
    stage.hub.set_token(&format!("unaccepted-{SECRET}")).await.unwrap();
    stage.fail("terms_not_accepted_on_hub").await;
    assert_eq!(stage.hub.set_token(&format!("accepted-{SECRET}")).await, Ok(TokenPlace::Session));
    stage.fixture.sign_for(2);
    stage.fixture.fail(Host::Storage, [Fault::Cut(5), Fault::Status(500, "", "")]);
    stage.succeed().await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let storage = stage.fixture.storage();
    for expected in ["kept for this session only", storage.trim_start_matches("http://")] {
        assert!(log.contains(expected), "the log is that of this download and says {expected}: {log}");
    }
    assert!(!log.contains(SECRET), "{log}");
    for seen in stage.fixture.seen() {
        let has_token = format!("{seen:?}").contains(SECRET);
        assert_eq!(has_token, seen.host == Host::Hub, "{seen:?}");
    }
}
