//! The program `carat-engine`: see the library beside it.

use std::process::ExitCode;

/// What must be in the environment before any library of the process is loaded.
///
/// `GGML_NO_BACKTRACE`: ggml starts a debugger when it aborts unless this is set.
/// `GOMP_SPINCOUNT`: GNU OpenMP's threads wait for each other after every operation. Left alone they spin for
/// milliseconds, which on two cores with another busy program made answers four to ten times slower; sent to sleep at
/// once (`OMP_WAIT_POLICY=passive`) they halve the speed of an idle machine. A short spin gives the full speed of the
/// first and nearly that of the second; one ten times shorter than this cost 6 % on an idle machine, and one five times
/// longer as much again beside busy programs.
const NEEDED: [(&str, &str); 2] = [("GGML_NO_BACKTRACE", "1"), ("GOMP_SPINCOUNT", "10000")];

fn main() -> ExitCode {
    prepare();
    carat_engine_worker::run(std::env::args().skip(1))
}

/// Starts the program again in its own place, with the environment that it needs: OpenMP reads its own before `main`.
#[cfg(unix)]
fn prepare() {
    use std::os::unix::process::CommandExt as _;

    let missing: Vec<_> = NEEDED.iter().filter(|(name, _)| std::env::var_os(name).is_none()).copied().collect();
    if missing.is_empty() {
        return;
    }
    // A program file that was replaced meanwhile can't be started again; the worker is only slower then.
    if let Ok(program) = std::env::current_exe() {
        let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).envs(missing).exec();
        eprintln!("WARN carat_engine: failed to start again with its environment: {error}");
    }
}

#[cfg(not(unix))]
fn prepare() {
    for (name, value) in NEEDED {
        if std::env::var_os(name).is_none() {
            #[expect(unsafe_code, reason = "setting a variable needs it since edition 2024")]
            // SAFETY: no other thread runs yet, so nothing else reads or writes the environment meanwhile.
            unsafe {
                std::env::set_var(name, value);
            }
        }
    }
}
