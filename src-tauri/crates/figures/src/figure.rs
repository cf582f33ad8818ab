//! One figure: its samples, its peer's, and whether its goal is met.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

/// What a figure is to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

impl Goal {
    fn met_by(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {least}"),
            Self::AtMost(most) => format!("<= {most}"),
        }
    }
}

/// One measured number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The name that the benchmark's description gives it.
    pub name: Cow<'static, str>,
    /// The median of `samples`; for a percentile, the percentile itself.
    pub value: Option<f64>,
    /// The unit of `value`, such as `ms` or `tokens/s`.
    pub unit: &'static str,
    /// The raw measurements.
    pub samples: Vec<f64>,
    /// What it is measured against, in the same run and interleaved.
    pub peer: Option<&'static str>,
    /// The median of `peer_samples`.
    pub peer_value: Option<f64>,
    /// The peer's raw measurements.
    pub peer_samples: Vec<f64>,
    /// `value` over `peer_value`, where the goal is a ratio.
    pub ratio: Option<f64>,
    /// The goal in words; null where the figure is only shown.
    pub goal: Option<String>,
    /// Whether the goal is met; null where there is none.
    pub met: Option<bool>,
}

impl Figure {
    /// A figure whose goal is its ratio to a peer. Without samples of the peer the goal counts as missed.
    #[must_use]
    pub fn against(
        name: impl Into<Cow<'static, str>>,
        unit: &'static str,
        samples: Vec<f64>,
        peer: &'static str,
        peer_samples: Vec<f64>,
        goal: Goal,
    ) -> Self {
        let (value, peer_value) = (median(&samples), median(&peer_samples));
        let ratio = value.zip(peer_value).map(|(value, peer)| value / peer);
        Self {
            name: name.into(),
            value,
            unit,
            samples,
            peer: Some(peer),
            peer_value,
            peer_samples,
            ratio,
            goal: Some(format!("ratio {}", goal.words())),
            met: Some(ratio.is_some_and(|ratio| goal.met_by(ratio))),
        }
    }

    /// A figure beside a peer, shown without a goal.
    #[must_use]
    pub fn beside(
        name: impl Into<Cow<'static, str>>,
        unit: &'static str,
        samples: Vec<f64>,
        peer: &'static str,
        peer_samples: Vec<f64>,
    ) -> Self {
        // Any goal does: it is taken away again.
        Self { goal: None, met: None, ..Self::against(name, unit, samples, peer, peer_samples, Goal::AtLeast(0.0)) }
    }

    /// A figure whose goal has the figure's own unit, for a given value of the samples.
    #[must_use]
    pub fn absolute(
        name: impl Into<Cow<'static, str>>,
        unit: &'static str,
        value: Option<f64>,
        samples: Vec<f64>,
        goal: Option<Goal>,
    ) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            samples,
            peer: None,
            peer_value: None,
            peer_samples: Vec::new(),
            ratio: None,
            goal: goal.map(|goal| format!("{} {unit}", goal.words())),
            met: goal.map(|goal| value.is_some_and(|value| goal.met_by(value))),
        }
    }

    /// The figure as a value of JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// The middle of some samples; `None` where there are none.
#[must_use]
pub fn median(samples: &[f64]) -> Option<f64> {
    let mut ordered = samples.to_vec();
    ordered.sort_by(f64::total_cmp);
    let middle = ordered.len() / 2;
    match ordered.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(ordered[middle]),
        _ => Some(f64::midpoint(ordered[middle - 1], ordered[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_the_mean_of_both_middles() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn a_ratio_without_its_peer_is_null_and_missed() {
        let figure = Figure::against("speed", "tokens/s", vec![5.0], "peer", Vec::new(), Goal::AtLeast(0.9));
        assert_eq!((figure.ratio, figure.met), (None, Some(false)));
    }

    #[test]
    fn a_goal_counts_as_met_at_its_bound_and_not_beyond() {
        let at = |value| Figure::absolute("wait", "ms", Some(value), vec![value], Some(Goal::AtMost(50.0))).met;
        assert_eq!((at(50.0), at(50.1)), (Some(true), Some(false)));
        let figure = Figure::against("speed", "tokens/s", vec![9.0], "peer", vec![10.0], Goal::AtLeast(0.9));
        assert_eq!((figure.ratio, figure.met), (Some(0.9), Some(true)));
    }

    #[test]
    fn a_figure_beside_a_peer_has_a_ratio_and_no_goal() {
        let figure = Figure::beside("shown", "ms", vec![2.0], "peer", vec![4.0]);
        assert_eq!((figure.ratio, figure.goal, figure.met), (Some(0.5), None, None));
    }

    #[test]
    fn a_figure_without_a_goal_is_neither_met_nor_missed() {
        assert_eq!(Figure::absolute("shown", "ms", Some(1.0), vec![1.0], None).met, None);
    }
}
