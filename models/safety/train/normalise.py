"""How tier 0 reads a text: evasions undone, then words. `src-tauri/crates/safety` does the same in Rust; vectors.json is the
proof that they agree."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path

TABLES = tomllib.loads((Path(__file__).parent.parent / "normalise.toml").read_text(encoding="utf-8"))
DROP = {point: None for first, last in TABLES["drop"] for point in range(first, last + 1)}
SEPARATORS = set(TABLES["separators"])
LEET = TABLES["leet"]
HOMOGLYPHS = TABLES["homoglyphs"]

LEET_WORD = re.compile("[a-z0-9" + re.escape("".join(LEET)) + "]+")
LEET_INSIDE = re.compile("[a-z][" + re.escape("".join(LEET)) + "]+[a-z]")


@lru_cache(1 << 16)
def kind(char):
    """The first letter of the character's general category: L letter, M mark, N number, Z space, P punctuation, S, C."""
    return unicodedata.category(char)[0]


def is_latin(char):
    return "a" <= char <= "z"


def visible(text):
    """Compatibility forms composed, each character in its small form, without those that show nothing."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(char.lower() for char in text).translate(DROP)


def latin(text):
    """Look-alikes of Latin letters replaced: in words (split at spaces) that have a letter a to z and, where the text has
    one and all its letters from U+0250 on are look-alikes, everywhere."""
    if text.isascii() or not any(map(is_latin, text)):
        return text
    everywhere = all(char < "\u0250" or char in HOMOGLYPHS or kind(char) != "L" for char in text)
    return " ".join(
        "".join(HOMOGLYPHS.get(char, char) for char in word) if everywhere or any(map(is_latin, word)) else word
        for word in text.split(" ")
    )


def spelled(text):
    """Spelled words put together: three or more units (a letter or a leet sign), each one separator apart and always the
    same, with no letter, mark, number or leet sign before or after, and at least two letters among them."""

    def is_unit(at):
        return at < len(text) and (kind(text[at]) == "L" or text[at] in LEET)

    def is_inside(at):
        return 0 <= at < len(text) and (kind(text[at]) in "LMN" or text[at] in LEET)

    out, at = [], 0
    while at < len(text):
        last = at
        if is_unit(at) and not is_inside(at - 1) and at + 1 < len(text) and text[at + 1] in SEPARATORS:
            while text[last + 1 : last + 2] == text[at + 1] and is_unit(last + 2):
                last += 2
            if is_inside(last + 1):
                last -= 2  # the last unit begins a longer word
        units = text[at : last + 1 : 2]
        if len(units) >= 3 and sum(kind(unit) == "L" for unit in units) >= 2:
            out.append(units)
            at = last + 1
        else:
            # No part of a row that spells nothing spells anything either, but its last unit may begin another row.
            after = max(last, at + 1)
            out.append(text[at:after])
            at = after
    return "".join(out)


def unleet(text):
    """Leet signs replaced in each run of [a-z0-9] and leet signs that has a letter a to z, but only in a text where such
    signs stand between two letters somewhere. A `!` at either end of a run and a `$` at its end stay."""
    if not LEET_INSIDE.search(text):
        return text

    def one(match):
        word = match.group()
        begin = len(word) - len(word.lstrip("!"))
        end = len(word.rstrip("!$"))
        core = word[begin:end]
        if not any(map(is_latin, core)):
            return word
        return word[:begin] + "".join(LEET.get(char, char) for char in core) + word[end:]

    return LEET_WORD.sub(one, text)


def readable(text):
    """What the sentence encoder gets: evasions undone, punctuation kept, white space collapsed."""
    return " ".join(unleet(spelled(latin(visible(text)))).split())


def normalise(text):
    """What the n-grams are taken from: words of letters, marks and numbers with one space between, and no letter more than
    twice in a row."""
    out = []
    for char, run in groupby(readable(text)):
        count = len(list(run))
        out.append(char * min(count, 2) if kind(char) == "L" else char * count if kind(char) in "MN" else " ")
    return " ".join("".join(out).split())
