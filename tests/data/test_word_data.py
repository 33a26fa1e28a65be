"""The general-language lexicon: every entry has known keys, a known class, an example that shows it, and stands once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.inflect import verb_forms

import marsad
from marsad.model import STATUSES
from marsad.text.fold import fold_word

Entry = dict[str, Any]


def names(text: str) -> set[str]:
    """The words of a line."""
    return set(text.split())


FOLDER = Path(marsad.__file__).parent / "data" / "lexicon" / "ar"

# file → (required keys, optional keys, at least so many entries)
SCHEMAS: dict[str, tuple[set[str], set[str], int]] = {
    "reporting": (
        {"lemma", "class", "example"},
        {"verb", "active", "nouns", "phrases", "takes", "speaker", "cites", "continues", "status", "weak", "tells", "except"},
        200,
    ),
    "verbs": ({"past", "class", "example"}, {"present", "nouns", "also", "frame", "phase", "except"}, 600),
    "words": ({"words", "class", "example"}, {"also", "status"}, 200),
    "nouns": ({"noun", "class", "example"}, {"plural", "feminine", "also", "opens_place", "collective"}, 900),
    "status": ({"lemma", "status", "scope", "example"}, {"phrases", "prefix", "verbs", "before"}, 100),
}
CLASSES: dict[str, set[str]] = {
    "reporting": names("say report claim deny announce expect warn quote continue according addressee medium switch"),
    "verbs": names("light begin modal_able modal_fail modal_try modal_will causal occur suffer be move other"),
    "words": names(
        "preposition toward among place direction temporal causal agent instrument conjunction contrast subordinator relative negation"
        " modality name demonstrative pronoun quantifier adverb particle interrogative switch"
    ),
    "nouns": names(
        "person force settlement area position building facility vehicle aircraft weapon munition goods service road money"
        " agreement body time event abstract direction extent"
    ),
}
# The values that the other keys may take.
VALUES: dict[str, set[str]] = {
    "takes": {"أن", "إن", "ب", "عن", "إلى", "إلى أن", "على", "على أن", "من", "من أن", "في", "في أن", "noun", "quote"},
    "cites": {"عن", "إلى"},
    "speaker": {"subject", "after"},
    "phase": names("start continue intensify resume stop weaken hinder foil postpone cancel avoid"),
    "scope": {"next_noun", "prev_noun", "subject", "clause", "sentence"},
    "before": {"past", "present", "masdar"},
    "status": set(STATUSES),
}
FRAME_ROLES = {"agent", "target", "party", "place", "means", "cause", "event"}
MARKS = re.compile("[\ufb50-\ufdff\ufe70-\ufeff\u064b-\u0652\u0640\u06cc\u06a9\u06af\u067e\u0686]")
SURFACES = ("past", "present", "noun", "feminine", "words", "nouns", "plural", "active", "phrases")


@cache
def load(name: str) -> tuple[Entry, ...]:
    return tuple(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


def listed(value: object) -> list[str]:
    """A string or list of strings as a list."""
    if isinstance(value, str):
        return [value]
    assert isinstance(value, list), value
    assert all(isinstance(v, str) for v in value), value
    return value


def strings(value: object) -> Iterator[str]:
    """Every string in an entry, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from strings(v)
    elif isinstance(value, list):
        for v in value:
            yield from strings(v)


def surfaces(entry: Entry) -> list[str]:
    """The words and phrases that an entry lists."""
    found = [w for key in SURFACES if key in entry for w in listed(entry[key])]
    for verb in (entry["verb"],) if "verb" in entry else entry.get("verbs", ()):
        found += [verb["past"], verb["present"]]
    return found


def stem(word: str) -> str:
    """Three letters or more of a folded word that stay through its forms: no prefix of the present, no weak ending."""
    cut = re.sub(r"^[يات](?=.{3})", "", word)
    cut = re.sub(r"(?:ون|ين|ات|[ايهىء])$", "", cut) if len(cut) > 3 else cut
    return re.sub(r"[ايو]$", "", cut) if len(cut) > 2 else cut


def shown(phrase: str, example: str) -> bool:
    """Whether each word of the phrase stands in the folded example, in some form."""
    words = fold_word(re.sub(r"[{}+]", "", phrase)).split()
    return all(word in example or (len(word) > 2 and stem(word) in example) for word in words)


@pytest.mark.parametrize("name", SCHEMAS)
def test_entries_have_the_keys_of_their_schema(name: str) -> None:
    required, optional, least = SCHEMAS[name]
    entries = load(name)
    assert len(entries) >= least
    for entry in entries:
        assert required <= entry.keys() <= required | optional, entry


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_known(name: str) -> None:
    for entry in load(name):
        classes = [entry["class"], *entry.get("also", ())]
        assert set(classes) <= CLASSES[name], entry
        assert len(set(classes)) == len(classes), entry


@pytest.mark.parametrize("name", SCHEMAS)
def test_values_are_known(name: str) -> None:
    for entry in load(name):
        for key, allowed in VALUES.items():
            if key in entry:
                assert set(listed(entry[key])) <= allowed, entry
        for key in ("weak", "tells", "continues", "opens_place", "collective"):
            assert entry.get(key, True) is True, entry


def test_frames_are_known() -> None:
    for entry in load("verbs"):
        frame = entry.get("frame", {})
        assert frame.keys() <= {"subject", "object", "governs"}, entry
        assert {frame[k] for k in ("subject", "object") if k in frame} <= FRAME_ROLES, entry
        assert all(listed(frame.get("governs", []))), entry
        assert ("phase" in entry) == (entry["class"] == "begin"), entry


