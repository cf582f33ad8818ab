//! An ending is how a worker's process went away, put into words that help: its own last error rather than a number.

use std::process::ExitStatus;

/// What is known once a process is gone.
#[derive(Debug)]
pub(super) struct Ending {
    /// What the system says; `None` where it would not die in time.
    pub(super) status: Option<ExitStatus>,
    /// Why it had to be killed, where it was.
    pub(super) fault: Option<String>,
    /// The end of its log, oldest line first.
    pub(super) log: Vec<String>,
}

/// What a worker's last words look like, the most telling first. Within a kind the last line counts.
const LAST_WORDS: [&[&str]; 6] = [
    &["GGML_ASSERT"],
    &["CUDA error: ", "ROCm error: ", "MUSA error: ", "Metal error: "],
    &["what():"],
    &["panicked at "],
    &["out of memory", "OutOfDeviceMemory", "OutOfHostMemory", "failed to allocate"],
    &["error:", "error while", "error loading", " ERROR ", "fatal error", ": CUDA error", "terminate called"],
];

/// The most characters of a line that go into a sentence.
const LONGEST: usize = 300;

impl Ending {
    /// The inner error, as the end of a sentence without its full stop.
    pub(super) fn detail(&self) -> String {
        if let Some(fault) = &self.fault {
            return fault.clone();
        }
        let signal = self.status.and_then(signal_name);
        // A process that others killed did not die of anything in its log.
        if let Some(name @ ("SIGKILL" | "SIGTERM" | "SIGINT" | "SIGHUP")) = signal {
            return format!("killed by {name}");
        }
        if let Some(words) = self.last_words() {
            return words;
        }
        match (signal, self.status) {
            (Some(name), _) => format!("killed by {name}"),
            (None, Some(status)) => match (status.code(), status.success()) {
                (_, true) => "it ended by itself without an error".to_owned(),
                (Some(code), false) => format!("it ended with code {code} and without a word"),
                (None, false) => format!("it ended with {status}"),
            },
            (None, None) => "it hangs and can't be ended".to_owned(),
        }
    }

    /// The most telling line of the log.
    fn last_words(&self) -> Option<String> {
        LAST_WORDS.iter().find_map(|kind| {
            let index = self.log.iter().rposition(|line| is_of(kind, line))?;
            let line = &self.log[index];
            // Rust prints the place of a panic first and the reason on the next line.
            let message =
                self.log.get(index + 1).filter(|next| line.contains("panicked at ") && !next.starts_with("note: "));
            let words = match message {
                Some(message) => format!("{} {message}", without_thread(line)),
                None => without_folder(line).to_owned(),
            };
            Some(words.chars().take(LONGEST).collect::<String>().trim_end_matches('.').to_owned())
        })
    }
}

/// Whether a line holds one of the words. Small letters in them stand for both.
fn is_of(kind: &[&str], line: &str) -> bool {
    let lower = line.to_lowercase();
    kind.iter().any(|word| if *word == word.to_lowercase() { lower.contains(word) } else { line.contains(word) })
}

/// A ggml line without the folder of the machine that built it: `/a/b/ggml.c:1: x` becomes `ggml.c:1: x`.
fn without_folder(line: &str) -> &str {
    let Some(place) = line.find(": ").map(|end| &line[..end]) else { return line };
    let looks_like_a_file = place.rsplit_once(':').is_some_and(|(_, number)| number.parse::<u32>().is_ok());
    match place.rfind(['/', '\\']) {
        Some(slash) if looks_like_a_file => &line[slash + 1..],
        _ => line,
    }
}

/// A panic's place without the thread's name and number.
fn without_thread(line: &str) -> &str {
    line.find("panicked at ").map_or(line, |start| &line[start..])
}

