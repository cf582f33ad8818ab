//! Generates Tauri's context, gives each of Carat's commands its own permission and checks the capabilities.

use std::path::{Path, PathBuf};

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
    if let Err(error) = embed_safety_report() {
        println!("cargo:warning=What is known of the filter could not be embedded: {error}");
        std::process::exit(1);
    }
    let attributes = tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

/// Copies what the page about the filter shows to where the sources include it. A file that was not written yet becomes an
/// empty one: the page then says so.
fn embed_safety_report() -> std::io::Result<()> {
    // The folder, so that a file which comes later is noticed.
    println!("cargo:rerun-if-changed=../models/safety");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    for (from, to) in [("REPORT.md", "safety_report.md"), ("tier0.toml", "safety_tier0.toml")] {
        let text = std::fs::read(Path::new("../models/safety").join(from)).unwrap_or_default();
        std::fs::write(out.join(to), text)?;
    }
    Ok(())
}
