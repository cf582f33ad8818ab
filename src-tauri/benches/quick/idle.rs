//! `idle_cpu` and `idle_memory`: what Carat costs while it waits in the tray without a model.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use carat_figures::{Figure, Goal, Report, median};

use crate::support::{Signal, Stage, play, send, tree, wait_until};

/// How long the processor's time is taken.
const WATCHED: Duration = Duration::from_secs(300);

/// After this long everything that a start does is done.
const SETTLE: Duration = Duration::from_secs(10);

/// How often memory is measured in each state.
const RUNS: usize = 3;

pub(crate) fn measure(report: &mut Report) {
    let (mut hidden, mut open, mut processor) = (Vec::new(), Vec::new(), None);
    // The terms are not accepted here, so no model is loaded.
    play("bench-quick-idle", async |stage| {
        let _tray = stage.with_tray().await;
        for run in 1..=RUNS {
            crate::say(&format!("memory {run} of {RUNS}"));
            for (arguments, samples) in [(&["--hidden"][..], &mut hidden), (&[][..], &mut open)] {
                let mut app = start(stage, arguments).await;
                tokio::time::sleep(SETTLE).await;
                samples.push(tree::megabytes(app.id()));
                if run == RUNS && !arguments.is_empty() {
                    crate::say("idle for five minutes");
                    processor = Some(share_of_processor(app.id()).await);
                }
                send(app.id(), Signal::Terminate);
                let _ = app.wait();
            }
        }
    });
    let samples = processor.into_iter().collect::<Vec<f64>>();
    report.add(Figure::absolute("idle_cpu", "%", median(&samples), samples, Some(Goal::AtMost(0.2))));
    report.add(Figure::against("idle_memory", "MB", hidden, "the window open", open, Goal::AtMost(0.75)));
}

async fn start(stage: &Stage, arguments: &[&str]) -> Child {
    let made = |log: &str| log.matches("the quick window is ready").count();
    let before = made(&stage.log());
    let mut app = Command::new(env!("CARGO_BIN_EXE_carat-desktop"));
    stage.dress(&mut app);
    let child = app.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the app starts");
    wait_until("it has started", async || (made(&stage.log()) > before).then_some(())).await;
    child
}

/// Of one core, in a hundred.
async fn share_of_processor(pid: u32) -> f64 {
    let (begin, before) = (Instant::now(), tree::seconds(pid));
    tokio::time::sleep(WATCHED).await;
    (tree::seconds(pid) - before) / begin.elapsed().as_secs_f64() * 100.0
}
