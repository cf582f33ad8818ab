//! The draw against the plain definition of each setting.

use proptest::prelude::*;

use super::*;

fn off() -> Sampling {
    Sampling { temperature: 1.0, top_k: 0, top_p: 1.0, min_p: 0.0, repeat_penalty: 1.0, seed: Some(1) }
}

/// How often each of the tokens came in many draws of one.
fn shares(sampling: Sampling, logits: &[f32], draws: u32) -> Vec<f32> {
    let mut counts = vec![0u32; logits.len()];
    for seed in 0..draws {
        let token = Draw::new(Sampling { seed: Some(seed), ..sampling }).next(logits).expect("a token");
        counts[token as usize] += 1;
    }
    counts.into_iter().map(|count| count as f32 / draws as f32).collect()
}

fn probabilities(weights: &[f32]) -> Vec<f32> {
    let total: f32 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

fn close(found: &[f32], expected: &[f32]) {
    for (token, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < 0.02, "token {token}: {found} instead of {expected}");
    }
}

const LOGITS: [f32; 5] = [1.0, 3.0, 2.0, -4.0, 2.5];

#[test]
fn zero_temperature_takes_the_best() {
    let mut draw = Draw::new(Sampling { temperature: 0.0, ..off() });
    assert_eq!(draw.next(&LOGITS), Some(1));
    assert_eq!(draw.next(&[0.0, 5.0, 5.0]), Some(1), "the first of equals");
}

#[test]
fn a_close_call_is_one_between_the_best_two() {
    let greedy = Draw::new(Sampling { temperature: 0.0, ..off() });
    assert!(greedy.close(&[1.0, 3.0, 2.6]) && greedy.close(&[2.6, 3.0, 1.0]) && greedy.close(&[3.0, 3.0]));
    assert!(!greedy.close(&[1.0, 3.0, 2.9 - CLOSE]) && !greedy.close(&[3.0]) && !greedy.close(&[]));
    assert!(!greedy.close(&[f32::NAN, f32::NAN]));
    assert!(!Draw::new(off()).close(&[3.0, 3.0]), "a draw by chance has no best");
}

#[test]
fn the_distribution_is_the_models() {
    let exp: Vec<f32> = LOGITS.iter().map(|logit| logit.exp()).collect();
    close(&shares(off(), &LOGITS, 20_000), &probabilities(&exp));
    let hot: Vec<f32> = LOGITS.iter().map(|logit| (logit / 2.0).exp()).collect();
    close(&shares(Sampling { temperature: 2.0, ..off() }, &LOGITS, 20_000), &probabilities(&hot));
}

#[test]
fn top_k_keeps_the_best_few() {
    let weights = [0.0, 3f32.exp(), 0.0, 0.0, 2.5f32.exp()];
    close(&shares(Sampling { top_k: 2, ..off() }, &LOGITS, 20_000), &probabilities(&weights));
}

#[test]
fn top_p_keeps_the_fewest_that_reach_it() {
    // 0.48, 0.29, 0.18, 0.06: the first two reach 0.75.
    let weights = [0.0, 3f32.exp(), 0.0, 0.0, 2.5f32.exp()];
    close(&shares(Sampling { top_p: 0.75, ..off() }, &LOGITS, 20_000), &probabilities(&weights));
}

#[test]
fn min_p_is_relative_to_the_best() {
    // e^-0.5 = 0.61 and e^-1 = 0.37 of the best.
    let weights = [0.0, 3f32.exp(), 0.0, 0.0, 2.5f32.exp()];
    close(&shares(Sampling { min_p: 0.5, ..off() }, &LOGITS, 20_000), &probabilities(&weights));
    assert_eq!(Draw::new(Sampling { min_p: 2.0, ..off() }).next(&LOGITS), Some(1), "the best always stays");
}

#[test]
fn a_repeated_token_is_penalised() {
    let mut draw = Draw::new(Sampling { temperature: 0.0, repeat_penalty: 2.0, ..off() });
    assert_eq!(draw.next(&LOGITS), Some(1));
    assert_eq!(draw.next(&LOGITS), Some(4), "3.0 / 2 is less than 2.5");
    assert_eq!(draw.next(&LOGITS), Some(2), "2.5 / 2 is less than 2.0");
}

#[test]
fn a_seed_repeats_the_draws() {
    let draws = |seed| {
        let mut draw = Draw::new(Sampling { seed: Some(seed), ..off() });
        (0..50).filter_map(|_| draw.next(&LOGITS)).collect::<Vec<_>>()
    };
    assert_eq!(draws(7), draws(7));
    assert_ne!(draws(7), draws(8));
}

#[test]
fn broken_logits_draw_nothing_or_what_is_left() {
    assert_eq!(Draw::new(off()).next(&[f32::NAN; 4]), None);
    assert_eq!(Draw::new(off()).next(&[]), None);
    assert_eq!(Draw::new(off()).next(&[f32::NAN, 1.0]), Some(1));
    assert_eq!(Draw::new(Sampling { temperature: f32::NAN, ..off() }).next(&LOGITS), Some(1));
    assert_eq!(Draw::new(Sampling { temperature: -1.0, top_p: f32::NAN, ..off() }).next(&LOGITS), Some(1));
}

proptest! {
    #[test]
    fn the_best_few_are_those_of_a_full_sort(logits in prop::collection::vec(-20f32..20.0, 1..400), k in 1..50u32) {
        let mut draw = Draw::new(Sampling { top_k: k, ..off() });
        draw.gather(&logits, k as usize);
        draw.candidates.sort_unstable_by(|a, b| b.logit.total_cmp(&a.logit).then(a.token.cmp(&b.token)));
        let found: Vec<f32> = draw.candidates.iter().take(k as usize).map(|candidate| candidate.logit).collect();
        let mut sorted = logits.clone();
        sorted.sort_unstable_by(|a, b| b.total_cmp(a));
        sorted.truncate(k as usize);
        prop_assert_eq!(found, sorted);
    }

    #[test]
    fn the_best_is_the_best(logits in prop::collection::vec(-20f32..20.0, 1..100)) {
        let token = best(&logits).expect("there are logits");
        prop_assert!(logits.iter().all(|logit| *logit <= logits[token as usize]));
    }
}
