//! Any fault, any order, and the process killed in between: the file ends byte-exact or with a clear word, nothing that
//! was fetched is fetched again beyond one range's worth a fault, progress never goes back, and the token goes nowhere.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use carat_hub::{DownloadState, sha256_of};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::support::{Content, Fault, FixtureHub, Host};
use super::{FILE, REPOSITORY, finished, open, wanted};

const MIB: u64 = 1 << 20;
const SIZE: u64 = 24 * MIB;

/// The most that one fault or kill may cost.
const CHUNK: u64 = 8 * MIB;

const HOME: &str = "CARAT_TEST_HOME";
const ENDPOINT: &str = "CARAT_TEST_ENDPOINT";

/// Not a test: the program that is killed. It downloads, and prints the bytes that it says are safe.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test below"]
async fn the_program_that_is_killed() {
    let (Ok(home), Ok(endpoint)) = (std::env::var(HOME), std::env::var(ENDPOINT)) else { return };
    let hub = open(Path::new(&home), &endpoint);
    hub.set_token("accepted").await.unwrap();
    let id = hub.downloads().enqueue(wanted(&Path::new(&home).join("models"))).await.unwrap();
    let mut watch = hub.downloads().watch();
    loop {
        let download = hub.downloads().find(&id).unwrap();
        println!("bytes {}", download.bytes);
        if let DownloadState::Failed { code, message, .. } = &download.state {
            println!("failed {code} {message}");
        }
        if download.state.is_final() {
            return;
        }
        watch.changed().await.unwrap();
    }
}

/// What happens to one download.
#[derive(Debug, Clone)]
struct Schedule {
    hub: Vec<Fault>,
    storage: Vec<Fault>,
    /// The process is killed as soon as it says that so many bytes are safe.
    kills: Vec<u64>,
    signatures: u64,
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        3 => (0..2 * MIB).prop_map(Fault::Cut),
        1 => (0..2 * MIB).prop_map(Fault::Stall),
        1 => Just(Fault::Trickle),
        1 => Just(Fault::Whole),
        1 => Just(Fault::ShiftedRange),
        1 => Just(Fault::NonsenseRange),
        1 => Just(Fault::OtherSize),
        1 => Just(Fault::OtherTag),
        1 => Just(Fault::Gzip),
        1 => Just(Fault::LongLength),
        1 => Just(Fault::ShortLength),
        1 => Just(Fault::HugeHeader),
        1 => Just(Fault::RetryAfter(0)),
        1 => Just(Fault::RateLimit(1)),
        1 => Just(Fault::Status(403, "", "")),
        2 => prop::sample::select(vec![500_u16, 502, 503]).prop_map(|status| Fault::Status(status, "", "")),
        // Those that end in a word.
        1 => Just(Fault::WrongBytes),
        1 => Just(Fault::Redirect("file:///etc/passwd")),
        1 => Just(Fault::Loop),
    ]
}

fn hub_fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        6 => Just(Fault::None),
        2 => Just(Fault::Status(503, "", "")),
        2 => Just(Fault::RetryAfter(0)),
        1 => Just(Fault::RetryAfter(1)),
        1 => Just(Fault::RateLimit(1)),
        2 => Just(Fault::HugeHeader),
        // Those that end in a word.
        3 => prop::sample::select(REFUSALS).prop_map(|(status, code, message)| Fault::Status(status, code, message)),
    ]
}

/// How the hub refuses a person, or what it does not have.
const REFUSALS: &[(u16, &str, &str)] = &[
    (401, "", "Invalid credentials in Authorization header"),
    (401, "RepoNotFound", "Repository not found"),
    (401, "GatedRepo", "Access to model is restricted."),
    (403, "", ""),
    (403, "GatedRepo", "you are not in the authorized list."),
    (403, "GatedRepo", "Your request has been rejected by the repo's authors."),
    (404, "EntryNotFound", "Entry not found"),
    (404, "RevisionNotFound", "Invalid rev id"),
];

fn schedule() -> impl Strategy<Value = Schedule> {
    let kills = prop::collection::vec(0..SIZE, 0..4).prop_map(|mut kills| {
        kills.sort_unstable();
        kills
    });
    let (hub, storage) = (prop::collection::vec(hub_fault(), 0..4), prop::collection::vec(fault(), 0..12));
    (hub, storage, kills, prop_oneof![Just(u64::MAX), 2_u64..20])
        .prop_map(|(hub, storage, kills, signatures)| Schedule { hub, storage, kills, signatures })
}

#[test]
fn whatever_happens_the_file_ends_whole_or_in_a_clear_word_and_nothing_is_lost() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config { cases: 24, max_shrink_iters: 8, failure_persistence: None, ..Config::default() };
    let content = Content::made(1, SIZE);
    let ran = TestRunner::new(config).run(&schedule(), |schedule| runtime.block_on(act(schedule, &content)));
    ran.unwrap();
    let [kills, words, met] = [&KILLED, &WORDS, &MET].map(|count| count.load(Ordering::SeqCst));
    println!("{met} faults were met, {kills} processes killed in the middle, {words} downloads ended in a word");
    assert!(
        kills > 5 && words > 0 && met > 20,
        "the schedules hit something: {met} faults, {kills} kills, {words} words"
    );
}

/// Faults met, processes killed while they were downloading, and downloads that ended in a word: else the test shows
/// nothing.
static MET: AtomicU64 = AtomicU64::new(0);
static KILLED: AtomicU64 = AtomicU64::new(0);
static WORDS: AtomicU64 = AtomicU64::new(0);

