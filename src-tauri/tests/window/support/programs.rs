//! The programs that a window test needs, or a sentence that says how to get the one that is missing.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const HOW: &str = "run `cargo xtask setup`, which installs and builds what the tests need";

/// A program of the system.
pub(super) fn installed(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    // Debian keeps the driver where a user's PATH need not look.
    let folders = env::split_paths(&path).chain(["/usr/bin".into(), "/usr/lib/webkit2gtk-4.1".into()]);
    folders
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("{name} is missing: {HOW}"))
}

/// The app. Its worker and the starter model lie beside it.
pub(super) fn app() -> PathBuf {
    let app = PathBuf::from(env!("CARGO_BIN_EXE_carat-desktop"));
    let folder = app.parent().expect("a program lies in a folder");
    for needed in ["carat-engine", "models/gemma-3-270m-q4_k_m.gguf"] {
        assert!(folder.join(needed).is_file(), "{} is missing: {HOW}", folder.join(needed).display());
    }
    app
}

/// The command line, beside the app.
pub(crate) fn command_line() -> PathBuf {
    let program = app().with_file_name("carat");
    assert!(program.is_file(), "{} is missing: {HOW}", program.display());
    program
}

/// A command that runs a program which finds nothing in the build folder, as on a machine where Carat was installed. Needs
/// root.
pub(crate) fn without_build_folder(program: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--", "sh", "-c", r#"mount -t tmpfs none "$0" && exec "$@""#]);
    command.arg(app().parent().expect("a program lies in a folder")).arg(program);
    command
}

/// The starter model.
pub(crate) fn starter() -> PathBuf {
    app().with_file_name("models").join("gemma-3-270m-q4_k_m.gguf")
}

/// Where screenshots of failed tests go.
pub(super) fn screenshots() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window");
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    folder
}
