"""Compares the lexical step with averaged hashed embeddings, as fastText has them, on one fold that neither has seen; writes
compared.json, the areas under precision and recall by category. Both read the same buckets, rows, labels and weights.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.special import expit

import features
import lexical
import own
from corpus import Corpus, without_copies
from measure import precision_recall_area
from rows import HEADS
from sets import Sets

FOLD = 0
DIMENSIONS = 16
EPOCHS = 5
TOGETHER = 256
RATE = 0.1
FEWEST = 20
"""Positives of a category below which an area says nothing."""


class NoVectors:
    """In place of the encoder's vectors, which neither reads."""

    def of(self, texts):
        return np.zeros((len(texts), 384), np.float32)


def averaged(counted, labels, weights, seed=0):
    """Fits an embedding a bucket and a linear layer over their average; returns what gives logits."""
    random = np.random.default_rng(seed)
    seen = ~np.isnan(labels)
    weights = np.where(seen, weights, 0) / weights[seen].mean()
    wanted = np.nan_to_num(labels).astype(np.float32)
    heads = labels.shape[1]
    parameters = [
        random.normal(0, 0.1, (features.BUCKETS, DIMENSIONS)).astype(np.float32),
        random.normal(0, 0.1, (heads, DIMENSIONS)).astype(np.float32),
        np.zeros(heads, np.float32),
    ]
    sums = [np.full_like(parameter, 1e-8) for parameter in parameters]
    for _ in range(EPOCHS):
        order = random.permutation(counted.shape[0])
        for at in range(0, len(order), TOGETHER):
            batch = order[at : at + TOGETHER]
            table, layer, bias = parameters
            rows = counted[batch]
            mean = rows @ table
            error = (weights[batch] * (expit(mean @ layer.T + bias) - wanted[batch]) / len(batch)).astype(np.float32)
            for number, slope in enumerate((rows.T @ (error @ layer), error.T @ mean, error.sum(0))):
                sums[number] += slope * slope
                parameters[number] -= RATE * slope / np.sqrt(sums[number])
    table, layer, bias = parameters
    return lambda counted: counted @ table @ layer.T + bias


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=Path, required=True, help="the folder shared/data/safety")
    asked = parser.parse_args()
    sets = Sets(asked.sets)
    rows = list(without_copies([*sets.training(), *own.rows(asked.sets)]))
    corpus = Corpus(rows, NoVectors(), lambda texts: np.zeros(len(texts)))
    counted = corpus.counted[: len(corpus)]
    chosen, unseen = np.flatnonzero(corpus.fold != FOLD), np.flatnonzero(corpus.fold == FOLD)
    labels, weights = corpus.labels[chosen], corpus.weights(chosen)
    given = {
        "linear": lexical.fit(counted[chosen], labels, weights).logits(counted[unseen]),
        "averaged": averaged(counted[chosen], labels, weights)(counted[unseen]),
    }
    found = {"buckets": features.BUCKETS, "dimensions": DIMENSIONS, "areas": {}}
    english = corpus.language[unseen] == "en"
    for part, here in (("en", english), ("other", ~english)):
        for number, head in enumerate(HEADS):
            known = here & ~np.isnan(corpus.labels[unseen, number])
            present = corpus.labels[unseen, number][known] == 1
            if present.sum() >= FEWEST:
                areas = {
                    name: round(precision_recall_area(logits[known, number], present), 3) for name, logits in given.items()
                }
                found["areas"].setdefault(head, {})[part] = {**areas, "positives": int(present.sum())}
    text = json.dumps(found, indent=2)
    (Path(__file__).parent / "compared.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
