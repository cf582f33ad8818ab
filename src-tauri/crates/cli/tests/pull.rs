//! `carat models pull`, from a fixture hub on this machine.

mod program;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use program::{Program, Ran};
use serde_json::{Value, json};

/// A fixture hub with files, until it is dropped.
struct Hub {
    child: Child,
    endpoint: String,
    /// What each file is, as `owner/name/path bytes sha256`.
    files: Vec<(String, u64, String)>,
}

impl Hub {
    /// Serves these files, each `owner/name/path=bytes`.
    fn serving(files: &[&str], pace: Option<u64>) -> Self {
        let program = example("fixture_hub");
        let mut command = Command::new(program);
        command.args(pace.map(|pace| format!("--pace={pace}")).iter().flat_map(|pace| pace.split('='))).args(files);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map(|line| line.expect("a line"));
        let of = |line: String| {
            let words: Vec<&str> = line.split(' ').collect();
            (words[0].to_owned(), words[1].parse().expect("a size"), words[3].to_owned())
        };
        let told = files.iter().map(|_| of(lines.next().expect("a file"))).collect();
        Self { endpoint: lines.next().expect("the address"), files: told, child }
    }

    fn pull(&self, program: &Program, arguments: &[&str]) -> Ran {
        Ran::of(self.start(program, arguments))
    }

    fn start(&self, program: &Program, arguments: &[&str]) -> Child {
        let mut command = program.command(["models", "pull", "--json"].iter().chain(arguments));
        command.env("HF_ENDPOINT", &self.endpoint).env("NO_PROXY", "127.0.0.1").spawn().expect("it starts")
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program among the examples, which are built with the tests.
fn example(name: &str) -> PathBuf {
    let programs = Path::new(env!("CARGO_BIN_EXE_carat")).parent().expect("a folder");
    let path = programs.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is missing: build with --all-targets", path.display());
    path
}

fn last(ran: &Ran) -> Value {
    ran.json().pop().expect("a line")
}

#[test]
fn a_model_is_pulled_by_its_repository_and_quantisation_and_is_verified() {
    let hub = Hub::serving(
        &["owner/name/m-Q4_K_M.gguf=3000000", "owner/name/m-Q8_0.gguf=5000000", "owner/name/mmproj-F16.gguf=1000"],
        None,
    );
    let program = Program::new();
    let ran = hub.pull(&program, &["owner/name:q8_0"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let model = last(&ran);
    assert_eq!((model["type"].as_str(), model["id"].as_str()), (Some("model"), Some("own/owner/name/m-Q8_0.gguf")));
    assert_eq!((model["bytes"].as_u64(), model["owned"].as_bool()), (Some(5_000_000), Some(true)));
    let done: Vec<u64> = ran.json().iter().filter_map(|line| line["bytes"].as_u64()).collect();
    assert!(done.is_sorted(), "progress never goes backwards: {done:?}");

    let with_eyes = hub.pull(&program, &["owner/name", "--projector"]);
    assert_eq!(with_eyes.code, 0, "{with_eyes:?}");
    assert_eq!(last(&with_eyes)["id"], "own/owner/name/m-Q4_K_M.gguf", "the usual bargain is taken");
    assert!(program.home().join("models/owner/name/mmproj-F16.gguf").is_file());
    let shown = program.run(["models", "show", "own/owner/name/m-Q8_0.gguf"]);
    assert_eq!(shown.code, 0, "{shown:?}");
}

#[test]
fn what_the_catalogue_leaves_open_is_asked_of_the_hub_and_recorded() {
    let hub = Hub::serving(&["me/mine/mine-Q8_0.gguf=2000000"], None);
    let program = Program::new();
    let entry = json!({
        "id": "mine", "name": "Mine", "family": "mine", "role": "chat", "good_for": "everyday", "instruction_tuned": true,
        "parameters": 1_000_000, "modalities": ["text"], "context": 8192, "licence": "mit",
        "memory": { "cache_bytes_per_token": 1024, "window": 0, "window_bytes_per_token": 0 },
        "variants": [{ "id": "q8_0", "quantisation": "Q8_0", "repo": "me/mine", "gated": false,
            "files": [{ "part": "weights", "unverified": true }] }],
    });
    let catalogue = json!({ "version": 2, "models": [entry] }).to_string();
    std::fs::write(program.home().join("catalog.json"), catalogue).expect("written");
    let ran = hub.pull(&program, &["mine"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let model = last(&ran);
    assert_eq!((model["name"].as_str(), model["card"].as_str()), (Some("Mine"), Some("mine")), "{model}");
    let pins = std::fs::read_to_string(program.home().join("catalog-pins.json")).expect("it is recorded");
    assert!(pins.contains(&hub.files[0].2), "{pins}");
    let verified = program.run(["models", "verify", "own/me/mine/mine-Q8_0.gguf", "--json"]);
    assert_eq!((verified.code, last(&verified)["result"].as_str()), (0, Some("matches")));
}

#[test]
fn what_the_hub_does_not_have_is_told_with_a_code_of_its_own() {
    let hub = Hub::serving(&["owner/name/m-Q4_K_M.gguf=1000"], None);
    let program = Program::new();
    for (source, code) in [("owner/other", "repository_unknown"), ("owner/name:Q2_K", "file_unknown")] {
        let ran = hub.pull(&program, &[source]);
        assert_eq!((ran.code, last(&ran)["code"].as_str()), (7, Some(code)), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_pull_that_was_killed_goes_on_where_it_was() {
    const BYTES: u64 = 60_000_000;
    let hub = Hub::serving(&[&format!("owner/name/m-Q4_K_M.gguf={BYTES}")], Some(20_000_000));
    let program = Program::new();
    let mut child = hub.start(&program, &["owner/name"]);
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let reached = |line: std::io::Result<String>| {
        let line: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        line["bytes"].as_u64().filter(|bytes| *bytes >= BYTES / 3 && *bytes < BYTES)
    };
    let had = lines.into_iter().find_map(reached).expect("it is seen half-way");
    child.kill().expect("it is running");
    child.wait().expect("it ends");
    let ran = hub.pull(&program, &["owner/name"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let first = ran.json().iter().find_map(|line| line["bytes"].as_u64().filter(|bytes| *bytes > 0)).expect("progress");
    assert!(first + (8 << 20) >= had, "{first} of {had} bytes were found again");
}
