"""places.yaml: every entry has an example that uses it, and the tables cover all kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from marsad import lexicon as lexicons
from marsad.gazetteer import KINDS
from marsad.geo.words import PlaceWords
from marsad.text.fold import fold_word

RAW: dict[str, Any] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "src/marsad/data/lexicon/ar/places.yaml").read_text(encoding="utf-8")
)
ENTRIES = [(s, e) for s in ("kinds", "relations", "directions", "nationalities") for e in RAW[s]]
WORDS = PlaceWords.build(lexicons.load().places)


@pytest.mark.parametrize(("section", "entry"), ENTRIES, ids=[f"{s}-{e['words'][0]}" for s, e in ENTRIES])
def test_an_example_uses_its_entry(section: str, entry: dict[str, Any]) -> None:
    folded = {fold_word(w) for w in entry["words"]}
    heard = [WORDS.hear(fold_word(w)) for w in entry["example"].split()]
    found = [m.entry for h in heard if h is not None for m in h.meanings if m.section == section]
    assert any(folded & set(e["words"]) for e in found), entry["example"]


def test_every_kind_has_its_reach_and_every_word_of_kind_known_kinds() -> None:
    reach = [kind for entry in RAW["reach"] for kind in entry["kinds"]]
    assert sorted(reach) == sorted(KINDS)
    assert all(set(entry["kinds"]) <= {*KINDS, "any"} for entry in RAW["kinds"])
    assert all(0 < entry["edge"] <= entry["near"] <= entry["direction"] for entry in RAW["reach"])


def test_each_word_stands_once_in_its_section() -> None:
    for section in ("kinds", "relations", "directions", "nationalities"):
        words = [fold_word(w) for entry in RAW[section] for w in {fold_word(v): v for v in entry["words"]}]
        assert len(words) == len(set(words)), [w for w in words if words.count(w) > 1]


def test_directions_are_told_in_both_languages_all_around() -> None:
    sides = lexicons.load().places["sides"]
    assert sorted(map(int, sides)) == [0, 45, 90, 135, 180, 225, 270, 315]
    assert all("{}" in side["ar"] and "{}" in side["en"] and "{}" in side["part"] and side["side"] for side in sides.values())


def test_the_words_between_places_have_an_example_and_the_distance_both_forms() -> None:
    assert WORDS.links & {fold_word(w) for w in RAW["links"]["example"].split()}
    assert {fold_word(w) for w in RAW["links"]["words"]} == WORDS.links
    assert WORDS.these & {fold_word(w) for w in RAW["these"]["example"].split()}
    assert {fold_word(w) for w in RAW["these"]["words"]} == WORDS.these
    for form in (RAW["distance"]["from"], RAW["distance"]["towards"]):
        assert all("{figure}" in form[lang] and "{name}" in form[lang] for lang in ("ar", "en"))
