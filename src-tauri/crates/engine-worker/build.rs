//! With the feature `cpu`, llama.cpp's libraries and modules are files of their own: puts them beside the program, and
//! tells the program to look for them there. Without it there is nothing to do.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let Some(modules) = env::var_os("DEP_LLAMA_BACKENDS_DIR").map(PathBuf::from) else { return Ok(()) };
    println!("cargo:rerun-if-changed={}", modules.display());
    let programs = programs()?;
    copy(&modules, &programs.join("backends"), |_| true)?;
    // The binding's build copies libraries by their names for linking; programs ask for the names with a version.
    if let Some(built) = modules.parent() {
        let (folder, wanted): (_, fn(&str) -> bool) = match env::var("CARGO_CFG_TARGET_OS").as_deref() {
            Ok("windows") => ("bin", |name| name.ends_with(".dll")),
            Ok("macos") => ("lib", |name| name.ends_with(".dylib")),
            _ => ("lib", |name| name.rsplit_once(".so.").is_some_and(|(_, version)| !version.contains('.'))),
        };
        copy(&built.join(folder), &programs, wanted)?;
    }
    // Tests and examples lie one folder deeper than programs. The old kind of path, because the libraries look for each
    // other by it too.
    match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("macos") => println!("cargo:rustc-link-arg=-Wl,-rpath,@loader_path,-rpath,@loader_path/.."),
        Ok("linux") => println!("cargo:rustc-link-arg=-Wl,--disable-new-dtags,-rpath,$ORIGIN,-rpath,$ORIGIN/.."),
        _ => {}
    }
    Ok(())
}

/// Copies the wanted files of a folder, links as what they point at.
fn copy(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(OsStr::to_str).filter(|name| path.is_file() && wanted(name)) {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// Where cargo puts programs: three folders above `build/<crate>/out`.
fn programs() -> io::Result<PathBuf> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| io::Error::other("cargo names no OUT_DIR"))?;
    out.ancestors().nth(3).map(Path::to_path_buf).ok_or_else(|| io::Error::other("OUT_DIR is not deep enough"))
}
