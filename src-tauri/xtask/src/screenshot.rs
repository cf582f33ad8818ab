//! A screenshot: a picture of the real Carat, taken where nobody sees it, after a script has typed and clicked.
//!
//! Language and theme are set as a system sets them, since Carat follows it unless told otherwise; a script that
//! changes them in the settings shows that way.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::packages::Use;
use crate::script::{self, Step};
use crate::setup;
use crate::window::{Opening, Window};
use crate::workspace::Workspace;

/// What `cargo xtask screenshot` was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Order {
    path: PathBuf,
    script: Option<PathBuf>,
    size: (u32, u32),
    language: Option<String>,
    dark: bool,
    home: Option<PathBuf>,
}

impl Order {
    fn parse(arguments: &[String]) -> Result<Self> {
        let (mut path, mut script, mut language, mut home) = (None, None, None, None);
        let (mut size, mut dark) = ((1280, 800), false);
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--script" => script = Some(PathBuf::from(value()?)),
                "--size" => size = script::size(value()?)?,
                "--lang" => language = Some(value()?.clone()),
                "--home" => home = Some(PathBuf::from(value()?)),
                "--theme" => match value()?.as_str() {
                    "dark" => dark = true,
                    "light" => dark = false,
                    other => bail!("--theme takes light or dark, not {other}"),
                },
                option if option.starts_with('-') => bail!("screenshot has no option {option}"),
                name if path.is_none() => path = Some(PathBuf::from(name)),
                more => bail!("screenshot takes one path, and {more} is another"),
            }
        }
        let path = path.context("where to? Usage: cargo xtask screenshot PATH.png [--script FILE]")?;
        Ok(Self { path, script, size, language, dark, home })
    }
}

/// The task `screenshot`.
pub(crate) fn task(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let order = Order::parse(arguments)?;
    let steps = order.script.as_deref().map(read_script).transpose()?.unwrap_or_default();
    setup::prepare(workspace, &[Use::Build, Use::Window])?;
    let home = match order.home {
        Some(home) => std::path::absolute(&home)?,
        None => fresh_home(workspace)?,
    };
    let opening = Opening { home, size: order.size, language: order.language, dark: order.dark };
    let window = Window::open(workspace, &opening)?;
    let played = script::play(&steps, &window);
    // What the window showed when a script failed tells why.
    window.save_picture(&order.path)?;
    println!("{}", order.path.display());
    played
}

fn read_script(path: &Path) -> Result<Vec<Step>> {
    let text = fs::read_to_string(path).with_context(|| format!("the script {} could not be read", path.display()))?;
    script::parse(&text).with_context(|| format!("the script {} is not right", path.display()))
}

/// An empty folder for Carat's data, as a person has it who starts Carat for the first time.
pub(crate) fn fresh_home(workspace: &Workspace) -> Result<PathBuf> {
    let home = workspace.results()?.join("home");
    if home.exists() {
        fs::remove_dir_all(&home).with_context(|| format!("{} could not be emptied", home.display()))?;
    }
    Ok(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Order> {
        Order::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn an_order_is_read_in_any_sequence() {
        let order = parse("--theme dark a.png --size 900x700 --lang ja --script s.txt").unwrap();
        assert_eq!(order.path, PathBuf::from("a.png"));
        assert_eq!((order.size, order.dark), ((900, 700), true));
        assert_eq!(order.language.as_deref(), Some("ja"));
        assert_eq!(order.script, Some(PathBuf::from("s.txt")));
    }

    #[test]
    fn what_is_wrong_with_an_order_is_said() {
        for (line, part) in [
            ("", "where to?"),
            ("a.png b.png", "b.png is another"),
            ("a.png --lang", "--lang needs a value"),
            ("a.png --theme blue", "blue"),
            ("a.png --colour", "no option --colour"),
        ] {
            let error = format!("{:#}", parse(line).unwrap_err());
            assert!(error.contains(part), "{line:?}: {error}");
        }
    }
}
