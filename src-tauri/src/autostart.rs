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
        // Written anew where it is there: Carat may lie elsewhere than when it was written.
        (true, _) => launch.enable(),
        (false, true) => launch.disable(),
        (false, false) => Ok(()),
    };
    set.map_err(|error| failed(error.to_string()))
}

/// Tells the system where Carat lies now, if it still starts it: whoever took it out there has decided.
///
/// # Errors
/// Those of [`set`].
pub(crate) fn renew(chosen: impl FnOnce() -> bool) -> Result<(), WireError> {
    let is_there = launch().is_some_and(|launch| launch.is_enabled().unwrap_or(false));
    if is_there { set(chosen) } else { Ok(()) }
}

fn launch() -> Option<AutoLaunch> {
    let own = std::env::current_exe().ok()?;
    // An AppImage is started by its file, not by what it is unpacked to. What it starts is handed the same variables, so
    // they are Carat's only where Carat lies in what was unpacked.
    let is_unpacked = std::env::var_os("APPDIR").is_some_and(|folder| own.starts_with(folder));
    let image = std::env::var_os("APPIMAGE").filter(|_| is_unpacked);
    let program = image.map_or(own, std::path::PathBuf::from);
    let mut builder = AutoLaunchBuilder::new();
    let program = program.to_str()?;
    let program = if cfg!(target_os = "linux") { quoted(program) } else { program.to_owned() };
    builder.set_app_name("Carat").set_app_path(&program).set_args(&["--hidden"]);
    builder.build().ok()
}

/// A path as the `Exec` key of a desktop entry has it: in quotes where it has anything but plain letters, with the escapes
/// of a quoted argument and of a value's string, of which the second doubles the first's backslashes.
fn quoted(path: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+@:,".contains(letter);
    if path.chars().all(plain) {
        return path.to_owned();
    }
    let mut quoted = String::from('"');
    for letter in path.chars() {
        match letter {
            '"' | '`' | '$' => {
                quoted.push_str("\\\\");
                quoted.push(letter);
            }
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_or_signs_is_one_program_of_a_desktop_entry() {
        for (path, exec) in [
            ("/usr/bin/carat-desktop", "/usr/bin/carat-desktop"),
            ("/home/a/My Apps/Carat.AppImage", r#""/home/a/My Apps/Carat.AppImage""#),
            ("/家/100%", r#""/家/100%%""#),
            (r#"/a"b$c"#, r#""/a\\"b\\$c""#),
            (r"/a\b", r#""/a\\\\b""#),
        ] {
            assert_eq!(quoted(path), exec);
        }
    }
}
