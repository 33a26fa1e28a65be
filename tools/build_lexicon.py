#!/usr/bin/env python3
"""Check the YAML under src/marsad/data, inflect it, and write the one file the program reads: data/lexicon.json.

    build_lexicon.py [--check]     --check only compares: exit 1 when the committed file is not what the YAML makes

Refused: presentation forms, Persian look-alikes, unknown keys, unknown types, roles and classes, entries without an example,
duplicates. The message names the file and the entry.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.inflect import Form, adjective_forms, noun_forms, participle_forms, verb_forms

from marsad.errors import LexiconError
from marsad.gazetteer import KINDS
from marsad.lexicon import FORMAT, stems
from marsad.model import ROLES, STATUSES
from marsad.text.fold import fold, fold_word
from marsad.text.tokens import tokenize

DATA = Path(__file__).parent.parent / "src" / "marsad" / "data"
TARGET = DATA / "lexicon.json"
_ENCLITICS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "كم")
_WORD = ("word", "active", "", "", "", False)
_PLURAL = ("word", "active", "p", "", "", False)
# Marks in a name that texts write or leave out.
_UNWRITTEN = frozenset('()-"')
# Kinds whose phrases may begin with an indefinite word in the accusative ("قادرا على", "حزاما ناسفا"), and the letters that such
# a word has at least: many phrases of status begin with a particle.
_DECLINED = {"trigger": 2, "report": 2, "noun": 3, "status": 4}
Raw = dict[str, Any]


def letters(text: str) -> str | None:
    """What is wrong with the letters of a text, or None."""
    for ch in text:
        cp = ord(ch)
        if 0xFB50 <= cp <= 0xFDFF or 0xFE70 <= cp <= 0xFEFF:
            return f"presentation form U+{cp:04X}"
        if ch in "یکگپچۀہھے":
            return f"Persian look-alike {ch} (U+{cp:04X})"
    return None


class Builder:
    """Collects entries, their forms and phrases; `result` is the compiled file's content."""

    def __init__(self) -> None:
        self.entries: list[Raw] = []
        self.features: dict[tuple[Any, ...], int] = {}
        self.forms: dict[str, list[list[int]]] = {}
        self.phrases: dict[str, list[list[Any]]] = {}
        self.verbs: set[str] = set()
        # Forms that the entry at hand leaves to a commoner word.
        self.spared: frozenset[str] = frozenset()

    def entry(self, raw: Raw) -> int:
        self.entries.append({k: v for k, v in raw.items() if v not in ("", [], {}, None, False)})
        return len(self.entries) - 1

    def form(self, text: str, index: int, feature: tuple[Any, ...]) -> None:
        if (len(text) < 2 and feature[0] != "word") or text in self.spared:
            return
        pair = [index, self.features.setdefault(feature, len(self.features))]
        here = self.forms.setdefault(text, [])
        if pair not in here:
            here.append(pair)

    def word(self, text: str, index: int) -> None:
        """A word or phrase as it stands: one token is a form, several are a phrase."""
        pieces = [t.text for t in tokenize(fold(text)) if t.text not in _UNWRITTEN]
        if any(stop == "." and len(before) > 1 for before, stop in pairwise(pieces)):
            return  # a sentence would end there ("العربية.نت"); the name's other spellings stand for it
        if len(pieces) == 1:
            self.form(pieces[0], index, _WORD)
        elif pieces:
            self.phrase([("w", p) for p in pieces], index)

    def phrase(self, pieces: Sequence[tuple[str, str]], index: int) -> None:
        kind, first = pieces[0]
        if kind == "v":
            keys = ["v:" + first]
        elif kind == "+":
            keys = [first, *(stem + e for stem in stems(first) for e in _ENCLITICS if e)]
        else:
            declined = first[-1] not in "اه" and len(first) >= _DECLINED.get(self.entries[index]["kind"], 99)
            keys = [first, first + "ا"] if declined else [first]
        for key in keys:
            item = [index, [list(p) for p in pieces]]
            here = self.phrases.setdefault(key, [])
            if item not in here:
                here.append(item)

    def inflected(self, forms: Iterable[Form], index: int, tense: str = "") -> None:
        for f in forms:
            self.form(f.text, index, (tense or f.tense, f.voice, f.number, f.gender, f.person, f.construct))

    def verb(self, raw: Mapping[str, Any], index: int) -> None:
        """The forms of a verb, less those in `except`, which a commoner word is spelled as; its lemma for {patterns}."""
        spared = set(_folded(raw.get("except")))
        self.verbs.add(self.entries[index]["lemma"])
        defective = "present" not in raw
        forms = verb_forms(raw["past"], raw.get("present", "ي" + raw["past"]), passive=raw.get("passive", True))
        self.inflected((f for f in forms if f.text not in spared and not (defective and f.tense != "past")), index)

    def pattern(self, text: str, index: int) -> None:
        """A phrase of the triggers' and reports' schema: {verb}, word+, word."""
        pieces: list[tuple[str, str]] = []
        for piece in text.split():
            if piece.startswith("{") and piece.endswith("}"):
                pieces.append(("v", fold_word(piece[1:-1])))
            elif piece.endswith("+"):
                pieces.append(("+", fold_word(piece[:-1])))
            elif len(piece) == 1 and pieces:
                pieces.append(("c", piece))
            else:
                pieces.append(("w", fold_word(piece)))
        if len(pieces) == 1 and pieces[0][0] != "v":
            for e in _ENCLITICS if pieces[0][0] == "+" else ("",):
                self.form(pieces[0][1] + e, index, _WORD)
        else:
            self.phrase(pieces, index)


