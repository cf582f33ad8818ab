"""Both steps, trained on chosen rows of a corpus."""

import numpy as np
from scipy.sparse import vstack

import features
import lexical
import semantic
from normalise import normalise
from rows import HEADS

TAUGHT_WORDS = 0.05
"""The weight of a word of the teacher's vocabulary, which stands alone as a text."""


def lexical_on(corpus, chosen, teacher, words):
    """The lexical step: the categories and, last, what the teacher says of English."""
    labels = np.column_stack([corpus.labels[chosen], corpus.teacher[chosen]])
    weights = np.column_stack([corpus.weights(chosen), np.ones(len(chosen))])
    alone = np.full((len(words), len(HEADS) + 1), np.nan)
    alone[:, -1] = teacher(words)
    counted = vstack([corpus.counted[chosen], features.matrix([normalise(word) for word in words])]).tocsr()
    weights = np.vstack([weights, np.full(alone.shape, TAUGHT_WORDS)])
    return lexical.fit(counted, np.vstack([labels, alone]), weights)


def semantic_on(corpus, chosen):
    """The semantic step, on the English ones of the rows."""
    chosen = chosen[corpus.language[chosen] == "en"]
    return semantic.fit(corpus.vectors[chosen], corpus.labels[chosen], corpus.weights(chosen))
