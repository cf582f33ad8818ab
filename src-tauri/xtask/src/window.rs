//! The window: the real Carat, started from the release folder under a WebDriver, so that a task can look at it, type
//! and click. Elements are named by their `data-testid`.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::display::Display;
use crate::program::{Program, Running};
use crate::webdriver::{self, Element, Session};
use crate::workspace::Workspace;

/// How long anything may take to appear that a model has no part in.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked for.
const PAUSE: Duration = Duration::from_millis(100);

/// How the window is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Where Carat keeps its data, in place of the person's own.
    pub(crate) home: PathBuf,
    /// Width and height in pixels.
    pub(crate) size: (u32, u32),
    /// The system's language as far as Carat is told: `ja`, `zh-CN`.
    pub(crate) language: Option<String>,
    /// Whether the system's theme is a dark one as far as Carat is told.
    pub(crate) dark: bool,
}

/// An open window.
#[derive(Debug)]
pub(crate) struct Window {
    // The session is dropped first, which closes the window, then the driver, then the display.
    session: Session,
    _driver: Running,
    _display: Display,
}

impl Window {
    /// Starts Carat on a display of its own and waits until its UI is ready.
    pub(crate) fn open(workspace: &Workspace, opening: &Opening) -> Result<Self> {
        fs::create_dir_all(&opening.home)
            .with_context(|| format!("{} could not be created", opening.home.display()))?;
        let display = Display::start(workspace)?;
        let log = workspace.results()?.join("window.log");
        let errors = File::create(&log).with_context(|| format!("{} could not be written", log.display()))?;
        let port = free_port()?;
        let driver = Program::bound_to_this("WebKitWebDriver")
            .args(["--host=127.0.0.1".to_owned(), format!("--port={port}")])
            // What the driver starts inherits its environment.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("CARAT_HOME", &opening.home)
            .envs(appearance(opening));
        let mut driver = display.on(driver).start(errors.try_clone()?.into(), errors.into())?;
        wait_for_driver(&mut driver, port)?;
        let program = json!({ "binary": workspace.built("carat-desktop"), "args": [] });
        let session = Session::open(port, &json!({ "webkitgtk:browserOptions": program }))
            .with_context(|| format!("Carat's window did not open; its log is {}", log.display()))?;
        let window = Self { session, _driver: driver, _display: display };
        window.wait_for("app", None, PATIENCE)?;
        window.wait_until_shown()?;
        window.resize(opening.size)?;
        Ok(window)
    }

    /// Carat shows its window when its page is ready. A picture of a hidden one would never come.
    fn wait_until_shown(&self) -> Result<()> {
        wait(PATIENCE, || {
            Ok((self.session.execute("return document.visibilityState", &json!([]))? == "visible").then_some(()))
        })
        .context("Carat's window stayed hidden")
    }

    /// Gives the window a size, and waits until the page has it.
    pub(crate) fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        self.session.resize(width, height)?;
        let wanted = json!([width, height]);
        // A window manager may refuse a size; what it gives is then taken as it is.
        let _ = wait(Duration::from_secs(3), || {
            let size = self.session.execute("return [innerWidth, innerHeight]", &json!([]))?;
            Ok((size == wanted).then_some(()))
        });
        self.session.wait_for_frames()
    }

    /// The WebDriver session, for what has no verb of its own here.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// All elements of that name, in document order.
    pub(crate) fn all(&self, name: &str) -> Result<Vec<Element>> {
        self.session.find(&format!("[data-testid=\"{name}\"]"))
    }

    /// Waits until an element of that name is there and, where a text is given, one of them shows it.
    pub(crate) fn wait_for(&self, name: &str, text: Option<&str>, patience: Duration) -> Result<Element> {
        wait(patience, || {
            for element in self.all(name)? {
                if text.is_none_or(|text| self.session.text(&element).is_ok_and(|shown| shown.contains(text))) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .with_context(|| match text {
            Some(text) => format!("no `{name}` with the text \"{text}\" appeared within {} s", patience.as_secs()),
            None => format!("no `{name}` appeared within {} s", patience.as_secs()),
        })
    }

    /// Waits until no element of that name is there.
    pub(crate) fn wait_until_gone(&self, name: &str, patience: Duration) -> Result<()> {
        wait(patience, || Ok(self.all(name)?.is_empty().then_some(()))).with_context(|| format!("`{name}` stayed"))
    }

    /// Clicks on the first element of that name, once it is there, rests and is covered by nothing: one that is still
    /// sliding in would be missed.
    pub(crate) fn click(&self, name: &str) -> Result<()> {
        self.wait_for(name, None, PATIENCE)?;
        wait(PATIENCE, || {
            let Some(element) = self.all(name)?.into_iter().next() else { return Ok(None) };
            Ok(self.click_at_rest(&element).ok().filter(|clicked| *clicked).map(drop))
        })
        .with_context(|| format!("`{name}` could not be clicked on"))
    }

    /// Clicks on an element that is in the same place for two frames, and tells whether it was. An error says that it
    /// was drawn anew meanwhile.
    fn click_at_rest(&self, element: &Element) -> Result<bool> {
        let before = self.session.reachable_at(element)?;
        self.session.wait_for_frames()?;
        let rests = before.is_some() && self.session.reachable_at(element)? == before;
        if rests {
            self.session.click(element)?;
        }
        Ok(rests)
    }

    /// Saves a picture of the window's content as a PNG file.
    pub(crate) fn save_picture(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("{} could not be created", folder.display()))?;
        }
        self.session.wait_for_frames()?;
        fs::write(path, self.session.picture()?).with_context(|| format!("{} could not be written", path.display()))
    }
}

/// Tries something until it gives a value or the time is over.
pub(crate) fn wait<T>(patience: Duration, mut attempt: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let begin = Instant::now();
    loop {
        if let Some(value) = attempt()? {
            return Ok(value);
        }
        if begin.elapsed() > patience {
            bail!("it took too long");
        }
        thread::sleep(PAUSE);
    }
}

fn wait_for_driver(driver: &mut Running, port: u16) -> Result<()> {
    wait(PATIENCE, || {
        if let Some(status) = driver.ended() {
            bail!("WebKitWebDriver ended at once ({status})");
        }
        Ok(webdriver::command(port, "GET", "/status", None).ok().map(drop))
    })
    .context("WebKitWebDriver could not be used")
}

/// A port that nobody listens on. Another program could take it before the driver does; the driver then fails to start.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port was found")?;
    Ok(listener.local_addr()?.port())
}

/// The environment from which GTK and Carat take the system's language and theme.
fn appearance(opening: &Opening) -> Vec<(&'static str, String)> {
    let mut variables = vec![("GTK_THEME", if opening.dark { "Adwaita:dark" } else { "Adwaita" }.to_owned())];
    if let Some(language) = &opening.language {
        let locale = format!("{}.UTF-8", language.replace('-', "_"));
        variables.extend([("LANG", locale.clone()), ("LC_ALL", locale.clone()), ("LANGUAGE", locale)]);
    }
    variables
}
