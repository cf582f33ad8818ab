//! Text of a model's in pieces of any size: nothing of it is lost or doubled on its way through the gate, and looking for
//! what is private or hidden in it finds places that are there.
#![no_main]

use carat_safety::{Gate, Piece, Segment, Verdict, find_hidden, find_private, has_orders, mask};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (size, text) = (usize::from(input.0 % 40) + 1, input.1);
    let (mut gate, mut released) = (Gate::new(), String::new());
    let mut pass = |gate: &mut Gate, segments: Vec<Segment>| {
        for segment in segments {
            for piece in gate.verdict(segment.id, Verdict::allow()) {
                let Piece::Release(text) = piece else { panic!("what is allowed is released") };
                released.push_str(text.as_str());
            }
        }
    };
    let letters: Vec<char> = text.chars().collect();
    for piece in letters.chunks(size) {
        let segments = gate.push(&piece.iter().collect::<String>());
        pass(&mut gate, segments);
    }
    let rest = gate.finish();
    pass(&mut gate, rest);
    assert_eq!(released, text);

    let found = find_private(text);
    let masked = mask(text, found.iter().map(|span| span.range.clone()));
    assert_eq!(masked.len(), text.len(), "offsets stay");
    let _ = (find_hidden(text), has_orders(text));
});
