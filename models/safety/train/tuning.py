"""What is chosen on rows that no model has seen: the routes, each language's shift, and where tier 0 acts alone."""

import numpy as np

from rows import HEADS
from scores import Route, safe_logit

ESCALATED = 0.05
"""The share of harmless chat that may be escalated."""

ESCALATED_WITHOUT_REAL_CHAT = 0.02
"""The same where all harmless chat is our own: real chat is more varied than templates."""

ACTING = 0.001
"""The share of all harmless rows on which tier 0 may act alone, a category."""

OWN_CHAT = 300
"""How many English prompts of our own count beside the real ones."""

COVERED = ["en"]
"""The languages in which at least 60 % of the harmful requests are escalated (report.json)."""


def routes():
    """English with the encoder; and everything else."""
    ones, zeros = [1.0] * len(HEADS), [0.0] * len(HEADS)
    # The illegal head is sure of whatever touches its topics: only what it is surest of is to count, and that nearly in full.
    surest = [-2.0 if head == "illegal" else 0.0 for head in HEADS]
    return {
        "both": Route(zeros, ones, surest, toxic=0.5, extra={"illegal": 0.8, "child_safety": 0.8}),
        "lexical": Route(ones, zeros, zeros, toxic=0.0, extra={"illegal": 0.7, "child_safety": 0.8}),
    }


def chat(corpus, dev, language):
    """Which rows of both corpora are harmless chat of a language, and the share that may be escalated."""
    if language == "en":
        ours = np.flatnonzero(corpus.source == "own_chat")
        ours = np.random.default_rng(0).permutation(ours)[:OWN_CHAT]
        chosen = corpus.source == "selfinstruct"
        chosen[ours] = True
        return chosen, dev.source == "fastchat", ESCALATED
    ours = corpus.source == f"own_chat_{language}"
    questions = (corpus.source == "jglue_questions") if language == "ja" else np.zeros(len(corpus), bool)
    return ours | questions, np.zeros(len(dev), bool), ESCALATED_WITHOUT_REAL_CHAT


def shifts(ways, corpus, lexical, semantic, dev, dev_lexical, dev_semantic):
    """For each language and route, what to add to the logit of the raw risk so that one half is the threshold."""
    found = {}
    for language in sorted({*COVERED, *(source[-2:] for source in corpus.source if source.startswith("own_chat_"))}):
        ours, theirs, share = chat(corpus, dev, language)
        for name, way in ways.items() if language == "en" else [("lexical", ways["lexical"])]:
            given = None if name == "lexical" else semantic[ours]
            dev_given = None if name == "lexical" else dev_semantic[theirs]
            raw = np.concatenate([way.raw(lexical[ours], given), way.raw(dev_lexical[theirs], dev_given)])
            found[language, name] = -float(safe_logit(np.quantile(raw, 1 - share)))
    return found


def acting(ways, corpus, lexical, semantic):
    """For each route and head, the probability from which tier 0 acts without a judge."""
    found = {}
    for name, way in ways.items():
        rows = np.flatnonzero((corpus.language == "en") == (name == "both"))
        scores = way.categories(lexical[rows], semantic[rows] if name == "both" else None)
        for number, head in enumerate(HEADS):
            absent = corpus.labels[rows, number] == 0
            found[name, head] = max(0.9, float(np.quantile(scores[absent, number], 1 - ACTING)))
    return found
