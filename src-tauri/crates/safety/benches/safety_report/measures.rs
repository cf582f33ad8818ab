//! Measures of a classifier: areas, F1, recall, and how far chance moves them.

/// A score, and whether the text is harmful.
pub(crate) type Scored = (f64, bool);

/// Draws for an interval.
const DRAWS: usize = 500;

/// The area under the curve of precision and recall, by average precision.
pub(crate) fn area(scored: &[Scored]) -> Option<f64> {
    let mut ordered = scored.to_vec();
    ordered.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut hits, mut sum) = (0_usize, 0.0);
    for (place, (_, harmful)) in ordered.iter().enumerate() {
        if *harmful {
            hits += 1;
            sum += hits as f64 / (place + 1) as f64;
        }
    }
    (hits > 0 && hits < scored.len()).then(|| sum / hits as f64)
}

/// F1 at a threshold.
pub(crate) fn f1(scored: &[Scored], threshold: f64) -> Option<f64> {
    let flagged = scored.iter().filter(|(score, _)| *score >= threshold);
    let hits = flagged.clone().filter(|(_, harmful)| *harmful).count();
    let harmful = scored.iter().filter(|(_, harmful)| *harmful).count();
    let both = flagged.count() + harmful;
    (both > 0 && harmful > 0).then(|| 2.0 * hits as f64 / both as f64)
}

/// The share of texts that a threshold flags.
pub(crate) fn flagged<'a>(scores: impl IntoIterator<Item = &'a f64>, threshold: f64) -> Option<f64> {
    let (all, flagged) = scores
        .into_iter()
        .fold((0_usize, 0_usize), |(all, flagged), score| (all + 1, flagged + usize::from(*score >= threshold)));
    (all > 0).then(|| flagged as f64 / all as f64)
}

/// The least threshold that flags no more than this share of harmless texts.
pub(crate) fn threshold_at(harmless: &[f64], share: f64) -> f64 {
    let mut ordered = harmless.to_vec();
    ordered.sort_by(|one, other| other.total_cmp(one));
    let allowed = (share * ordered.len() as f64).floor() as usize;
    ordered.get(allowed).map_or(0.0, |score| score + 1e-9)
}

/// The middle 95 % of a measure over samples that are drawn with repetition.
pub(crate) fn interval(scored: &[Scored], measure: impl Fn(&[Scored]) -> Option<f64>) -> Option<(f64, f64)> {
    if scored.is_empty() {
        return None;
    }
    // The same draws every time.
    let mut random = fastrand::Rng::with_seed(5);
    let draw = |random: &mut fastrand::Rng| {
        (0..scored.len()).map(|_| scored[random.usize(..scored.len())]).collect::<Vec<_>>()
    };
    let mut values: Vec<f64> = (0..DRAWS).filter_map(|_| measure(&draw(&mut random))).collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get(((values.len().max(1) - 1) as f64 * share).round() as usize).copied();
    at(0.025).zip(at(0.975))
}