/// The name of the signal that ended a process.
#[cfg(unix)]
fn signal_name(status: ExitStatus) -> Option<&'static str> {
    use std::os::unix::process::ExitStatusExt as _;

    use rustix::process::Signal;

    let named = [
        (Signal::KILL, "SIGKILL"),
        (Signal::ABORT, "SIGABRT"),
        (Signal::SEGV, "SIGSEGV"),
        (Signal::BUS, "SIGBUS"),
        (Signal::ILL, "SIGILL"),
        (Signal::FPE, "SIGFPE"),
        (Signal::TRAP, "SIGTRAP"),
        (Signal::SYS, "SIGSYS"),
        (Signal::PIPE, "SIGPIPE"),
        (Signal::XCPU, "SIGXCPU"),
        (Signal::TERM, "SIGTERM"),
        (Signal::INT, "SIGINT"),
        (Signal::HUP, "SIGHUP"),
    ];
    let number = status.signal()?;
    Some(named.iter().find(|(signal, _)| signal.as_raw() == number).map_or("a signal", |(_, name)| name))
}

/// Only Unix has signals.
#[cfg(not(unix))]
fn signal_name(_status: ExitStatus) -> Option<&'static str> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    /// `wait` puts a signal into the low bits and an exit code into the next eight.
    fn detail(raw: i32, log: &[&str]) -> String {
        let log = log.iter().map(|&line| line.to_owned()).collect();
        Ending { status: Some(ExitStatus::from_raw(raw)), fault: None, log }.detail()
    }

    const ABORT: i32 = 6;
    const KILL: i32 = 9;

    #[test]
    fn the_last_assertion_is_the_detail_without_the_builders_folder() {
        let log = [
            "load: error: old",
            "/build/ggml/src/ggml.c:12: GGML_ASSERT(a) failed",
            "/build/llama-context.cpp:799: GGML_ASSERT(n <= m) failed",
            "bye",
        ];
        assert_eq!(detail(ABORT, &log), "llama-context.cpp:799: GGML_ASSERT(n <= m) failed");
    }

    #[test]
    fn a_gpu_error_says_what_and_not_only_where() {
        let log =
            ["CUDA error: out of memory", "  current device: 0, in function alloc", "/b/ggml-cuda.cu:88: CUDA error"];
        assert_eq!(detail(ABORT, &log), "CUDA error: out of memory");
    }

    #[test]
    fn a_panic_comes_with_its_reason() {
        let log =
            ["thread 'main' (7) panicked at src/a.rs:1:2:", "the model is gone.", "note: run with `RUST_BACKTRACE=1`"];
        assert_eq!(detail(ABORT, &log), "panicked at src/a.rs:1:2: the model is gone");
    }

    #[test]
    fn other_last_words_are_found() {
        assert_eq!(
            detail(127 << 8, &["carat-engine: error while loading shared libraries: libx.so.1: no such file"]),
            "carat-engine: error while loading shared libraries: libx.so.1: no such file"
        );
        assert_eq!(detail(1 << 8, &["Error: no backend"]), "Error: no backend");
        assert_eq!(
            detail(
                ABORT,
                &["terminate called after throwing an instance of 'vk::E'", "what():  vk::E: ErrorDeviceLost"]
            ),
            "what():  vk::E: ErrorDeviceLost"
        );
    }

    #[test]
    fn who_is_killed_from_outside_did_not_die_of_an_old_error() {
        assert_eq!(detail(KILL, &["error: long ago"]), "killed by SIGKILL");
        assert_eq!(detail(15, &["error: long ago"]), "killed by SIGTERM");
    }

    #[test]
    fn without_words_the_status_is_told() {
        assert_eq!(detail(ABORT, &["fine"]), "killed by SIGABRT");
        assert_eq!(detail(11, &[]), "killed by SIGSEGV");
        assert_eq!(detail(3 << 8, &[]), "it ended with code 3 and without a word");
        assert_eq!(detail(0, &[]), "it ended by itself without an error");
    }

    #[test]
    fn long_lines_of_any_script_are_cut_between_characters() {
        let line = format!("error: {}", "東".repeat(1000));
        assert_eq!(detail(1 << 8, &[&line]).chars().count(), LONGEST);
    }
}
