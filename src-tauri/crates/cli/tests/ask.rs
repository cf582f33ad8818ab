//! `carat ask` as a script meets it: the real program, the real worker and the starter model that set-up brings.

mod program;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use carat_store::{MessageState, Part, Role};
use serde_json::Value;

use program::{Program, Ran, words};

const QUESTION: &str = "What is the capital of Japan?";

/// Blocked by the built-in list.
const TEST_WORD: &str = "carat-filter-test-block";

#[test]
fn the_starter_answers_on_standard_output_and_nothing_else_is_there() {
    let ran = Program::new().run(["ask", "--temperature", "0", QUESTION]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("Tokyo"), "{ran:?}");
    assert!(ran.out.ends_with('\n') && !ran.out.trim().contains('\n'), "one line and no more: {ran:?}");
}

#[test]
fn the_terms_of_the_starter_are_told_once_on_standard_error() {
    let program = Program::new();
    let first = program.run(["ask", "--max-tokens", "4", QUESTION]);
    assert_eq!(first.err.matches("Gemma Terms of Use").count(), 1, "{first:?}");
    assert!(first.err.contains("GEMMA_TERMS.html"), "their place is told: {first:?}");
    assert!(!first.out.contains("Terms"), "{first:?}");
    let second = program.run(["ask", "--max-tokens", "4", QUESTION]);
    assert!(!second.err.contains("Terms"), "{second:?}");
    let store = program.store();
    assert_eq!(store.accepted_terms().expect("the terms"), [], "being told is not accepting");
}

