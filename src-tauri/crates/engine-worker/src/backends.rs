//! Backends are llama.cpp's parts for one kind of processor or graphics card.
//!
//! While developing they are linked into the worker, for one set of instructions. A package is built with the feature
//! `cpu`: they are then modules in the folder `backends` beside the program, one for each generation of processors and
//! one for each graphics interface it was built with, and llama.cpp takes the best that the machine can run.

use std::ffi::CString;
use std::path::PathBuf;

/// Loads the modules, where they are modules. llama.cpp must not have been started yet.
pub fn load() {
    if !cfg!(feature = "cpu") {
        return;
    }
    let Some(folder) = folder() else {
        tracing::error!("the program's own folder is not known: no backend is loaded");
        return;
    };
    let named = folder.to_str().and_then(|folder| CString::new(folder).ok()).filter(|_| folder.is_dir());
    let Some(named) = named else {
        tracing::error!(folder = %folder.display(), "no backends there");
        return;
    };
    // The binding has this call too, but only with its own feature: calling through it, nothing could check these lines
    // without compiling every module.
    #[expect(unsafe_code, reason = "only the C interface is there without the feature")]
    // SAFETY: the name ends with a zero byte and outlives the call, and no other thread uses llama.cpp yet.
    unsafe {
        llama_cpp_sys_2::ggml_backend_load_all_from_path(named.as_ptr());
    }
}

/// `backends` beside the program; for tests and examples, which lie one folder deeper, beside its folder.
fn folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let mut folders = program.ancestors().skip(1).take(2).map(|folder| folder.join("backends"));
    let beside = folders.next()?;
    if beside.is_dir() { Some(beside) } else { folders.next() }
}
