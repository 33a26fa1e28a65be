"""The claim types and the trigger entries, as data: known keys, known types and roles, normal spelling, an example each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import marsad
from marsad.model import ROLES
from marsad.text.fold import fold_word

DATA = Path(marsad.__file__).parent / "data"
TRIGGERS = sorted((DATA / "lexicon" / "ar" / "triggers").glob("*.yaml"))
PHRASE_VERBS = sorted((DATA / "lexicon" / "ar").glob("phrase_verbs_*.yaml"))
TYPE_FILES = sorted((DATA / "types").glob("*.yaml"))

FAMILIES = {
    "violence": "clash attack airstrike shelling bombing chemical execution abduction detention abuse",
    "territory": "advance withdrawal capture control siege siege_lifted deployment",
    "harm": "killed wounded displacement destruction population",
    "relief": "shortage service_outage aid access_denied evacuation",
    "politics": "agreement violation talks release protest gathering support accusation threat demand rejection sanction",
    "statement": "statement",
}
ACLED = {
    "Armed clash", "Government regains territory", "Non-state actor overtakes territory", "Chemical weapon", "Air/drone strike",
    "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Grenade", "Sexual violence", "Attack",
    "Abduction/forced disappearance", "Peaceful protest", "Protest with intervention", "Excessive force against protesters",
    "Violent demonstration", "Mob violence", "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use",
    "Headquarters or base established", "Looting/property destruction", "Non-violent transfer of territory", "Other",
}  # fmt: skip
PLOVER = {
    "AGREE": "",
    "CONSULT": "visit third-party multilateral phone",
    "SUPPORT": "",
    "CONCEDE": "",
    "COOPERATE": "",
    "AID": "",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons "
    "crowd-control unconventional",
}

FORMS = {"verb", "nouns", "active", "passive", "persons", "phrases"}
KEYS = FORMS | {
    "lemma", "type", "needs", "needs_subject", "needs_object", "not_before", "not_after", "weak", "yields", "continues",
    "except", "frame", "of", "variants", "example",
}  # fmt: skip
LISTS = ("nouns", "active", "passive", "persons", "phrases", "needs", "not_before", "not_after", "except")
WHEN = {"subject", "object", "means", "of", "adjective", "tense", "prep", "next", "object_word", "subject_word"}
CLASSES = {
    "person", "people", "persons", "force", "group", "security", "government", "title", "settlement", "area", "place", "position",
    "building", "facility", "vehicle", "aircraft", "weapon", "munition", "goods", "service", "road", "money", "agreement",
}  # fmt: skip
# Places in the grammar beside the prepositions; `self` is the trigger noun, which is also the thing ("قافلة").
SLOTS = {"subject", "object", "self"}
# Roles that are decided once the filler is known: an inhabited place is a place, anything else a target.
LATE_ROLES = {"patient", "toward_or_target"}
OUTSIDE_SPELLING = re.compile("[\ufb50-\ufdff\ufe70-\ufeff\u0640\u064b-\u0652\u0670یکگپچژ]")
ARABIC = re.compile("[\u0621-\u064a]+")


def load(path: Path) -> list[dict[str, Any]]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(entries, list), path
    return entries


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def types() -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for path in TYPE_FILES for entry in load(path)}


def entries() -> list[tuple[str, dict[str, Any]]]:
    return [(f"{path.name}: {entry.get('lemma')}", entry) for path in TRIGGERS for entry in load(path)]


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def shows(entry: dict[str, Any]) -> bool:
    """Whether the example holds three letters in a row of one of the entry's words (all of a shorter word)."""
    example = str(entry.get("example", ""))
    words = ARABIC.findall(" ".join(strings([entry.get("lemma", ""), *(entry.get(key, []) for key in FORMS)])))
    return any(word[i : i + 3] in example for word in words for i in range(max(1, len(word) - 2)))


