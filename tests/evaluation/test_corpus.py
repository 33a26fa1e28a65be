"""The corpus is whole: every gold file is what its annotation says, quotes its text, and stands in the README."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from evaluation.corpus import CORPUS, SPLITS, digest, gold_files, grid, load, number, set_of, spans, split_of
from evaluation.resolve import OF, ROLES, STATUS, TYPES, AnnotationError, render, resolve
from evaluation.score import FAMILY

from evaluation import corpus_stats
from marsad.ingest.files import decode
from marsad.model import MEASURES, STATUSES, Article
from marsad.model import ROLES as MODEL_ROLES
from marsad.reader import read_article

IDS = [file.stem for file in gold_files(CORPUS)]
LETTER = "[\u0621-\u065f\u0670]"
# What may stand before a span in its own word: conjunctions, prepositions (ع is على in a dialect, بـ stands before figures), the
# future, the article, and a negation that careless writers glue to its word.
CLITICS = re.compile(r"[وف]?(?:ال|[بلكع]?(?:ال|ل)?|س)ـ?|و?(?:لا|ما)")
# Words that somebody glued together by mistake, and we by intention: in the articles whose spelling says so, and a few more.
GLUED = {row.id for row in grid() if "glued words" in row.spelling}
SLIPS = {("synth-30", "المشفى"), ("synth-30", "عشرات العائلات"), ("lbn-14", "أطلق")}


@pytest.mark.parametrize("ident", IDS)
def test_the_gold_is_its_annotation_resolved(ident: str) -> None:
    text = (CORPUS / f"{ident}.txt").read_text(encoding="utf-8")
    annotation = json.loads((CORPUS / f"{ident}.ann.json").read_text(encoding="utf-8"))
    assert annotation["id"] == ident
    assert (CORPUS / f"{ident}.json").read_text(encoding="utf-8") == render(resolve(text, annotation)), (
        "run evaluation/resolve.py, then commit both"
    )


@pytest.mark.parametrize("gold", load(), ids=lambda gold: gold.id)
def test_every_span_quotes_whole_words(gold: Any) -> None:
    for span in spans(gold.claims):
        assert gold.text[span["start"] : span["end"]] == span["text"] != ""
        assert span["text"] == span["text"].strip()
        before = re.search(f"{LETTER}*\\Z", gold.text[: span["start"]])
        after = re.match(LETTER, gold.text[span["end"] :])
        if gold.id not in GLUED and (gold.id, span["text"]) not in SLIPS:
            assert before is not None
            assert CLITICS.fullmatch(before[0]), f"{span['text']!r} starts after {before[0]!r}"
            assert not after, f"{span['text']!r} ends inside a word"


@pytest.mark.parametrize("gold", load(), ids=lambda gold: gold.id)
def test_every_part_has_a_value_of_the_contract(gold: Any) -> None:
    assert dt.date(2006, 1, 1) <= gold.published <= dt.date(2026, 12, 31)
    for claim in gold.claims:
        assert claim["type"] in FAMILY
        assert claim["status"] in STATUSES
        assert set(claim["roles"]) <= set(MODEL_ROLES)
        assert all(claim["roles"].values())
        if claim["type"] == "statement":
            assert claim["sources"], "a statement is somebody's"
            assert not claim["roles"]
        for quantity in claim["quantities"]:
            low, high = quantity["low"], quantity["high"]
            assert quantity["of"] in MEASURES
            assert quantity["unit"]
            assert low is not None or high is not None
            assert low is None or high is None or low <= high
        time = claim.get("time")
        if time:
            start, end = (dt.date.fromisoformat(time[k]) if time[k] else None for k in ("start", "end"))
            assert start is None or end is None or start <= end
            if claim["status"] == "asserted":
                assert start is None or start <= gold.published, "what has happened is not to come"


@pytest.mark.parametrize("gold", load(), ids=lambda gold: gold.id)
def test_no_claim_twice(gold: Any) -> None:
    seen = [(claim["type"], claim["trigger"]["start"]) for claim in gold.claims]
    assert len(seen) == len(set(seen))


def test_the_lists_of_the_annotation_are_those_of_the_model() -> None:
    assert set(FAMILY) == TYPES
    assert set(STATUSES) == STATUS
    assert set(MODEL_ROLES) == ROLES
    assert set(MEASURES) == OF


def test_every_type_and_status_is_in_each_split() -> None:
    for split in SPLITS:
        claims = [claim for gold in load(split=split) for claim in gold.claims]
        assert {claim["type"] for claim in claims} == TYPES
        assert {claim["status"] for claim in claims} == STATUS


def test_the_number_of_an_article_says_its_split() -> None:
    found: dict[str, list[int]] = {split: [] for split in SPLITS}
    for n in range(1, 41):
        found[split_of(f"syr-{n:02}")].append(n)
    assert found["check"] == [3, 10, 17, 23, 30, 37]
    assert found["hold"] == [6, 13, 20, 26, 33, 40]
    assert len(found["train"]) == 28
    assert number("syr-07") == number("synth-7") == 7
    assert sum(len(load(split=split)) for split in SPLITS) == len(IDS)


@pytest.mark.parametrize("name", sorted({set_of(ident) for ident in IDS}))
def test_every_set_is_in_each_split(name: str) -> None:
    assert {split_of(ident) for ident in IDS if set_of(ident) == name} == set(SPLITS)


def test_the_grid_and_the_folder_agree() -> None:
    assert [row.id for row in grid()] == IDS
    assert all(row.kind and row.theatre and row.spelling for row in grid())
    assert {row.id: row.year for row in grid()} == {gold.id: gold.published.year for gold in load()}
    for folder_name in ("*.txt", "*.ann.json"):
        assert {file.name.split(".")[0] for file in CORPUS.glob(folder_name)} == set(IDS)


@pytest.mark.parametrize("theatre", sorted({*corpus_stats.THEATRES.values(), "elsewhere"}))
def test_every_theatre_has_articles_of_several_years(theatre: str) -> None:
    assert len({row.year for row in grid() if corpus_stats.theatre(row) == theatre}) >= 10


def test_every_article_has_a_style() -> None:
    assert {corpus_stats.style(row) for row in grid()} == {*corpus_stats.STYLES.values(), "look-alike: no report of conflict"}


def test_no_two_articles_say_the_same() -> None:
    runs = {gold.id: corpus_stats.ngrams(gold.text) for gold in load()}
    for (one, left), (two, right) in itertools.combinations(runs.items(), 2):
        assert len(left & right) <= 0.05 * min(len(left), len(right)), f"{one} and {two} share many runs of words"


def test_openings_and_growth_count_words_as_one_reads_them() -> None:
    assert corpus_stats.openings("قال الجيشُ إنه تقدم. وقال غيره!\nبلغ 1.5 مليون أمس") == {"قال الجيش انه", "بلغ مليون امس"}
    assert corpus_stats.growth(["أحمد احمد", "مدينة مدينه"]) == {4: 2}


def test_a_grid_of_another_folder_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("كلمة أخرى", encoding="utf-8")
    assert corpus_stats.main(["--beside", str(tmp_path)]) == 0
    assert "| 2 |  | 2 |" in capsys.readouterr().out


def test_the_readme_is_current() -> None:
    readme = corpus_stats.README.read_text(encoding="utf-8")
    assert corpus_stats.rewritten(readme) == readme, "run evaluation/corpus_stats.py"
    assert corpus_stats.main(["--check"]) == 0


def test_a_readme_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="no markers"):
        corpus_stats.rewritten("# The corpus\n")


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.cp1256.txt")), ids=lambda file: file.name)
def test_a_legacy_encoding_reads_to_the_same_claims(file: Path) -> None:
    ident = file.name.split(".")[0]
    gold = next(gold for gold in load() if gold.id == ident)
    data = file.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    decoded = decode(data, file.name)
    assert decoded.encoding == "windows-1256"
    legacy, modern = (read_article(Article(text, gold.published, ident)) for text in (decoded.text, gold.text))
    assert legacy.to_json() == modern.to_json()


def test_the_digest_sees_texts_and_claims(tmp_path: Path) -> None:
    for name in ("synth-1.txt", "synth-1.json", "synth-1.ann.json"):
        (tmp_path / name).write_bytes((CORPUS / name).read_bytes())
    before = digest(tmp_path)
    (tmp_path / "synth-1.ann.json").write_text("{}", encoding="utf-8")
    (tmp_path / "README.md").write_text("", encoding="utf-8")
    assert digest(tmp_path) == before
    (tmp_path / "synth-1.txt").write_bytes((CORPUS / "synth-1.txt").read_bytes().replace(b"\n", b"\r\n"))
    assert digest(tmp_path) == before
    (tmp_path / "synth-1.txt").write_text("غيره", encoding="utf-8")
    assert digest(tmp_path) != before


def test_an_annotation_that_does_not_fit_says_where() -> None:
    claim = {
        "line": 1,
        "type": "killing",
        "trigger": "مقتل#2",
        "status": "sure",
        "sources": ["الوزارة@9"],
        "roles": {"victim": ["جندي"]},
        "quantities": [{"of": "size", "low": 1, "high": 1, "unit": "person", "text": "جندي"}],
        "time": {"start": "2024", "end": None, "text": "أمس"},
    }
    with pytest.raises(AnnotationError) as caught:
        resolve("مقتل جندي أمس\n", {"id": "x", "published": "2024-01-01", "claims": [claim]})
    message = str(caught.value)
    for slip in ("unknown type", "unknown status sure", "unknown role victim", "unknown quantity of size", "no line 9", "bad start 2024"):
        assert slip in message
    assert "'مقتل' (occurrence 2) not in line 1" in message


def test_snippets_count_occurrences_and_lines() -> None:
    claims = [
        {"line": 1, "type": "killed", "trigger": "قتل#2", "status": "asserted", "roles": {"target": ["جندي@2"], "place": []}},
        {"line": 1, "type": "wounded", "trigger": "جرح", "status": "asserted"},
    ]
    gold = resolve("قتل ثم قتل\nجرح جندي\n", {"id": "x", "published": "2024-01-01", "claims": [claims[0]]})
    assert gold["claims"][0]["trigger"] == {"start": 7, "end": 10, "text": "قتل"}
    assert gold["claims"][0]["roles"] == {"target": [{"start": 15, "end": 19, "text": "جندي"}]}
    with pytest.raises(AnnotationError, match="claim 2"):
        resolve("قتل ثم قتل\nجرح جندي\n", {"id": "x", "published": "2024-01-01", "claims": claims})
