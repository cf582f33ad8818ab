"""Writes secrets.toml from gitleaks.toml: the rules that find secrets in text, without those about files.

    python3 models/safety/train/secret_rules.py …/gitleaks.toml
"""

import re
import shutil
import sys
import tomllib
from pathlib import Path

SAFETY = Path(__file__).parent.parent

# Its 1,400 words of source code keep it from what is no secret; in prose nothing does.
LEFT_OUT = {"generic-api-key"}


def quoted(text):
    """A TOML string, taken literally where it can be."""
    if "'''" in text or text.endswith("'") or any(ord(c) < 32 for c in text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
    return f"'''{text}'''" if "'" in text else f"'{text}'"


def listed(texts):
    return "[" + ", ".join(map(quoted, texts)) + "]"


def ascii_classes(regex):
    """Go's classes are ASCII and Rust's are not, which makes large automata and other matches."""
    out, inside, at = [], False, 0
    while at < len(regex):
        c = regex[at]
        if c == "\\" and at + 1 < len(regex):
            short = {"w": "0-9A-Za-z_", "d": "0-9", "s": r"\t\n\f\r "}.get(regex[at + 1])
            if short:
                out.append(short if inside else f"[{short}]")
            elif regex[at + 1] == "b" and not inside:
                out.append(r"(?-u:\b)")
            else:
                out.append(regex[at : at + 2])
            at += 2
            continue
        if c == "[" and not inside:
            inside = True
            # A bracket that comes first in a class is one of its characters.
            if regex[at + 1 : at + 2] == "]" or regex[at + 1 : at + 3] == "^]":
                step = 2 + (regex[at + 1] == "^")
                out.append(regex[at : at + step])
                at += step
                continue
        elif c == "]" and inside:
            inside = False
        elif c == "{" and not inside and not re.match(r"\{\d+(,\d*)?\}", regex[at:]):
            # Where it repeats nothing it is itself.
            c = "\\{"
        out.append(c)
        at += 1
    return "".join(out)


def main(source):
    source = Path(source)
    read = tomllib.loads(source.read_text(encoding="utf-8"))
    out = [
        "# Rules for keys, tokens and passwords: those of gitleaks (https://github.com/gitleaks/gitleaks), converted by",
        "# train/secret_rules.py. MIT; the licence lies beside this file in secrets.LICENSE.",
        "# A rule is tried where one of its keywords stands; its secret has at least the entropy, in bits a character.",
        f"placeholders = {listed(map(ascii_classes, read['allowlist']['regexes']))}",
    ]
    for rule in read["rules"]:
        if rule["id"] in LEFT_OUT or "path" in rule or "regex" not in rule:
            continue
        out += ["", "[[rule]]", f"id = {quoted(rule['id'])}", f"regex = {quoted(ascii_classes(rule['regex']))}"]
        out.append(f"keywords = {listed(rule['keywords'])}")
        if "entropy" in rule:
            out.append(f"entropy = {float(rule['entropy'])}")
        if "secretGroup" in rule:
            out.append(f"group = {rule['secretGroup']}")
        # Only what is said about the secret itself; there are no paths and lines here.
        allowed = [
            ascii_classes(regex)
            for allow in rule.get("allowlists", [])
            if "paths" not in allow and "regexTarget" not in allow
            for regex in allow.get("regexes", [])
        ]
        if allowed:
            out.append(f"allowed = {listed(allowed)}")
    (SAFETY / "secrets.toml").write_text("\n".join(out) + "\n", encoding="utf-8")
    shutil.copy(source.parent / "LICENSE", SAFETY / "secrets.LICENSE")


if __name__ == "__main__":
    main(*sys.argv[1:])
