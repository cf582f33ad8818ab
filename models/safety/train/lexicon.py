"""Writes lexicon.toml: terms as keyed hashes, so that the repository holds no list of slurs to read.

    python3 models/safety/train/lexicon.py …/shared/data/safety

Two kinds act by themselves: slurs, and explicit phrases. `strong` are other sexual words in many languages: they say
nothing alone, and count beside words for children. Mild and ambiguous words stay out: the classifiers know them.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

from normalise import kind, normalise

SAFETY = Path(__file__).parent.parent
SALT = b"carat-lexicon-1"
MOST_WORDS = 4
MOST_CHARACTERS = 8

SLURS = {"racial / ethnic slurs", "sexual orientation / gender"}
SEXUAL = "sexual anatomy / sexual acts"
# Written without spaces or with endings at every word, so that a term of two characters is a whole word.
UNSPACED = {"zh", "ja", "th", "ko"}


def fnv(data, state=0xCBF29CE484222325):
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return state


def hashed(term):
    return f"{fnv(term.encode(), fnv(SALT)):016x}"


def is_unspaced(term):
    return all(kind(c) == "L" and ord(c) >= 0xE00 for c in term)


def harmless_words(data):
    """Words of text that people and models wrote without harm: a term among them is ambiguous."""
    counts = Counter()
    for line in (data / "fastchat/mt_bench_question.jsonl").open(encoding="utf-8"):
        for turn in json.loads(line)["turns"]:
            counts.update(set(normalise(turn).split()))
    for path in sorted((data / "selfinstruct").rglob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            counts.update(set(normalise(line).split()))
    return {word for word, _ in counts.items()}


def tweets(data):
    """How often a word stands in tweets that are neither hateful nor offensive, and in all."""
    neither, every = Counter(), Counter()
    path = next((data / "tdavidson").glob("*.csv"))
    for row in csv.DictReader(path.open(encoding="utf-8")):
        words = normalise(row["tweet"]).split()
        grams = {" ".join(words[i : i + n]) for n in range(1, MOST_WORDS + 1) for i in range(len(words))}
        every.update(grams)
        if row["class"] == "2":
            neither.update(grams)
    return neither, every


def main(data):
    data = Path(data)
    common = harmless_words(data)
    neither, every = tweets(data)

    def ambiguous(term):
        return term in common or len(term) < 4 or every[term] and neither[term] / every[term] > 0.2

    terms = {("slur", "en"): set(), ("explicit", "en"): set(), ("strong", "en"): set()}
    for row in csv.DictReader((data / "surge/profanity_en.csv").open(encoding="utf-8")):
        term = normalise(row["text"])
        categories = {row[f"category_{n}"] for n in (1, 2, 3)} - {""}
        words = len(term.split())
        severe = float(row["severity_rating"]) >= 2.4
        if not term or words > MOST_WORDS:
            continue
        if categories & SLURS and severe and not ambiguous(term) and SEXUAL not in categories:
            terms["slur", "en"].add(term)
        elif categories == {SEXUAL} and words > 1 and float(row["severity_rating"]) >= 1.6:
            terms["explicit", "en"].add(term)
        elif SEXUAL in categories and term not in common and len(term) > 3:
            terms["strong", "en"].add(term)
    for path in sorted((data / "ldnoobw").iterdir()):
        language = path.name.split("-")[0]
        if path.suffix or path.name == "LICENSE" or language in ("eo", "tlh"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            term = normalise(line)
            words = len(term.split())
            if not term or words > MOST_WORDS or len(term) < (2 if language in UNSPACED else 4):
                continue
            if language == "en":
                kind_of = "explicit" if words > 1 and term not in terms["slur", "en"] else "strong"
                if kind_of == "strong" and (term in common or term in terms["slur", "en"]):
                    continue
            else:
                kind_of = "strong"
            if term not in common:
                terms.setdefault((kind_of, language), set()).add(term)
    out = [
        "# Terms as 64-bit FNV-1a hashes of the salt and the normalised term, written by train/lexicon.py. From the lists of",
        "# surge (MIT) and LDNOOBW (CC-BY-4.0, by Shutterstock and contributors), chosen by severity.",
        f'salt = "{SALT.decode()}"',
        f"most_words = {MOST_WORDS}",
        f"most_characters = {MOST_CHARACTERS}",
    ]
    for (kind_of, language), found in sorted(terms.items()):
        source = {"en": "surge, LDNOOBW"}.get(language, "LDNOOBW")
        # Unspaced terms are found by their characters, all others by their words.
        found = {term.replace(" ", "") if is_unspaced(term.replace(" ", "")) else term for term in found}
        found = {term for term in found if not is_unspaced(term) or len(term) <= MOST_CHARACTERS}
        out += ["", "[[list]]", f'kind = "{kind_of}"', f'language = "{language}"', f'source = "{source}"']
        hashes = sorted(map(hashed, found))
        lines = ["  " + " ".join(f'"{value}",' for value in hashes[at : at + 6]) for at in range(0, len(hashes), 6)]
        out += ["hashes = [", *lines, "]"]
        print(kind_of, language, len(hashes))
    (SAFETY / "lexicon.toml").write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
