//! Several answers at once, and answers that are cancelled.

use carat_engine::{FinishReason, GenerateEvent, GenerateRequest};

use crate::process::{Worker, endless, long, question, starter};

#[test]
fn a_cancel_ends_an_answer_while_it_is_written() {
    let mut worker = Worker::loaded();
    let id = worker.begin(endless());
    worker.first_text(id);
    worker.cancel(id);
    let answer = worker.finish(id);
    assert_eq!(answer.reason(), FinishReason::Cancelled);
    assert!(answer.usage().generated_tokens >= 1);
    assert!(worker.ask(question("What is the capital of Japan?")).text.contains("Tokyo"), "the next one is answered");
}

#[test]
fn a_cancel_ends_an_answer_while_its_prompt_is_read() {
    let mut worker = Worker::loaded();
    let id = worker.begin(question(&long(6000)));
    let (_, event) = worker.event();
    let GenerateEvent::Reading { done, total } = event else { panic!("expected it to be reading: {event:?}") };
    assert!(done < total / 2, "{done} of {total} tokens came as the first piece");
    worker.cancel(id);
    let answer = worker.finish(id);
    assert_eq!((answer.reason(), answer.text.as_str()), (FinishReason::Cancelled, ""));
    assert_eq!(answer.usage().generated_tokens, 0);
    assert!(worker.ask(question("What is the capital of Japan?")).text.contains("Tokyo"), "the next one is answered");
}

#[test]
fn a_cancel_of_something_else_changes_nothing() {
    let mut worker = Worker::loaded();
    worker.cancel(77);
    let id = worker.begin(question("What is the capital of Japan?"));
    worker.cancel(id + 1);
    assert!(worker.finish(id).text.contains("Tokyo"));
}

#[test]
fn a_quick_question_does_not_wait_for_a_long_answer() {
    let mut worker = Worker::loaded();
    let slow = worker.begin(endless());
    let mut counted = worker.first_text(slow);
    let quick = worker.begin(question("What is the capital of Japan?"));
    let mut answer = String::new();
    let mut between = 0;
    loop {
        match worker.event() {
            (id, GenerateEvent::Text { text }) if id == slow => {
                counted.push_str(&text);
                between += 1;
            }
            (id, GenerateEvent::Text { text }) if id == quick => answer.push_str(&text),
            (id, GenerateEvent::Finished { reason, .. }) => {
                assert_eq!((id, reason), (quick, FinishReason::Stop), "the long answer is still being written");
                break;
            }
            (_, GenerateEvent::Reading { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(answer.contains("Tokyo"), "{answer:?}");
    assert!(between > 0, "the long answer went on meanwhile");
    assert!(counted.starts_with(" 12, 13, 14"), "neither disturbs the other: {counted:?}");
    worker.cancel(slow);
    assert_eq!(worker.finish(slow).reason(), FinishReason::Cancelled);
}

#[test]
fn more_answers_than_lanes_all_come() {
    let mut worker = Worker::loaded();
    let ids: Vec<u64> = (0..6)
        .map(|_| worker.begin(GenerateRequest { max_tokens: Some(24), ..question("What is the capital of Japan?") }))
        .collect();
    let mut texts = vec![String::new(); ids.len()];
    let mut ended = 0;
    while ended < ids.len() {
        let (id, event) = worker.event();
        let at = ids.iter().position(|of| *of == id).expect("one of them");
        match event {
            GenerateEvent::Text { text } => texts[at].push_str(&text),
            GenerateEvent::Finished { .. } => ended += 1,
            GenerateEvent::Reading { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(texts.iter().all(|text| text.contains("Tokyo")), "{texts:?}");
}

#[test]
fn two_that_outgrow_the_context_take_turns() {
    let mut worker = Worker::start();
    worker.load(&starter(), Some(256)).unwrap();
    let ids = [worker.begin(endless()), worker.begin(endless())];
    let mut texts = [String::new(), String::new()];
    let mut ended = 0;
    while ended < 2 {
        let (id, event) = worker.event();
        let at = usize::from(id == ids[1]);
        match event {
            GenerateEvent::Text { text } => texts[at].push_str(&text),
            GenerateEvent::Finished { reason, usage } => {
                assert_eq!(reason, FinishReason::ContextFull);
                assert_eq!(usage.prompt_tokens + usage.generated_tokens, 256, "each had the whole context in the end");
                ended += 1;
            }
            GenerateEvent::Reading { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(texts.iter().all(|text| text.starts_with(" 12, 13, 14")), "{texts:?}");
}