#[test]
fn json_is_one_object_a_line_and_the_last_has_usage_and_timings() {
    let ran = Program::new().run(["ask", "--json", "--temperature", "0", QUESTION]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines = ran.json();
    let kinds: Vec<&str> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
    assert_eq!(kinds.len(), lines.len(), "each has a type: {ran:?}");
    assert_eq!((kinds.first(), kinds.last()), (Some(&"started"), Some(&"done")));
    let streamed: String =
        lines.iter().filter(|line| line["type"] == "text").filter_map(|line| line["text"].as_str()).collect();
    let done = &lines[lines.len() - 1];
    assert_eq!(done["text"], streamed);
    assert!(streamed.contains("Tokyo"), "{ran:?}");
    assert_eq!(
        (&done["exit"], &done["state"], &done["error"]),
        (&Value::from(0), &Value::from("complete"), &Value::Null)
    );
    assert_eq!(done["model"], "starter");
    for number in
        ["prompt_tokens", "generated_tokens", "first_token_ms", "prefill_ms", "decode_ms", "tokens_per_second"]
    {
        assert!(done["usage"][number].as_f64().is_some_and(|number| number > 0.0), "{number} in {done}");
    }
    assert_eq!(done["context"]["used"].as_u64(), sum(done, ["prompt_tokens", "generated_tokens"]));
}

fn sum(done: &Value, names: [&str; 2]) -> Option<u64> {
    names.iter().map(|name| done["usage"][name].as_u64()).sum()
}

#[test]
fn the_prompt_may_come_through_a_pipe() {
    let program = Program::new();
    for arguments in [words("ask --temperature 0"), words("ask --temperature 0 -")] {
        let ran = program.run_with(arguments, QUESTION.as_bytes());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains("Tokyo"), "{ran:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_answer_and_one_cut_by_max_tokens_says_so() {
    let program = Program::new();
    let ask =
        || program.run(["ask", "--seed", "7", "--temperature", "1.5", "--max-tokens", "12", "Tell me about the sea."]);
    let (first, second) = (ask(), ask());
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(first.out, second.out);
    let cut = program.run(["ask", "--temperature", "0", "--max-tokens", "2", "--json", QUESTION]);
    let done = cut.done();
    assert_eq!((cut.code, &done["error"]["code"]), (0, &Value::from("cut_at_length")), "{cut:?}");
    assert_eq!(done["usage"]["generated_tokens"], 2);
    assert!(cut.err.contains("cut"), "{cut:?}");
}

#[test]
fn nothing_is_kept_unless_asked_for_and_then_the_app_finds_it() {
    let program = Program::new();
    program.run(["ask", "--max-tokens", "4", QUESTION]);
    assert!(program.home().join("carat.db").is_file(), "CARAT_HOME is where Carat writes");
    assert_eq!(program.store().conversations().expect("the list"), []);

    let ran = program.run(["ask", "--keep", "--json", "--system", "Be brief.", "--temperature", "0", QUESTION]);
    let store = program.store();
    let conversations = store.conversations().expect("the list");
    let [conversation] = &conversations[..] else { panic!("one is kept: {conversations:?}") };
    assert_eq!(ran.done()["conversation"], conversation.id.to_string());
    assert_eq!((conversation.title.as_str(), conversation.options.system_prompt.as_str()), (QUESTION, "Be brief."));
    let thread = store.thread(conversation.id).expect("the thread");
    assert_eq!(thread.iter().map(|message| message.role).collect::<Vec<_>>(), [Role::User, Role::Assistant]);
    assert_eq!(thread[1].parts, [Part::Text { text: ran.done()["text"].as_str().expect("text").to_owned() }]);
}

#[test]
fn the_model_chosen_in_the_app_answers_unless_another_is_asked_for() {
    let program = Program::new();
    program
        .store()
        .set_setting("settings", &serde_json::json!({ "model": "own/gone.gguf", "theme": "dark" }))
        .expect("it is set");
    let ran = program.run(["ask", QUESTION]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("own/gone.gguf") && ran.err.contains("starter"), "it names what is there: {ran:?}");
    assert_eq!(program.run(["ask", "--model", "starter", "--max-tokens", "4", QUESTION]).code, 0);
}

#[test]
fn a_file_that_is_no_model_is_refused_with_its_own_sentence() {
    let program = Program::new();
    let folder = program.home().join("files");
    fs::create_dir_all(folder.join("folder.gguf")).expect("a folder");
    fs::write(folder.join("note.gguf"), "This is a note, not a model.").expect("a note");
    let starter = fs::File::open(program.starter()).expect("the starter");
    let mut start = Vec::new();
    starter.take(1 << 20).read_to_end(&mut start).expect("its first megabyte");
    fs::write(folder.join("short.gguf"), start).expect("a short one");
    for (file, code) in [
        ("missing.gguf", "model_missing"),
        ("folder.gguf", "model_is_directory"),
        ("note.gguf", "model_not_gguf"),
        ("short.gguf", "model_truncated"),
    ] {
        let path = folder.join(file);
        let ran = program.run(["ask", "--json", "--model", path.to_str().expect("UTF-8"), QUESTION]);
        assert_eq!((ran.code, &ran.done()["error"]["code"]), (3, &Value::from(code)), "{ran:?}");
        assert!(ran.err.contains(file), "the sentence names the file: {ran:?}");
    }
}

#[test]
fn a_path_to_a_real_model_answers() {
    let program = Program::new();
    let ran =
        program.run(["ask", "--temperature", "0", "--model", program.starter().to_str().expect("UTF-8"), QUESTION]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("Tokyo"), "{ran:?}");
}

#[test]
fn wrong_usage_is_two() {
    let program = Program::new();
    for arguments in
        ["ask --temperature hot x", "ask --temperature 9 x", "ask --max-tokens 0 x", "ask --no-such x", "sing"]
    {
        let ran = program.run(words(arguments));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments}: {ran:?}");
    }
    assert_eq!(program.run(["ask", "  "]).code, 2, "an empty question");
    let ran = program.run_with(words("ask -"), b"caf\xe9");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("UTF-8") && ran.err.contains("byte 3"), "{ran:?}");
}

#[test]
fn help_tells_the_exit_codes() {
    let ran = Program::new().run(["ask", "--help"]);
    assert_eq!(ran.code, 0);
    for code in ["0  ", "1  ", "2  ", "3  ", "4  ", "5  ", "6  ", "130  "] {
        assert!(ran.out.lines().any(|line| line.trim_start().starts_with(code)), "{code} in {}", ran.out);
    }
}

