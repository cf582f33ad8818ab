//! How a worker ends: with the app, whatever it is doing.

use std::process::{Command, Stdio};

use crate::process::{Worker, endless, long, question, starter};

#[test]
fn the_end_of_standard_input_ends_it_while_it_waits() {
    let mut worker = Worker::start();
    worker.close();
    assert_eq!(worker.ended().code(), Some(0));
}

#[test]
fn the_end_of_standard_input_ends_it_while_it_writes() {
    let mut worker = Worker::loaded();
    let id = worker.begin(endless());
    worker.first_text(id);
    worker.close();
    assert_eq!(worker.ended().code(), Some(0));
}

#[test]
fn the_end_of_standard_input_ends_it_while_it_reads() {
    let mut worker = Worker::loaded();
    worker.begin(question(&long(6000)));
    worker.event();
    worker.close();
    assert_eq!(worker.ended().code(), Some(0));
}

#[test]
fn the_end_of_standard_input_ends_it_while_it_loads() {
    let mut worker = Worker::start();
    let id = worker.id();
    let request = carat_engine::LoadRequest::new("test", starter());
    worker.send(&carat_engine::frames::ToWorker::Load { id, request });
    worker.close();
    assert_eq!(worker.ended().code(), Some(0));
}

#[test]
fn bytes_that_are_no_frame_end_it_with_an_error() {
    let mut worker = Worker::start();
    worker.write(&[0xFF; 64]);
    assert_eq!(worker.ended().code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_whose_parent_is_gone_does_not_stay() {
    // This process is the parent, so any other number stands for one that has ended.
    let mut command = Command::new(env!("CARGO_BIN_EXE_carat-engine"));
    let output = command.args(["--parent", "1"]).stdin(Stdio::null()).output().expect("carat-engine starts");
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(log.contains("has ended already"), "{log}");
}

#[test]
fn a_wrong_argument_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_carat-engine"))
        .arg("--serve")
        .stdin(Stdio::null())
        .output()
        .expect("carat-engine starts");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--serve"));
    assert!(output.stdout.is_empty(), "nothing but frames goes to standard output");
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_library_prints_goes_to_the_log() {
    let worker = Worker::start();
    let target = |descriptor: u32| {
        std::fs::read_link(format!("/proc/{}/fd/{descriptor}", worker.child.id())).expect("a descriptor")
    };
    assert_eq!(target(1), target(2), "descriptor 1 is standard error");
}

#[test]
fn the_log_holds_no_text_of_the_person() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carat-engine"));
    command.env("CARAT_ENGINE_LOG", "trace").stderr(Stdio::piped());
    let mut worker = Worker::spawn(command);
    let mut stderr = worker.child.stderr.take().expect("stderr is a pipe");
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        std::io::Read::read_to_string(&mut stderr, &mut log).map(|_| log)
    });
    worker.load(&starter(), None).unwrap();
    let answer = worker.ask(question("Where is Kleinblittersdorf?")).text;
    let refused = worker.ask(question(&"Kleinblittersdorf ".repeat(9000)));
    assert!(refused.end.is_err());
    worker.close();
    worker.ended();
    let log = log.join().expect("the log is read").expect("the log is text");
    assert!(log.contains("answer begins") && log.lines().count() > 50, "there is a log");
    assert!(!log.contains("Kleinblittersdorf"), "the question must not be in it");
    assert!(answer.len() > 8 && !log.contains(&answer), "the answer must not be in it");
}
