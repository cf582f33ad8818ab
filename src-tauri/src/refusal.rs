//! A refusal is why Carat can't start, told on standard error and in a dialog, with exit code 1.

use std::process::ExitCode;

use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::settings::Language;
use crate::words;

/// Tells the person why Carat can't start and returns the code to exit with.
pub(crate) fn refuse(sentence: &str) -> ExitCode {
    tracing::error!("Carat can't start");
    eprintln!("{sentence}");
    if has_display() {
        show(sentence.to_owned());
    }
    ExitCode::FAILURE
}

/// Whether there is anything to show a window on. Without this look GTK's start would panic.
pub(crate) fn has_display() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Shows the sentence in a dialog of the system and waits until it was read.
fn show(sentence: String) {
    let app = tauri::Builder::default().plugin(tauri_plugin_dialog::init()).build(crate::context());
    let Ok(app) = app else { return };
    let handle = app.handle().clone();
    let dialog = app
        .dialog()
        .message(sentence)
        .title(words::text(Language::System, "native-refused-title"))
        .kind(MessageDialogKind::Error);
    dialog.show(move |_| handle.exit(1));
    app.run_return(|_, _| {});
}
