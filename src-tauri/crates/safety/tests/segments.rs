//! What is judged at once: the rules by which a stream is cut.

use carat_safety::{Gate, RUN_CHARS, SEGMENT_CHARS, Segment, SegmentKind};
use proptest::prelude::*;

fn segments(text: &str) -> Vec<Segment> {
    let mut gate = Gate::new();
    let mut segments = gate.push(text);
    segments.extend(gate.finish());
    segments
}

fn texts(text: &str) -> Vec<String> {
    segments(text).into_iter().map(|segment| segment.text).collect()
}

#[test]
fn a_sentence_ends_at_its_mark_and_takes_the_space_after_it() {
    assert_eq!(texts("It is late. Is it? Yes! Good"), ["It is late. ", "Is it? ", "Yes! ", "Good"]);
}

#[test]
fn a_full_width_mark_ends_a_sentence_without_a_space() {
    assert_eq!(texts("今天下雨。我们不去！好吗？好。"), ["今天下雨。", "我们不去！", "好吗？", "好。"]);
    assert_eq!(texts("「行こう！」と言った。雨です。"), ["「行こう！」", "と言った。", "雨です。"]);
}

#[test]
fn a_hindi_and_an_arabic_sentence_end_at_their_own_marks() {
    assert_eq!(texts("यह किताब है। वह कलम है।"), ["यह किताब है। ", "वह कलम है।"]);
    assert_eq!(texts("ما هذا؟ هذا كتاب."), ["ما هذا؟ ", "هذا كتاب."]);
}

#[test]
fn numbers_names_and_abbreviations_in_lower_case_do_not_end_a_sentence() {
    for whole in ["Pi is 3.14159 or so", "See example.com for more", "Fruit, e.g. apples", "Node.js and main.rs"] {
        assert_eq!(texts(whole), [whole]);
    }
}

#[test]
fn the_number_of_a_list_item_is_no_sentence() {
    assert_eq!(texts("1. Apples\n2. Pears\n"), ["1. Apples\n", "2. Pears\n"]);
}

#[test]
fn emphasis_stays_with_the_sentence_it_closes() {
    assert_eq!(texts("**It is late.** *Go home.* Now"), ["**It is late.** ", "*Go home.* ", "Now"]);
}

#[test]
fn blank_lines_go_with_the_line_after_them() {
    assert_eq!(texts("One\n\n\nTwo\n"), ["One\n", "\n\nTwo\n"]);
}

#[test]
fn code_is_cut_at_its_lines_and_nowhere_else() {
    let text = "Look:\n```rust\nlet a = 1. + b; Ok(a)\n\nprint(\"Hi. You\");\n```\nDone. Yes";
    let found = segments(text);
    let (texts, kinds): (Vec<_>, Vec<_>) = found.into_iter().map(|segment| (segment.text, segment.kind)).unzip();
    assert_eq!(
        texts,
        ["Look:\n", "```rust\n", "let a = 1. + b; Ok(a)\n", "\nprint(\"Hi. You\");\n", "```\n", "Done. ", "Yes"],
    );
    use SegmentKind::{Code, Prose};
    assert_eq!(kinds, [Prose, Code, Code, Code, Code, Prose, Prose]);
}

#[test]
fn a_fence_closes_only_with_its_own_mark_at_its_own_length() {
    let kinds: Vec<_> = segments("````\n```\n~~~~\n````\nText\n").into_iter().map(|segment| segment.kind).collect();
    use SegmentKind::{Code, Prose};
    assert_eq!(kinds, [Code, Code, Code, Code, Prose]);
}

#[test]
fn inline_code_with_three_marks_opens_no_fence() {
    assert_eq!(segments("```a``` is code\nText. More").last().map(|last| last.kind), Some(SegmentKind::Prose));
}

#[test]
fn a_row_of_a_table_is_one_segment() {
    let found = segments("| A. B | C! D |\n|---|---|\n| 1. E | 2 |\n");
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|segment| segment.kind == SegmentKind::Table));
}