#[test]
fn a_question_that_the_filter_withholds_is_five() {
    let ran = Program::new().run(["ask", "--json", TEST_WORD]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert_eq!(ran.done()["withheld"][0]["action"], "block");
    assert!(ran.err.contains("filter"), "{ran:?}");
}

#[test]
fn a_question_that_does_not_fit_is_six_and_says_by_how_much() {
    let ran = Program::new().run_with(words("ask --json"), "word ".repeat(200_000).as_bytes());
    assert_eq!(ran.code, 6, "{ran:?}");
    let error = &ran.done()["error"];
    let number = |name: &str| error["args"][name].as_str().and_then(|text| text.parse::<u32>().ok()).expect("a number");
    assert!(number("needed") > 190_000 && number("limit") < number("needed"), "{error}");
}

#[test]
fn without_the_worker_program_it_is_four_and_without_a_model_three() {
    let program = Program::new();
    let alone = program.alone();
    let ran = alone.run(["ask", QUESTION]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let ran = alone.run(["ask", "--model", program.starter().to_str().expect("UTF-8"), QUESTION]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("carat-engine"), "the sentence names the program: {ran:?}");
}

#[test]
fn a_database_of_a_newer_carat_is_refused_and_left_alone() {
    let program = Program::new();
    drop(program.store());
    let database = program.home().join("carat.db");
    program::mark_newer(&database);
    let before = fs::read(&database).expect("the database");
    let ran = program.run(["ask", QUESTION]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran:?}");
    assert!(ran.err.contains("newer"), "{ran:?}");
    assert!(fs::read(&database).expect("the database") == before, "it is untouched");
}

#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let mut child = Program::new().start(["ask", "--json", QUESTION]);
    // The first line comes, and then nobody reads.
    let mut first = String::new();
    let mut out = BufReader::with_capacity(1, child.stdout.take().expect("a pipe"));
    out.read_line(&mut first).expect("a line");
    drop(out);
    let ran = Ran::of(child);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.err.contains("panicked") && !ran.err.contains("could not be written"), "{ran:?}");
}

/// Reads the output until an event of this type.
fn read_until(out: &mut impl BufRead, kind: &str) -> Value {
    loop {
        let mut line = String::new();
        assert!(out.read_line(&mut line).expect("output") > 0, "it ended before {kind}");
        let event: Value = serde_json::from_str(&line).expect("JSON");
        if event["type"] == kind {
            return event;
        }
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_cleanly_with_130() {
    let mut child = Program::new().start(["ask", "--json", "--keep", QUESTION]);
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    read_until(&mut out, "started");
    program::signal("-INT", child.id());
    let done = read_until(&mut out, "done");
    assert_eq!((&done["exit"], &done["state"]), (&Value::from(130), &Value::from("stopped")), "{done}");
    let ran = Ran::of(child);
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(!ran.err.contains("unexpectedly"), "the worker did not get the signal: {ran:?}");
}

#[cfg(unix)]
#[test]
fn killed_while_it_answers_it_leaves_the_partial_answer_marked_as_broken_off() {
    let program = Program::new();
    let mut child = program.start(["ask", "--json", "--keep", "--temperature", "0", QUESTION]);
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    read_until(&mut out, "started");
    program::signal("-KILL", child.id());
    child.wait().expect("it ends");
    let store = program.store();
    let conversation = store.conversations().expect("the list").pop().expect("the conversation is there");
    let thread = store.thread(conversation.id).expect("the thread");
    assert_eq!(thread[0].parts, [Part::Text { text: QUESTION.into() }]);
    assert_eq!(thread[1].state, MessageState::BrokenOff);
}

#[test]
fn the_same_filter_as_in_the_window_reads_question_and_answer() {
    let ran = Ran::of(Program::new().start(["ask", "--max-tokens", "8", "--temperature", "0", "I want to die."]));
    assert!(ran.err.contains("findahelpline.com"), "whoever despairs is told who listens: {ran:?}");
    assert!(!ran.out.contains("findahelpline.com"), "beside the answer, not in it: {ran:?}");
}

#[test]
fn two_at_once_share_one_home() {
    let program = Program::new();
    let children: Vec<_> = (0..2).map(|_| program.start(["ask", "--keep", "--temperature", "0", QUESTION])).collect();
    for child in children {
        let ran = Ran::of(child);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains("Tokyo"), "{ran:?}");
    }
    assert_eq!(program.store().conversations().expect("the list").len(), 2);
}

#[test]
fn standard_input_is_left_alone_where_a_question_is_given() {
    let program = Program::new();
    // A pipe that never ends would be waited for otherwise.
    let mut command = program.command(["ask", "--max-tokens", "4", QUESTION]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    let open = child.stdin.take();
    assert_eq!(Ran::of(child).code, 0);
    drop(open);
}
