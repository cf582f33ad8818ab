//! What runs now: the model in memory, and how much of it its process holds.

use carat_engine::{Engine, EngineStatus};

use crate::parts::Parts;
use crate::wire::Running;

/// The models in memory. Blocks.
pub(crate) fn now(parts: &Parts) -> Vec<Running> {
    let status = parts.engine.status().borrow().clone();
    let (model, facts, answering) = match status {
        EngineStatus::Unloaded | EngineStatus::Crashed { .. } => return Vec::new(),
        EngineStatus::Starting { model } | EngineStatus::Loading { model, .. } => (model, None, false),
        EngineStatus::Ready { model, facts } => (model, Some(facts), false),
        EngineStatus::Generating { model, facts } => (model, Some(facts), true),
    };
    let known = crate::models::library(&parts.home, &parts.store).find(&model);
    vec![Running {
        name: known.map_or_else(|_| model.clone(), |known| known.name),
        memory: parts.engine.worker_pid().and_then(memory_of),
        device: facts.map(|facts| facts.device),
        answering,
        model,
    }]
}

/// Bytes of main memory that a process holds, what it shares with others by its part of it.
#[cfg(target_os = "linux")]
fn memory_of(process: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(not(target_os = "linux"))]
fn memory_of(process: u32) -> Option<u64> {
    use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};
    let (mut system, pid) = (System::new(), Pid::from_u32(process));
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[pid]),
        true,
        ProcessRefreshKind::nothing().with_memory(),
    );
    system.process(pid).map(sysinfo::Process::memory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_living_process_holds_memory_and_a_dead_one_none() {
        assert!(memory_of(std::process::id()).is_some_and(|bytes| bytes > 100_000));
        assert_eq!(memory_of(u32::MAX - 1), None);
    }
}