#[test]
fn a_long_sentence_is_cut_after_its_last_clause() {
    let clause = "this goes on and on, ";
    let found = texts(&clause.repeat(20));
    assert!(found.len() > 1, "420 characters are more than one segment holds");
    assert!(found.iter().all(|text| text.ends_with(", ")), "{found:?}");
}

#[test]
fn a_long_run_without_clauses_is_cut_between_words_and_else_between_characters() {
    assert!(texts(&"word ".repeat(100)).iter().all(|text| text.ends_with(' ')));
    assert!(texts(&"字".repeat(1000)).iter().all(|text| text.chars().count() <= SEGMENT_CHARS));
    let family = "👨‍👩‍👧‍👦";
    for text in texts(&family.repeat(100)) {
        assert_eq!(text.replace(family, ""), "", "a family of four is one character to its reader");
    }
}

#[test]
fn a_long_run_such_as_a_keys_is_not_cut_where_a_segment_is_full() {
    let run = "A1b2-C3d4_".repeat(60);
    for text in [run.clone(), format!("It is {run} and so on"), format!("{}{run}\n", "word ".repeat(40))] {
        assert!(texts(&text).iter().any(|segment| segment.contains(&run)), "{text}");
    }
    let text = format!("{}{}", "字".repeat(230), "A1b2".repeat(30));
    assert_eq!(texts(&text)[1], "A1b2".repeat(30), "it is cut before the run");
    let endless = texts(&"A1b2".repeat(10_000));
    assert!(endless.len() > 5 && endless.iter().all(|segment| segment.len() <= RUN_CHARS));
}

#[test]
fn a_segment_comes_with_the_one_before_it() {
    let contexts: Vec<_> = segments("One is. Two is. Three").into_iter().map(|segment| segment.context).collect();
    assert_eq!(contexts, ["", "One is. ", "Two is. "]);
}

#[test]
fn a_resumed_text_knows_its_fence_and_its_context() {
    let mut gate = Gate::resume("Look:\n```\nlet a = 1;\nlet b");
    let found = gate.push(" = 2. + 3; Ok\n");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].text.as_str(), found[0].context.as_str()), (" = 2. + 3; Ok\n", "let b"));
    assert_eq!(found[0].kind, SegmentKind::Code);
}

/// Text that has much of what the rules look at.
fn marked_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,12}",
        "[a-zA-Z ,.!?*_|>~`\\n\\r\\t]{0,40}",
        "[。！？、「」你好我是あいう]{0,20}",
        Just("\n```\n".to_owned()),
        Just("| a | b. C |\n".to_owned()),
        Just("long ".repeat(70)),
        Just("あ".repeat(300)),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_segments_joined_are_the_text(text in marked_text()) {
        prop_assert_eq!(texts(&text).concat(), text);
    }

    #[test]
    fn chunking_does_not_change_the_segments(text in marked_text(), sizes in proptest::collection::vec(1usize..9, 1..40)) {
        let mut gate = Gate::new();
        let mut found = Vec::new();
        let mut sizes = sizes.iter().cycle();
        let mut rest = text.chars().peekable();
        while rest.peek().is_some() {
            let chunk: String = rest.by_ref().take(*sizes.next().expect("a cycle never ends")).collect();
            found.extend(gate.push(&chunk));
        }
        found.extend(gate.finish());
        prop_assert_eq!(found, segments(&text));
    }

    #[test]
    fn no_segment_is_empty_or_too_long(text in marked_text()) {
        let is_of_key = |c: char| c.is_ascii_alphanumeric() || "+/=-_.".contains(c);
        for segment in texts(&text) {
            let longest = segment.split(|c: char| !is_of_key(c)).map(str::len).max();
            let most = if longest > Some(40) { RUN_CHARS } else { SEGMENT_CHARS };
            prop_assert!((1..=most).contains(&segment.chars().count()));
        }
    }
}