def problems(entry: dict[str, Any], known: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What is wrong with one trigger entry, in words."""
    if unknown := entry.keys() - KEYS:
        yield f"unknown keys {sorted(unknown)}"
    for key in ("lemma", "type", "example", "frame"):
        if not entry.get(key):
            yield f"no {key}"
    if not entry.keys() & FORMS:
        yield "nothing to find it by"
    if entry.get("type") not in known:
        yield f"unknown type {entry.get('type')}"
        return
    for key in LISTS:
        values = entry.get(key, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            yield f"{key} is not a list of words"
        elif len(values) != len(set(values)):
            yield f"{key} repeats {[v for v, n in Counter(values).items() if n > 1]}"
        elif key in ("active", "passive", "not_before", "not_after") and any(" " in v for v in values):
            yield f"{key} holds more than one word: {[v for v in values if ' ' in v]}"
    verb = entry.get("verb", {"past": "-", "present": "-"})
    if not isinstance(verb, dict) or not {"past", "present"} <= verb.keys() <= {"past", "present", "except", "passive"}:
        yield f"verb {verb} is not a past and a present"
    elif " " in verb["past"] + verb["present"]:
        yield f"verb {verb} is more than one word"
    if "verb" in entry and not str(entry["verb"]["present"]).startswith("ي"):
        yield f"present {entry['verb']['present']} is not third person masculine"
    for key in ("needs_subject", "needs_object"):
        if bad := set(as_list(entry.get(key, []))) - CLASSES:
            yield f"{key} names unknown classes {sorted(bad)}"
    if "of" in entry and entry["of"] not in ("subject", "object", "either"):
        yield f"of is {entry['of']}"
    for key in ("weak", "yields", "continues"):
        if entry.get(key, True) is not True:
            yield f"{key} is only ever true"
    outcomes = {entry["type"]}
    for variant in entry.get("variants", []):
        if not {"type", "when"} <= variant.keys() <= {"type", "when", "frame"} or variant["type"] not in known or not variant["when"]:
            yield f"bad variant {variant}"
            continue
        outcomes.add(variant["type"])
        for key, values in variant["when"].items():
            if key not in WHEN or not isinstance(values, list) or not values:
                yield f"bad condition {key}: {values}"
            elif key in ("subject", "object", "means", "of") and set(values) - CLASSES:
                yield f"condition {key} names unknown classes {values}"
            elif key == "tense" and set(values) - {"past", "present", "noun"}:
                yield f"unknown tense {values}"
    frames = [(outcomes, entry.get("frame", {}))]
    frames += [({v["type"]}, v["frame"]) for v in entry.get("variants", []) if "frame" in v and v.get("type") in known]
    for names, frame in frames:
        allowed = LATE_ROLES.union(*(known[name]["roles"] for name in names))
        if bad_roles := set(frame.values()) - allowed:
            yield f"roles {sorted(bad_roles)} do not belong to {sorted(names)}"
        if bad_slots := [slot for slot in frame if slot not in SLOTS and not ARABIC.fullmatch(slot.replace(" ", ""))]:
            yield f"slots {bad_slots}"
    if odd := [s for s in strings(entry) if OUTSIDE_SPELLING.search(s)]:
        yield f"not in normal spelling: {odd}"
    if not shows(entry):
        yield f"the example {entry.get('example')!r} does not hold the word"


def test_types_are_those_of_the_contract() -> None:
    assert {path.stem for path in TYPE_FILES} == FAMILIES.keys()
    for path in TYPE_FILES:
        assert [entry["name"] for entry in load(path)] == FAMILIES[path.stem].split()


@pytest.mark.parametrize("entry", types().values(), ids=types().keys())
def test_type_is_whole(entry: dict[str, Any]) -> None:
    assert entry.keys() == {"name", "label", "describes", "roles", "acled", "plover", "example"}
    assert entry["label"].keys() == {"en", "ar"}
    assert all(entry["label"].values()) and entry["describes"] and ARABIC.search(entry["example"])
    assert entry["roles"] and set(entry["roles"]) <= set(ROLES) and len(entry["roles"]) == len(set(entry["roles"]))
    assert "place" in entry["roles"]
    assert entry["acled"] is None or entry["acled"] in ACLED
    if entry["plover"] is not None:
        assert entry["plover"].keys() == {"event", "mode"}
        assert entry["plover"]["mode"] is None or entry["plover"]["mode"] in PLOVER[entry["plover"]["event"]].split()
    assert not [s for s in strings(entry) if OUTSIDE_SPELLING.search(s)]


@pytest.mark.parametrize("path", TRIGGERS, ids=lambda path: path.stem)
def test_entries_are_whole(path: Path) -> None:
    known = types()
    found = [f"{entry.get('lemma')}: {problem}" for entry in load(path) for problem in problems(entry, known)]
    assert not found, "\n".join(found)


def test_no_entry_twice() -> None:
    seen = Counter((entry["lemma"], entry["type"]) for _, entry in entries())
    assert not [key for key, count in seen.items() if count > 1]


def test_no_phrase_twice() -> None:
    seen = Counter(phrase for _, entry in entries() for phrase in entry.get("phrases", []))
    assert not [phrase for phrase, count in seen.items() if count > 1]


def test_each_type_has_triggers() -> None:
    counts = Counter(entry["type"] for _, entry in entries())
    counts.update({v["type"] for _, entry in entries() for v in entry.get("variants", [])})
    assert sum(1 for _ in entries()) >= 300
    assert not [name for name in types() if name != "statement" and counts[name] < 3]


def test_verbs_in_phrases_are_known() -> None:
    """A `{verb}` in a phrase has its forms from a trigger, a reporting verb, the phrase verbs, or the general verbs."""
    reporting = load(DATA / "lexicon" / "ar" / "reporting.yaml")
    known = {fold_word(entry["lemma"]) for _, entry in entries() if "verb" in entry}
    known |= {fold_word(entry["verb"]["past"]) for entry in reporting if "verb" in entry}
    for path in [*PHRASE_VERBS, DATA / "lexicon" / "ar" / "verbs.yaml"]:
        known |= {fold_word(entry["past"]) for entry in load(path)}
    asked = {
        fold_word(verb) for _, entry in entries() for phrase in entry.get("phrases", []) for verb in re.findall(r"\{([^}]*)\}", phrase)
    }
    assert not asked - known


@pytest.mark.parametrize("path", PHRASE_VERBS, ids=lambda path: path.stem)
def test_phrase_verbs(path: Path) -> None:
    for entry in load(path):
        assert entry.keys() == {"past", "present", "example"}
        assert entry["present"].startswith("ي") and ARABIC.search(entry["example"])
        assert not [s for s in strings(entry) if OUTSIDE_SPELLING.search(s)]
    assert len({entry["past"] for entry in load(path)}) == len(load(path))


def test_problems_are_noticed() -> None:
    """The checker itself: each broken entry is reported."""
    known = types()
    good = {"lemma": "قصف", "type": "shelling", "nouns": ["قصف"], "frame": {"subject": "agent"}, "example": "توقف القصف"}
    assert not list(problems(good, known))
    broken: list[dict[str, Any]] = [
        {"colour": "red"}, {"type": "storm"}, {"nouns": "قصف"}, {"verb": {"past": "قصف", "present": "قصف"}}, {"of": "means"},
        {"frame": {"subject": "from_where"}}, {"frame": {"with": "place"}}, {"needs_object": ["cloud"]}, {"example": "لا شيء"},
        {"lemma": "قـصف"}, {"variants": [{"type": "airstrike", "when": {"weather": ["x"]}}]}, {"not_before": ["في الهواء"]},
        {"variants": [{"type": "airstrike", "when": {"subject": ["aircraft"]}, "frame": {"subject": "party"}}]},
        {"nouns": ["قصف", "قصف"]},
    ]  # fmt: skip
    for change in broken:
        assert list(problems(good | change, known)), change
