"""Floors: nothing falls unseen, and nothing is lowered by accident."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from evaluation.corpus import CORPUS, digest, load
from evaluation.evaluate import MEASURES, below, evaluate, judge, load_floors, measured, pinned

from evaluation import evaluate as program
from marsad.model import Article, Claim, Filler, Quantity, Reading, Source, Span, When

HALF = dict.fromkeys(MEASURES, 0.5)
GOLDS = {gold.id: gold for gold in load()}


def nothing(article: Article) -> Reading:
    return Reading(article, ())


def everything(article: Article) -> Reading:
    """What a perfect reader reads: the gold."""
    gold = GOLDS[article.id]

    def span(s: dict[str, object]) -> Span:
        return Span(int(str(s["start"])), int(str(s["end"])), str(s["text"]))

    def day(value: str | None) -> dt.date | None:
        return dt.date.fromisoformat(value) if value else None

    claims = [
        Claim(
            c["type"],
            span(c["trigger"]),
            c["status"],
            sources=tuple(Source(span(s)) for s in c["sources"]),
            roles={role: tuple(Filler(span(s)) for s in fillers) for role, fillers in c["roles"].items()},
            quantities=tuple(Quantity(q["of"], q["low"], q["high"], q["unit"], False, span(q["text"])) for q in c["quantities"]),
            time=When(day(c["time"]["start"]), day(c["time"]["end"]), span(c["time"]["text"])) if c.get("time") else None,
        )
        for c in gold.claims
    ]
    return Reading(article, tuple(claims))


def test_a_perfect_reader_scores_one() -> None:
    out, errors = evaluate(load(), everything)
    assert measured(out) == dict.fromkeys(MEASURES, 1.0)
    assert out["chains"] == 1.0
    assert errors == []


def test_a_reader_of_nothing_scores_nothing() -> None:
    golds = load(split="check")
    out, errors = evaluate(golds, nothing)
    assert measured(out) == dict.fromkeys(MEASURES, 0.0)
    assert len(errors) == sum(len(gold.claims) for gold in golds)


def test_what_lies_below_a_floor_is_named() -> None:
    assert below(HALF, HALF) == []
    assert below({**HALF, "times": 0.4999}, HALF) == ["times: 0.4999 is below its floor of 0.5000"]


def test_floors_rise_alone() -> None:
    assert pinned(HALF, {**HALF, "roles": 0.6}) == {**HALF, "roles": 0.6}


def test_floors_fall_only_when_allowed() -> None:
    lower = {**HALF, "roles": 0.4, "claims": 0.7}
    with pytest.raises(ValueError, match=r"roles: 0\.4000 is below its floor of 0\.5000\n.*--allow-lower"):
        pinned(HALF, lower)
    assert pinned(HALF, lower, allow_lower=True) == lower


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"corpus": HALF, "corpus_sha256": "old"}), encoding="utf-8")
    return path


def test_a_pass(floors: Path) -> None:
    assert judge(HALF, sha256="old", update=False, allow_lower=False, path=floors) == []


def test_another_corpus_is_no_pass(floors: Path) -> None:
    [complaint] = judge(HALF, sha256="new", update=False, allow_lower=False, path=floors)
    assert "--update" in complaint


def test_a_fall_is_no_pass(floors: Path) -> None:
    [complaint] = judge({**HALF, "score": 0.1}, sha256="old", update=False, allow_lower=False, path=floors)
    assert complaint.startswith("score")


def test_update_pins_corpus_and_floors(floors: Path) -> None:
    better = dict.fromkeys(MEASURES, 0.75)
    assert judge(better, sha256="new", update=True, allow_lower=False, path=floors) == []
    assert load_floors(floors) == {"corpus": better, "corpus_sha256": "new"}


def test_update_leaves_the_file_alone_when_a_floor_would_fall(floors: Path) -> None:
    worse = {**HALF, "claims": 0.25, "roles": 0.75}
    before = floors.read_bytes()
    assert judge(worse, sha256="new", update=True, allow_lower=False, path=floors) != []
    assert floors.read_bytes() == before
    assert judge(worse, sha256="new", update=True, allow_lower=True, path=floors) == []
    assert load_floors(floors) == {"corpus": worse, "corpus_sha256": "new"}


def test_the_first_floors_are_zero(tmp_path: Path) -> None:
    held = load_floors(tmp_path / "none.json")
    assert set(held["corpus"].values()) == {0.0}


def test_the_pinned_floors_have_every_measure_and_this_corpus() -> None:
    held = load_floors()
    assert set(held["corpus"]) == set(MEASURES)
    assert all(0.0 <= floor <= 1.0 for floor in held["corpus"].values())
    assert held["corpus_sha256"] == digest(), "the corpus changed: run evaluation/evaluate.py --update"


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, floors: Path) -> Path:
    """The program with a reader of nothing and floors of its own."""
    monkeypatch.setattr(program, "evaluate", lambda golds: evaluate(golds, nothing))
    monkeypatch.setattr(program, "judge", lambda values, **kwargs: judge(values, **kwargs, path=floors))
    return floors


def test_the_program_fails_below_a_floor(instead: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([]) == 1
    shown = capsys.readouterr()
    assert "score       0.0000" in shown.out
    assert "claims: 0.0000 is below its floor of 0.5000" in shown.err


def test_the_program_updates(instead: Path) -> None:
    assert program.main(["--update"]) == 1
    assert program.main(["--update", "--allow-lower"]) == 0
    assert load_floors(instead)["corpus_sha256"] == digest()


def test_other_gold_and_splits_know_no_floors(instead: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    for name in ("synth-2.txt", "synth-2.json", "synth-2.ann.json"):
        (gold / name).write_bytes((CORPUS / name).read_bytes())
    assert program.main(["--gold", str(gold), "--types", "--errors", "1"]) == 0
    assert "by_type: P R F1 gold" in capsys.readouterr().out
    assert program.main(["--split", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"] == 0.0
    for arguments in (["--gold", str(gold), "--update"], ["--gold", str(tmp_path / "nowhere")]):
        with pytest.raises(SystemExit):
            program.main(arguments)
