//! A machine is what counts of this computer when a model is to run: its memory, its graphics memory, and how fast its
//! memory can be read.

use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// A device for computing beside the processor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gpu {
    /// Its name for people.
    pub name: String,
    /// Bytes of its memory.
    pub memory_total: u64,
    /// Bytes of it that are free.
    pub memory_free: u64,
}

/// What counts of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Machine {
    /// Bytes of main memory.
    pub memory_total: u64,
    /// Bytes of it that can be had without swapping.
    pub memory_free: u64,
    /// Devices for computing, as the engine knows them.
    pub gpus: Vec<Gpu>,
}

impl Machine {
    /// This machine, now. The engine knows the GPUs.
    #[must_use]
    pub fn now(gpus: Vec<Gpu>) -> Self {
        let wanted = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
        match System::new_with_specifics(wanted) {
            Ok(system) => {
                // A container may be allowed less than the machine has.
                let limits = system.cgroup_limits();
                let total = limits.as_ref().map_or(system.total_memory(), |limits| limits.total_memory);
                let free = limits.map_or(system.available_memory(), |limits| limits.free_memory);
                Self {
                    memory_total: total.min(system.total_memory()),
                    memory_free: free.min(system.available_memory()).min(total),
                    gpus,
                }
            }
            Err(_) => Self { gpus, ..Self::default() },
        }
    }
}

/// How fast weights can be read, in bytes a second; `None` where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ReadingSpeed {
    /// From main memory.
    pub memory: Option<f64>,
    /// From graphics memory.
    pub gpu: Option<f64>,
    /// Whether answers of a model told it; else a short test of the memory.
    #[serde(default)]
    pub measured: bool,
}

impl ReadingSpeed {
    /// What an answer tells: a model that reads `bytes` for each token made so many tokens a second.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "an estimate needs no last digit")]
    pub fn told_by_answer(self, weights: u64, active: f64, tokens_per_second: f64, on_gpu: bool) -> Self {
        let speed = Some(weights as f64 * active.clamp(0.01, 1.0) * tokens_per_second)
            .filter(|speed| speed.is_finite() && *speed > 0.0);
        // A guess from before the first answer is not kept beside a measured figure.
        let (memory, gpu) = if self.measured { (self.memory, self.gpu) } else { (None, None) };
        if on_gpu {
            Self { memory, gpu: speed.or(gpu), measured: true }
        } else {
            Self { memory: speed.or(memory), gpu, measured: true }
        }
    }

    /// What was measured, completed by a short test of the memory, which takes about a fifth of a second once a run.
    #[must_use]
    pub fn or_tested(self) -> Self {
        static TESTED: OnceLock<Option<f64>> = OnceLock::new();
        match self.memory {
            Some(_) => self,
            None => Self { memory: *TESTED.get_or_init(test_memory), ..self },
        }
    }
}

/// Large enough that no cache holds it.
const TEST_BYTES: usize = 64 << 20;

/// How long the memory is read in one round, and in how many. The best round counts: in the others the machine was busy
/// with something else.
const ROUND: Duration = Duration::from_millis(25);
const ROUNDS: usize = 8;

/// Decoding reaches about this part of what plain reading does.
const REACHED: f64 = 0.6;

/// Reads memory with as many threads as decoding uses, in bytes a second.
#[allow(clippy::cast_precision_loss, reason = "an estimate needs no last digit")]
fn test_memory() -> Option<f64> {
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get().div_ceil(2)).clamp(1, 8);
    let blocks: Vec<Vec<u64>> = (0..threads).map(|_| vec![1; TEST_BYTES / 8]).collect();
    let round = |_| {
        let began = Instant::now();
        let read: u64 = thread::scope(|scope| {
            let readers: Vec<_> = blocks.iter().map(|block| scope.spawn(|| read_for_a_while(block))).collect();
            readers.into_iter().filter_map(|reader| reader.join().ok()).sum()
        });
        read as f64 / began.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(round).max_by(f64::total_cmp).map(|speed| speed * REACHED).filter(|speed| *speed > 0.0)
}

/// Bytes read in a round.
fn read_for_a_while(block: &[u64]) -> u64 {
    // A piece at a time, so that a round ends when it should.
    const PIECE: usize = 1 << 16;
    let (mut read, mut sum, began) = (0_u64, 0_u64, Instant::now());
    for piece in block.chunks(PIECE).cycle() {
        if began.elapsed() >= ROUND {
            break;
        }
        sum = sum.wrapping_add(std::hint::black_box(piece).iter().fold(0, |sum: u64, word| sum.wrapping_add(*word)));
        read += size_of_val(piece) as u64;
    }
    std::hint::black_box(sum);
    read
}

/// Free bytes on the disk that a folder lies on, or will; `None` where the system does not say.
#[must_use]
pub fn disk_free(folder: &Path) -> Option<u64> {
    nearest(folder).and_then(|folder| fs4::available_space(folder).ok())
}

/// The size of the disk that a folder lies on, or will.
#[must_use]
pub fn disk_total(folder: &Path) -> Option<u64> {
    nearest(folder).and_then(|folder| fs4::total_space(folder).ok())
}

/// The folder, or the nearest one above it that is there.
fn nearest(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_memory_and_no_more_free_than_it_has() {
        let machine = Machine::now(Vec::new());
        assert!(machine.memory_total > 0 && machine.memory_free <= machine.memory_total);
    }

    #[test]
    fn an_answer_tells_how_fast_weights_are_read() {
        let tested = ReadingSpeed { memory: Some(1.0), gpu: None, measured: false };
        let told = tested.told_by_answer(1_000, 0.5, 20.0, false);
        assert_eq!(told, ReadingSpeed { memory: Some(10_000.0), gpu: None, measured: true });
        let both = told.told_by_answer(1_000, 1.0, 100.0, true);
        assert_eq!(both, ReadingSpeed { memory: Some(10_000.0), gpu: Some(100_000.0), measured: true });
        assert_eq!(both.told_by_answer(1_000, 1.0, f64::NAN, true), both, "a number that is none is not kept");
    }

    #[test]
    fn the_test_of_the_memory_finds_a_speed() {
        assert!(ReadingSpeed::default().or_tested().memory.is_some_and(|speed| speed > 1e6));
    }

    #[test]
    fn the_disk_of_a_folder_that_is_not_there_yet_is_that_of_the_one_above() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(disk_free(&folder.path().join("not/yet")).is_some());
    }
}
