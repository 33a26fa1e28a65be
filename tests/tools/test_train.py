"""Training: the same bytes each time, a file that reading accepts, and labels that are the gold's."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from evaluation.corpus import Gold, load, split_of

from marsad import Article, lexicon
from marsad.claims.choices import FORMAT, MODELS, parse
from marsad.mentions.marked import Knowledge
from marsad.model import ROLES, STATUSES
from marsad.reader import read_article
from tools import train

ROOT = Path(__file__).resolve().parent.parent.parent
DATE = dt.date(2024, 5, 2)
TEXT = "قال ناشطون إن الجيش قصف بلدة حارم أمس، وأضافوا أن عشرة مدنيين قتلوا في القصف"


@cache
def knowledge() -> Knowledge:
    return Knowledge.of(lexicon.load())


@cache
def shortest() -> tuple[Gold, ...]:
    """Four short articles, each from another writer and region, that have something to teach every choice."""
    found: dict[str, Gold] = {}
    for article in sorted(load(split="train"), key=lambda a: (len(a.text), a.id)):
        if all(any(c.get(part) for c in article.claims) for part in ("sources", "roles", "quantities", "time")):
            found.setdefault(article.id.rpartition("-")[0], article)
    return tuple(found.values())[:4]


def span(words: str, text: str = TEXT) -> dict[str, Any]:
    at = text.index(words)
    return {"start": at, "end": at + len(words), "text": words}


def claim(type_name: str, trigger: str, **parts: Any) -> dict[str, Any]:
    """A gold claim; what is not given is empty."""
    return {"type": type_name, "trigger": span(trigger), "status": "asserted", "sources": [], "roles": {}, "quantities": [], **parts}


SHELLING = claim(
    "shelling",
    "قصف",
    sources=[span("ناشطون")],
    roles={"agent": [span("الجيش")], "place": [span("بلدة حارم")]},
    time={"start": "2024-05-01", "end": "2024-05-01", "text": span("أمس")},
)
KILLED = claim(
    "killed",
    "قتلوا",
    sources=[span("ناشطون")],
    roles={"target": [span("عشرة مدنيين")]},
    quantities=[{"of": "count", "low": 10, "high": 10, "unit": "person", "approx": False, "text": span("عشرة مدنيين")}],
)


def examples(*claims: dict[str, Any]) -> dict[str, train.Examples]:
    """What the choices learn from the text when these are its gold claims."""
    out = {name: train.Examples() for name in MODELS}
    train.collect(Gold("toy-1", DATE, TEXT, claims), knowledge(), out)
    return out


def right(learnt: train.Examples, prefix: str, wrong: str = "no") -> list[tuple[str, str]]:
    """The label of each row that is not `wrong`, with its feature that begins with `prefix`."""
    rows = zip(learnt.rows, learnt.labels, strict=True)
    return [(label, next(f for f in row if f.startswith(prefix))) for row, label in rows if label != wrong]


# -- labels --------------------------------------------------------------------------------------------------------------------


def test_the_gold_triggers_are_learnt_from_and_no_other() -> None:
    """Not from "القصف", which the rules take for one too."""
    learnt = examples(SHELLING, KILLED)["status"]
    assert right(learnt, "type=") == [("asserted", "type=shelling"), ("asserted", "type=killed")]
    assert right(learnt, "wb=") == [("asserted", "wb=جيش"), ("asserted", "wb=مدنيين")]


def test_nothing_is_learnt_from_a_trigger_of_another_type() -> None:
    assert [name for name, e in examples({**SHELLING, "type": "aid"}).items() if e.rows] == []
    assert examples({**SHELLING, "type": "aid"}, KILLED)["status"].labels == ["asserted"]


def test_the_gold_fillers_have_their_roles_and_all_else_none() -> None:
    learnt = examples(SHELLING, KILLED)["role"]
    assert sorted(right(learnt, "head=", "none")) == [("agent", "head=جيش"), ("place", "head=بلده"), ("target", "head=مدنيين")]
    assert learnt.labels.count("none") >= 3
    assert learnt.missed == 0


def test_a_role_is_the_golds_whatever_the_rules_say() -> None:
    learnt = examples({**SHELLING, "roles": {"target": [span("بلدة حارم")]}})["role"]
    assert [(ruled, label) for ruled, label in zip(learnt.ruled, learnt.labels, strict=True) if label != "none"] == [("place", "target")]


def test_the_gold_chain_is_the_right_one() -> None:
    learnt = examples(SHELLING, KILLED)["source"]
    assert [label for label, _ in right(learnt, "origin=")] == ["yes", "yes"]
    assert set(examples({**SHELLING, "sources": []})["source"].labels) == {"no"}


def test_the_gold_time_is_the_right_one() -> None:
    learnt = examples(SHELLING, KILLED)["time"]
    assert [(label, feature) for label, feature in right(learnt, "type=")] == [("yes", "type=shelling+day")]
    assert learnt.labels.count("no") == 1  # the same time beside the other claim


def test_the_gold_quantity_is_the_right_one() -> None:
    learnt = examples(SHELLING, KILLED)["quantity"]
    assert right(learnt, "of+type=") == [("yes", "of+type=count+killed")]
    assert learnt.labels.count("no") == 1  # the same number beside the other claim
    assert learnt.missed == 0
    share = {**KILLED["quantities"][0], "of": "share"}
    assert set(examples({**KILLED, "quantities": [share]})["quantity"].labels) == {"no"}


def test_the_status_is_the_golds_beside_what_the_rules_say() -> None:
    learnt = examples({**SHELLING, "status": "possible"}, KILLED)["status"]
    assert learnt.labels == ["possible", "asserted"]
    assert learnt.ruled == ["asserted", "asserted"]


def test_what_no_candidate_reaches_is_counted_as_missed() -> None:
    far = span("أن")
    quantity = {**KILLED["quantities"][0], "text": far}
    learnt = examples({**KILLED, "sources": [far], "roles": {"target": [far]}, "quantities": [quantity]}, claim("killed", "حارم"))
    assert {name: e.missed for name, e in learnt.items() if e.missed} == {"role": 1, "source": 1, "quantity": 1}


def test_an_article_without_claims_teaches_nothing() -> None:
    assert [name for name, e in examples().items() if e.rows or e.missed] == []


def test_every_row_has_a_label_that_its_model_knows() -> None:
    out = {name: train.Examples() for name in MODELS}
    for article in shortest():
        train.collect(article, knowledge(), out)
    for name, learnt in out.items():
        assert len(learnt.rows) == len(learnt.labels) == len(learnt.ruled) > 0
        assert set(learnt.labels) | set(learnt.ruled) <= set(train.CLASSES[name])
        assert learnt.groups == sorted(learnt.groups)
    assert train.CLASSES["status"] == STATUSES
    assert train.CLASSES["role"] == ("none", *ROLES)


# -- the file ------------------------------------------------------------------------------------------------------------------


def trained(out: Path, monkeypatch: pytest.MonkeyPatch, *articles: Gold) -> bytes:
    """The weights file that the tool writes for these articles."""
    monkeypatch.setattr(train, "load", lambda: list(articles))
    monkeypatch.setattr(sys, "argv", ["train.py", "--out", str(out)])
    assert train.main() == 0
    return out.read_bytes()


def test_training_twice_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = trained(tmp_path / "a.json", monkeypatch, *shortest())
    assert trained(tmp_path / "b.json", monkeypatch, *shortest()) == first


def test_training_in_another_process_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strings hash differently there, so what hung on the order of a set would differ."""
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    arguments = ["--articles", "8", "--out"]
    monkeypatch.setattr(sys, "argv", ["train.py", *arguments, str(here)])
    assert train.main() == 0
    command = [sys.executable, str(ROOT / "tools" / "train.py"), *arguments, str(there)]
    subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True)
    assert there.read_bytes() == here.read_bytes()


def test_what_is_written_is_what_reading_accepts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = json.loads(trained(tmp_path / "new" / "choices.json", monkeypatch, *shortest()))
    assert raw["format"] == FORMAT
    choices = parse(raw)
    assert {name: getattr(choices, name).classes for name in MODELS} == train.CLASSES
    assert all(getattr(choices, name).weights for name in MODELS)
    for article in shortest():
        assert read_article(Article(article.text, article.published), choices=choices).to_json()["claims"]


def test_the_card_counts_what_was_learnt_from_and_only_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Gold("toy-3", DATE, TEXT, (SHELLING, KILLED))
    assert split_of(held.id) != "train"
    raw = json.loads(trained(tmp_path / "a.json", monkeypatch, *shortest(), held))
    assert raw["card"]["articles"] == len(shortest())
    assert raw["card"]["claims"] == sum(len(a.claims) for a in shortest())
    assert "licence" in raw["card"] and "data" in raw["card"]


def test_how_each_model_fares_beside_the_rules_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trained(tmp_path / "a.json", monkeypatch, *shortest())
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split()[0] for line in said.err.splitlines()[:-1]] == list(MODELS)
