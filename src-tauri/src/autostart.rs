//! Starting when the person logs in, hidden, off until it is chosen.

use std::sync::{Mutex, PoisonError};

use auto_launch::{AutoLaunch, AutoLaunchBuilder};

use crate::wire::WireError;

/// Whether this system can be told.
pub(crate) fn can_be_set() -> bool {
    launch().is_some()
}

/// Tells the system what the person chose last. Blocks: one after another, so that the last one finds the newest choice.
///
/// # Errors
/// Where the system does not take it.
pub(crate) fn set(chosen: impl FnOnce() -> bool) -> Result<(), WireError> {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let on = chosen();
    let failed = |detail: String| {
        let message = format!("The system did not take the choice to start Carat at login: {detail}. Try again later.");
        WireError::new("login_failed", message).with("detail", detail)
    };
    let Some(launch) = launch() else { return Err(failed("Carat's own program was not found".to_owned())) };
    let set = match (on, launch.is_enabled().unwrap_or(false)) {
        (true, false) => launch.enable(),
        (false, true) => launch.disable(),
        _ => Ok(()),
    };
    set.map_err(|error| failed(error.to_string()))
}

fn launch() -> Option<AutoLaunch> {
    // An AppImage is started by its file, not by what it is unpacked to.
    let program =
        std::env::var_os("APPIMAGE").map(std::path::PathBuf::from).or_else(|| std::env::current_exe().ok())?;
    let mut builder = AutoLaunchBuilder::new();
    builder.set_app_name("Carat").set_app_path(program.to_str()?).set_args(&["--hidden"]);
    builder.build().ok()
}
