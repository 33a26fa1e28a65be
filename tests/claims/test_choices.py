"""The weights file: what is accepted, what is refused, how scores come about, and what ships with Marsad."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.claims import choices
from marsad.claims.choices import FORMAT, MODELS, Model, load, parse
from marsad.cli.main import run
from marsad.cli.output import ExitCode
from marsad.errors import ModelError
from marsad.model import ROLES, STATUSES

SHIPPED = Path(choices.__file__).parent.parent / "data" / "models" / "choices.json"
CLASSES = dict.fromkeys(MODELS, ("no", "yes")) | {"status": STATUSES, "role": ("none", *ROLES)}
HOW_TO_MEND = r"install Marsad again, or run `make train` in a checkout"
MISSING = object()


def content() -> dict[str, Any]:
    """A weights file in small: one feature a model."""
    width = {name: 1 if len(classes) == 2 else len(classes) for name, classes in CLASSES.items()}
    models = {name: {"classes": list(c), "threshold": 0.5, "weights": {"bias": [1] * width[name]}} for name, c in CLASSES.items()}
    return {"format": FORMAT, "models": models, "card": {"articles": 3}}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small weights file with the value at `path` put there, or taken away."""
    out = content()
    *way, last = path.split("/")
    at = out
    for step in way:
        at = at[step]
    if value is MISSING:
        del at[last]
    else:
        at[last] = copy.deepcopy(value)
    return out


# -- what is accepted, and what is not -----------------------------------------------------------------------------------------


def test_a_small_file_is_read() -> None:
    read = parse(json.loads(json.dumps(content())))
    assert read.card == {"articles": 3}
    assert read.source == Model(("no", "yes"), 0.5, {"bias": (1.0,)})
    assert read.status.classes == STATUSES
    assert read.role.weights["bias"] == (1.0,) * (1 + len(ROLES))


def test_a_model_may_know_no_feature() -> None:
    assert parse(changed("models/time/weights", {})).time.score(["bias"]) == -0.5


@pytest.mark.parametrize("number", [FORMAT + 1, FORMAT - 1, -1, None, str(FORMAT), [FORMAT], 10**30])
def test_another_format_is_refused_by_its_number(number: Any) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND) as caught:
        parse(changed("format", number))
    assert f"format {number!r}, this program reads {FORMAT}" in str(caught.value)


@pytest.mark.parametrize("path", ["format", "models", "card", *(f"models/{name}" for name in MODELS)])
def test_a_missing_part_is_refused_by_its_name(path: str) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND) as caught:
        parse(changed(path, MISSING))
    assert repr(path.split("/")[-1]) in str(caught.value)


@pytest.mark.parametrize("part", ["classes", "threshold", "weights"])
@pytest.mark.parametrize("name", MODELS)
def test_a_model_without_one_of_its_parts_is_refused(name: str, part: str) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed(f"models/{name}/{part}", MISSING))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("models/source/weights/bias", []),
        ("models/source/weights/bias", [1.0, 2.0]),
        ("models/status/weights/bias", [1.0]),
        ("models/role/weights/bias", [1.0] * len(ROLES)),
        ("models/source/classes", ["no", "yes", "perhaps"]),
        ("models/status/classes", STATUSES[1:]),
    ],
)
def test_weights_that_are_not_one_a_class_are_refused(path: str, value: Any) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed(path, value))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_weight_that_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed("models/source/weights/bias", [number]))
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed("models/status/weights/bias", [0.0, number, 0.0, 0.0, 0.0]))


