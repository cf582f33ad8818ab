//! The real window, driven through WebDriver: the program that people start, its own pages, its own worker and the
//! starter model, on a virtual display of its own. Nothing is faked.
//!
//! `cargo xtask test` starts these. They need Xvfb, dbus-daemon, WebKitWebDriver, the built programs and the starter
//! model, which `cargo xtask setup` brings; what is missing is named.
#![cfg(target_os = "linux")]

mod answers;
mod conversations;
mod documents;
mod downloads;
mod engine_dies;
mod first_run;
mod hostile;
mod package;
mod quick;
mod quick_context;
mod starting;
mod support;
mod tray;
