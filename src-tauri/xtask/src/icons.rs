//! Icons: every size and form that the platforms ask for, made from the three drawings in `icons/carat.svg`. The files
//! are committed, so that building Carat does not need the program that makes them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::packages::{self, Use};
use crate::picture_files::{ICNS_TYPES, Picture, icns, ico};
use crate::program::Program;
use crate::workspace::Workspace;

/// Files that hold one size each.
const SINGLE: &[(&str, u32)] = &[("32x32", 32), ("64x64", 64), ("128x128", 128), ("128x128@2x", 256), ("512x512", 512)];

/// The sizes in which Windows shows icons, at every scale.
const WINDOWS: &[u32] = &[16, 20, 24, 32, 40, 48, 64, 256];

/// Up to this many pixels the drawing with fewer facets is used.
const SMALL: u32 = 48;

/// A tray icon's pixels: twice what panels show, for displays of double density.
const TRAY: u32 = 44;

/// The tray's icons with their colours: on light panels, on dark ones, and the one that macOS colours itself.
const TRAYS: &[(&str, &str)] = &[("tray-light", "#3b3fae"), ("tray-dark", "#d5d7ff"), ("tray-template", "#000")];

/// What shows the first drawing where the file is opened as it is.
const SHOWN: &str = "<use href=\"#app\"/>";

/// The task `icons`.
pub(crate) fn task(workspace: &Workspace) -> Result<()> {
    packages::provide(&[Use::Icons])?;
    let folder = workspace.root().join("icons");
    let source = folder.join("carat.svg");
    let source = fs::read_to_string(&source).with_context(|| format!("{} could not be read", source.display()))?;
    for (name, size) in SINGLE {
        write(&folder.join(format!("{name}.png")), &picture(&source, *size)?.png)?;
    }
    let pictures = |sizes: Vec<u32>| sizes.into_iter().map(|size| picture(&source, size)).collect::<Result<Vec<_>>>();
    write(&folder.join("icon.ico"), &ico(&pictures(WINDOWS.to_vec())?))?;
    write(&folder.join("icon.icns"), &icns(&pictures(icns_sizes())?))?;
    for (name, colour) in TRAYS {
        let png = rasterise(&drawing(&source, "tray")?.replace("currentColor", colour), TRAY)?;
        write(&folder.join(format!("{name}.png")), &png)?;
    }
    Ok(())
}

fn icns_sizes() -> Vec<u32> {
    let mut sizes: Vec<u32> = ICNS_TYPES.iter().map(|(_, size)| *size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

/// The app's icon in that size.
fn picture(source: &str, size: u32) -> Result<Picture> {
    let svg = drawing(source, if size <= SMALL { "small" } else { "app" })?;
    Ok(Picture { size, png: rasterise(&svg, size)? })
}

/// The SVG file's text, showing another of its drawings.
fn drawing(source: &str, name: &str) -> Result<String> {
    ensure!(source.contains(SHOWN), "icons/carat.svg has no {SHOWN}");
    Ok(source.replace(SHOWN, &format!("<use href=\"#{name}\"/>")))
}

/// A PNG file's content, made from an SVG file's text.
fn rasterise(svg: &str, size: u32) -> Result<Vec<u8>> {
    let size = size.to_string();
    Program::new("rsvg-convert").args(["--width", &size, "--height", &size]).filter(svg)
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content).with_context(|| format!("{} could not be written", path.display()))
}
