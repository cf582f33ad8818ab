//! One answer at a time: what comes out, how it ends, how it is counted.

use std::process::Command;

use carat_engine::frames::{FromWorker, ToWorker};
use carat_engine::{EngineError, FinishReason, GenerateEvent, GenerateRequest, Message, Role, Sampling};

use crate::process::{Worker, conversation, endless, question, starter};

#[test]
fn a_pretrained_model_answers_and_stops() {
    let mut worker = Worker::start();
    let facts = worker.load(&starter(), None).unwrap();
    assert_eq!((facts.architecture.as_str(), facts.instruction_tuned, facts.thinking), ("gemma3", false, false));
    assert_eq!((facts.context, facts.context_trained), (8192, 32768));
    for seed in 0..6 {
        // The family's own sampling, as the app uses it.
        let sampling = Some(Sampling { seed: Some(seed), ..facts.sampling });
        let answer = worker.ask(GenerateRequest { sampling, ..question("What is the capital of Japan?") });
        assert!(answer.text.contains("Tokyo"), "seed {seed}: {:?}", answer.text);
        assert_eq!(answer.reason(), FinishReason::Stop, "seed {seed}");
        assert!(answer.text.len() < 120 && !answer.text.contains('\n'), "it stops there: {:?}", answer.text);
        assert_eq!(answer.text.trim(), answer.text);
    }
}

#[test]
fn a_greedy_answer_is_the_same_in_every_process() {
    let answers: Vec<String> = (0..2).map(|_| Worker::loaded().ask(question("What is the moon?")).text).collect();
    assert!(!answers[0].is_empty());
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_seed_gives_the_same_answer_again() {
    let hot = Sampling { temperature: 1.5, top_k: 0, seed: Some(5), ..Sampling::default() };
    let request = || GenerateRequest { sampling: Some(hot), max_tokens: Some(16), ..endless() };
    let first = Worker::loaded().ask(request()).text;
    assert_eq!(Worker::loaded().ask(request()).text, first);
    let other = GenerateRequest { sampling: Some(Sampling { seed: Some(6), ..hot }), ..request() };
    assert_ne!(Worker::loaded().ask(other).text, first);
}

#[test]
fn counting_and_answering_agree() {
    let mut worker = Worker::loaded();
    let messages = vec![
        Message::text(Role::System, "Be kind."),
        Message::text(Role::User, "東京はどこ？ 🗼"),
        Message::text(Role::Assistant, "Here."),
        Message::text(Role::User, "And  now?"),
    ];
    let count = worker.count(messages.clone());
    let usage = worker.ask(GenerateRequest { max_tokens: Some(3), ..conversation(messages) }).usage();
    assert_eq!((usage.prompt_tokens, count.limit), (count.tokens, 8192));
    assert_eq!(usage.generated_tokens, 3);
    assert!(usage.prefill_ms > 0.0 && usage.first_token_ms >= usage.prefill_ms);
}

#[test]
fn an_answer_goes_on_where_it_stopped() {
    let mut worker = Worker::loaded();
    let text = worker.ask(GenerateRequest { max_tokens: Some(12), ..endless() });
    assert_eq!(text.reason(), FinishReason::Length);
    assert!(text.text.starts_with(" 12, 13"), "the space after the comma is part of it: {:?}", text.text);
}

#[test]
fn a_second_turn_reads_only_what_is_new() {
    let first = "What is the moon?";
    // Without guesses, which are checked several at a time and so may tip a draw between equals.
    let unguessed = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_carat-engine"));
        command.env("CARAT_ENGINE_LOOKUP", "off");
        let mut worker = Worker::spawn(command);
        worker.load(&starter(), None).expect("the starter model loads");
        worker
    };
    let mut worker = unguessed();
    let answer = worker.ask(question(first)).text;
    let turns = || {
        conversation(vec![
            Message::text(Role::User, first),
            Message::text(Role::Assistant, answer.clone()),
            Message::text(Role::User, "Who walked on it?"),
        ])
    };
    let second = worker.ask(turns());
    let fresh = unguessed().ask(turns());
    assert_eq!(second.text, fresh.text);
    assert_eq!(fresh.usage().reused_tokens, 0);
    let new = second.usage().prompt_tokens - second.usage().reused_tokens;
    assert!(new < 20, "{new} tokens were read again");
}

