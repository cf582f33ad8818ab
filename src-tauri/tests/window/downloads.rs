//! A real download through the real window: the starter's 253 MB from the fixture hub, killed half-way and resumed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Page, play, wait_until};

/// The card that the test adds to the catalogue.
const CARD: &str = "window-download";

/// Bytes a second, so that the download can be met half-way.
const PACE: u64 = 40_000_000;

/// What is lost at most when a program is killed in the middle.
const CHUNK: u64 = 8 << 20;

/// The fixture hub, until it is dropped.
struct Hub {
    child: Child,
    endpoint: String,
}

impl Hub {
    /// Serves the starter model as `carat/starter`.
    fn start() -> Self {
        let programs = Path::new(env!("CARGO_BIN_EXE_carat-desktop")).parent().expect("a folder");
        let file = programs.join("models/gemma-3-270m-q4_k_m.gguf");
        let program = programs.join("examples/fixture_hub");
        assert!(program.is_file(), "{} is missing: build with --all-targets", program.display());
        let mut command = Command::new(program);
        command.args(["--pace".to_owned(), PACE.to_string()]);
        command.arg(format!("carat/starter/gemma-3-270m-q4_k_m.gguf={}", file.display()));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the fixture hub starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let endpoint = lines.nth(1).expect("it prints its address").expect("a line");
        Self { child, endpoint }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A catalogue of the person's with the starter as the fixture hub has it.
fn catalogue() -> String {
    let starter = carat_hub::Catalogue::embedded().find(carat_hub::STARTER).expect("the starter");
    let weights = starter.variants[0].weights().expect("its weights");
    let entry = json!({
        "id": CARD, "name": "From the fixture hub", "family": "gemma-3", "role": "chat", "good_for": "trying_out",
        "instruction_tuned": false, "parameters": starter.parameters, "modalities": ["text"], "context": starter.context,
        "licence": "gemma", "memory": starter.memory,
        "variants": [{
            "id": "q4_k_m", "quantisation": "Q4_K_M", "repo": "carat/starter", "gated": false,
            "files": [{ "part": "weights", "unverified": true, "sha256": weights.sha256 }],
        }],
    });
    json!({ "version": 2, "models": [entry] }).to_string()
}

/// Calls a command as the page does.
async fn invoke(page: &Page, command: &str, arguments: Value) -> Value {
    let script = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
            .then((value) => done({ value }), (error) => done({ error }));";
    let answer: Value = page.run_async(script, vec![command.into(), arguments]).await;
    assert!(answer.get("error").is_none(), "{command} failed: {answer}");
    answer["value"].clone()
}

/// The one download, once there is one.
async fn download(page: &Page) -> Option<Value> {
    invoke(page, "list_downloads", json!({})).await.as_array().and_then(|list| list.first().cloned())
}

async fn click_in_card(page: &Page, testid: &str) {
    let css = format!("[data-card-id=\"{CARD}\"] [data-testid=\"{testid}\"]");
    let script = "const found = document.querySelector(arguments[0]); found?.scrollIntoView(); found?.click(); return Boolean(found);";
    wait_until(&format!("`{css}` can be clicked"), async || {
        page.run::<bool>(script, vec![css.clone().into()]).await.then_some(())
    })
    .await;
}

#[test]
fn a_download_that_was_killed_half_way_goes_on_and_the_model_answers() {
    play("download", async |stage| {
        let hub = Hub::start();
        fs::write(stage.home().join("catalog.json"), catalogue()).expect("written");
        let endpoint = [("HF_ENDPOINT", Path::new(&hub.endpoint))];
        let page = stage.with_terms_accepted().open_with(&endpoint).await;
        page.click("models").await;
        click_in_card(&page, "card-get").await;

        let half = wait_until("half of it is here", async || {
            let download = download(&page).await?;
            assert_ne!(download["state"]["state"], "failed", "{download}");
            let (done, total) = (download["done"].as_u64()?, download["total"].as_u64()?);
            (done * 2 > total && done < total).then_some(done)
        })
        .await;
        page.wait_for("download").await;
        stage.kill().await;

        let page = stage.open_with(&endpoint).await;
        let again = wait_until("it is listed again", async || download(&page).await).await;
        let found = again["done"].as_u64().expect("a number");
        assert!(found + CHUNK >= half, "{found} of {half} bytes were found again: {again}");
        let ready = wait_until("it is ready", async || {
            let download = download(&page).await?;
            assert_ne!(download["state"]["state"], "failed", "{download}");
            (download["state"]["state"] == "ready").then_some(download)
        })
        .await;

        let model = ready["state"]["model"].as_str().expect("an id").to_owned();
        let file = stage.home().join("models/carat/starter/gemma-3-270m-q4_k_m.gguf");
        let starter = carat_hub::Catalogue::embedded().find(carat_hub::STARTER).expect("the starter");
        let hash = carat_hub::sha256_of(&file, |_, _| std::ops::ControlFlow::Continue(())).expect("it can be read");
        assert_eq!(hash, starter.variants[0].weights().and_then(|weights| weights.sha256.clone()));
        let storage = invoke(&page, "storage", json!({})).await;
        let stored =
            storage["models"].as_array().expect("models").iter().find(|stored| stored["model"]["id"] == model.as_str());
        assert_eq!(stored.expect("it is stored")["verified"], true, "{storage}");

        invoke(&page, "choose_model", json!({ "id": model })).await;
        page.click("new-conversation").await;
        let answer = page.ask_and_wait("What is the capital of Japan?").await;
        assert!(answer.text.contains("Tokyo"), "{answer:?}");
        let running = invoke(&page, "running_models", json!({})).await;
        assert_eq!(running[0]["model"], model.as_str());
        assert!(running[0]["memory"].as_u64().is_some_and(|bytes| bytes > 50_000_000), "{running}");
    });
}
