//! What the gate lets out, and when.

use carat_safety::{Action, Category, Gate, Piece, Segment, SegmentId, Verdict};
use proptest::prelude::*;

fn acting(action: Action) -> Verdict {
    let category = Some(Category::new("test"));
    Verdict { action, category, reason: "A test.".into(), score: 0.9, can_show: false, ..Verdict::allow() }
}

fn released(pieces: &[Piece]) -> String {
    let texts = pieces.iter().filter_map(|piece| match piece {
        Piece::Release(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn nothing_comes_out_before_its_verdict() {
    let mut gate = Gate::new();
    let segments = gate.push("One is. Two is. Thr");
    assert_eq!(segments.len(), 2);
    assert!(gate.holds_text());
    assert_eq!(released(&gate.verdict(segments[0].id, Verdict::allow())), "One is. ");
    assert!(gate.holds_text());
}

#[test]
fn pieces_keep_their_order_when_verdicts_do_not() {
    let mut gate = Gate::new();
    let segments = gate.push("One is. Two is. Three is. Four");
    assert_eq!(gate.verdict(segments[2].id, Verdict::allow()), []);
    assert_eq!(gate.verdict(segments[1].id, Verdict::allow()), []);
    assert_eq!(released(&gate.verdict(segments[0].id, Verdict::allow())), "One is. Two is. Three is. ");
}

#[test]
fn a_block_ends_everything_after_it() {
    let mut gate = Gate::new();
    let segments = gate.push("One is. Two is. Three is. Four");
    assert_eq!(gate.verdict(segments[2].id, Verdict::allow()), []);
    assert_eq!(gate.verdict(segments[1].id, acting(Action::Block)), []);
    let pieces = gate.verdict(segments[0].id, Verdict::allow());
    assert_eq!(released(&pieces), "One is. ");
    let Some(Piece::Block(withheld)) = pieces.last() else { panic!("the block comes last: {pieces:?}") };
    assert_eq!((withheld.category.as_str(), withheld.action.as_str(), withheld.length), ("test", "block", 8));
    assert_eq!(gate.push("Five is. Six is. "), []);
    assert_eq!(gate.finish(), []);
    assert_eq!(gate.verdict(segments[2].id, Verdict::allow()), []);
    assert!(!gate.holds_text());
}

#[test]
fn a_blur_keeps_its_segment_back_and_lets_the_rest_go_on() {
    let mut gate = Gate::new();
    let segments = gate.push("One is. Two is. Three is. Four");
    let mut pieces = Vec::new();
    for (segment, verdict) in segments.iter().zip([Verdict::allow(), acting(Action::Blur), Verdict::allow()]) {
        pieces.extend(gate.verdict(segment.id, verdict));
    }
    assert_eq!(released(&pieces), "One is. Three is. ");
    assert!(matches!(&pieces[1], Piece::Withhold(withheld) if withheld.length == 8));
}

#[test]
fn a_note_shows_the_text_and_stands_beside_it() {
    let mut gate = Gate::new();
    let segments = gate.push("One is. Two");
    let pieces = gate.verdict(segments[0].id, acting(Action::Note));
    assert_eq!(released(&pieces), "One is. ");
    assert!(matches!(&pieces[1], Piece::Note(note) if note.length == 0 && note.action == "note"));
}

#[test]
fn of_two_verdicts_the_stricter_one_counts() {
    let mut gate = Gate::new();
    let segments = gate.push("One is. Two is. Three");
    gate.verdict(segments[1].id, acting(Action::Block));
    gate.verdict(segments[1].id, Verdict::allow());
    assert!(matches!(gate.verdict(segments[0].id, Verdict::allow()).last(), Some(Piece::Block(_))));
}

#[test]
fn debug_output_holds_no_text() {
    let mut gate = Gate::new();
    let segments = gate.push("Marmalade is orange. ");
    let segments = if segments.is_empty() { gate.finish() } else { segments };
    assert!(!format!("{segments:?}").contains("Marmalade"));
    assert!(!format!("{:?}", gate.verdict(segments[0].id, Verdict::allow())).contains("Marmalade"));
}

/// One step of a turn: more text, or the verdict on one of the segments that wait for theirs.
#[derive(Debug, Clone)]
enum Step {
    Push(String),
    Verdict { which: usize, action: Action },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let text =
        prop_oneof!["[a-z]{1,8}[.!,] ", "[。你好！]{1,9}", "\\PC{0,9}", Just("\n```\n".to_owned()), any::<String>()];
    let action = prop_oneof![20 => Just(Action::Allow), 1 => Just(Action::Note), 1 => Just(Action::Blur), 1 => Just(Action::Block)];
    let step = prop_oneof![
        text.prop_map(Step::Push),
        (any::<usize>(), action).prop_map(|(which, action)| Step::Verdict { which, action }),
    ];
    proptest::collection::vec(step, 0..60)
}

/// Plays the steps, then judges all that is left; returns each segment with its verdict, in order, and all pieces.
fn play(steps: &[Step], rest: Action) -> (Vec<(Segment, Action)>, Vec<Piece>) {
    let mut gate = Gate::new();
    let mut judged: Vec<(Segment, Option<Action>)> = Vec::new();
    let mut pieces = Vec::new();
    for step in steps {
        match step {
            Step::Push(text) => judged.extend(gate.push(text).into_iter().map(|segment| (segment, None))),
            Step::Verdict { which, action } => {
                let mut open: Vec<_> = judged.iter_mut().filter(|(_, verdict)| verdict.is_none()).collect();
                if open.is_empty() {
                    continue;
                }
                let which = which % open.len();
                open[which].1 = Some(*action);
                let id = open[which].0.id;
                pieces.extend(gate.verdict(id, acting(*action)));
            }
        }
    }
    judged.extend(gate.finish().into_iter().map(|segment| (segment, None)));
    let open: Vec<SegmentId> =
        judged.iter().filter(|(_, verdict)| verdict.is_none()).map(|(segment, _)| segment.id).collect();
    for id in open {
        pieces.extend(gate.verdict(id, acting(rest)));
    }
    assert!(!gate.holds_text(), "after finish and all verdicts nothing is held");
    (judged.into_iter().map(|(segment, action)| (segment, action.unwrap_or(rest))).collect(), pieces)
}

proptest! {
    #[test]
    fn what_is_allowed_comes_out_byte_for_byte(texts in proptest::collection::vec(any::<String>(), 0..30)) {
        let steps: Vec<_> = texts.iter().cloned().map(Step::Push).collect();
        let (_, pieces) = play(&steps, Action::Allow);
        prop_assert_eq!(released(&pieces), texts.concat());
    }

    #[test]
    fn only_allowed_segments_before_the_first_block_come_out(steps in steps()) {
        let (judged, pieces) = play(&steps, Action::Allow);
        let shown = judged.iter().take_while(|(_, action)| *action != Action::Block);
        let expected: String = shown.filter(|(_, action)| *action != Action::Blur).map(|(segment, _)| segment.text.as_str()).collect();
        prop_assert_eq!(released(&pieces), expected);
        let blocks = pieces.iter().filter(|piece| matches!(piece, Piece::Block(_))).count();
        prop_assert_eq!(blocks, usize::from(judged.iter().any(|(_, action)| *action == Action::Block)));
        prop_assert!(!pieces.iter().rev().skip(1).any(|piece| matches!(piece, Piece::Block(_))), "a block is the last piece");
    }

    #[test]
    fn nothing_unjudged_is_released(steps in steps()) {
        let mut gate = Gate::new();
        let mut open: Vec<Segment> = Vec::new();
        let mut allowed = String::new();
        let mut out = String::new();
        for step in steps {
            match step {
                Step::Push(text) => open.extend(gate.push(&text)),
                Step::Verdict { .. } if open.is_empty() => {}
                Step::Verdict { .. } => {
                    let segment = open.remove(0);
                    allowed.push_str(&segment.text);
                    out.push_str(&released(&gate.verdict(segment.id, Verdict::allow())));
                }
            }
            prop_assert_eq!(&out, &allowed);
        }
    }

    #[test]
    fn blocked_text_is_in_no_piece(before in "[a-z]{1,9}", after in "[a-z ,]{0,40}") {
        let steps = [Step::Push(format!("{before} is. Forbidden {after} here. And {after} on."))];
        let mut gate = Gate::new();
        let Step::Push(text) = &steps[0] else { unreachable!() };
        let mut segments = gate.push(text);
        segments.extend(gate.finish());
        let mut pieces = Vec::new();
        for segment in segments {
            let action = if segment.text.contains("Forbidden") { Action::Block } else { Action::Allow };
            pieces.extend(gate.verdict(segment.id, acting(action)));
        }
        let all = pieces.iter().map(|piece| match piece {
            Piece::Release(text) => text.as_str().to_owned(),
            other => format!("{other:?}"),
        });
        prop_assert!(!all.collect::<String>().contains("Forbidden"));
        prop_assert!(matches!(pieces.last(), Some(Piece::Block(_))));
    }
}
