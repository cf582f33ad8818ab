//! The window's part of the benchmark `docs`: a second question about a document, and memory while a large one is taken
//! in. Run it with `cargo xtask bench docs`.

#[path = "../../crates/reader/benches/docs_pdf/document.rs"]
mod document;
#[path = "../../tests/window/support/mod.rs"]
#[allow(unused_imports, reason = "the window tests use all of it, the benchmark a part")]
mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use carat_figures::{Figure, Goal, Report};

use crate::support::{Page, Stage, play, tree, wait_until};

/// Pairs of questions.
const RUNS: usize = 5;

/// Pages of the document that is asked about: it fits the context as a whole.
const FEW: usize = 2;

/// Pages of the large one.
const MANY: usize = 10_000;

/// How long vectors are made before memory is taken for settled; all of them would take an hour.
const ENCODED: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let only_json = std::env::args().any(|option| option == "--json");
    let wanted = std::env::var("CARAT_BENCH_ONLY").ok();
    let runs = |part: &str| wanted.as_deref().is_none_or(|wanted| wanted.split(',').any(|name| name == part));
    let mut report = Report::new("docs_window");
    if runs("second_question") {
        second_question(&mut report);
    }
    if runs("memory_indexing") {
        memory(&mut report);
    }
    report.print(&mut std::io::stdout().lock(), only_json)?;
    Ok(())
}

/// `second_question`: the time to the first token of a second question about a document over that of the first.
fn second_question(report: &mut Report) {
    let (mut second, mut first) = (Vec::new(), Vec::new());
    play("bench-docs-second", async |stage| {
        let page = stage.with_terms_accepted().open().await;
        page.wait_for_attribute("app", "data-engine", "ready").await;
        for run in 0..=RUNS {
            eprintln!("docs_window: pair of questions {run} of {RUNS}");
            let file = stage.home().join(format!("harbour {run}.pdf"));
            fs::write(&file, different(run)).expect("written");
            let pair = ask_twice(stage, &page, &file).await;
            // The first pair warms the worker and does not count.
            if let (Some((one, two)), true) = (pair, run > 0) {
                first.push(one);
                second.push(two);
            }
        }
    });
    report.add(Figure::against(
        "second_question",
        "ms to the first token",
        second,
        "the first question",
        first,
        Goal::AtMost(0.1),
    ));
}

/// The same number of pages with other words, so that no run finds what another one left.
fn different(run: usize) -> Vec<u8> {
    let pdf = document::pdf(FEW);
    // Of the same length, or the table of the file would be wrong.
    let name = ["harbour", "mission", "granary", "country", "village", "orchard"][run % 6];
    String::from_utf8_lossy(&pdf).replace("harbour", name).into_bytes()
}

async fn ask_twice(stage: &Stage, page: &Page, file: &Path) -> Option<(f64, f64)> {
    page.click("new-conversation").await;
    let mut given = stage.start_beside(&["--file", &file.to_string_lossy()]);
    wait_until("the file is handed over", async || given.ended()).await;
    let read = "return document.querySelector('[data-testid=\"document-chip\"]')?.dataset.state === 'indexed';";
    wait_until("the document is read", async || page.run::<bool>(read, Vec::new()).await.then_some(())).await;
    page.ask_and_wait("Which ships came to the town?").await;
    page.ask_and_wait("What did they pay in?").await;
    let store = stage.store();
    let conversation = store.conversations().ok()?.into_iter().next()?;
    let thread = store.thread(conversation.id).ok()?;
    let mut waited = thread.iter().filter_map(|message| message.usage).map(|usage| usage.first_token_ms);
    Some((waited.next()?, waited.next()?))
}

/// `memory_indexing`: proportional memory of Carat and all its processes while a large document is taken in, above idle.
fn memory(report: &mut Report) {
    let (mut idle, mut highest) = (0.0_f64, 0.0_f64);
    play("bench-docs-memory", async |stage| {
        let page = stage.open().await;
        tokio::time::sleep(Duration::from_secs(10)).await;
        let app = stage.app_pid();
        idle = tree::megabytes(app);
        eprintln!("docs_window: {MANY} pages");
        let file = stage.home().join("pages.pdf");
        fs::write(&file, document::pdf(MANY)).expect("written");
        let mut given = stage.start_beside(&["--file", &file.to_string_lossy()]);
        wait_until("the file is handed over", async || given.ended()).await;
        page.wait_for("document-chip").await;
        let state = "return document.querySelector('[data-testid=\"document-chip\"]')?.dataset.state ?? '';";
        let mut searchable: Option<Instant> = None;
        while searchable.is_none_or(|since| since.elapsed() < ENCODED) {
            highest = highest.max(tree::megabytes(app));
            let now: String = page.run(state, Vec::new()).await;
            if searchable.is_none() && ["searchable", "indexed"].contains(&now.as_str()) {
                searchable = Some(Instant::now());
            }
            assert_ne!(now, "failed", "the document is read");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    report.note("memory_indexing_idle_mb", idle);
    let above = highest - idle;
    report.add(Figure::absolute(
        "memory_indexing",
        "MB above idle",
        Some(above),
        vec![above],
        Some(Goal::AtMost(300.0)),
    ));
}
