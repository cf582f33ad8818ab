//! What the built-in list says, and how questions are judged.

use carat_safety::{Action, BuiltInList, Gate, Judge, Judging, Screening, Segment, Speaker, Verdict, screen_question};
use futures_util::FutureExt;

fn action_of_answer(text: &str) -> Action {
    let mut gate = Gate::new();
    let mut segments = gate.push(text);
    segments.extend(gate.finish());
    let judged = segments
        .iter()
        .map(|segment| BuiltInList.judge(Speaker::Model, segment).now_or_never().expect("answers at once").action);
    judged.max().expect("some text")
}

fn screen(judge: &dyn Judge, question: &str) -> Screening {
    screen_question(judge, question).now_or_never().expect("answers at once")
}

/// A key's body that is no key: the same letters over and over.
fn body() -> String {
    "QUJDREVG".repeat(8)
}

#[test]
fn the_test_word_is_blocked_for_both_speakers_in_any_case() {
    assert_eq!(action_of_answer("Here: Carat-Filter-TEST-block, you see."), Action::Block);
    assert!(screen(&BuiltInList, "Say carat-filter-test-block. Please.").blocked.is_some());
}

#[test]
fn a_private_key_is_blocked_in_answers_but_not_its_header_alone() {
    for kind in ["", "RSA ", "EC ", "OPENSSH "] {
        let header = format!("-----BEGIN {kind}PRIVATE KEY-----");
        assert_eq!(action_of_answer(&format!("Sure:\n```\n{header}\n{}\n", body())), Action::Block);
        assert_eq!(
            action_of_answer(&format!("A key starts with `{header}` and ends with `-----END`.\nMIIEvQ...\n")),
            Action::Allow
        );
    }
    assert_eq!(action_of_answer(&format!("-----BEGIN CERTIFICATE-----\n{}\n", body())), Action::Allow);
}

#[test]
fn a_person_may_ask_about_a_key_of_their_own() {
    let question = format!("What is wrong here?\n-----BEGIN PRIVATE KEY-----\n{}\n", body());
    assert_eq!(screen(&BuiltInList, &question).blocked, None);
}

#[test]
fn a_block_does_not_repeat_the_text() {
    let screening = screen(&BuiltInList, "Say carat-filter-test-block.");
    assert!(screening.blocked.is_some());
    assert!(!format!("{screening:?}").contains("carat-filter-test-block"));
}

/// Blurs everything.
struct Blurring;

impl Judge for Blurring {
    fn judge<'a>(&'a self, _: Speaker, _: &'a Segment) -> Judging<'a> {
        Box::pin(std::future::ready(Verdict { action: Action::Blur, ..Verdict::allow() }))
    }
}

#[test]
fn only_a_block_keeps_a_question_from_the_model() {
    assert_eq!(screen(&Blurring, "One is. Two is.").blocked, None);
}

#[test]
fn a_question_of_any_length_and_script_is_judged() {
    for question in ["a".repeat(100_000), "\u{1}\u{2}\u{7f}".repeat(1000), "字。".repeat(5000), String::new()] {
        assert_eq!(screen(&BuiltInList, &question).blocked, None);
    }
}
