"""Text of our own for what the sets lack: harmless chat, harmless look-alikes, prose, and coded harmful sentences.

The files in `own` are small grammars: `{name}` draws from the list of that name, `{a|b}` one of both, `<...>` is turned by
thirteen letters. The same draws come every time.
"""

import codecs
import csv
import random
import re
import tomllib
from pathlib import Path

from rows import HARMLESS, Row, known

FOLDER = Path(__file__).parent / "own"
SLOT = re.compile(r"\{([A-Za-z0-9_]+|[^{}]*\|[^{}]*)\}")
CODED = re.compile(r"<([^<>]*)>")
COPIED = "sexual hate harassment violence self_harm child_safety injection"
"""What a request to copy a work is not."""


def rows(sets):
    """All rows of our own; `sets` is the folder of the shared sets, whose word lists some sentences draw from."""
    yield from harmless("chat.en.toml", "en", "own_chat")
    yield from harmless("lookalikes.en.toml", "en", "own_lookalikes")
    yield from harmless("prose.en.toml", "en", "own_prose")
    for language, lists in load("chat.other.toml").items():
        if language != "count":
            for group, text in drawn(lists, load("chat.other.toml")["count"], language):
                yield Row(text, language, f"own_chat_{language}", group, HARMLESS)
    yield from works()
    yield from coded(sets)


def works():
    """Requests to copy protected works, and what else is asked about works."""
    lists = load("works.en.toml")
    for name, labels in [("copied", known("illegal", COPIED)), ("about", HARMLESS)]:
        for group, text in drawn(lists[name], lists[name]["count"], name):
            yield Row(text, "en", f"own_{name}", group, labels)


def harmless(file, language, source):
    lists = load(file)
    for group, text in drawn(lists, lists["count"], source):
        yield Row(text, language, source, group, HARMLESS)


def coded(sets):
    lists = load("coded.en.toml")
    words = {"insult": insults(sets), "act": acts(sets)}
    for head, part in lists.items():
        if head != "count":
            labels = known(head, part["no"])
            for group, text in drawn({**part, **words}, lists["count"], head):
                text = CODED.sub(lambda match: codecs.decode(match.group(1), "rot13"), text)
                yield Row(text, "en", f"own_coded_{head}", group, labels)


def load(file):
    return tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))


def drawn(lists, count, seed):
    """Up to `count` distinct texts, each with the number of its template: texts of one template belong together. A
    template that is a bare list gives each of its texts once, which then stands for itself."""
    draw = random.Random(seed)
    seen = set()
    for round_ in range(count * 3):
        number = round_ % len(lists["templates"])
        template = lists["templates"][number]
        text = filled(template, lists, draw)
        if text not in seen:
            seen.add(text)
            yield (text if SLOT.fullmatch(template) else f"template {number}"), text
        if len(seen) == count:
            return


def filled(text, lists, draw):
    def one(match):
        inside = match.group(1)
        return draw.choice(inside.split("|") if "|" in inside else lists[inside])

    while SLOT.search(text):
        text = SLOT.sub(one, text)
    return " ".join(text.split(" ")).strip()


def insults(sets):
    """Mild insults of the shared list."""
    return sorted({word for word, kind in profanity(sets) if kind == "other / general insult" and word.isalpha()})


def acts(sets):
    """Words of the shared list for the body and for what people do with it."""
    return sorted({word for word, kind in profanity(sets) if kind.startswith("sexual anatomy") and len(word) > 3})


def profanity(sets):
    with open(Path(sets) / "surge/profanity_en.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["canonical_form_1"], row["category_1"]
