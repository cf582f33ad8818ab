"""Writes lexicon.toml: terms as keyed hashes, so that the repository holds no list of slurs to read.

    python3 models/safety/train/lexicon.py …/shared/data/safety

Two kinds act by themselves: slurs, and explicit phrases, both only where they mean nothing else. `strong` are other sexual
words in many languages, and what is a slur in some mouths and a dog or a dam in others: they say nothing alone, and count
beside words for children. Mild and ambiguous words stay out: the classifiers know them.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import own
from normalise import kind, normalise

SAFETY = Path(__file__).parent.parent
SALT = b"carat-lexicon-1"
MOST_WORDS = 4
MOST_CHARACTERS = 8

SLURS = {"racial / ethnic slurs", "sexual orientation / gender"}
SEXUAL = "sexual anatomy / sexual acts"
# Written without spaces or with endings at every word, so that a term of two characters is a whole word.
UNSPACED = {"zh", "ja", "th", "ko"}

EVERYDAY = {"mongrel", "mongrels", "dyke", "dykes", "coons", "chink", "chinks", "negroes", "transvestite", "transvestites"}
"""Slurs that are also a dog, a dam, raccoons, a gap in an armour and words of older books."""

STRICTEST = ["slur", "explicit", "strong"]
"""The kinds, strictest first. A term is of one kind: the strictest that it has in any list."""


def fnv(data, state=0xCBF29CE484222325):
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return state


def hashed(term):
    return f"{fnv(term.encode(), fnv(SALT)):016x}"


def is_unspaced(term):
    return all(kind(c) == "L" and ord(c) >= 0xE00 for c in term)


def grams(text):
    """The words of a text and all runs of up to `MOST_WORDS` of them."""
    words = normalise(text).split()
    return {" ".join(words[i : i + n]) for n in range(1, MOST_WORDS + 1) for i in range(len(words) - n + 1)}


def chats(data):
    """Text that people and models wrote without harm."""
    for line in (data / "fastchat/mt_bench_question.jsonl").open(encoding="utf-8"):
        yield from json.loads(line)["turns"]
    for path in sorted((data / "selfinstruct").rglob("*.jsonl")):
        yield from path.open(encoding="utf-8")


def harmless(data):
    """More text without harm: our own in all its languages, and common sense in ten."""
    for name in ("chat.en.toml", "lookalikes.en.toml", "prose.en.toml"):
        yield from (row.text for row in own.harmless(name, "en", name))
    lists = own.load("chat.other.toml")
    for language in lists.keys() - {"count"}:
        yield from (text for _, text in own.drawn(lists[language], lists["count"], language))
    for path in sorted((data / "xsafety").glob("*/commonsense*")):
        yield from path.open(encoding="utf-8")


def harmless_words(data):
    """The words of harmless chat, and the words and phrases of all harmless text: a term among them is ambiguous."""
    common, heard = set(), set()
    for text in chats(data):
        found = grams(text)
        common.update(gram for gram in found if " " not in gram)
        heard.update(found)
    for text in harmless(data):
        heard.update(grams(text))
    return common, heard


def tweets(data):
    """How often a word stands in tweets that are neither hateful nor offensive, and in all."""
    neither, every = Counter(), Counter()
    path = next((data / "tdavidson").glob("*.csv"))
    for row in csv.DictReader(path.open(encoding="utf-8")):
        found = grams(row["tweet"])
        every.update(found)
        if row["class"] == "2":
            neither.update(found)
    return neither, every


def surge(data):
    """The terms of the English list with their categories and how severe people find them."""
    for row in csv.DictReader((data / "surge/profanity_en.csv").open(encoding="utf-8")):
        categories = {row[f"category_{n}"] for n in (1, 2, 3)} - {""}
        yield normalise(row["text"]), categories, float(row["severity_rating"])


def ldnoobw(data):
    """The terms of the other lists with their languages."""
    for path in sorted((data / "ldnoobw").iterdir()):
        language = path.name.split("-")[0]
        if path.suffix or path.name == "LICENSE" or language in ("eo", "tlh"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            term = normalise(line)
            if len(term) >= (2 if language in UNSPACED else 4):
                yield term, language


def main(data):
    data = Path(data)
    common, heard = harmless_words(data)
    neither, every = tweets(data)
    listed = [(term, *rest) for term, *rest in surge(data) if term and len(term.split()) <= MOST_WORDS]
    others = [(term, language) for term, language in ldnoobw(data) if len(term.split()) <= MOST_WORDS]

    def ambiguous(term):
        return term in heard or len(term) < 4 or every[term] and neither[term] / every[term] > 0.2

    def is_ordinary(phrase):
        return all(map(ambiguous, phrase.split()))

    # A colour in another language says nothing beside words for children either.
    colours = {term for term, categories, _ in listed if categories & SLURS and SEXUAL not in categories and term in heard}
    sexual = {term for term, categories, _ in listed if SEXUAL in categories}
    sexual.update(term for term, language in others if language == "en")
    telling = {term for term in sexual if " " not in term and term not in common and not ambiguous(term)}

    def is_explicit(phrase):
        """Two words or more, of which one is sexual wherever it stands; harmless text has never had the phrase."""
        return " " in phrase and phrase not in heard and any(word in telling for word in phrase.split())

    terms = {}

    def add(kind_of, language, term):
        terms.setdefault((kind_of, language), set()).add(term)

    for term, categories, severity in listed:
        if categories & SLURS and severity >= 2.4 and not ambiguous(term) and SEXUAL not in categories:
            add("strong" if term in EVERYDAY or is_ordinary(term) else "slur", "en", term)
        elif categories == {SEXUAL} and severity >= 1.6 and is_explicit(term):
            add("explicit", "en", term)
        elif SEXUAL in categories and term not in common and len(term) > 3 and not (" " in term and term in heard):
            add("strong", "en", term)
    for term, language in others:
        if language == "en" and is_explicit(term):
            add("explicit", "en", term)
        elif term in colours or language == "en" and " " in term and is_ordinary(term):
            continue
        elif term not in (heard if " " in term or language != "en" else common):
            add("strong", language, term)
    write(terms)


def write(terms):
    out = [
        "# Terms as 64-bit FNV-1a hashes of the salt and the normalised term, written by train/lexicon.py. From the lists of",
        "# surge (MIT) and LDNOOBW (CC-BY-4.0, by Shutterstock and contributors), chosen by severity.",
        f'salt = "{SALT.decode()}"',
        f"most_words = {MOST_WORDS}",
        f"most_characters = {MOST_CHARACTERS}",
    ]
    known = set()
    # Two languages may share a term: it stands once, in the first of the lists that has it.
    for kind_of, language in sorted(terms, key=lambda key: (STRICTEST.index(key[0]), key[1])):
        source = {"en": "surge, LDNOOBW"}.get(language, "LDNOOBW")
        # Unspaced terms are found by their characters, all others by their words.
        found = terms[kind_of, language]
        found = {term.replace(" ", "") if is_unspaced(term.replace(" ", "")) else term for term in found}
        found = {term for term in found if not is_unspaced(term) or len(term) <= MOST_CHARACTERS}
        found -= known
        known |= found
        out += ["", "[[list]]", f'kind = "{kind_of}"', f'language = "{language}"', f'source = "{source}"']
        hashes = sorted(map(hashed, found))
        lines = ["  " + " ".join(f'"{value}",' for value in hashes[at : at + 6]) for at in range(0, len(hashes), 6)]
        out += ["hashes = [", *lines, "]"]
        print(kind_of, language, len(hashes))
    (SAFETY / "lexicon.toml").write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
