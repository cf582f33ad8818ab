//! `cargo xtask`: the tasks of working on Carat. Set-up, running, tests, benchmarks and pictures all go through here, so
//! that they agree on folders, profile and features, and so that a fresh machine needs no instructions but one command.

use std::process::ExitCode;

use anyhow::{Result, bail};

mod bench;
mod bindings;
mod browser;
mod counts;
mod display;
mod docs_bench;
mod encoder;
mod fixtures;
mod http;
mod icons;
mod licences;
mod node;
mod package;
mod packaged;
mod packages;
mod parts;
mod peers;
mod picture_files;
mod platform;
mod program;
mod python;
mod run;
mod safety_report;
mod screenshot;
mod script;
mod setup;
mod stamp;
mod starter;
mod suite;
mod test;
mod tools;
mod ui;
mod webdriver;
mod window;
mod workspace;

use workspace::Workspace;

const USAGE: &str = "\
cargo xtask TASK

  run [-- ARGUMENTS]        set up what is missing and open Carat
  test [--gpu cuda] [FILTER]
                            set up and run every test there is, or those with FILTER in their name; with --gpu,
                            the worker's alone, built for that GPU
  setup                     set up all that run and test need; the last line printed is the programs' folder
  screenshot PATH [--script FILE] [--size WxH] [--lang LANGUAGE] [--theme light|dark] [--home FOLDER]
                            a picture of the real Carat, after a script of steps (src-tauri/xtask/src/script.rs)
  bench NAME [--json] [--grow] [--model PATH]
                            run a benchmark
  safety-report             measure the filter on the development sets and write models/safety/REPORT.md
  peers                     prepare what the benchmark `engine` measures against; takes about 12 minutes once
  package [--quick]         make a .deb and print its path; with --quick of the programs as they were last built,
                            else of ones that are optimised further, which takes most of an hour
  parts [--feature NAME]    build what installers of other kinds carry beside the app (src-tauri/packaging)
  bindings                  write ui/src/backend/types.ts anew from the Rust types
  icons                     draw every icon anew from icons/*.svg
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match perform(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &[String]) -> Result<()> {
    let Some((task, rest)) = arguments.split_first() else {
        print!("{USAGE}");
        return Ok(());
    };
    let no_more = || match rest.first() {
        Some(argument) => bail!("{task} takes no arguments, and {argument} is one"),
        None => Ok(()),
    };
    match task.as_str() {
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        "run" => run::task(&Workspace::find()?, rest.strip_prefix(&["--".to_owned()]).unwrap_or(rest)),
        "test" => test::task(&Workspace::find()?, rest),
        "setup" => no_more().and_then(|()| setup::task(&Workspace::find()?)),
        "screenshot" => screenshot::task(&Workspace::find()?, rest),
        "bench" => bench::task(&Workspace::find()?, rest),
        "safety-report" => no_more().and_then(|()| safety_report::task(&Workspace::find()?)),
        "peers" => no_more().and_then(|()| peers::task(&Workspace::find()?)),
        "package" => package::task(&Workspace::find()?, rest),
        "parts" => parts::task(&Workspace::find()?, rest),
        "bindings" => no_more().and_then(|()| bindings::task(&Workspace::find()?)),
        "icons" => no_more().and_then(|()| icons::task(&Workspace::find()?)),
        other => bail!("there is no task {other}\n\n{USAGE}"),
    }
}
