"""Figures of a classifier."""

import numpy as np


def precision_recall_area(scores, positive):
    """The area under the curve of precision and recall, by average precision."""
    order = np.argsort(-scores, kind="stable")
    hits = positive[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else float("nan")


def best_f1(scores, positive):
    """The best F1 over all thresholds."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(positive[order])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + positive.sum())).max())


def threshold_at(scores, share):
    """The threshold that this share of the scores reaches or passes."""
    return float(np.quantile(scores, 1 - share))


def interval(statistic, *arrays, rounds=500, seed=0):
    """The 95 % bootstrap interval of a statistic over rows."""
    random = np.random.default_rng(seed)
    values = []
    for _ in range(rounds):
        chosen = random.integers(0, len(arrays[0]), len(arrays[0]))
        values.append(statistic(*(array[chosen] for array in arrays)))
    return [round(float(value), 3) for value in np.nanquantile(values, [0.025, 0.975])]
