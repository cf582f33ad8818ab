//! `app_start`: from the start of the process to an interactive window, warm, over a bare Tauri window's.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use carat_figures::{Figure, Goal, Report};
use carat_store::Home;

use crate::bare::{Window, programs};
use crate::support::{Signal, Stage, play, send};

const RUNS: usize = 10;

/// What the app logs when its page can be used.
const INTERACTIVE: &str = "the window can be used";

/// Longer than any start takes.
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let mut failed = None;
    play("bench-start", async |stage| {
        for run in 0..=RUNS {
            crate::say(&format!("start {run} of {RUNS}"));
            let pair = both(stage);
            match pair {
                // The first pair warms the file cache and makes the home; it does not count.
                Ok(_) if run == 0 => {}
                Ok((app, window)) => {
                    ours.push(app);
                    bare.push(window);
                }
                Err(error) => {
                    failed = Some(error);
                    return;
                }
            }
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    report.add(Figure::against("app_start", "ms", ours, "bare Tauri window", bare, Goal::AtMost(1.3)));
    Ok(())
}

fn both(stage: &Stage) -> Result<(f64, f64)> {
    let (mut app, took) = start(stage)?;
    end(&mut app);
    let window = Window::open(stage)?;
    Ok((took.as_secs_f64() * 1000.0, window.start.as_secs_f64() * 1000.0))
}

/// Starts the app and waits for its window; gives the process and how long it took.
pub(crate) fn start(stage: &Stage) -> Result<(Child, Duration)> {
    let logs = Home::at(stage.home()).logs();
    let before = mentions(&logs);
    let mut command = Command::new(programs()?.join("carat-desktop"));
    stage.dress(&mut command);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn()?;
    while mentions(&logs) == before {
        if started.elapsed() > LIMIT {
            end(&mut child);
            bail!("the window was not interactive within {LIMIT:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok((child, started.elapsed()))
}

/// Asks the app to end and waits until it has.
pub(crate) fn end(app: &mut Child) {
    send(app.id(), Signal::Terminate);
    let _ = app.wait();
}

fn mentions(logs: &Path) -> usize {
    let Ok(entries) = fs::read_dir(logs) else { return 0 };
    let texts = entries.flatten().filter_map(|entry| fs::read_to_string(entry.path()).ok());
    texts.map(|text| text.matches(INTERACTIVE).count()).sum()
}
