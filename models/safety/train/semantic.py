"""The semantic step: a small network over a sentence's vector, three of them averaged."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

HIDDEN = 128
EPOCHS = 15
TOGETHER = 64
RATE = 2e-3
DROPPED = (0.2, 0.3)
SEEDS = (0, 1, 2)


@dataclass
class Semantic:
    """How vectors are standardised, and (w1, b1, w2, b2) of each network."""

    mean: np.ndarray
    std: np.ndarray
    networks: list

    def logits(self, vectors):
        """The networks' mean logits, one row a vector."""
        inputs = (vectors - self.mean) / self.std
        return np.mean([np.maximum(inputs @ w1.T + b1, 0) @ w2.T + b2 for w1, b1, w2, b2 in self.networks], axis=0)


def fit(vectors, labels, weights):
    """Fits heads to labels where known (NaN where not), with one weight a row and head."""
    mean, std = vectors.mean(0), vectors.std(0) + 1e-6
    inputs = (vectors - mean) / std
    seen = ~np.isnan(labels)
    weights = np.where(seen, weights, 0)
    weights = weights / weights[seen].mean()
    wanted = np.nan_to_num(labels)
    return Semantic(mean, std, [train(inputs, wanted, weights, seed) for seed in SEEDS])


def train(inputs, wanted, weights, seed):
    """One network, by Adam with dropout before both layers; its rate falls to nothing."""
    random = np.random.default_rng(seed)
    sizes = [(HIDDEN, inputs.shape[1]), (wanted.shape[1], HIDDEN)]
    w1, w2 = (random.normal(0, np.sqrt(2 / size[1]), size).astype(np.float32) for size in sizes)
    parameters = [w1, np.zeros(HIDDEN, np.float32), w2, np.zeros(wanted.shape[1], np.float32)]
    first = [np.zeros_like(parameter) for parameter in parameters]
    second = [np.zeros_like(parameter) for parameter in parameters]
    steps = EPOCHS * (len(inputs) // TOGETHER)
    done = 0
    for _ in range(EPOCHS):
        order = random.permutation(len(inputs))
        for at in range(0, len(order) - TOGETHER + 1, TOGETHER):
            batch = order[at : at + TOGETHER]
            gradients = slopes(parameters, inputs[batch], wanted[batch], weights[batch], random)
            done += 1
            rate = RATE * 0.5 * (1 + np.cos(np.pi * done / steps))
            for number, gradient in enumerate(gradients):
                first[number] += 0.1 * (gradient - first[number])
                second[number] += 0.001 * (gradient**2 - second[number])
                step = first[number] / (1 - 0.9**done) / (np.sqrt(second[number] / (1 - 0.999**done)) + 1e-8)
                parameters[number] -= (rate * step).astype(np.float32)
    return parameters


def slopes(parameters, inputs, wanted, weights, random):
    """The gradient of the weighted cross entropy, with dropout."""
    w1, b1, w2, b2 = parameters
    outer, inner = (
        (random.random(shape) >= share).astype(np.float32) / np.float32(1 - share)
        for share, shape in zip(DROPPED, (inputs.shape, (len(inputs), HIDDEN)))
    )
    inputs = inputs * outer
    before = inputs @ w1.T + b1
    hidden = np.maximum(before, 0) * inner
    error = (weights * (expit(hidden @ w2.T + b2) - wanted) / len(inputs)).astype(np.float32)
    back = error @ w2 * inner * (before > 0)
    return back.T @ inputs, back.sum(0), error.T @ hidden, error.sum(0)
