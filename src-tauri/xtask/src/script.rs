//! A script: what to do in Carat's window before a picture is taken, one step a line. Empty lines and lines that begin
//! with `#` are skipped.
//!
//! ```text
//! click TESTID            click on the first element of that data-testid
//! hover TESTID            move the pointer over the last one
//! type TEXT               type where the focus is
//! key Control+k           press keys together
//! wait TESTID [TEXT]      until it is there, and shows the text
//! gone TESTID             until none is there
//! sleep MS                milliseconds
//! size WxH                the window's size in pixels
//! picture PATH            save a picture now as well
//! ```

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::window::Window;

/// How long an answer may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// One line of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Click(String),
    Hover(String),
    Type(String),
    Key(Vec<char>),
    Wait(String, Option<String>),
    Gone(String),
    Sleep(Duration),
    Size(u32, u32),
    Picture(PathBuf),
}

/// Reads a script. An error names the line.
pub(crate) fn parse(text: &str) -> Result<Vec<Step>> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(|(index, line)| step(line.trim_end()).with_context(|| format!("line {}: `{line}`", index + 1)))
        .collect()
}

fn step(line: &str) -> Result<Step> {
    let (verb, rest) = line.trim_start().split_once(' ').unwrap_or((line.trim_start(), ""));
    if rest.is_empty() {
        bail!("`{verb}` lacks what it is about");
    }
    Ok(match verb {
        "click" => Step::Click(rest.to_owned()),
        "hover" => Step::Hover(rest.to_owned()),
        "type" => Step::Type(rest.to_owned()),
        "key" => Step::Key(keys(rest)?),
        "wait" => match rest.split_once(' ') {
            Some((name, text)) => Step::Wait(name.to_owned(), Some(text.to_owned())),
            None => Step::Wait(rest.to_owned(), None),
        },
        "gone" => Step::Gone(rest.to_owned()),
        "sleep" => Step::Sleep(Duration::from_millis(rest.parse().context("a number of milliseconds is wanted")?)),
        "size" => {
            let (width, height) = size(rest)?;
            Step::Size(width, height)
        }
        "picture" => Step::Picture(PathBuf::from(rest)),
        other => bail!("there is no step `{other}`"),
    })
}

/// Reads a size in pixels: `1280x800`.
pub(crate) fn size(text: &str) -> Result<(u32, u32)> {
    let numbers = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    numbers.with_context(|| format!("a size is written like 1280x800, not {text}"))
}

/// Reads keys that are pressed together: `Enter`, `Control+Shift+k`. The numbers are the WebDriver protocol's.
fn keys(text: &str) -> Result<Vec<char>> {
    let key = |name: &str| {
        Ok(match name {
            "Backspace" => '\u{e003}',
            "Tab" => '\u{e004}',
            "Enter" => '\u{e007}',
            "Shift" => '\u{e008}',
            "Control" => '\u{e009}',
            "Alt" => '\u{e00a}',
            "Escape" => '\u{e00c}',
            "Space" => ' ',
            "PageUp" => '\u{e00e}',
            "PageDown" => '\u{e00f}',
            "End" => '\u{e010}',
            "Home" => '\u{e011}',
            "Left" => '\u{e012}',
            "Up" => '\u{e013}',
            "Right" => '\u{e014}',
            "Down" => '\u{e015}',
            "Delete" => '\u{e017}',
            one => match one.chars().collect::<Vec<_>>()[..] {
                [character] => character,
                _ => bail!("there is no key `{one}`"),
            },
        })
    };
    text.split('+').map(key).collect()
}

/// Plays a script in a window. An error names the step.
pub(crate) fn play(steps: &[Step], window: &Window) -> Result<()> {
    steps.iter().try_for_each(|step| perform(step, window).with_context(|| format!("the script stopped at {step:?}")))
}

fn perform(step: &Step, window: &Window) -> Result<()> {
    match step {
        Step::Click(name) => window.click(name),
        Step::Hover(name) => {
            window.wait_for(name, None, PATIENCE)?;
            let element = window.all(name)?.pop().with_context(|| format!("`{name}` is gone"))?;
            window.session().hover(&element)
        }
        Step::Type(text) => window.session().type_text(text),
        Step::Key(keys) => window.session().press(keys),
        Step::Wait(name, text) => window.wait_for(name, text.as_deref(), PATIENCE).map(drop),
        Step::Gone(name) => window.wait_until_gone(name, PATIENCE),
        Step::Sleep(time) => {
            thread::sleep(*time);
            Ok(())
        }
        Step::Size(width, height) => window.resize((*width, *height)),
        Step::Picture(path) => window.save_picture(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_read_step_by_step() {
        let script = "# a question\nclick composer\ntype 日本の首都は？ \n\nkey Control+Enter\nwait answer-text Tokyo and more\nwait thread\ngone stop\nsleep 50\nsize 900x700\n";
        let steps = parse(script).unwrap();
        assert_eq!(
            steps,
            [
                Step::Click("composer".into()),
                Step::Type("日本の首都は？".into()),
                Step::Key(vec!['\u{e009}', '\u{e007}']),
                Step::Wait("answer-text".into(), Some("Tokyo and more".into())),
                Step::Wait("thread".into(), None),
                Step::Gone("stop".into()),
                Step::Sleep(Duration::from_millis(50)),
                Step::Size(900, 700),
            ]
        );
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (script, part) in [
            ("click a\nclik b", "line 2"),
            ("clik b", "no step `clik`"),
            ("click", "lacks"),
            ("key Entr", "no key `Entr`"),
            ("sleep long", "milliseconds"),
            ("size 900", "1280x800"),
        ] {
            let error = format!("{:#}", parse(script).unwrap_err());
            assert!(error.contains(part), "{script:?}: {error}");
        }
    }
}
