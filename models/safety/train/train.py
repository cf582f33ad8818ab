"""Trains tier 0 and writes what Carat embeds: tier0.safetensors, tier0.toml, vectors.json; and report.json, its figures.

Every figure and threshold comes from models that have not seen the row: five folds, split by the id or template of a row,
so that translations of one sentence stay together. The weights that are written have seen all rows but the development
sets. See README.md for how to run it.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import models
import own
import published
from corpus import FOLDS, Corpus, without_copies
from encoder import Encoder, Vectors
from figures import figures
from rows import HEADS
from scores import safe_logit
from sets import Sets
from tuning import acting, routes, shifts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=Path, required=True, help="the folder shared/data/safety")
    parser.add_argument("--encoder", type=Path, required=True, help="the folder of all-MiniLM-L6-v2")
    parser.add_argument("--cache", type=Path, required=True, help="where the vectors of texts are kept between runs")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent, help="where the results go")
    asked = parser.parse_args()

    import profanity_check  # the teacher: heavy, and of no use before the arguments are known to be right

    teacher = profanity_check.predict_prob
    words = sorted(profanity_check.profanity_check.vectorizer.vocabulary_)
    sets = Sets(asked.sets)
    encoder = Encoder(asked.encoder)
    vectors = Vectors(asked.cache, encoder)
    development = [*sets.fastchat(), *sets.harmbench_val(), *sets.hatecheck(), *sets.cold("dev"), *sets.korean("dev")]
    dev = Corpus(development, vectors, teacher)
    rows = [*sets.training(), *own.rows(asked.sets)]
    corpus = Corpus(without_copies([*rows, *own.in_context(rows)], development), vectors, teacher)
    print(f"{len(corpus)} rows to train on, {len(dev)} for development", flush=True)

    lexical, semantic = np.zeros((len(corpus), len(HEADS) + 1)), np.zeros((len(corpus), len(HEADS)))
    dev_lexical, dev_semantic = np.zeros((len(dev), len(HEADS) + 1)), np.zeros((len(dev), len(HEADS)))
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(corpus.fold != number), corpus.fold == number
        step = models.lexical_on(corpus, seen, teacher, words)
        lexical[unseen] = corpus.pooled(step.logits(corpus.counted))[unseen]
        dev_lexical += dev.pooled(step.logits(dev.counted)) / FOLDS
        step = models.semantic_on(corpus, seen)
        semantic[unseen] = corpus.pooled(step.logits(corpus.vectors))[unseen]
        dev_semantic += dev.pooled(step.logits(dev.vectors)) / FOLDS
        print(f"fold {number} done", flush=True)
    np.savez(asked.cache / "logits.npz", lexical=lexical, semantic=semantic, dev_lexical=dev_lexical, dev_semantic=dev_semantic)

    ways = routes()
    moved = shifts(ways, corpus, lexical, semantic, dev, dev_lexical, dev_semantic)
    act = acting(ways, corpus, lexical, semantic)
    everything = np.arange(len(corpus))
    step_lexical = models.lexical_on(corpus, everything, teacher, words)
    step_semantic = models.semantic_on(corpus, everything)
    report = figures(ways, moved, act, corpus, lexical, semantic, dev, dev_lexical, dev_semantic)
    published.write(asked.out, step_lexical, step_semantic, ways, moved, act, corpus, encoder)
    (asked.out / "train" / "report.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
