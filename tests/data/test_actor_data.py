"""The data of actors, outlets, titles, actor patterns and places: shape, spelling, uniqueness, examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from marsad.text import fold as fold_module
from marsad.text.fold import fold, fold_word
from marsad.text.tokens import tokenize

DATA = Path(fold_module.__file__).parents[1] / "data"
ACTOR_FILES = [
    *(f"theatres/{name}.yaml" for name in ("syria", "iraq", "yemen", "libya", "lebanon", "palestine", "sudan", "outside", "un")),
    *(f"outlets/{name}.yaml" for name in ("agencies", "arab", "levant", "iraq", "gulf_yemen", "maghreb_libya", "sudan", "international")),
]
OUTLET_KINDS = {"agency", "newspaper", "channel", "site", "radio", "media_unit", "observatory"}
ACTOR_KINDS = OUTLET_KINDS | {
    *("state", "government", "army", "security", "police", "armed_group", "coalition", "party", "tribe", "un", "ngo"),
    *("ministry", "parliament", "court", "person", "people"),
}
TITLE_KINDS = {"official", "military", "person", "spokesperson", "source", "witness", "medical", "religious", "media"}
CLASSES = {"force", "security", "government", "aircraft", "group", "people", "persons"}
PLACE_KINDS = {
    *("city", "town", "governorate", "country", "region", "river", "sea", "quarter"),
    *("airport", "base", "camp", "crossing", "dam", "field"),
}
# Persian letters and presentation forms never belong in the data; folding would hide them from the eye.
FOREIGN = re.compile("[یکگپچ\ufb50-\ufdff\ufe70-\ufeff\u200c-\u200f\u064b-\u0652]")


@cache
def load(path: str) -> Any:
    return yaml.load((DATA / path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def actors() -> Iterator[dict[str, Any]]:
    for path in ACTOR_FILES:
        yield from load(path)


def names(entry: dict[str, Any]) -> list[str]:
    name = entry["name"]["ar"] if isinstance(entry["name"], dict) else entry["name"]
    return [name, *entry.get("aliases", [])]


def words(text: str) -> list[str]:
    return [t.text for t in tokenize(fold(text))]


def occurs(name: str, example: str) -> bool:
    """Whether the words of `name` stand in `example`, the first with or without و ف ب ل ك (and لل for ل + ال)."""
    wanted, found = words(name), words(example)
    first, rest = wanted[0], wanted[1:]
    firsts = {first, *(p + first for p in "وفبلك")}
    if first.startswith("ال"):
        firsts |= {"لل" + first[2:], "ولل" + first[2:]}
    return any(w in firsts and found[i + 1 : i + 1 + len(rest)] == rest for i, w in enumerate(found))


def duplicates(items: Iterator[str]) -> list[str]:
    return [item for item, n in Counter(items).items() if n > 1]


@pytest.mark.parametrize("path", ACTOR_FILES)
def test_actor_entries_have_the_keys_of_the_schema(path: str) -> None:
    allowed = ACTOR_KINDS if path.startswith("theatres/") else OUTLET_KINDS
    entries = load(path)
    assert entries
    for entry in entries:
        assert {"id", "kind", "name", "example"} <= set(entry) <= {"id", "kind", "name", "aliases", "example"}, entry
        assert set(entry["name"]) == {"ar", "en"}, entry
        assert entry["kind"] in allowed, entry
        assert re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)?", entry["id"]), entry
        assert entry.get("aliases", ["-"]), entry
        assert all(isinstance(n, str) and n == n.strip() for n in [*names(entry), entry["name"]["en"], entry["example"]]), entry


def test_actor_ids_are_unique() -> None:
    assert not duplicates(e["id"] for e in actors())


def test_no_two_actors_share_a_folded_name() -> None:
    assert not duplicates(" ".join(words(n)) for e in actors() for n in names(e))


def test_actor_examples_name_the_actor() -> None:
    assert [e["id"] for e in actors() if not any(occurs(n, e["example"]) for n in names(e))] == []


def test_actor_names_are_more_than_one_letter_and_not_bare_numbers() -> None:
    assert [n for e in actors() for n in names(e) if len(fold_word(n)) < 2 or fold_word(n).isdigit()] == []


def test_there_are_enough_actors_and_outlets() -> None:
    entries = list(actors())
    assert len(entries) >= 450
    assert sum(len(names(e)) for e in entries) > 1200
    assert sum(len(load(p)) for p in ACTOR_FILES if p.startswith("outlets/")) >= 150


@pytest.mark.parametrize("path", [*ACTOR_FILES, "lexicon/ar/titles.yaml", "lexicon/ar/actor_patterns.yaml", "gazetteer/starter.yaml"])
def test_letters_are_arabic_ones(path: str) -> None:
    lines = (DATA / path).read_text(encoding="utf-8").splitlines()
    assert [f"{path}:{i}: {line}" for i, line in enumerate(lines, 1) if FOREIGN.search(line)] == []


def forms_of_title(entry: dict[str, Any]) -> list[str]:
    return [entry["title"], *entry.get("plural", []), *([entry["feminine"]] if "feminine" in entry else [])]


def test_titles_have_the_keys_of_the_schema_and_true_examples() -> None:
    entries = load("lexicon/ar/titles.yaml")
    assert len(entries) >= 150
    for entry in entries:
        assert {"title", "kind", "example"} <= set(entry) <= {"title", "kind", "plural", "feminine", "example"}, entry
        assert entry["kind"] in TITLE_KINDS, entry
        assert any(occurs(form, entry["example"]) for form in forms_of_title(entry)), entry
    assert not duplicates(fold_word(form) for e in entries for form in forms_of_title(e))


def test_pattern_nouns_have_the_keys_of_the_schema_and_true_examples() -> None:
    entries = load("lexicon/ar/actor_patterns.yaml")["nouns"]
    assert len(entries) >= 120
    for entry in entries:
        assert {"noun", "class", "example"} <= set(entry) <= {"noun", "class", "plural", "example"}, entry
        assert entry["class"] in CLASSES, entry
        forms = [entry["noun"], *entry.get("plural", [])]
        assert any(occurs(form, entry["example"]) for form in forms), entry
    assert not duplicates(fold_word(form) for e in entries for form in [e["noun"], *e.get("plural", [])])


def test_adjectives_point_to_a_country_or_a_known_actor() -> None:
    entries = load("lexicon/ar/actor_patterns.yaml")["adjectives"]
    known = {e["id"] for e in actors()}
    assert len(entries) >= 80
    for entry in entries:
        assert {"adjective", "of", "example"} <= set(entry) <= {"adjective", "of", "plural", "example"}, entry
        assert re.fullmatch("[a-z]{2}", entry["of"]) or entry["of"] in known, entry
        stem, *rest = words(entry["adjective"])
        ending = re.compile(f"(?:و|ف|ب|ل|ك)?(?:ال)?{re.escape(stem)}(?:ه|ون|ين|ات|ا)?")
        found = words(entry["example"])
        inflected = any(ending.fullmatch(w) and found[i + 1 : i + 1 + len(rest)] == rest for i, w in enumerate(found)) or (
            bool(rest) and any(ending.fullmatch(w) for w in found)
        )
        assert inflected or any(occurs(p, entry["example"]) for p in entry.get("plural", [])), entry
    assert not duplicates(fold_word(e["adjective"]) for e in entries)


def test_state_bodies_agree_with_the_actors_of_the_same_id() -> None:
    patterns = load("lexicon/ar/actor_patterns.yaml")
    assert set(patterns) == {"nouns", "state_bodies", "ministries", "adjectives"}
    kinds = {e["id"]: e["kind"] for e in actors()}
    for body in patterns["state_bodies"]:
        assert set(body) == {"body", "gender", "id", "kind", "example"}, body
        assert body["gender"] in {"m", "f"} and body["kind"] in ACTOR_KINDS, body
        assert occurs(body["body"], body["example"]), body
        same = {i: k for i, k in kinds.items() if re.fullmatch(rf"[a-z]{{2}}\.{body['id']}", i)}
        assert all(k == body["kind"] for k in same.values()), (body, same)
    assert not duplicates(fold_word(b["body"]) for b in patterns["state_bodies"])
    ministries = patterns["ministries"]
    assert set(ministries) == {"heads", "portfolios"}
    for portfolio in ministries["portfolios"]:
        assert set(portfolio) == {"portfolio", "id", "example"}, portfolio
        assert any(occurs(f"{head} {portfolio['portfolio']}", portfolio["example"]) for head in ministries["heads"]), portfolio
    assert not duplicates(fold_word(p["portfolio"]) for p in ministries["portfolios"])


def places() -> list[dict[str, Any]]:
    starter = load("gazetteer/starter.yaml")
    assert set(starter) == {"countries", "places"}
    return [*starter["countries"], *starter["places"]]


def test_places_have_the_keys_of_the_schema_and_a_radius() -> None:
    named, point = {"name", "en", "cc", "kind", "lat"}, {"lon", "radius_km"}
    for place in places():
        # A name whose place nobody knows within 25 km has no point (`lat: null`), never a vague one.
        needed = named if place["lat"] is None else named | point
        assert needed <= set(place) <= needed | {"aliases", "ambiguous", "example"}, place
        assert place["kind"] in PLACE_KINDS, place
        assert isinstance(place["cc"], str) and re.fullmatch("[A-Z]{2}", place["cc"]), place
        if place["lat"] is not None:
            assert -90 <= place["lat"] <= 90 and -180 <= place["lon"] <= 180 and place["radius_km"] > 0, place
        assert place.get("ambiguous", True) is True, place
        assert len({fold_word(n) for n in names(place)}) == len(names(place)), place
        assert place.get("example") is None or any(occurs(n, place["example"]) for n in names(place)), place


def test_no_place_is_listed_twice() -> None:
    assert not duplicates(f"{fold_word(p['name'])} {p['cc']} {p['kind']} {p['lat']} {p.get('lon')}" for p in places())


def test_countries_are_countries_and_places_are_enough() -> None:
    starter = load("gazetteer/starter.yaml")
    assert {c["kind"] for c in starter["countries"]} == {"country"}
    assert not duplicates(c["cc"] for c in starter["countries"])
    assert len(starter["places"]) >= 1200
    assert {"SY", "IQ", "YE", "LY", "LB", "PS", "IL", "SD"} <= {p["cc"] for p in starter["places"]}


def test_the_source_of_the_places_is_named() -> None:
    assert "GeoNames" in (DATA / "gazetteer" / "NOTICE").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (DATA / "gazetteer" / "starter.yaml").read_text(encoding="utf-8")
