//! Loading where there is too little of something: less is taken, and told.

use std::process::Command;

use carat_engine::frames::FromWorker;
use carat_engine::{EngineError, LoadRequest, LoadStep, Purpose};

use crate::process::{Worker, question, starter};

#[test]
fn the_speed_is_told_once_the_model_is_left_alone() {
    let mut worker = Worker::start();
    let facts = worker.load(&starter(), None).unwrap();
    assert_eq!((facts.layers.on_gpu, facts.layers.all, facts.device.as_str()), (0, 19, "CPU"));
    assert!(facts.steps.is_empty() && facts.speed.is_none(), "{facts:?}");
    let FromWorker::Measured { speed, .. } = worker.receive() else { panic!("nothing else is to be told") };
    assert!(speed.prefill > 1.0 && speed.decode > 0.5 && !speed.below_device, "{speed:?}");
    let answer = worker.ask(question("What is the capital of Japan?"));
    assert!(answer.text.contains("Tokyo"));
    assert_eq!(answer.usage().reused_tokens, 0, "what was measured with is no conversation");
}

/// A worker that may reserve no more than this many kibibytes of addresses.
#[cfg(target_os = "linux")]
fn confined(kibibytes: u64) -> Option<Worker> {
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_carat-engine");
    command.arg("-c").arg(format!("ulimit -v {kibibytes} && exec {program} --parent {}", std::process::id()));
    Worker::try_spawn(command)
}

/// What a whole context comes to in that much memory: the steps that were taken, where it comes to anything.
#[cfg(target_os = "linux")]
fn steps_within(kibibytes: u64) -> Option<Vec<LoadStep>> {
    // With less than its libraries need it does not even say hello.
    let mut worker = confined(kibibytes)?;
    match worker.try_load(LoadRequest { context: Some(32_768), ..LoadRequest::new("test", starter()) }) {
        Some(Ok(facts)) => {
            assert_eq!(facts.context, 32_768, "what was asked for is not shortened");
            // Loaded with its last byte, it may still end over an answer's own memory.
            let answer = worker.try_ask(question("What is the capital of Japan?"))?;
            assert!(answer.contains("Tokyo"), "{answer:?}");
            Some(facts.steps)
        }
        // Too little for the weights or the libraries: an end that the app survives, or a sentence with numbers.
        None | Some(Err(EngineError::NotEnoughMemory { .. } | EngineError::LoadFailed { .. })) => None,
        Some(Err(error)) => panic!("{error:?}"),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn where_memory_runs_out_a_smaller_cache_is_taken_and_told() {
    // The machine has the memory, so that nothing is reckoned away; the process may not use it.
    const MIB: u64 = 1 << 10;
    let enough = (4..40).map(|part| part * 128 * MIB).find(|limit| steps_within(*limit).is_some());
    let enough = enough.expect("with enough of it the model loads");
    let little = (0..=16).map(|less| enough - 128 * MIB + less * 8 * MIB).find_map(steps_within);
    assert_eq!(little, Some(vec![LoadStep::SmallerCache]), "with the least of it, a coarser cache");
    assert_eq!(steps_within(enough + 256 * MIB), Some(vec![]), "with more, all of it");
}

#[test]
fn a_guard_has_two_sequences_and_the_same_context() {
    let mut worker = Worker::start();
    let facts = worker.load_as(LoadRequest { purpose: Purpose::Guard, ..LoadRequest::new("test", starter()) }).unwrap();
    assert_eq!((facts.context, facts.purpose), (8192, Purpose::Guard));
}
