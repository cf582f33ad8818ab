//! The child is the program `carat-reader`: it takes the document from standard input, closes itself off from the rest
//! of the machine, and only then looks at the first byte.

mod arguments;
mod descriptors;
mod parent;
mod sandbox;

use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use self::arguments::Arguments;
use crate::limits::MEGABYTE;
use crate::output::{Output, Result, Stop, damaged};
use crate::{Limits, ReadFailure};

/// The stack of the thread that parses. Documents nest deeper than programs do.
const STACK: usize = 64 * 1024 * 1024;

/// Runs the program on its arguments, those after its name.
pub fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    let arguments = match Arguments::named_in(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("carat-reader is started by Carat: {error}");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = parent::die_with(arguments.parent) {
        eprintln!("WARN carat_reader: it would outlive who started it: {error}");
    }
    let Ok(mut frames) = descriptors::take_standard_output() else { return ExitCode::from(2) };
    sandbox::enter(&arguments.limits);
    if arguments.check_sandbox {
        return match serde_json::to_writer(&mut frames, &sandbox::look_around()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    // The thread is made within the sandbox, so that it is as closed off as this one.
    let reading = std::thread::Builder::new().name("document".to_owned()).stack_size(STACK).spawn(move || {
        sandbox::seal();
        let mut output = Output::new(&mut frames, &arguments.limits);
        let read = catch_unwind(AssertUnwindSafe(|| read(&arguments, &mut output)));
        let read = read.unwrap_or_else(|_| Err(Stop::Failed(damaged("it is built in a way that no reader expects"))));
        output.end(read)
    });
    match reading.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Reads the document from standard input.
fn read(arguments: &Arguments, output: &mut Output) -> Result<()> {
    let document = whole(&arguments.limits)?;
    crate::formats::parse(document, &arguments.hint, output)
}

/// The whole document, where it is not too large.
fn whole(limits: &Limits) -> Result<Vec<u8>> {
    let mut document = Vec::new();
    // Its size is known for a file: reading then reserves once.
    if let Some(size) = descriptors::standard_input_size() {
        let size = size.min(limits.file + 1);
        document.reserve_exact(usize::try_from(size).unwrap_or(0) + 1);
    }
    std::io::stdin().lock().take(limits.file + 1).read_to_end(&mut document).map_err(|error| damaged(error.kind()))?;
    if document.len() as u64 > limits.file {
        return Err(ReadFailure::TooLarge { limit: limits.file / MEGABYTE }.into());
    }
    Ok(document)
}
