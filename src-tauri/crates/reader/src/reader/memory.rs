//! The memory of a process, seen from outside.

/// Bytes that a process holds in memory; `None` where that is not known, or where it is gone.
#[cfg(target_os = "linux")]
pub(super) fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Elsewhere the limits that the process set itself must do.
#[cfg(not(target_os = "linux"))]
pub(super) fn resident(_process: u32) -> Option<u64> {
    None
}