@pytest.mark.parametrize("raw", [None, True, 1, 1.5, "weights", [], [content()], {}])
def test_what_is_no_weights_file_at_all_is_refused(raw: Any) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(raw)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("models", []),
        ("models", "all"),
        ("models", None),
        ("models/source", None),
        ("models/source", [1]),
        ("models/source/classes", None),
        ("models/source/classes", 2),
        ("models/source/threshold", None),
        ("models/source/threshold", []),
        ("models/source/threshold", "high"),
        ("models/source/weights", None),
        ("models/source/weights", [["bias", 1]]),
        ("models/source/weights/bias", None),
        ("models/source/weights/bias", 1.0),
        ("models/source/weights/bias", ["heavy"]),
        ("models/source/weights/bias", [None]),
        ("models/source/weights/bias", [[1.0]]),
    ],
)
def test_a_value_of_another_type_is_refused(path: str, value: Any) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("models/source/threshold", math.nan),
        ("models/source/threshold", math.inf),
        ("models/source/threshold", "0.5"),
        ("models/source/weights/bias", ["1.0"]),
        ("models/source/weights/bias", "1"),
        ("models/source/classes", "ny"),
        ("models/source/classes", ["no"]),
        ("models/role", {"classes": [], "threshold": 0, "weights": {}}),
        ("models/status", {"classes": ["asserted", "negated"], "threshold": 0, "weights": {"bias": [1]}}),
        ("models/status/classes", ["a", "b", "c", "d", "e"]),
        ("models/source/threshold", True),
        ("models/source/weights/bias", [True]),
        ("models/source/weights/bias", {"1": 1}),
        ("models/source/classes", ["no", "no"]),
        ("models/source/classes", ["yes", "no"]),
        ("card", None),
        ("card", []),
        ("format", True),
        ("format", float(FORMAT)),
    ],
)
def test_what_would_read_wrong_is_refused(path: str, value: Any) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"), [("models/source/threshold", 10**400), ("models/source/weights/bias", [10**400])], ids=["threshold", "weight"]
)
def test_an_integer_beyond_all_floats_is_refused(path: str, value: Any) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed(path, value))


# -- scores --------------------------------------------------------------------------------------------------------------------

YES_NO = Model(("no", "yes"), 1.0, {"bias": (0.5,), "near": (2.0,), "far": (-3.0,)})
COLOURS = Model(("red", "green", "blue"), 0.0, {"bias": (1.0, 0.0, 0.0), "leaf": (0.0, 2.0, -1.0), "sea": (-4.0, 0.0, 2.0)})
# Nothing, a text as long as an article file may be, and characters that show nothing, join, or reverse what stands around them.
ABSURD = ["", " ", "\n", "\x00", "=", "x" * 1_000_000, "قـ\u064eتل=\u202e", "\ufeff", "\u200d😀🇸🇾\U000e0001", "\U0010ffff", "ﷺ"]


def test_the_score_is_the_sum_of_the_weights_less_the_threshold() -> None:
    assert YES_NO.score(["bias", "near"]) == 1.5
    assert YES_NO.score(["bias", "near", "far"]) == -1.5
    assert YES_NO.score([]) == -1.0
    assert YES_NO.score(f for f in ("bias", "near")) == 1.5


def test_every_class_has_its_own_sum() -> None:
    assert COLOURS.scores(["bias", "leaf"]) == [1.0, 2.0, -1.0]
    assert COLOURS.scores([]) == [0.0, 0.0, 0.0]


def test_a_feature_that_was_never_learnt_weighs_nothing() -> None:
    assert YES_NO.score(["near", "lemma=new", "type=new"]) == YES_NO.score(["near"])
    assert COLOURS.scores(["sea", "lemma=new"]) == COLOURS.scores(["sea"])


def test_the_class_with_the_highest_sum_is_best() -> None:
    assert COLOURS.best(["bias"]) == "red"
    assert COLOURS.best(["bias", "leaf"]) == "green"
    assert COLOURS.best(["sea"]) == "blue"


def test_of_equals_the_first_class_is_best() -> None:
    assert COLOURS.best([]) == "red"
    assert COLOURS.best(["new"]) == "red"
    assert Model(("a", "b", "c"), 0.0, {"tie": (0.0, 1.0, 1.0)}).best(["tie"]) == "b"


def test_heaviest_names_the_features_by_the_size_of_their_weight() -> None:
    assert YES_NO.heaviest(["bias", "near", "far"]) == "far -3.00, near +2.00, bias +0.50"
    assert YES_NO.heaviest(["bias", "near", "far"], count=1) == "far -3.00"
    assert COLOURS.heaviest(["bias", "leaf", "sea"], 2) == "sea +2.00, leaf -1.00, bias +0.00"
    assert COLOURS.heaviest(["bias", "leaf", "sea"], 0, 2) == "sea -4.00, bias +1.00"


def test_heaviest_leaves_out_what_was_never_learnt_and_keeps_the_order_of_equals() -> None:
    assert YES_NO.heaviest(["new", "near"]) == "near +2.00"
    assert YES_NO.heaviest(["new"]) == ""
    assert YES_NO.heaviest([]) == ""
    even = Model(("no", "yes"), 0.0, {"a": (1.0,), "b": (-1.0,), "c": (1.0,)})
    assert even.heaviest(["c", "b", "a"]) == "c +1.00, b -1.00, a +1.00"


