"""How the logits of both steps become the scores of the categories and the one number that decides escalation."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit, logit

from rows import CONTENT, HEADS

MOST = 12.0
"""Logits beyond this are cut."""


@dataclass
class Route:
    """The weights of the steps, a number a head of `HEADS`; that of the teacher's head; and those of the heads that enter
    the risk beside the content's, below 1, so that a topic alone escalates but does not outrank what is said."""

    lexical: list
    semantic: list
    bias: list
    toxic: float = 0.0
    extra: dict = field(default_factory=dict)

    def categories(self, lexical, semantic):
        """A probability for each row and head. `lexical` has the teacher's head last; `semantic` may be None."""
        mixed = lexical[:, : len(HEADS)] * np.array(self.lexical) + np.array(self.bias)
        if semantic is not None:
            mixed = mixed + semantic * np.array(self.semantic)
        return expit(mixed)

    def raw(self, lexical, semantic):
        """The risk before it is moved so that the threshold is the same in every language."""
        found = self.categories(lexical, semantic)
        absent = np.prod([1 - found[:, HEADS.index(head)] for head in CONTENT], axis=0)
        content = safe_logit(1 - absent) + self.toxic * lexical[:, -1]
        quiet = 1 - expit(np.clip(content, -MOST, MOST))
        for head, weight in self.extra.items():
            quiet = quiet * (1 - weight * found[:, HEADS.index(head)])
        return 1 - quiet


def safe_logit(probability):
    """The logit, cut where it would be endless."""
    return np.clip(logit(np.clip(probability, 1e-9, 1 - 1e-9)), -MOST, MOST)
