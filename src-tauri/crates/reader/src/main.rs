//! The program `carat-reader`: see the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    carat_reader::run(std::env::args().skip(1))
}
