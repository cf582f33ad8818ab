//! What a process costs together with all that it started: a web view has processes of its own.

use std::collections::HashMap;
use std::fs;

/// Proportional memory (PSS) in megabytes.
pub(crate) fn megabytes(root: u32) -> f64 {
    let kilobytes: u64 = processes(root)
        .into_iter()
        .map(|pid| {
            let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
            number_after(&rollup, "Pss:").unwrap_or_default()
        })
        .sum();
    float(kilobytes) / 1024.0
}

/// Processor time so far, in seconds. The kernel counts in hundredths.
pub(crate) fn seconds(root: u32) -> f64 {
    let ticks: u64 = processes(root)
        .into_iter()
        .map(|pid| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            // The name, in brackets, may hold anything; the numbers follow the last bracket.
            let numbers = stat.rsplit_once(')').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
            let times = numbers.split_whitespace().skip(11).take(2);
            times.filter_map(|number| number.parse::<u64>().ok()).sum::<u64>()
        })
        .sum();
    float(ticks) / 100.0
}

/// A process and all below it.
fn processes(root: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        if let Some(parent) = number_after(&status, "PPid:") {
            children.entry(u32::try_from(parent).unwrap_or_default()).or_default().push(pid);
        }
    }
    let (mut all, mut waiting) = (Vec::new(), vec![root]);
    while let Some(pid) = waiting.pop() {
        all.push(pid);
        waiting.extend(children.remove(&pid).unwrap_or_default());
    }
    all
}

fn number_after(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[allow(clippy::cast_precision_loss, reason = "kilobytes and hundredths of seconds are far below 2^52")]
fn float(number: u64) -> f64 {
    number as f64
}
