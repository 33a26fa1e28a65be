"""The lexicon: it loads or says what to do, it is what its YAML makes, broken YAML is refused by name, and every entry's example
holds the entry."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.build_lexicon import DATA, TARGET, build, dump, main

from marsad import lexicon as lexicons
from marsad.errors import LexiconError
from marsad.lexicon import FORMAT, Entry, Lexicon, Phrase, load, parse
from marsad.text.analysis import Analyser, Word
from marsad.text.fold import fold, fold_word
from marsad.text.match import scan
from marsad.text.tokens import Token, tokenize
from tools import build_lexicon

LEXICON = DATA / "lexicon" / "ar"


@cache
def compiled() -> str:
    """The text of the compiled file as the YAML makes it now."""
    return dump(build())


# -- the compiled file ---------------------------------------------------------------------------------------------------------


def test_the_compiled_file_is_what_the_yaml_makes() -> None:
    assert TARGET.read_text(encoding="utf-8") == compiled(), "run `make lexicon`"


def test_check_compares_and_writes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(build_lexicon, "build", lambda: json.loads(compiled()))
    monkeypatch.setattr("sys.argv", ["build_lexicon.py", "--check"])
    target = tmp_path / "lexicon.json"
    monkeypatch.setattr(build_lexicon, "TARGET", target)
    assert main() == 1
    assert "make lexicon" in capsys.readouterr().err and not target.exists()
    target.write_text(compiled(), encoding="utf-8")
    assert main() == 0
    target.write_text(compiled() + " ", encoding="utf-8")
    assert main() == 1


def test_building_says_what_is_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(build_lexicon, "build", lambda: json.loads(compiled()))
    monkeypatch.setattr("sys.argv", ["build_lexicon.py"])
    monkeypatch.setattr(build_lexicon, "TARGET", tmp_path / "lexicon.json")
    assert main() == 0
    assert (tmp_path / "lexicon.json").read_text(encoding="utf-8") == compiled()
    assert " entries, " in capsys.readouterr().out


def test_a_broken_file_makes_the_tool_fail_with_its_message(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> Any:
        raise LexiconError("nouns.yaml: entry 3: no example")

    monkeypatch.setattr(build_lexicon, "build", broken)
    monkeypatch.setattr("sys.argv", ["build_lexicon.py"])
    assert main() == 1
    assert capsys.readouterr().err == "nouns.yaml: entry 3: no example\n"


# -- loading -------------------------------------------------------------------------------------------------------------------


def test_loading_gives_all_entries_once() -> None:
    lexicon = load()
    assert lexicon is load()
    raw = json.loads(compiled())
    assert len(lexicon.entries) == len(raw["entries"])
    assert set(lexicon.types) == {t["name"] for t in raw["types"]}
    assert {entry.kind for entry in lexicon.entries} >= {"trigger", "report", "verb", "word", "noun", "title", "head", "actor", "outlet"}


def test_the_lexicon_is_as_broad_as_promised() -> None:
    lexicon = load()
    triggers = {entry.lemma for entry in lexicon.entries if entry.kind == "trigger"}
    reports = [entry for entry in lexicon.entries if entry.kind == "report"]
    names = {entry.id for entry in lexicon.entries if entry.kind in ("actor", "outlet")}
    assert len(triggers) >= 300 and len(reports) >= 70 and len(names) >= 400
    assert {entry.type for entry in lexicon.entries if entry.kind == "trigger"} == set(lexicon.types) - {"statement"}


def test_forms_and_phrases_point_to_entries() -> None:
    lexicon = load()
    for form, pairs in lexicon.forms.items():
        assert form == fold_word(form), form
        for entry, feature in pairs:
            assert 0 <= entry < len(lexicon.entries) and 0 <= feature < len(lexicon.features)
    for first, group in lexicon.phrases.items():
        for phrase in (*group.others, *(p for found in group.seconds.values() for p in found)):
            kind, word = phrase.pieces[0]
            assert first == ("v:" + word if kind == "v" else first) and first.removeprefix("v:").startswith(word)


@pytest.mark.parametrize("wrong", [0, FORMAT + 1, None, str(FORMAT)])
def test_another_format_is_refused(wrong: object) -> None:
    with pytest.raises(LexiconError, match="make lexicon"):
        parse({**json.loads(compiled()), "format": wrong})


@pytest.mark.parametrize("wrong", [{}, [], None, 1, "", {"format": FORMAT}, {"format": FORMAT, "entries": 1}])
def test_what_is_no_lexicon_is_refused(wrong: Any) -> None:
    with pytest.raises(LexiconError, match="make lexicon"):
        parse(wrong)


@pytest.mark.parametrize("key", ["types", "entries", "features", "forms", "phrases", "numbers", "units", "times"])
def test_a_damaged_lexicon_is_refused(key: str) -> None:
    raw = json.loads(compiled())
    del raw[key]
    with pytest.raises(LexiconError, match=f"damaged.*{key}.*make lexicon"):
        parse(raw)


def test_an_unknown_field_and_a_lost_entry_are_refused() -> None:
    raw = json.loads(compiled())
    stranger = copy.deepcopy(raw)
    stranger["entries"][0]["colour"] = "red"
    with pytest.raises(LexiconError, match="colour"):
        parse(stranger)
    raw["entries"] = raw["entries"][:10]
    with pytest.raises(LexiconError, match="damaged"):
        parse(raw)


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff\xfe", b"[]", b'{"format": 0}'])
def test_a_missing_or_damaged_file_is_one_clear_error(content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    if content is not None:
        (tmp_path / "data" / "lexicon.json").write_bytes(content)
    monkeypatch.setattr(lexicons, "files", lambda _package: tmp_path)
    load.cache_clear()
    try:
        with pytest.raises(LexiconError, match="make lexicon"):
            load()
    finally:
        load.cache_clear()


# -- broken YAML ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data with one file of each kind, so that building it is quick."""
    data = tmp_path_factory.mktemp("pristine") / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("*.json", "models"))
    for folder, kept in (("lexicon/ar/triggers", "clash"), ("theatres", "iraq"), ("outlets", "iraq")):
        for path in (data / folder).glob("*.yaml"):
            if path.stem != kept:
                path.unlink()
    build(data)
    return data


