//! Opening: the app is started on a stage, by a driver or without one.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use super::own::Own;
use super::page::{Page, wait_until};
use super::stage::Stage;
use super::{PATIENCE, programs, saved};

impl Stage {
    /// Starts the app and waits until its page can be used.
    pub(crate) async fn open(&self) -> Page {
        self.open_with(&[]).await
    }

    /// The same with more variables.
    pub(crate) async fn open_with(&self, variables: &[(&str, &Path)]) -> Page {
        self.start_driver(variables, false);
        self.shown(&programs::app()).await
    }

    /// Starts the app that is installed on this machine, from which the build folder is hidden.
    pub(crate) async fn open_installed(&self, program: &Path) -> Page {
        self.start_driver(&[], true);
        self.shown(program).await
    }

    async fn shown(&self, program: &Path) -> Page {
        let page = self.drive(program, &[]).await;
        page.wait_for("app").await;
        // The window is shown when its page is ready; keys sent sooner would reach nobody.
        let shown = "return document.visibilityState === 'visible';";
        wait_until("the window is shown", async || page.run::<bool>(shown, Vec::new()).await.then_some(())).await;
        page
    }

    /// Starts the app as at login and gives the quick prompt's page: the driver has the first one that is made.
    pub(crate) async fn open_hidden(&self) -> Page {
        self.start_driver(&[], false);
        let page = self.drive(&programs::app(), &["--hidden"]).await;
        page.wait_for("quick").await;
        page
    }

    async fn drive(&self, program: &Path, arguments: &[&str]) -> Page {
        let port = *self.port.lock().expect("no test panics here");
        let page = Page::new(session(port, program, arguments).await);
        *self.page.lock().expect("no test panics here") = Some(page.clone());
        page
    }

    /// Starts a driver, which starts the app when it is asked to; `hidden` hides the build folder from both.
    fn start_driver(&self, variables: &[(&str, &Path)], hidden: bool) {
        let port = free_port();
        let driver = programs::installed("WebKitWebDriver");
        let mut command = if hidden { programs::without_build_folder(&driver) } else { Command::new(driver) };
        command.args(["--host=127.0.0.1".to_owned(), format!("--port={port}")]);
        self.dress(&mut command);
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").envs(variables.iter().copied());
        *self.driver.lock().expect("no test panics here") = Some(Own::start(command));
        *self.port.lock().expect("no test panics here") = port;
    }

    /// Starts the app with the terms accepted and a conversation open in which the model answers at length.
    pub(crate) async fn open_counting(&self) -> Page {
        saved::save_counting(&self.store());
        let page = self.with_terms_accepted().open().await;
        page.open_titled(saved::COUNTING).await;
        page
    }

    /// Starts the app once more beside the running one, without a driver, with these arguments.
    pub(crate) fn start_beside(&self, arguments: &[&str]) -> Own {
        let mut app = Command::new(programs::app());
        app.args(arguments);
        self.dress(&mut app);
        Own::start(app)
    }
}

/// Opens a session once the driver listens.
async fn session(port: u16, program: &Path, arguments: &[&str]) -> WebDriver {
    // The hub's choice of TLS holds for every client of the build, and a client is not made without one. Another test
    // of this process may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut capabilities = Capabilities::new();
    let app = json!({ "binary": program, "args": arguments });
    capabilities.set("webkitgtk:browserOptions", app).expect("a path is JSON");
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let address = format!("http://127.0.0.1:{port}");
        match WebDriver::builder(address, capabilities.clone()).request_timeout(PATIENCE).await {
            Ok(driver) => return driver,
            Err(error) if tokio::time::Instant::now() > deadline => panic!("the app did not open a window: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port()
}
