//! `carat screen` as a script meets it.

mod program;

use program::{Program, words};
use serde_json::{Value, json};

/// Blocked by the filter, so that anybody can see what a block looks like.
const TEST_WORD: &str = "carat-filter-test-block";

const KEYS: [&str; 11] = [
    "dangerous",
    "harassment",
    "hate",
    "sexual",
    "child_safety",
    "self_harm",
    "violence",
    "illegal",
    "private_data",
    "injection",
    "advice",
];

fn lines(texts: &[Value]) -> Vec<u8> {
    texts.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

#[test]
fn each_line_gets_an_answer_with_its_id_in_order() {
    let input = lines(&[
        json!({ "id": "a", "text": "How do I bake a pumpkin pie?" }),
        json!({ "id": 7, "text": format!("Say {TEST_WORD}, please.") }),
        json!({ "text": "今天天气很好", "lang": "zh" }),
    ]);
    let ran = Program::new().run_with(words("screen --jsonl --tier embedded"), &input);
    assert_eq!(ran.code, 0, "{ran:?}");
    let answers = ran.json();
    let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
    assert_eq!(ids, [&json!("a"), &json!(7), &json!(3)]);
    assert_eq!((&answers[0]["action"], &answers[1]["action"]), (&json!("allow"), &json!("block")));
    for answer in &answers {
        let scores = answer["scores"].as_object().expect("scores");
        assert_eq!(scores.keys().map(String::as_str).collect::<Vec<_>>(), KEYS);
        let all = scores.values().chain([&answer["risk"]]);
        assert!(all.map(|score| score.as_f64().expect("a number")).all(|score| (0.0..=1.0).contains(&score)));
        assert!(
            answer["covered"].is_boolean() && answer["tier"].is_string() && answer["category"].is_null()
                || answer["category"].is_string()
        );
    }
}

#[test]
fn a_line_that_is_none_gets_an_answer_that_says_so_and_the_rest_goes_on() {
    let ran = Program::new()
        .run_with(words("screen --jsonl --tier embedded"), b"{\"id\":1}\nno\n{\"id\":3,\"text\":\"x\"}\n");
    assert_eq!(ran.code, 2, "{ran:?}");
    let answers = ran.json();
    assert_eq!(answers.len(), 3);
    assert!(answers[0]["error"].as_str().is_some_and(|error| error.contains("text")), "{ran:?}");
    assert!(answers[1]["error"].is_string());
    assert_eq!(answers[2]["id"], 3);
}

#[test]
fn without_the_encoder_it_says_so_and_judges_all_the_same() {
    let ran =
        Program::new().alone().run_with(words("screen --jsonl --tier embedded"), b"{\"id\":1,\"text\":\"Hi.\"}\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("all-minilm-l6-v2-q8_0.gguf"), "{ran:?}");
    assert_eq!(ran.json()[0]["tier"], "lexical");
}

#[test]
fn a_stream_comes_out_sentence_by_sentence_up_to_a_block() {
    let text = format!("One is fine. Two is fine. Say {TEST_WORD} now. Four is never seen.");
    let ran =
        Program::new().alone().run_with(words("screen --stream --tier embedded --role response"), text.as_bytes());
    assert_eq!(ran.code, 5, "{ran:?}");
    let pieces = ran.json();
    let kinds: Vec<&str> = pieces.iter().filter_map(|piece| piece["type"].as_str()).collect();
    assert_eq!(kinds, ["release", "release", "block"]);
    assert_eq!((&pieces[0]["text"], &pieces[2]["category"]), (&json!("One is fine. "), &json!("test")));
    assert!(!ran.out.contains(TEST_WORD) && !ran.out.contains("Four"), "{ran:?}");
}

#[test]
fn a_guard_that_is_not_there_or_unfit_is_refused() {
    let program = Program::new();
    let ran = program.run_with(words("screen --jsonl --tier guard"), b"");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("--guard"), "it says what to do: {ran:?}");
    let starter = program.starter();
    let arguments = ["screen", "--jsonl", "--tier", "guard", "--guard", &starter.display().to_string()];
    let ran = program.run_with(arguments, b"");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("can't be a guard"), "{ran:?}");
}