@pytest.fixture
def data(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the data that a test may break."""
    copied = tmp_path / "data"
    shutil.copytree(pristine, copied)
    return copied


TRIGGER = "lexicon/ar/triggers/clash.yaml"
NOUN = "lexicon/ar/nouns.yaml"


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        (TRIGGER, "- {lemma: ﻗﺘﺎﻝ, type: clash, nouns: [قتال], example: قتال في الحي}", "presentation form U+FED7"),
        (NOUN, "- {noun: ﷲ, class: person, example: كلمة}", "presentation form U+FDF2"),
        (TRIGGER, "- {lemma: قتالی, type: clash, nouns: [قتال], example: قتال في الحي}", "Persian look-alike ی (U+06CC)"),
        (NOUN, "- {noun: کلب, class: person, example: كلب في الحي}", "Persian look-alike ک (U+06A9)"),
        ("theatres/iraq.yaml", "- {id: iq.x, kind: army, name: {ar: جیش, en: X}, example: جيش}", "Persian look-alike ی (U+06CC)"),
        (TRIGGER, "- {lemma: تجربة, type: clash, nouns: [تجربة], colour: red, example: تجربة في الحي}", "(تجربة): unknown keys ['colour']"),
        (NOUN, "- {noun: تجربة, class: person, plurals: [تجارب], example: تجربة}", "(تجربة): unknown keys ['plurals']"),
        ("lexicon/ar/reporting.yaml", "- {lemma: تجربة, class: say, verbs: [جرب], example: تجربة}", "(تجربة): unknown keys ['verbs']"),
        ("outlets/iraq.yaml", "- {id: x.y, kind: site, name: {ar: تجربة}, alias: [ت], example: تجربة}", "(x.y): unknown keys ['alias']"),
        (TRIGGER, "- {lemma: تجربة, type: clash, nouns: [تجربة]}", "(تجربة): no example"),
        (NOUN, '- {noun: تجربة, class: person, example: ""}', "(تجربة): no example"),
        ("lexicon/ar/words.yaml", "- {words: [تجربة], class: particle}", "(['تجربة']): no example"),
        ("theatres/iraq.yaml", "- {id: iq.x, kind: army, name: {ar: تجربة, en: X}}", "(iq.x): no example"),
        (TRIGGER, "- {lemma: تجربة, type: invasion, nouns: [تجربة], example: تجربة في الحي}", "تجربة: unknown type invasion"),
        (
            TRIGGER,
            "- {lemma: تجربة, type: clash, nouns: [تجربة], variants: [{type: rout, when: {subject: [force]}}], example: تجربة}",
            "تجربة: unknown type rout",
        ),
        (
            "lexicon/ar/status.yaml",
            "- {lemma: تجربة, phrases: [تجربة], status: doubtful, scope: clause, example: تجربة}",
            "unknown status doubtful",
        ),
        (
            TRIGGER,
            '- {lemma: تجربة, type: clash, phrases: ["{تبرطم} النار"], example: تجربة}',
            "verbs that no entry conjugates: تبرطم (in تجربه)",
        ),
        (NOUN, "- just a text", "not a mapping"),
        (NOUN, "- {noun: [unclosed", "while parsing"),
    ],
)
def test_a_broken_entry_is_refused_by_file_and_name(file: str, line: str, told: str, data: Path) -> None:
    path = data / file
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        build(data)
    message = str(caught.value)
    assert told in message, message
    assert path.name in message or "lexicon/ar" in message


def test_an_unknown_role_of_a_type_is_refused(data: Path) -> None:
    path = data / "types" / "violence.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("roles: [", "roles: [hero, ", 1), encoding="utf-8")
    with pytest.raises(LexiconError, match=r"violence\.yaml.*unknown roles \['hero'\]"):
        build(data)


def test_a_lookalike_is_told_with_its_line(data: Path) -> None:
    path = data / NOUN
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[20:20] = ["- {noun: گلاب, class: goods, example: گلاب}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"nouns\.yaml:21: Persian look-alike گ"):
        build(data)


# -- every example holds its entry ---------------------------------------------------------------------------------------------


class Finder:
    """Finds the entries that stand in a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.analyser = Analyser(lexicon)
        self.apart: dict[tuple[str, str, str], list[Phrase]] = {}
        for group in lexicon.phrases.values():
            for phrase in {id(p): p for p in (*group.others, *(q for found in group.seconds.values() for q in found))}.values():
                if phrase.pieces[0][0] == "v":
                    self.apart.setdefault(_key(phrase.entry), []).append(phrase)

    def holds(self, key: tuple[str, str, str], text: str) -> bool:
        """Whether the entry stands in the text: as a word, as a phrase, or as a verb's phrase with its subject between the
        words ("فجر مهاجم نفسه"), where a scan for words in a row does not look. A word of one letter is a proclitic."""
        tokens = tokenize(fold(text, self.lexicon.forms))
        words = [self.analyser.word(t.text) for t in tokens]
        if any(_key(s.entry) == key for w in words for s in w.senses):
            return True
        if any(_key(m.entry) == key for m in scan(tokens, words, self.lexicon)):
            return True
        if len(key[1]) == 1:
            return any(w.pro.startswith(key[1]) for w in words)
        return any(self._in_order(phrase, tokens, words) for phrase in self.apart.get(key, ()))

    def _in_order(self, phrase: Phrase, tokens: list[Token], words: list[Word]) -> bool:
        i = 0
        for kind, piece in phrase.pieces:
            while i < len(tokens) and not _is_piece(kind, piece, tokens[i], words[i]):
                i += 1
            if i == len(tokens):
                return False
            i += kind != "c"
        return True


def _is_piece(kind: str, piece: str, token: Token, word: Word) -> bool:
    if kind == "v":
        return any(s.entry.lemma == piece and (s.finite or s.form.tense == "active") for s in word.senses)
    if kind == "c":
        return word.pro.endswith(piece) or token.text.startswith(piece)
    return token.text.startswith(piece.removesuffix("ه")) if kind == "+" else token.text in (piece, piece + "ا")


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.kind, entry.lemma, entry.type


@cache
def finder() -> Finder:
    return Finder(load())


def _file(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def _examples(path: Path) -> Iterator[tuple[list[tuple[str, str, str]], str]]:
    """The keys under which an entry of a file may be found, and its example."""
    raw = _file(path)
    name, folder = path.stem, path.parent.name
    if folder == "triggers":
        yield from (([("trigger", e["lemma"], e["type"])], e["example"]) for e in raw)
    elif folder in ("theatres", "outlets"):
        yield from (([("actor" if folder == "theatres" else "outlet", e["name"]["ar"], "")], e["example"]) for e in raw)
    elif name == "reporting":
        yield from (([("report", e["lemma"], "")], e["example"]) for e in raw)
    elif name == "verbs" or name.startswith("phrase_verbs"):
        yield from (([("verb", e["past"], "")], e["example"]) for e in raw)
    elif name == "words":
        yield from (([("word", w, "") for w in e["words"]], e["example"]) for e in raw)
    elif name == "status":
        yield from (([("status", e["lemma"], "")], e["example"]) for e in raw if "prefix" not in e)
    elif name == "nouns":
        yield from (([("noun", e["noun"], "")], e["example"]) for e in raw)
    elif name == "titles":
        yield from (([("title", e["title"], "")], e["example"]) for e in raw)
    elif name == "adjectives":
        yield from (([("adjective", e["adjective"], "")], e["example"]) for e in raw)
    elif name == "actor_patterns":
        yield from (([("head", e["noun"], "")], e["example"]) for e in raw["nouns"])
        yield from (([("adjective", e["adjective"], "")], e["example"]) for e in raw["adjectives"])


FILES = sorted(
    p for p in (*LEXICON.rglob("*.yaml"), *(DATA / "theatres").glob("*.yaml"), *(DATA / "outlets").glob("*.yaml")) if any(_examples(p))
)
# A march is spelled as a drone is ("مسيرة"); alone, the word is taken for the drone.
OVERSHADOWED = {("trigger", fold_word("مسيرة"), "protest")}


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_example_holds_its_entry(path: Path) -> None:
    found = finder()
    missing = []
    for keys, example in _examples(path):
        folded = [(kind, fold_word(lemma), type_name) for kind, lemma, type_name in keys]
        if not any(found.holds(key, example) for key in folded) and OVERSHADOWED.isdisjoint(folded):
            missing.append(f"{keys[0][1]}: {example}")
    assert missing == []
