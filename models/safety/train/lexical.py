"""The lexical step: one linear classifier a head over the buckets of n-grams, in 8 bits."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

import features

SHRINK = 2e-6
"""How strongly large weights are held back, a row."""

ROUNDS = 60


@dataclass
class Lexical:
    """Weights of 8 bits; a head's weight is its number times the head's scale."""

    weight: np.ndarray
    scale: np.ndarray
    bias: np.ndarray

    def logits(self, counted):
        """One row of logits for each row of `features.matrix`."""
        return counted @ self.weight.astype(np.float32) * self.scale + self.bias


def fit(counted, labels, weights):
    """Fits heads to labels between 0 and 1 where known (NaN where not), with one weight a row and head."""
    seen = ~np.isnan(labels)
    # Buckets that one row alone has tell nothing about another.
    kept = np.flatnonzero(np.bincount(counted.indices, minlength=features.BUCKETS) > 1)
    columns = counted[:, kept]
    rows = columns.T.tocsr()
    total = np.zeros((features.BUCKETS, labels.shape[1]), np.float32)
    bias = np.zeros(labels.shape[1], np.float32)
    for head in range(labels.shape[1]):
        at = np.flatnonzero(seen[:, head] & (weights[:, head] > 0))
        part, back = columns[at], rows[:, at]
        wanted, weight = labels[at, head].astype(np.float32), weights[at, head].astype(np.float32)
        weight = weight / weight.sum()

        def loss(parameters):
            given = (part @ parameters[:-1].astype(np.float32)) + np.float32(parameters[-1])
            pulled = parameters[:-1]
            value = float((weight * (np.logaddexp(0, given) - wanted * given)).sum()) + SHRINK * float(pulled @ pulled)
            error = weight * (expit(given) - wanted)
            return value, np.append(back @ error + 2 * SHRINK * pulled, error.sum()).astype(np.float64)

        start = np.zeros(len(kept) + 1)
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 8}).x
        total[kept, head], bias[head] = found[:-1], found[-1]
    return quantised(total, bias)


def quantised(total, bias):
    """The weights in 8 bits. The few largest of each head are cut, so that the many small ones keep more steps."""
    largest = np.array([np.quantile(np.abs(column[column != 0]), 0.9995) for column in total.T], np.float32)
    scale = largest / 127
    return Lexical(np.clip(np.round(total / scale), -127, 127).astype(np.int8), scale, bias)