def _read(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    wrong = letters(text)
    if wrong:
        line = next(n for n, content in enumerate(text.splitlines(), 1) if letters(content))
        raise LexiconError(f"{path}:{line}: {wrong}")
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  a safe loader, in C where there is one
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: {error}") from error


def _entries(path: Path, known: Sequence[str], *, example: bool = True) -> Iterator[Raw]:
    for n, raw in enumerate(_read(path) or [], 1):
        where = f"{path}: entry {n}"
        if not isinstance(raw, dict):
            raise LexiconError(f"{where}: not a mapping: {raw!r}")
        extra = set(raw) - set(known)
        if extra:
            raise LexiconError(f"{where} ({next(iter(raw.values()))}): unknown keys {sorted(extra)}")
        if example and not raw.get("example"):
            raise LexiconError(f"{where} ({next(iter(raw.values()))}): no example")
        yield raw


def _list(value: Any) -> list[str]:
    return [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _folded(value: Any) -> list[str]:
    return [fold_word(v) for v in _list(value)]


def build(data: Path = DATA) -> Raw:
    """The compiled lexicon. Raises LexiconError when the data is broken."""
    b = Builder()
    types = _types(data)
    names = {t["name"] for t in types}
    lexicon = data / "lexicon" / "ar"
    _triggers(b, lexicon, names)
    _reporting(b, lexicon)
    _verbs(b, lexicon)
    _words(b, lexicon)
    _nouns(b, lexicon)
    _names(b, data)
    unknown = [
        f"{key[2:]} (in {b.entries[found[0][0]]['lemma']})"
        for key, found in b.phrases.items()
        if key[:2] == "v:" and key[2:] not in b.verbs
    ]
    if unknown:
        raise LexiconError(f"{lexicon}: phrases ask for verbs that no entry conjugates: {', '.join(sorted(unknown))}")
    return {
        "format": FORMAT,
        "types": types,
        "entries": b.entries,
        "features": [list(f) for f in b.features],
        "forms": b.forms,
        "phrases": b.phrases,
        "numbers": _read(lexicon / "numbers.yaml"),
        "units": _read(lexicon / "units.yaml"),
        "times": _read(lexicon / "times.yaml"),
        "occasion": _read(lexicon / "occasion.yaml"),
        "places": _places(lexicon),
    }


def _types(data: Path) -> list[Raw]:
    out = []
    known = ("name", "label", "describes", "roles", "acled", "plover", "example")
    for path in sorted((data / "types").glob("*.yaml")):
        for raw in _entries(path, known):
            if set(raw["roles"]) - set(ROLES):
                raise LexiconError(f"{path}: {raw['name']}: unknown roles {sorted(set(raw['roles']) - set(ROLES))}")
            plover = raw.get("plover") or {}
            out.append(
                {
                    "name": raw["name"],
                    "family": path.stem,
                    "label_en": raw["label"]["en"],
                    "label_ar": raw["label"]["ar"],
                    "describes": raw["describes"],
                    "roles": raw["roles"],
                    "acled": raw.get("acled"),
                    "plover_event": plover.get("event"),
                    "plover_mode": plover.get("mode"),
                }
            )
    return out


TRIGGER_KEYS = (
    "lemma", "type", "verb", "nouns", "active", "passive", "persons", "phrases", "needs", "needs_subject", "needs_object",
    "not_before", "not_after", "weak", "yields", "continues", "except", "frame", "of", "variants", "example",
)  # fmt: skip


def _triggers(b: Builder, lexicon: Path, types: set[str]) -> None:
    for path in sorted((lexicon / "triggers").glob("*.yaml")):
        for raw in _entries(path, TRIGGER_KEYS):
            where = f"{path}: {raw['lemma']}"
            if raw["type"] not in types:
                raise LexiconError(f"{where}: unknown type {raw['type']}")
            variants = []
            for v in raw.get("variants") or []:
                if v["type"] not in types:
                    raise LexiconError(f"{where}: unknown type {v['type']}")
                variants.append({"type": v["type"], "when": {k: _folded(w) for k, w in v["when"].items()}})
            index = b.entry(
                {
                    "kind": "trigger",
                    "lemma": fold_word(raw["lemma"]),
                    "type": raw["type"],
                    "needs": _folded(raw.get("needs")),
                    "needs_subject": _list(raw.get("needs_subject")),
                    "needs_object": _list(raw.get("needs_object")),
                    "not_before": _folded(raw.get("not_before")),
                    "not_after": _folded(raw.get("not_after")),
                    "weak": bool(raw.get("weak")),
                    "yields": bool(raw.get("yields")),
                    "continues": bool(raw.get("continues")),
                    "frame": {fold_word(k): v for k, v in (raw.get("frame") or {}).items()},
                    "of": raw.get("of", ""),
                    "variants": variants,
                }
            )
            b.spared = frozenset(_folded(raw.get("except")))
            if raw.get("verb"):
                b.verb(raw["verb"], index)
            for noun in _list(raw.get("nouns")):
                _noun(b, noun, index, "noun")
            for persons in _list(raw.get("persons")):
                _noun(b, persons, index, "persons")
            for kind in ("active", "passive"):
                for word in _list(raw.get(kind)):
                    b.inflected(participle_forms(word, kind), index, kind)
            for phrase in _list(raw.get("phrases")):
                b.pattern(phrase, index)
            b.spared = frozenset()


def _noun(b: Builder, noun: str, index: int, tense: str) -> None:
    if " " in noun.strip():
        b.word(noun, index)
        return
    b.inflected(noun_forms(noun), index, tense)


def _reporting(b: Builder, lexicon: Path) -> None:
    known = (
        "lemma", "verb", "active", "nouns", "phrases", "class", "takes", "speaker", "cites", "continues", "status", "weak",
        "except", "tells", "example",
    )  # fmt: skip
    for raw in _entries(lexicon / "reporting.yaml", known):
        index = b.entry(
            {
                "kind": "report",
                "lemma": fold_word(raw["lemma"]),
                "cls": raw["class"],
                "takes": _folded(raw.get("takes")),
                "continues": bool(raw.get("continues")),
                "status": raw.get("status", ""),
                "weak": bool(raw.get("weak")),
                "data": {
                    **({"cites": _folded(raw["cites"]), "speaker": raw.get("speaker", "")} if raw.get("cites") else {}),
                    **({"tells": True} if raw.get("tells") else {}),
                },
            }
        )
        if raw.get("verb"):
            b.verb({**raw["verb"], "except": raw.get("except")}, index)
        for word in _list(raw.get("active")):
            b.inflected(participle_forms(word, "active"), index, "active")
        for noun in _list(raw.get("nouns")):
            _noun(b, noun, index, "noun")
        for phrase in _list(raw.get("phrases")):
            b.pattern(phrase, index)


def _verbs(b: Builder, lexicon: Path) -> None:
    known = ("past", "present", "nouns", "class", "also", "frame", "phase", "except", "example")
    for path in (lexicon / "verbs.yaml", *sorted(lexicon.glob("phrase_verbs*.yaml"))):
        for raw in _entries(path, known):
            frame = dict(raw.get("frame") or {})
            governs = _folded(frame.pop("governs", None))
            index = b.entry(
                {
                    "kind": "verb",
                    "lemma": fold_word(raw["past"]),
                    "cls": raw.get("class", "other"),
                    "frame": frame,
                    "takes": governs,
                    "data": {k: raw[k] for k in ("also", "phase") if raw.get(k)},
                }
            )
            b.verb(raw, index)
            for noun in _list(raw.get("nouns")):
                _noun(b, noun, index, "noun")


def _words(b: Builder, lexicon: Path) -> None:
    for raw in _entries(lexicon / "words.yaml", ("words", "class", "also", "status", "example")):
        for word in _list(raw["words"]):
            index = b.entry({"kind": "word", "lemma": fold_word(word), "cls": raw["class"], "status": raw.get("status", "")})
            b.pattern(word, index)
    for raw in _entries(lexicon / "status.yaml", ("lemma", "phrases", "prefix", "verbs", "before", "status", "scope", "example")):
        if raw["status"] not in STATUSES:
            raise LexiconError(f"status.yaml: {raw['lemma']}: unknown status {raw['status']}")
        data = {k: raw[k] for k in ("before", "prefix") if raw.get(k)}
        index = b.entry({"kind": "status", "lemma": fold_word(raw["lemma"]), "status": raw["status"], "scope": raw["scope"], "data": data})
        for verb in raw.get("verbs") or []:
            b.verb(verb, b.entry({"kind": "verb", "lemma": fold_word(verb["past"]), "cls": "other"}))
        for text in _list(raw.get("phrases")):
            b.pattern(text, index)


def _nominal(b: Builder, index: int, noun: str, plurals: Sequence[str] = (), *, collective: bool = False) -> None:
    """All forms of a noun: a phrase stands as it is written and with its articles, a collective has no dual or plural."""
    words = [w for w in plurals if " " not in w]
    for text in (noun, *plurals):
        if " " in text:
            b.word(text, index)
            if text.count(" ") == 1 and "ال" not in (text[:2], text.split()[1][:2]):
                first, second = text.split()
                b.word(f"ال{first} ال{second}", index)
                b.word(f"{first} ال{second}", index)
    if " " not in noun:
        forms = noun_forms(noun, words)
        b.inflected((f for f in forms if not collective or f.number not in ("d", "p")), index, "word")
        if collective:
            b.word(noun, index)


def _nouns(b: Builder, lexicon: Path) -> None:
    for raw in _entries(lexicon / "nouns.yaml", ("noun", "plural", "feminine", "class", "also", "opens_place", "collective", "example")):
        index = b.entry({"kind": "noun", "lemma": fold_word(raw["noun"]), "cls": raw["class"], "opens_place": bool(raw.get("opens_place"))})
        _nominal(b, index, raw["noun"], _list(raw.get("plural")), collective=bool(raw.get("collective")))
        for word in _list(raw.get("feminine")):
            _nominal(b, index, word)
    for raw in _entries(lexicon / "titles.yaml", ("title", "kind", "plural", "feminine", "example")):
        index = b.entry({"kind": "title", "lemma": fold_word(raw["title"]), "cls": raw["kind"]})
        _nominal(b, index, raw["title"], _list(raw.get("plural")))
        for word in _list(raw.get("feminine")):
            _nominal(b, index, word)
    heads = _read(lexicon / "actor_patterns.yaml")
    for raw in heads.get("heads", heads.get("nouns", [])):
        index = b.entry({"kind": "head", "lemma": fold_word(raw["noun"]), "cls": raw["class"]})
        _nominal(b, index, raw["noun"], _list(raw.get("plural")))
    ministries = heads["ministries"]
    for raw in ministries["portfolios"]:
        for head in ministries["heads"]:
            kind, cls = ("title", "official") if fold_word(head) in ("وزير", "وزيره", "وكيل وزاره") else ("head", "government")
            b.word(f"{head} {raw['portfolio']}", b.entry({"kind": kind, "lemma": fold_word(f"{head} {raw['portfolio']}"), "cls": cls}))
    for raw in (*_entries(lexicon / "adjectives.yaml", ("adjective", "class", "example")), *heads["adjectives"]):
        index = b.entry({"kind": "adjective", "lemma": fold_word(raw["adjective"]), "id": raw.get("of", ""), "cls": raw.get("class", "")})
        if " " in raw["adjective"]:
            first, *rest = raw["adjective"].split()
            for form in adjective_forms(rest[-1]):
                b.word(" ".join((first, *rest[:-1], form.text)), index)
        else:
            b.inflected(adjective_forms(raw["adjective"]), index, "word")
        for plural in _list(raw.get("plural")):
            b.form(fold_word(plural), index, _PLURAL)


def _names(b: Builder, data: Path) -> None:
    for kind, folder in (("actor", "theatres"), ("outlet", "outlets")):
        for path in sorted((data / folder).glob("*.yaml")):
            for raw in _entries(path, ("id", "kind", "name", "aliases", "country", "leaning", "of", "example", "note")):
                index = b.entry(
                    {
                        "kind": kind,
                        "lemma": fold_word(raw["name"]["ar"]),
                        "cls": raw["kind"],
                        "id": raw["id"],
                        "name_ar": raw["name"]["ar"],
                        "name_en": raw["name"].get("en", ""),
                    }
                )
                for alias in [raw["name"]["ar"], *_list(raw.get("aliases"))]:
                    for text in _cases(alias):
                        b.word(text, index)
    starter = _read(data / "gazetteer" / "starter.yaml")
    for raw in _flat(starter):
        name, english = raw["name"], raw.get("en", "")
        index = b.entry(
            {
                "kind": "place",
                "lemma": fold_word(name),
                "cls": raw["kind"],
                "id": f"{raw.get('cc', '')}:{english or name}",
                "name_ar": name,
                "name_en": english,
                "weak": bool(raw.get("ambiguous")),
            }
        )
        for alias in [raw["name"], *_list(raw.get("aliases"))]:
            b.word(alias, index)


def _places(lexicon: Path) -> Raw:
    """The words that tell a place, folded; the article that some of them have is left to the reader."""
    raw: Raw = _read(lexicon / "places.yaml")
    for section in ("kinds", "relations", "directions", "nationalities"):
        for n, entry in enumerate(raw[section], 1):
            if not entry.get("example"):
                raise LexiconError(f"{lexicon / 'places.yaml'}: {section} {n} ({entry['words'][0]}): no example")
            entry["words"] = sorted(set(_folded(entry["words"])))
            if "again" in entry:
                entry["again"] = _folded(entry["again"])
            del entry["example"]
    unknown = {k for entry in (*raw["kinds"], *raw["reach"]) for k in entry["kinds"]} - {*KINDS, "any"}
    if unknown:
        raise LexiconError(f"{lexicon / 'places.yaml'}: no kinds of the gazetteer: {', '.join(sorted(unknown))}")
    sides = {str(d["azimuth"]): {k: d.pop(k) for k in ("ar", "en", "side", "part")} for d in raw["directions"]}
    raw["sides"] = {**sides, **{str(k): v for k, v in raw.pop("between_directions").items()}}
    for section in ("homeland", "links", "these"):
        raw[section] = {"words": sorted(set(_folded(raw[section]["words"])))}
    return raw


def _flat(raw: Any) -> Iterator[Raw]:
    if isinstance(raw, dict):
        for value in raw.values():
            yield from _flat(value)
    elif isinstance(raw, list):
        yield from (r for r in raw if isinstance(r, dict))


def _cases(name: str) -> Iterator[str]:
    """A name, and its oblique form where a word of it is a sound masculine plural."""
    yield name
    if any(w.endswith("ون") and len(w) > 5 for w in name.split()):
        yield " ".join(w[:-2] + "ين" if w.endswith("ون") and len(w) > 5 else w for w in name.split())


def dump(raw: Raw) -> str:
    """The file's text: one line an entry and a form, so that changes can be read."""
    parts = []
    for key, value in raw.items():
        if key in ("entries", "features", "types"):
            lines = ",\n".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in value)
            parts.append(f'"{key}":[\n{lines}\n]')
        elif key in ("forms", "phrases"):
            lines = ",\n".join(
                f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(v, ensure_ascii=False, separators=(',', ':'))}"
                for k, v in sorted(value.items())
            )
            parts.append(f'"{key}":{{\n{lines}\n}}')
        else:
            parts.append(f'"{key}":{json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)}')
    return "{" + ",\n".join(parts) + "}\n"


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when the committed file is out of date")
    args = parser.parse_args()
    try:
        text = dump(build())
    except LexiconError as error:
        print(error, file=sys.stderr)
        return 1
    if args.check:
        current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        if current != text:
            print(f"{TARGET.name} is not what the YAML makes: run `make lexicon`", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    raw = json.loads(text)
    phrases = sum(map(len, raw["phrases"].values()))
    print(f"{len(raw['entries'])} entries, {len(raw['forms'])} forms, {phrases} phrases, {len(text.encode()) // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
