"""Rows with all that training needs of them: features, vectors, labels, weights, what the teacher says, and folds."""

import re
import zlib
from collections import Counter

import numpy as np
from scipy.special import logit

import features
from normalise import normalise, readable
from own import BELOW
from rows import HEADS

FOLDS = 5

SPLIT = ["fastchat", "harmbench_val", "selfinstruct", "own_", "ailuminate", "realtoxicity", "surge", "catqa", "strongreject",
         "jglue", "xsafety"]  # fmt: skip
"""The beginnings of the sources whose texts are also scored sentence by sentence, as Carat does with every text."""

MOST_SENTENCES = 24

ENDS = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")


def sentences(text):
    """A text's sentences, none where there is only one."""
    parts = [part.strip() for part in ENDS.split(text) if part.strip()][:MOST_SENTENCES]
    return parts if len(parts) > 1 else []


def fold(row):
    """Its fold: the same for all that is made of one text."""
    begins = row.source.removeprefix(BELOW).split("_")[0]
    return zlib.crc32(f"{begins}|{row.group}".encode()) % FOLDS


def without_copies(rows, known=()):
    """The rows whose normalised text comes first, and neither it nor anything of `known` before it."""
    seen = {normalise(row.text) for row in known}
    for row in rows:
        text = normalise(row.text)
        if text and text not in seen:
            seen.add(text)
            yield row


class Corpus:
    """Rows, and the pieces that are scored: first each row's whole text, then sentences."""

    def __init__(self, rows, vectors, teacher):
        self.rows = list(rows)
        self.source = np.array([row.source for row in self.rows])
        self.language = np.array([row.language for row in self.rows])
        self.fold = np.array([fold(row) for row in self.rows])
        self.labels = np.array([[row.labels.get(head, np.nan) for head in HEADS] for row in self.rows])
        self.harmless = (self.labels == 0).all(1)
        self.harmful = np.nansum(self.labels, 1) > 0

        pieces = [row.text for row in self.rows]
        self.owner = list(range(len(self.rows)))
        for at, row in enumerate(self.rows):
            if any(row.source.startswith(begin) for begin in SPLIT):
                found = sentences(row.text)
                pieces += found
                self.owner += [at] * len(found)
        self.owner = np.array(self.owner)
        self.counted = features.matrix([normalise(piece) for piece in pieces])
        english = [at for at, owner in enumerate(self.owner) if self.language[owner] == "en"]
        self.vectors = np.zeros((len(pieces), 384), np.float32)
        self.vectors[english] = vectors.of([readable(pieces[at]) for at in english])
        said = np.array(teacher([row.text for row in self.rows]))
        self.teacher = np.where(self.language == "en", said, np.nan)

    def __len__(self):
        return len(self.rows)

    def weights(self, chosen):
        """A weight for each chosen row and head: sources by the root of their size, and the positives of a head by the root
        of their scarcity."""
        sizes = Counter(self.source[chosen])
        row = np.array([self.rows[at].weight * min(3, np.sqrt(1000 / sizes[self.source[at]])) for at in chosen])
        labels = self.labels[chosen]
        weights = np.repeat(row[:, None], len(HEADS), 1)
        for head in range(len(HEADS)):
            present, absent = row[labels[:, head] == 1].sum(), row[labels[:, head] == 0].sum()
            weights[labels[:, head] == 1, head] *= np.clip(np.sqrt(absent / present), 1, 6)
        return weights

    def pooled(self, logits):
        """The logits of rows from those of pieces: the mean of the whole text's and of the worst sentence's."""
        whole = logits[: len(self)]
        worst = np.full_like(whole, -np.inf)
        np.maximum.at(worst, self.owner[len(self) :], logits[len(self) :])
        return np.where(np.isinf(worst), whole, (whole + worst) / 2)

    def begins(self, *names):
        """Which rows are of a source that begins with one of the names."""
        return np.array([any(source.startswith(name) for name in names) for source in self.source])


def teacher_logit(probability):
    """The teacher's certainty as a logit."""
    return logit(np.clip(probability, 1e-4, 1 - 1e-4))
