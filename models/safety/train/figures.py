"""The figures of the report, all on rows that the models had not seen."""

import numpy as np
from scipy.special import expit

from measure import best_f1, interval, precision_recall_area
from rows import HEADS
from scores import safe_logit

REQUESTS = ["advbench", "strongreject", "malicious_instruct", "ailuminate_en", "catqa_en", "dangerousqa", "donotanswer"]
"""English sources of harmful requests."""

HARMLESS = ["selfinstruct", "selfinstruct_answers", "own_chat", "own_lookalikes", "own_prose"]


def figures(ways, moved, act, corpus, lexical, semantic, dev, dev_lexical, dev_semantic):
    """Everything that the model card says."""
    risk, dev_risk = (
        risks(ways, moved, *parts) for parts in [(corpus, lexical, semantic), (dev, dev_lexical, dev_semantic)]
    )
    report = {"rows": sizes(corpus), "languages": languages(corpus, risk), "categories": {}}
    english = corpus.language == "en"
    for name, way in ways.items():
        rows = english if name == "both" else ~english
        scores = way.categories(lexical[rows], semantic[rows] if name == "both" else None)
        for number, head in enumerate(HEADS):
            known = ~np.isnan(corpus.labels[rows, number])
            present = corpus.labels[rows, number][known] == 1
            if present.sum() >= 20:
                area = precision_recall_area(scores[known, number], present)
                report["categories"].setdefault(head, {})[name] = {"area": round(area, 3), "positives": int(present.sum())}
    report["english"] = {
        "escalated_requests": {name: share(risk[(corpus.source == name) & corpus.harmful]) for name in REQUESTS},
        "escalated_harmless": {name: share(risk[corpus.source == name]) for name in HARMLESS},
        "acted_on_harmless": acted(ways["both"], act, corpus, lexical, semantic),
    }
    kinds = np.array([row.group.split("/")[0] for row in dev.rows])
    attack = (dev.source == "harmbench_val") & (kinds != "copyright")
    hate = dev.source == "hatecheck"
    gold = np.array([row.labels.get("hate", 0) for row in dev.rows]) == 1
    report["development"] = {
        "fastchat_escalated": share(dev_risk[dev.source == "fastchat"]),
        "harmbench_val_escalated": share(dev_risk[attack]),
        "hatecheck_area": round(precision_recall_area(dev_risk[hate], gold[hate]), 3),
        "hatecheck_area_interval": interval(precision_recall_area, dev_risk[hate], gold[hate], rounds=200),
        "hatecheck_best_f1": round(best_f1(dev_risk[hate], gold[hate]), 3),
        "cold_dev_area": area_of(dev, dev_risk, "cold"),
        "korean_dev_area": area_of(dev, dev_risk, "korean"),
    }
    return report


def risks(ways, moved, corpus, lexical, semantic):
    """The risk of each row as Carat gives it, by its language's route and shift."""
    found = np.zeros(len(corpus))
    for language in set(corpus.language):
        rows = corpus.language == language
        name = "both" if language == "en" else "lexical"
        raw = ways[name].raw(lexical[rows], semantic[rows] if name == "both" else None)
        found[rows] = expit(safe_logit(raw) + moved.get((language, name), 0.0))
    return found


def share(risk):
    """How many of how many are escalated."""
    return {"share": round(float((risk >= 0.5).mean()), 3), "rows": len(risk)} if len(risk) else None


def sizes(corpus):
    """How many rows each source gave."""
    names, counts = np.unique(corpus.source, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist()))


def languages(corpus, risk):
    """By language: harmful requests, hateful and other sentences, and our own chat."""
    found = {}
    for language in sorted(set(corpus.language)):
        here = corpus.language == language
        requests = here & corpus.harmful & corpus.begins("xsafety", "catqa", "ailuminate")
        hateful = here & corpus.begins("multihatecheck", "cold", "korean", "japanese")
        found[language] = {
            "requests": share(risk[requests]),
            "hateful": share(risk[hateful & corpus.harmful]),
            "not_hateful": share(risk[hateful & ~corpus.harmful]),
            "own_chat": share(risk[here & corpus.begins("own_chat")]),
        }
    return found


def acted(way, act, corpus, lexical, semantic):
    """The share of harmless rows on which tier 0 would act alone, by source."""
    scores = way.categories(lexical, semantic)
    over = np.any([scores[:, number] >= act["both", head] for number, head in enumerate(HEADS)], axis=0)
    return {name: round(float(over[corpus.source == name].mean()), 4) for name in HARMLESS}


def area_of(dev, risk, source):
    """The area for what a development set calls hateful or offensive."""
    rows = dev.source == source
    return round(precision_recall_area(risk[rows], dev.harmful[rows]), 3)