@pytest.mark.parametrize("name", SCHEMAS)
def test_spelling_is_plain(name: str) -> None:
    for entry in load(name):
        for text in strings(entry):
            assert text == text.strip()
            assert not MARKS.search(text), text


@pytest.mark.parametrize("name", SCHEMAS)
def test_examples_show_their_entry(name: str) -> None:
    for entry in load(name):
        example = fold_word(entry["example"])
        if name == "status" and "prefix" in entry:
            assert any(f" {fold_word(p)}" in f" {example}" for p in entry["prefix"]), entry
        else:
            assert any(shown(s, example) for s in surfaces(entry)), entry


@pytest.mark.parametrize("name", SCHEMAS)
def test_examples_differ(name: str) -> None:
    twice = [e for e, n in Counter(entry["example"] for entry in load(name)).items() if n > 1]
    assert not twice


@pytest.mark.parametrize("name", SCHEMAS)
def test_entries_list_something_and_nothing_twice(name: str) -> None:
    for entry in load(name):
        for key in (*SURFACES, "except", "prefix"):
            if key in entry:
                folded = [fold_word(w) for w in listed(entry[key])]
                assert len(folded) == len(set(folded)) > 0, entry
        takes = entry.get("takes", ["quote"])  # أن and إن are two things here, though they fold to one
        assert len(takes) == len(set(takes)) > 0, entry
        assert surfaces(entry) or "prefix" in entry, entry


def test_verbs_stand_once_over_all_files() -> None:
    pairs = [(fold_word(e["past"]), fold_word(e.get("present", ""))) for e in load("verbs")]
    pairs += [(fold_word(e["verb"]["past"]), fold_word(e["verb"]["present"])) for e in load("reporting") if "verb" in e]
    pairs += [(fold_word(v["past"]), fold_word(v["present"])) for e in load("status") for v in e.get("verbs", ())]
    assert [p for p, n in Counter(pairs).items() if n > 1] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("reporting", "lemma"), ("reporting", "nouns"), ("reporting", "phrases"), ("words", "words"), ("nouns", "noun"), ("status", "lemma")],
)
def test_keys_stand_once(name: str, key: str) -> None:
    counts = Counter(fold_word(w) for entry in load(name) if key in entry for w in listed(entry[key]))
    assert [w for w, n in counts.items() if n > 1] == []


def test_status_phrases_stand_once() -> None:
    counts = Counter((fold_word(p), e.get("before")) for e in load("status") for p in e.get("phrases", ()))
    assert [p for p, n in counts.items() if n > 1] == []


def test_plurals_have_one_kind() -> None:
    """Two singulars may share a plural (حادث and حادثة), but not with another meaning."""
    kinds: dict[str, set[str]] = {}
    for entry in load("nouns"):
        for form in entry.get("plural", ()):
            kinds.setdefault(fold_word(form), set()).add(" ".join(sorted({entry["class"], *entry.get("also", ())})))
    assert {form: k for form, k in kinds.items() if len(k) > 1} == {}


@pytest.mark.parametrize("name", ["reporting", "status"])
def test_braces_name_verbs_that_are_listed(name: str) -> None:
    known = {e["past"] for e in load("verbs")} | {e["verb"]["past"] for e in load("reporting") if "verb" in e}
    known |= {v["past"] for e in load("status") for v in e.get("verbs", ())}
    for entry in load(name):
        for phrase in entry.get("phrases", ()):
            assert set(re.findall(r"{(.*?)}", phrase)) <= known, phrase


def test_left_out_forms_are_forms_of_their_entry() -> None:
    for entry in (*load("verbs"), *load("reporting")):
        if "except" in entry:
            verb = entry.get("verb", entry)
            forms = {form.text for form in verb_forms(verb["past"], verb["present"])} | set(map(fold_word, entry.get("active", ())))
            assert set(map(fold_word, entry["except"])) <= forms, entry


def test_words_and_status_agree() -> None:
    """A word that has a status in words.yaml has the same one wherever status.yaml lists it before the same form."""
    by_phrase: dict[str, set[str]] = {}
    for entry in load("status"):
        for phrase in entry.get("phrases", ()):
            by_phrase.setdefault(fold_word(phrase), set()).add(entry["status"])
    for entry in load("words"):
        for word in entry["words"] if "status" in entry else ():
            assert entry["status"] in by_phrase.get(fold_word(word), {entry["status"]}), word


def test_reporting_covers_each_way_of_attributing() -> None:
    counts = Counter(e["class"] for e in load("reporting"))
    assert counts.keys() == CLASSES["reporting"]
    assert sum("continues" in e for e in load("reporting")) >= 12
    assert all("speaker" in e for e in load("reporting") if e["class"] == "according")
    assert not any("takes" in e for e in load("reporting") if e["class"] in ("addressee", "medium", "switch"))


def test_verb_classes_are_all_filled() -> None:
    counts = Counter(c for e in load("verbs") for c in (e["class"], *e.get("also", ())))
    assert all(counts[c] >= 7 for c in CLASSES["verbs"])
    frames = {e["past"]: e.get("frame") for e in load("verbs")}
    assert frames["شن"] == {"subject": "agent", "object": "event"}
    assert frames["شهد"] == {"subject": "place", "object": "event"}
    assert frames["تعرض"] == {"subject": "target", "governs": ["ل"]}
    assert frames["كبد"] == {"subject": "agent", "object": "target"}
    assert frames["أسفر"] == {"subject": "cause", "governs": ["عن"]}


def test_status_covers_each_status_and_scope() -> None:
    assert {e["status"] for e in load("status")} == set(STATUSES)
    assert {e["scope"] for e in load("status")} == VALUES["scope"]