#[test]
fn a_message_that_does_not_fit_is_refused_with_numbers() {
    let mut worker = Worker::loaded();
    let message = "word ".repeat(20_000);
    assert_eq!(message.len(), 100_000);
    let count = worker.count(vec![Message::text(Role::User, message.clone())]);
    let answer = worker.ask(question(&message));
    assert_eq!(answer.end.unwrap_err(), EngineError::ContextFull { needed: count.tokens + 1, limit: 8192 });
    assert!(worker.ask(question("What is the capital of Japan?")).text.contains("Tokyo"), "the next one is answered");
}

#[test]
fn hundred_thousand_line_ends_are_counted_in_time() {
    // llama.cpp's search for user-defined tokens takes time with the square of their number; this took minutes whole.
    let count = Worker::loaded().count(vec![Message::text(Role::User, "a\n".repeat(50_000))]);
    assert!(count.tokens > 90_000, "{count:?}");
}

#[test]
fn an_answer_that_fills_the_context_says_so() {
    let mut worker = Worker::start();
    worker.load(&starter(), Some(256)).unwrap();
    let answer = worker.ask(endless());
    assert_eq!(answer.reason(), FinishReason::ContextFull);
    let usage = answer.usage();
    assert_eq!(usage.prompt_tokens + usage.generated_tokens, 256);
}

#[test]
fn any_text_can_be_asked() {
    let mut worker = Worker::loaded();
    let control: String = (0..0x20u32).chain(0x7F..0xA0).filter_map(char::from_u32).collect();
    let planes: String = (0..17u32)
        .flat_map(|plane| [0x41, 0x3042, 0xFFFD].map(|at| plane << 16 | at))
        .filter_map(char::from_u32)
        .collect();
    let scripts = "العربية עברית हिन्दी ไทย 한국어 e\u{301} 👩‍👩‍👧‍👦".to_owned();
    for text in [control, planes, scripts, String::new(), "\0".repeat(500), "\u{202E}\u{FEFF}".into()] {
        let answer = worker.ask(GenerateRequest { max_tokens: Some(4), ..question(&text) });
        assert!(answer.end.is_ok(), "{text:?}: {answer:?}");
    }
}

#[test]
fn what_comes_without_a_model_is_refused() {
    let mut worker = Worker::start();
    assert_eq!(worker.ask(question("Hi.")).end.unwrap_err(), EngineError::NoModel);
    let id = worker.id();
    worker.send(&ToWorker::Unload { id });
    assert_eq!(worker.receive(), FromWorker::Unloaded { id });
}

#[test]
fn unloading_ends_the_answer_and_the_worker_stays() {
    let mut worker = Worker::loaded();
    let answer = worker.begin(endless());
    worker.first_text(answer);
    let id = worker.id();
    worker.send(&ToWorker::Unload { id });
    let mut last = None;
    loop {
        match worker.receive_other() {
            FromWorker::Event { event, .. } => last = Some(event),
            FromWorker::Unloaded { id: of } if of == id => break,
            other => panic!("neither an event nor the end: {other:?}"),
        }
    }
    assert_eq!(last, Some(GenerateEvent::Failed { error: EngineError::Unloaded }));
    worker.load(&starter(), None).unwrap();
    assert!(worker.ask(question("What is the capital of Japan?")).text.contains("Tokyo"));
}

#[test]
fn no_tokens_are_generated_where_none_are_asked_for() {
    let answer = Worker::loaded().ask(GenerateRequest { max_tokens: Some(0), ..question("Hi.") });
    assert_eq!((answer.text.as_str(), answer.reason(), answer.usage().generated_tokens), ("", FinishReason::Length, 0));
}
