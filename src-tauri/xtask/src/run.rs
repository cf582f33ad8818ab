//! Running Carat: opens the window, after a set-up that does only what is left to do. Where there is no display, the
//! same program runs on one in memory and answers one question, which shows that all of it works.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::display::Display;
use crate::packages::Use;
use crate::program::Program;
use crate::window::{Opening, Window, wait};
use crate::workspace::Workspace;
use crate::{screenshot, setup};

const QUESTION: &str = "What is the capital of Japan?";

/// How long the starter model may take to load and answer on a slow machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// The task `run`. The arguments are Carat's.
pub(crate) fn task(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    if Display::is_at_hand() {
        setup::prepare(workspace, &[Use::Build])?;
        return Program::new(workspace.built("carat-desktop")).args(arguments).run();
    }
    eprintln!("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).");
    eprintln!("Carat will run on a display in memory and answer one question instead.");
    setup::prepare(workspace, &[Use::Build, Use::Window])?;
    let home = screenshot::fresh_home(workspace)?;
    let opening = Opening { home, size: (1280, 800), language: None, dark: false };
    let window = Window::open(workspace, &opening)?;
    let answer = ask(&window);
    let picture = workspace.results()?.join("run.png");
    window.save_picture(&picture)?;
    println!("Question:   {QUESTION}");
    println!("Answer:     {}", answer?);
    println!("Screenshot: {}", picture.display());
    Ok(())
}

/// Asks a question as a person does, and waits for the whole answer.
fn ask(window: &Window) -> Result<String> {
    window.click("composer")?;
    window.session().type_text(QUESTION)?;
    window.click("send")?;
    wait(PATIENCE, || {
        // The starter model comes under Gemma's terms, which Carat shows before its first answer. They are accepted
        // for this trial's own folder alone; a person's Carat still asks.
        if !window.all("terms-accept")?.is_empty() {
            eprintln!("Accepting Gemma's terms for this trial's own folder");
            window.click("terms-accept")?;
            window.wait_until_gone("terms-dialog", PATIENCE)?;
        }
        answer(window)
    })
    .context("no answer came")
}

/// The answer, once it is complete.
fn answer(window: &Window) -> Result<Option<String>> {
    let session = window.session();
    let Some(message) = session.find("[data-testid=message][data-role=assistant]")?.pop() else { return Ok(None) };
    match session.attribute(&message, "data-state")?.as_deref() {
        Some("complete") => {
            let text = session.find("[data-testid=message][data-role=assistant] [data-testid=answer-text]")?.pop();
            text.map(|text| session.text(&text)).transpose()
        }
        Some("failed" | "stopped" | "broken_off") => {
            let reason = window.all("message-error")?.pop().map(|mark| session.text(&mark)).transpose()?;
            bail!("the answer failed: {}", reason.unwrap_or_default())
        }
        _ => Ok(None),
    }
}
