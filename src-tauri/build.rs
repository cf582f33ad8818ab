//! Generates Tauri's context, gives each of Carat's commands its own permission and checks the capabilities.

use std::path::Path;

/// The commands that the window may be allowed to call.
const COMMANDS: &[&str] = include!("src/commands/names.in");

fn main() {
    // The built UI becomes part of the program, so a new one means a new program.
    println!("cargo:rerun-if-changed=../ui/dist");
    println!("cargo:rerun-if-changed=src/commands/names.in");
    if !Path::new("../ui/dist/index.html").is_file() {
        println!(
            "cargo:warning=The UI is not built: ui/dist/index.html is missing. Run `cargo xtask setup`, or `npm ci` and `npm run build` in ui/."
        );
        std::process::exit(1);
    }
    let attributes = tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
