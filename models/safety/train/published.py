"""What Carat embeds: the weights, how their scores become a risk, and the proof that both sides compute the same."""

import json

import numpy as np
from safetensors.numpy import save_file
from scipy.special import expit

import features
from normalise import normalise, readable
from proofs import PROOFS
from rows import CONTENT, HEADS
from scores import safe_logit
from tuning import COVERED

VERSION = "1"


def write(folder, lexical, semantic, ways, moved, act, corpus, encoder):
    """Writes tier0.safetensors, tier0.toml and vectors.json."""
    weights(folder / "tier0.safetensors", lexical, semantic, corpus)
    (folder / "tier0.toml").write_text(settings(ways, moved, act), encoding="utf-8")
    proofs = list(proven(lexical, semantic, ways, moved, encoder))
    text = json.dumps({"version": VERSION, "proofs": proofs}, ensure_ascii=False, indent=1)
    (folder / "vectors.json").write_text(text + "\n", encoding="utf-8")


def weights(path, lexical, semantic, corpus):
    tensors = {
        "lexical.weight": lexical.weight,
        "lexical.scale": lexical.scale.astype(np.float32),
        "lexical.bias": lexical.bias.astype(np.float32),
        "semantic.mean": semantic.mean.astype(np.float32),
        "semantic.std": semantic.std.astype(np.float32),
    }
    for number, network in enumerate(semantic.networks):
        for name, tensor in zip(("w1", "b1", "w2", "b2"), network):
            tensors[f"semantic.{number}.{name}"] = tensor.astype(np.float32)
    save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, path, {
        "version": VERSION,
        "heads": ",".join([*HEADS, "toxic"]),
        "heads_semantic": ",".join(HEADS),
        "languages_lexical": ",".join(sorted(set(corpus.language))),
        "languages_semantic": "en",
    })  # fmt: skip


def settings(ways, moved, act):
    """tier0.toml."""
    lines = [
        "# How the scores of tier 0 become a risk. Written by train/train.py: do not edit.",
        f'version = "{VERSION}"',
        f"heads = {json.dumps(HEADS)}",
        f"content = {json.dumps(CONTENT)}",
        "# A text is escalated from this risk on: in each language 5 % of harmless chat or less.",
        "escalate = 0.5",
    ]
    for name, way in ways.items():
        lines += [
            "",
            f"[routes.{name}]",
            f"lexical = {json.dumps([round(number, 4) for number in way.lexical])}",
            f"semantic = {json.dumps([round(number, 4) for number in way.semantic])}",
            f"bias = {json.dumps([round(number, 4) for number in way.bias])}",
            f"toxic = {way.toxic}",
            "",
            f"[routes.{name}.extra]",
            *(f"{head} = {weight}" for head, weight in way.extra.items()),
            "",
            "# The probability of a category from which tier 0 acts without a judge.",
            f"[routes.{name}.act]",
            *(f"{head} = {act[name, head]:.4f}" for head in HEADS),
        ]
    for language in sorted({language for language, _ in moved}):
        route = "both" if language == "en" else "lexical"
        lines += [
            "",
            f"[languages.{language}]",
            f"covered = {json.dumps(language in COVERED)}",
            f'route = "{route}"',
            f"shift = {moved[language, route]:.4f}",
        ]
        if route == "both":
            lines += ["# While no encoder is there.", f"shift_lexical = {moved[language, 'lexical']:.4f}"]
    # Where nothing is known, the most careful shift of all: a language that was not trained for escalates least.
    careful = min(shift for (_, route), shift in moved.items() if route == "lexical")
    lines += ["", "[languages.other]", "covered = false", 'route = "lexical"', f"shift = {careful:.4f}"]
    return "\n".join(lines) + "\n"


def proven(lexical, semantic, ways, moved, encoder):
    """For each text what both sides have to agree on; for English ones the semantic step too."""
    for language, text in PROOFS:
        normal = normalise(text)
        found = features.indices(normal)
        given = lexical.logits(features.matrix([normal]))
        proof = {
            "language": language,
            "text": text,
            "readable": readable(text),
            "normalised": normal,
            "features": len(found),
            "checksum": f"{features.fnv(found.astype('<u4').tobytes()):016x}",
            "lexical": [round(float(number), 5) for number in given[0]],
        }
        vector = None
        if language == "en" and len(text) < 120:
            vector = np.round(encoder.embed([proof["readable"]]), 6)
            proof["vector"] = [float(f"{number:.6f}") for number in vector[0]]
            proof["semantic"] = [round(float(number), 5) for number in semantic.logits(vector)[0]]
        name = "lexical" if vector is None else "both"
        raw = ways[name].raw(given, None if vector is None else semantic.logits(vector))
        shift = moved.get((language, name), moved["en", "lexical"])
        proof["route"] = name
        proof["shift"] = round(shift, 4)
        proof["risk"] = round(float(expit(safe_logit(raw) + shift)[0]), 5)
        yield proof
