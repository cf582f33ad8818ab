//! Guessing ahead changes the speed of an answer and nothing else.

use std::process::Command;

use carat_engine::{GenerateEvent, GenerateRequest, Message, Role, Sampling};

use crate::process::{Answer, Worker, conversation, greedy, starter};

/// A worker that guesses, or one that does not.
fn worker(guessing: bool) -> Worker {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carat-engine"));
    if !guessing {
        command.env("CARAT_ENGINE_LOOKUP", "off");
    }
    let mut worker = Worker::spawn(command);
    worker.load(&starter(), None).expect("the starter model loads");
    worker
}

/// A sentence that is said again and again and was begun once more: the model goes on with it.
fn copying(sampling: Sampling) -> GenerateRequest {
    let line = "The quick brown fox jumps over the lazy dog near the old stone bridge, and nobody sees it there.\n";
    let answer = format!("{}The quick brown fox", line.repeat(4));
    let messages = vec![Message::text(Role::User, "Write the line ten times."), Message::text(Role::Assistant, answer)];
    GenerateRequest { sampling: Some(sampling), max_tokens: Some(60), continue_last: true, ..conversation(messages) }
}

fn ask(guessing: bool, request: GenerateRequest) -> Answer {
    worker(guessing).ask(request)
}

#[test]
fn a_greedy_answer_is_the_same_and_takes_fewer_steps() {
    let with = ask(true, copying(greedy()));
    let without = ask(false, copying(greedy()));
    assert_eq!(with.text, without.text);
    let (with, without) = (with.usage(), without.usage());
    assert_eq!(with.generated_tokens, without.generated_tokens);
    assert!(with.accepted_tokens >= 8 && with.accepted_tokens <= with.drafted_tokens, "{with:?}");
    assert_eq!((without.drafted_tokens, without.accepted_tokens, without.close_calls), (0, 0, 0));
}

#[test]
fn a_drawn_answer_is_the_one_that_its_seed_gives() {
    // Every token is drawn from the model's own logits with the next random number, guessed or not.
    let drawn = Sampling { temperature: 0.3, seed: Some(3), ..Sampling::default() };
    let with = ask(true, copying(drawn));
    assert!(with.usage().drafted_tokens > 0);
    assert_eq!(with.text, ask(false, copying(drawn)).text);
}

#[test]
fn a_stop_among_guessed_tokens_ends_the_answer_there() {
    let mut worker = worker(true);
    let answer = worker.ask(GenerateRequest { max_tokens: Some(7), ..copying(greedy()) });
    assert_eq!(answer.usage().generated_tokens, 7);
    // What was guessed beyond the end is gone from the cache: going on gives what going on without guesses gives.
    let text = worker.ask(copying(greedy())).text;
    assert!(text.starts_with(&answer.text));
}

#[test]
fn guessing_rests_while_two_answers_are_written() {
    let mut worker = worker(true);
    // On a busy machine the first one may be far ahead before the second one is heard of, so the best of some tries counts.
    let few = (0..4).any(|_| {
        let guessed = guessed_of_two(&mut worker);
        eprintln!("{guessed} tokens were guessed");
        guessed <= 16
    });
    // Alone, such an answer is guessed from its first tokens on; side by side only the last few are.
    assert!(few, "two answers side by side were guessed all along");
}

/// Tokens that were guessed while two answers were written.
fn guessed_of_two(worker: &mut Worker) -> u32 {
    worker.begin(copying(greedy()));
    worker.begin(copying(greedy()));
    let mut answers = Vec::new();
    while answers.len() < 2 {
        if let (_, GenerateEvent::Finished { usage, .. }) = worker.event() {
            answers.push(usage);
        }
    }
    let written: u32 = answers.iter().map(|usage| usage.generated_tokens).sum();
    assert_eq!(written, 120);
    answers.iter().map(|usage| usage.drafted_tokens).sum()
}