async fn act(schedule: Schedule, content: &Content) -> Result<(), TestCaseError> {
    let fixture = FixtureHub::start().await;
    fixture.put(REPOSITORY, FILE, content.clone());
    fixture.sign_for(schedule.signatures);
    // Slow enough for a kill to hit the middle.
    fixture.pace(Some(64 * MIB));
    fixture.fail(Host::Hub, schedule.hub);
    fixture.fail(Host::Storage, schedule.storage);
    let home = tempfile::tempdir().unwrap();

    let (mut safe, mut starts, mut kills) = (0, 0, 0);
    for kill in schedule.kills.into_iter().map(Some).chain([None]) {
        starts += 1;
        let ran = run(home.path(), &fixture.endpoint, kill, safe).await?;
        if let Some(word) = &ran.word {
            prop_assert!(CLEAR.contains(&word.split(' ').next().unwrap_or_default()), "{}", word);
        }
        safe = ran.safe;
        kills += u64::from(ran.was_killed);
    }

    // What ended in a word goes on when it is told to, with what had arrived: but for bytes that were wrong.
    let wrongs = || fixture.met(Host::Storage).iter().filter(|fault| **fault == Fault::WrongBytes).count() as u64;
    let hub = open(home.path(), &fixture.endpoint);
    let mut ended = None;
    for _ in 0..16 {
        let id = hub.downloads().enqueue(wanted(&home.path().join("models"))).await.unwrap();
        let download = finished(&hub, &id).await;
        prop_assert!(wrongs() > 0 || download.bytes >= safe, "{} after {safe}", download.bytes);
        if let DownloadState::Ready { files, .. } = download.state {
            ended = Some(files[0].path.clone());
            break;
        }
    }
    let path = ended.ok_or_else(|| TestCaseError::fail("it never came"))?;
    let found = sha256_of(&path, |_, _| std::ops::ControlFlow::Continue(())).unwrap().unwrap();
    prop_assert_eq!(found.as_str(), content.sha256());
    // What was met counts, not what was to come: a refusal of the hub breaks off what is under way, its other faults
    // cost nothing but time.
    let refusals = fixture.met(Host::Hub).iter().filter(|fault| matches!(fault, Fault::Status(400..500, ..))).count();
    let faults = (fixture.met(Host::Storage).len() + refusals) as u64;
    let most = SIZE + (faults + kills) * CHUNK + wrongs() * SIZE;
    prop_assert!(
        fixture.sent() <= most,
        "{} bytes sent, {most} at most after {faults} faults, {kills} kills and {starts} starts",
        fixture.sent()
    );
    MET.fetch_add(faults, Ordering::SeqCst);
    for seen in fixture.seen().iter().filter(|seen| seen.host == Host::Storage) {
        prop_assert!(!seen.headers.values().any(|value| value.contains("accepted")), "{:?}", seen);
    }
    Ok(())
}

/// The words that a download may end in here.
const CLEAR: &[&str] = &[
    "misbehaves",
    "redirect_refused",
    "wrong_bytes",
    "token_missing",
    "token_wrong",
    "terms_not_accepted_on_hub",
    "access_refused",
    "repository_unknown",
    "revision_unknown",
    "file_unknown",
];

/// What a run of the program came to.
struct Ran {
    /// The bytes that it said are safe.
    safe: u64,
    /// The word that it ended in.
    word: Option<String>,
    /// Whether it was killed before its end.
    was_killed: bool,
}

/// Runs the program until it ends or is killed.
async fn run(home: &Path, endpoint: &str, kill: Option<u64>, before: u64) -> Result<Ran, TestCaseError> {
    let mut child = program(home, endpoint);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let watching = tokio::task::spawn_blocking(move || {
        let (mut safe, mut word, mut went_back, mut was_killed) = (before, None, None, false);
        for line in lines.map_while(Result::ok) {
            if let Some(bytes) = line.strip_prefix("bytes ").and_then(|bytes| bytes.parse::<u64>().ok()) {
                if bytes < safe && bytes > 0 {
                    went_back = Some((safe, bytes));
                }
                safe = safe.max(bytes);
                if kill.is_some_and(|kill| bytes >= kill && bytes > 0) {
                    // On Unix this is SIGKILL: nothing in the program hears of it.
                    child.kill().unwrap();
                    was_killed = true;
                }
            }
            word = line.strip_prefix("failed ").map(str::to_owned).or(word);
        }
        let ended = child.wait().unwrap();
        was_killed &= !ended.success();
        KILLED.fetch_add(u64::from(was_killed), Ordering::SeqCst);
        WORDS.fetch_add(u64::from(word.is_some()), Ordering::SeqCst);
        (Ran { safe, word, was_killed }, went_back)
    });
    let (ran, went_back) = tokio::time::timeout(Duration::from_secs(120), watching).await.unwrap().unwrap();
    // A kill may come when wrong bytes are set aside and before the word is said: they count no more either way.
    let set_aside = home.join("models").join(format!("{FILE}.wrong"));
    let is_wrong = ran.word.as_ref().is_some_and(|word| word.starts_with("wrong_bytes")) || set_aside.exists();
    let _ = std::fs::remove_file(set_aside);
    prop_assert!(went_back.is_none(), "progress went back: {went_back:?}");
    Ok(Ran { safe: if is_wrong { 0 } else { ran.safe }, ..ran })
}

fn program(home: &Path, endpoint: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::the_program_that_is_killed", "--ignored", "--nocapture"])
        .env(HOME, home)
        .env(ENDPOINT, endpoint)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}
