//! The machine that a benchmark ran on, as far as the system tells.

use std::fs;
use std::process::Command;

use serde::Serialize;

/// What the figures depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// Such as `linux`.
    pub system: &'static str,
    /// Such as `x86_64`.
    pub architecture: &'static str,
    /// The processor's own name.
    pub processor: Option<String>,
    /// Logical cores that may be used.
    pub cores: usize,
    /// Memory in megabytes.
    pub memory_mb: Option<u64>,
}

impl Machine {
    /// This machine.
    #[must_use]
    pub fn this() -> Self {
        let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        Self {
            system: std::env::consts::OS,
            architecture: std::env::consts::ARCH,
            processor: field(&processors, "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_mb: field(&memory, "MemTotal")
                .and_then(|value| value.trim_end_matches(" kB").parse::<u64>().ok())
                .map(|kilobytes| kilobytes / 1024),
        }
    }
}

/// The value of the first line `name: value`.
fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// The commit that is checked out, marked where files differ from it; `None` outside a checkout.
#[must_use]
pub fn commit() -> Option<String> {
    let output = Command::new("git").args(["describe", "--always", "--dirty", "--abbrev=12"]).output().ok()?;
    let name = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_name() {
        assert_eq!(field("a: 1\nmodel name\t: Some CPU\n", "model name").as_deref(), Some("Some CPU"));
        assert_eq!(field("a: 1", "b"), None);
    }
}
