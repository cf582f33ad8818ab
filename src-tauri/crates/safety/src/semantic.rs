//! The semantic step reads meaning: a small network over a sentence's vector, three of them averaged.

use safetensors::SafeTensors;

use crate::DIMENSIONS;
use crate::lexical::{Logits, MOST_HEADS};
use crate::weights::{WeightsError, floats};

/// Networks that were trained from different beginnings.
const NETWORKS: usize = 3;

/// Inner numbers of a network.
const HIDDEN: usize = 128;

/// The networks, with how vectors are standardised for them.
#[derive(Debug, Clone)]
pub(crate) struct Semantic {
    mean: Vec<f32>,
    deviation: Vec<f32>,
    networks: Vec<Network>,
}

#[derive(Debug, Clone)]
struct Network {
    w1: Vec<f32>,
    b1: Vec<f32>,
    w2: Vec<f32>,
    b2: Vec<f32>,
}

impl Semantic {
    /// Takes networks with `heads` heads out of a file.
    pub(crate) fn read(file: &SafeTensors<'_>, heads: usize) -> Result<Self, WeightsError> {
        let network = |number: usize| {
            let part = |name: &str, shape: &[usize]| floats(file, &format!("semantic.{number}.{name}"), shape);
            Ok(Network {
                w1: part("w1", &[HIDDEN, DIMENSIONS])?,
                b1: part("b1", &[HIDDEN])?,
                w2: part("w2", &[heads, HIDDEN])?,
                b2: part("b2", &[heads])?,
            })
        };
        Ok(Self {
            mean: floats(file, "semantic.mean", &[DIMENSIONS])?,
            deviation: floats(file, "semantic.std", &[DIMENSIONS])?,
            networks: (0..NETWORKS).map(network).collect::<Result<_, WeightsError>>()?,
        })
    }

    /// The networks' mean logit for each head; `None` for a vector that is none of the encoder's.
    pub(crate) fn logits(&self, vector: &[f32]) -> Option<Logits> {
        if vector.len() != DIMENSIONS || vector.iter().any(|number| !number.is_finite()) {
            return None;
        }
        let standard = vector.iter().zip(&self.mean).zip(&self.deviation);
        let input: Vec<f32> = standard.map(|((number, mean), deviation)| (number - mean) / deviation).collect();
        let mut logits = [0.0; MOST_HEADS];
        for network in &self.networks {
            let hidden: Vec<f32> = layer(&network.w1, &network.b1, &input).map(|number| number.max(0.0)).collect();
            for (logit, given) in logits.iter_mut().zip(layer(&network.w2, &network.b2, &hidden)) {
                *logit += given / NETWORKS as f32;
            }
        }
        Some(logits)
    }
}

/// One number a row of the weights.
fn layer<'a>(weights: &'a [f32], biases: &'a [f32], input: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
    weights.chunks_exact(input.len()).zip(biases).map(|(row, bias)| bias + dot(row, input))
}

/// Eight sums side by side, so that the compiler can use wide registers: floats may not be added in another order.
fn dot(left: &[f32], right: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    let (left, left_rest) = left.as_chunks::<8>();
    let (right, right_rest) = right.as_chunks::<8>();
    for (left, right) in left.iter().zip(right) {
        for at in 0..8 {
            sums[at] += left[at] * right[at];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(left, right)| left * right).sum();
    sums.iter().sum::<f32>() + rest
}
