//! A stage is one test's own display, bus and home, on which the app is started, ended and started again.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use carat_store::{Home, Store};
use futures_util::FutureExt as _;
use tempfile::TempDir;

use super::own::Own;
use super::page::{Page, wait_until};
use super::processes::{Signal, app_of, send, worker_of};
use super::programs;

/// One test's display, bus and home.
pub(crate) struct Stage {
    /// The running app, kept here too so that a failed test can be photographed.
    pub(super) page: Mutex<Option<Page>>,
    // The order matters: driver and app end before the bus and the display that they use.
    pub(super) driver: Mutex<Option<Own>>,
    /// Where the driver listens.
    pub(super) port: Mutex<u16>,
    _bus: Own,
    _display: Own,
    display: String,
    bus: String,
    home: TempDir,
}

/// Plays a test on a stage of its own. Where it fails, what the window showed is saved and named.
pub(crate) fn play(name: &str, test: impl AsyncFnOnce(&Stage)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let stage = Stage::set();
        let played = AssertUnwindSafe(test(&stage)).catch_unwind().await;
        if played.is_err() {
            stage.photograph(name).await;
        }
        stage.clear().await;
        if let Err(panic) = played {
            resume_unwind(panic);
        }
    });
}

impl Stage {
    fn set() -> Self {
        let app = programs::app();
        assert!(app.is_file(), "the app is built with its tests");
        let mut xvfb = Command::new(programs::installed("Xvfb"));
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]);
        let (display_process, number) = Own::start_and_read_line(xvfb);
        let mut dbus = Command::new(programs::installed("dbus-daemon"));
        dbus.args(["--session", "--nofork", "--nopidfile", "--print-address"]);
        let (bus_process, bus) = Own::start_and_read_line(dbus);
        Self {
            page: Mutex::default(),
            driver: Mutex::default(),
            port: Mutex::default(),
            _bus: bus_process,
            _display: display_process,
            display: format!(":{number}"),
            bus,
            home: tempfile::Builder::new().prefix("carat-window-").tempdir().expect("a home"),
        }
    }

    /// Where the app writes.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The home's store, to prepare what the app will find or to look at what it left. Drop it before the app starts.
    pub(crate) fn store(&self) -> Store {
        Store::open(&Home::at(self.home())).expect("the store opens").0
    }

    /// Accepts the starter model's terms beforehand, for tests that are not about them.
    pub(crate) fn with_terms_accepted(&self) -> &Self {
        let models = programs::app().with_file_name("models");
        let terms = carat_hub::Terms::of(carat_hub::LicenceId::Gemma, &models);
        self.store().accept_terms(terms.licence.as_str(), &terms.version).expect("accepted");
        self
    }

    /// The name of this stage's display.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// The address of this stage's bus.
    pub(crate) fn bus(&self) -> &str {
        &self.bus
    }

    /// Settings that the app will find, by their names.
    pub(crate) fn with_settings(&self, settings: &serde_json::Value) -> &Self {
        self.store().set_setting("settings", settings).expect("saved");
        self
    }

    /// Takes the window off the screen, as minimising does; the page learns that it is hidden.
    pub(crate) fn hide_window(&self) {
        self.window("windowunmap");
    }

    /// Brings it back.
    pub(crate) fn show_window(&self) {
        self.window("windowmap");
    }

    fn window(&self, action: &str) {
        let pid = self.app_pid().to_string();
        let mut xdotool = Command::new(programs::installed("xdotool"));
        xdotool.args(["search", "--all", "--pid", &pid, "--name", "Carat", action]).env("DISPLAY", &self.display);
        assert!(xdotool.status().is_ok_and(|status| status.success()), "the window can be {action}ped");
    }

    /// Gives a program this stage's display, bus and home.
    pub(crate) fn dress(&self, command: &mut Command) {
        command.envs([
            ("DISPLAY", self.display.as_str()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.as_str()),
            ("GDK_BACKEND", "x11"),
            ("LANG", "en_US.UTF-8"),
            ("LANGUAGE", "en"),
            ("LIBGL_ALWAYS_SOFTWARE", "1"),
            ("NO_AT_BRIDGE", "1"),
            ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
        ]);
        command.env_remove("WAYLAND_DISPLAY").env_remove("LC_ALL").env("CARAT_HOME", self.home());
        // The models of other programs on this machine are none of the tests' business.
        command.env("HF_HUB_CACHE", self.home().join("none")).env("OLLAMA_MODELS", self.home().join("none"));
        command.env_remove("HF_ENDPOINT").env_remove("HF_TOKEN").env("NO_PROXY", "127.0.0.1");
    }

    /// The running app's process.
    pub(crate) fn app_pid(&self) -> u32 {
        app_of(self.home()).expect("the app is running")
    }

    /// Waits for the worker and names its process.
    pub(crate) async fn worker_pid(&self) -> u32 {
        wait_until("a worker is running", async || worker_of(self.home())).await
    }

    /// Asks the app to end, as a desktop does when a session ends, and waits until it has.
    pub(crate) async fn close(&self) {
        send(self.app_pid(), Signal::Terminate);
        self.ended().await;
    }

    /// Ends the app at once.
    pub(crate) async fn kill(&self) {
        send(self.app_pid(), Signal::Kill);
        self.ended().await;
    }

    async fn ended(&self) {
        wait_until("the app has ended", async || app_of(self.home()).is_none().then_some(())).await;
        // The session died with the app; the next start brings a driver of its own.
        let page = self.page.lock().expect("no test panics here").take();
        if let Some(page) = page {
            page.leave().await;
        }
        drop(self.driver.lock().expect("no test panics here").take());
    }

    async fn photograph(&self, name: &str) {
        let page = self.page.lock().map(|page| page.clone()).unwrap_or_default();
        let Some(page) = page else { return };
        let path = programs::screenshots().join(format!("{name}.png"));
        match tokio::time::timeout(Duration::from_secs(20), page.driver().screenshot(&path)).await {
            Ok(Ok(())) => eprintln!("what the window showed: {}", path.display()),
            other => eprintln!("the window could not be photographed: {other:?}"),
        }
        eprintln!("the app's log:\n{}", self.end_of_log());
    }

    /// Everything that the app has logged.
    pub(crate) fn log(&self) -> String {
        let entries = std::fs::read_dir(Home::at(self.home()).logs()).into_iter().flatten().flatten();
        entries.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect()
    }

    fn end_of_log(&self) -> String {
        let text = self.log();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }

    async fn clear(&self) {
        if let Some(page) = self.page.lock().map(|mut page| page.take()).unwrap_or_default() {
            page.leave().await;
        }
        for process in [app_of(self.home()), worker_of(self.home())].into_iter().flatten() {
            send(process, Signal::Kill);
        }
        if let Ok(mut driver) = self.driver.lock() {
            driver.take();
        }
    }
}
