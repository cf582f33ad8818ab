"""Text of our own for what the sets lack: harmless chat, tasks, look-alikes and prose; coded harmful sentences and requests,
with harmless ones in the same words; and requests below a passage.

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
ASKED = {
    "advbench": 0.5,
    "strongreject": 0.6,
    "malicious_instruct": 0.6,
    "catqa_en": 0.4,
    "dangerousqa": 0.4,
    "ailuminate_en": 0.15,
    "own_requests_misinformation": 0.3,
    "own_requests_intrusion": 0.3,
    "own_requests_substances": 0.3,
    "own_requests_harmless": 0.35,
    "own_copied": 0.2,
    "own_about": 0.4,
    "own_chat": 0.25,
    "own_lookalikes": 0.2,
    "own_acts_harmless": 0.1,
    "own_acts_crimes": 0.1,
    "own_acts_fraud": 0.1,
    "own_acts_violence": 0.1,
}
"""What share of a source's requests is put below a passage."""

PASSAGES = ["{s} {s}", "{s} {s} {s} {s}", "{help} {s} {s} {s} {s} {s}"]

BELOW = "below_"
"""What the sources of such requests begin with."""

SENTENCES = 5
"""In how many sentences each thing of `acts.en.toml` is asked for."""

COPIED = "sexual hate harassment violence self_harm child_safety injection"
"""What a request to copy a work is not."""


def rows(sets):
    """All rows of our own; `sets` is the folder of the shared sets, whose word lists some sentences draw from."""
    yield from harmless("chat.en.toml", "en", "own_chat")
    yield from harmless("lookalikes.en.toml", "en", "own_lookalikes")
    yield from harmless("prose.en.toml", "en", "own_prose")
    yield from harmless("tasks.en.toml", "en", "own_tasks")
    others = load("chat.other.toml")
    for language, lists in parts(others):
        for group, text in drawn(lists, others["count"], language):
            yield Row(text, language, f"own_chat_{language}", group, HARMLESS)
    yield from works()
    yield from requests()
    yield from wishes()
    yield from told()
    yield from below()
    yield from coded(sets)


def works():
    """Requests to copy protected works, and what else is asked about works."""
    lists = load("works.en.toml")
    for name, labels in [("copied", known("illegal", COPIED)), ("about", HARMLESS)]:
        for group, text in drawn(lists[name], lists[name]["count"], name):
            yield Row(text, "en", f"own_{name}", group, labels)


def requests():
    """Requests for false reports, intrusion and dangerous substances, and harmless ones in the same words."""
    for name, part in load("requests.en.toml").items():
        labels = known("illegal", part["no"]) if "no" in part else HARMLESS
        for group, text in drawn(part, part["count"], name):
            yield Row(decoded(text), "en", f"own_requests_{name}", group, labels)


def wishes():
    """Each thing that somebody may want in a few of the same sentences: texts of one thing belong together."""
    lists = load("acts.en.toml")
    for name, part in parts(lists):
        labels = known(part["yes"], part["no"]) if "yes" in part else HARMLESS
        for slot, sentences in (("act", lists["asking"]), ("thing", lists["writing"])):
            for number, thing in enumerate(part.get(slot, [])):
                draw = random.Random(f"{name} {slot} {number}")
                for sentence in draw.sample(sentences, SENTENCES):
                    text = filled(sentence.replace("{" + slot + "}", thing), lists, draw)
                    yield Row(capital(decoded(text)), "en", f"own_acts_{name}", f"{slot} {number}", labels)


def told():
    """Each harmful sentence a few times by itself and with another of its kind."""
    lists = load("told.en.toml")
    for name, part in parts(lists):
        for number, sentence in enumerate(part["told"]):
            draw = random.Random(f"{name} {number}")
            for sentences in ([sentence], [sentence], [sentence], [sentence, draw.choice(part["told"])]):
                text = " ".join(capital(decoded(filled(one, lists, draw))) + "." for one in sentences)
                yield Row(text, "en", f"own_told_{name}", f"told {number}", known(part["yes"], part["no"]))


def capital(text):
    return text[:1].upper() + text[1:]


def below():
    """A passage with a request about it: what is wanted of the text decides, not the text."""
    lists = load("below.en.toml")
    for name, head in lists["labels"].items():
        part = lists[name]
        for kind, labels in (("asked", known(head, lists["no"])), ("harmless", HARMLESS)):
            for number, request in enumerate(part[kind]):
                draw = random.Random(f"{name} {kind} {number}")
                for passage in part["passage"]:
                    lead = draw.choice(lists["lead"])
                    text = f"{filled(passage, lists, draw)}\n{lead}{decoded(request)}"
                    yield Row(text, "en", f"own_below_{kind}", f"{name} {kind} {number}", labels)


def in_context(rows):
    """The English requests among the rows once more, each below a harmless passage: what is asked for counts however long
    the text above it is. A row keeps its group, so that both are in one fold."""
    lists = load("prose.en.toml")
    draw = random.Random("context")
    for row in rows:
        share = ASKED.get(row.source)
        if share and draw.random() < share:
            passage = " ".join(filled(draw.choice(PASSAGES), lists, draw).split())
            yield Row(f"{passage}\n{row.text}", "en", f"{BELOW}{row.source}", row.group, row.labels, row.weight)


def harmless(file, language, source):
    lists = load(file)
    for group, text in drawn(lists, lists["count"], source):
        yield Row(text, language, source, group, HARMLESS)


def coded(sets):
    lists = load("coded.en.toml")
    words = {"insult": insults(sets), "act": acts(sets)}
    for head, part in parts(lists):
        labels = known(head, part["no"])
        for group, text in drawn({**part, **words}, lists["count"], head):
            yield Row(decoded(text), "en", f"own_coded_{head}", group, labels)


def decoded(text):
    return CODED.sub(lambda match: codecs.decode(match.group(1), "rot13"), text)


def load(file):
    return tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))


def parts(lists):
    """What a file has by category or language, without the lists that all of it shares."""
    return [(name, part) for name, part in lists.items() if isinstance(part, dict)]


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
