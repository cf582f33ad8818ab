"""A row: one text with what is known about it."""

from dataclasses import dataclass, field

HEADS = ["sexual", "hate", "harassment", "violence", "self_harm", "illegal", "child_safety", "injection"]
"""The categories, in the order of the weights. The lexical step has one more, `toxic`, which alt-profanity-check teaches."""

CONTENT = ["sexual", "hate", "harassment", "violence", "self_harm"]
"""What a text can be, whoever says it."""


@dataclass
class Row:
    """One text. A head that `labels` does not name is unknown and takes no part in training."""

    text: str
    language: str
    source: str
    group: str
    labels: dict = field(default_factory=dict)
    weight: float = 1.0


def known(yes="", no=""):
    """The labels of heads that are present and absent, both as words in one string. `*` is every other head."""
    present = yes.split()
    absent = [head for head in HEADS if head not in present] if no == "*" else no.split()
    return {**dict.fromkeys(absent, 0.0), **dict.fromkeys(present, 1.0)}


HARMLESS = known(no="*")