@pytest.mark.parametrize("feature", ABSURD, ids=lambda f: ascii(f[:8]))
def test_absurd_features_weigh_nothing_until_they_are_learnt(feature: str) -> None:
    assert YES_NO.score([feature]) == -1.0
    assert COLOURS.best([feature, "leaf"]) == "green"
    assert COLOURS.heaviest([feature]) == ""
    raw = content()
    raw["models"]["source"]["weights"][feature] = [2.0]
    learnt = parse(json.loads(json.dumps(raw))).source
    assert learnt.score([feature]) == 1.5
    assert learnt.heaviest([feature]) == f"{feature} +2.00"


@given(st.dictionaries(st.text(), st.integers(-9, 9)), st.lists(st.text()))
def test_order_does_not_matter_and_strangers_neither(known: dict[str, int], strangers: list[str]) -> None:
    model = Model(("no", "yes"), 0.0, {f: (float(w),) for f, w in known.items()})
    row = [*known, *(s for s in strangers if s not in known)]
    assert model.score(row) == model.score(row[::-1]) == sum(known.values())


# -- what ships ----------------------------------------------------------------------------------------------------------------


def test_the_shipped_weights_have_every_model_with_its_classes() -> None:
    shipped = load()
    assert {name: getattr(shipped, name).classes for name in MODELS} == CLASSES
    assert set(json.loads(SHIPPED.read_text(encoding="utf-8"))["models"]) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_weights_are_finite_and_one_a_class(name: str) -> None:
    model: Model = getattr(load(), name)
    width = 1 if len(model.classes) == 2 else len(model.classes)
    assert len(model.weights) > 100
    assert math.isfinite(model.threshold)
    assert all(f and len(w) == width and all(map(math.isfinite, w)) for f, w in model.weights.items())


def test_the_shipped_weights_are_read_once() -> None:
    assert load() is load()


def test_the_shipped_file_is_small_enough_to_ship() -> None:
    assert SHIPPED.stat().st_size < 4_000_000


def test_the_card_says_what_the_weights_were_learnt_from() -> None:
    card = load().card
    assert "corpus" in card["data"]
    assert card["articles"] > 0
    assert card["claims"] > card["articles"]
    assert card["licence"] == "Apache-2.0"


# -- a file that is missing or damaged -----------------------------------------------------------------------------------------

Ship = Callable[[bytes], int]


@pytest.fixture
def ship(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Ship]:
    """Puts other bytes in the place of the shipped weights; until then there is no such file."""
    place = tmp_path / "data" / "models" / "choices.json"
    place.parent.mkdir(parents=True)
    monkeypatch.setattr(choices, "files", lambda _package: tmp_path)
    load.cache_clear()
    yield place.write_bytes
    # What was loaded here must not outlive the test, nor the failure to load.
    load.cache_clear()


DAMAGED = [
    b"",
    b"{",
    json.dumps(content()).encode()[:-20],
    b"\xff\xfe" + json.dumps(content()).encode(),
    json.dumps(content()).encode("utf-16"),
    b"null",
    b"[]",
    b"{}",
    b"<html>404</html>\n",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    json.dumps(changed("format", FORMAT + 1)).encode(),
    json.dumps(changed("models/time", MISSING)).encode(),
    json.dumps(changed("models/role/weights/bias", [math.nan] * 9)).encode(),
    b"[" * 100_000,
    b'{"format":' + b"1" * 10_000 + b"}",
]


def test_other_weights_are_read_where_they_are_put(ship: Ship) -> None:
    ship(json.dumps(content()).encode())
    assert load().card == {"articles": 3}


def test_missing_weights_are_one_clear_error(ship: Ship) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND) as caught:
        load()
    assert "choices.json" in str(caught.value)


@pytest.mark.parametrize("data", DAMAGED, ids=lambda d: ascii(d[:16]))
def test_damaged_weights_are_one_clear_error(ship: Ship, data: bytes) -> None:
    ship(data)
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        load()


def test_mended_weights_are_read_without_a_new_process(ship: Ship) -> None:
    with pytest.raises(ModelError):
        load()
    ship(json.dumps(content()).encode())
    assert load().card == {"articles": 3}


@pytest.mark.parametrize("data", [None, *DAMAGED], ids=lambda d: "missing" if d is None else ascii(d[:16]))
def test_the_program_says_so_in_one_line_and_fails(
    ship: Ship, data: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if data is not None:
        ship(data)
    article = tmp_path / "report.txt"
    article.write_text("قتل ثلاثة جنود في حلب", encoding="utf-8")
    assert run(["read", str(article), "--published", "2024-05-02"]) == ExitCode.FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("marsad: the weights ")
    assert said.err.count("\n") == 1
    assert "`make train`" in said.err
