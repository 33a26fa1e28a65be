"""The weights file: what is accepted, what is refused, how scores come about, and what ships with Marsad."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.claims import choices
from marsad.claims.choices import FORMAT, MODELS, Facts, Group, Model, load, parse, spelled
from marsad.cli.main import run
from marsad.cli.output import ExitCode
from marsad.errors import ModelError
from marsad.model import ROLES, STATUSES

SHIPPED = Path(choices.__file__).parent.parent / "data" / "models" / "choices.json"
CLASSES = dict.fromkeys(MODELS, ("no", "yes")) | {"status": STATUSES, "role": ("none", *ROLES)}
HOW_TO_MEND = r"install Marsad again, or run `make train` in a checkout"
MISSING = object()
WORD = Group("feature", "{feature}")


def content() -> dict[str, Any]:
    """A weights file in small: one feature a model."""
    width = {name: 1 if len(classes) == 2 else len(classes) for name, classes in CLASSES.items()}
    models = {name: {"classes": list(c), "threshold": 500, "weights": {"bias": [1000] * width[name]}} for name, c in CLASSES.items()}
    return {"format": FORMAT, "models": models, "card": {"articles": 3}}


def facts(*features: str) -> list[Facts]:
    """Facts that say the features as they stand."""
    return [(WORD, f) for f in features]


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
    assert read.source == Model(("no", "yes"), 500, {"bias": (1000,)})
    assert read.status.classes == STATUSES
    assert read.role.weights["bias"] == (1000,) * (1 + len(ROLES))


def test_a_model_may_know_no_feature() -> None:
    assert parse(changed("models/time/weights", {})).time.score(facts("bias")) == -500


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
        ("models/source/weights/bias", [1000, 2000]),
        ("models/status/weights/bias", [1000]),
        ("models/role/weights/bias", [1000] * len(ROLES)),
        ("models/source/classes", ["no", "yes", "perhaps"]),
        ("models/status/classes", STATUSES[1:]),
    ],
)
def test_weights_that_are_not_one_a_class_are_refused(path: str, value: Any) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed(path, value))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 0.5, 1000.0, -0.0])
def test_a_weight_that_is_no_whole_number_is_refused(number: float) -> None:
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed("models/source/weights/bias", [number]))
    with pytest.raises(ModelError, match=HOW_TO_MEND):
        parse(changed("models/status/weights/bias", [0, number, 0, 0, 0]))


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
        ("models/source/weights/bias", 1000),
        ("models/source/weights/bias", ["heavy"]),
        ("models/source/weights/bias", [None]),
        ("models/source/weights/bias", [[1000]]),
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
        ("models/source/threshold", 0.5),
        ("models/source/threshold", 500.0),
        ("models/source/threshold", "500"),
        ("models/source/weights/bias", ["1000"]),
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


@pytest.mark.parametrize("number", [10**9 + 1, -(10**9) - 1, 10**400, -(10**400)], ids=["high", "low", "beyond floats", "below floats"])
@pytest.mark.parametrize("name", MODELS)
def test_a_number_beyond_all_reason_is_refused(name: str, number: int) -> None:
    width = len(content()["models"][name]["weights"]["bias"])
    for path, value in ((f"models/{name}/threshold", number), (f"models/{name}/weights/bias", [0] * (width - 1) + [number])):
        with pytest.raises(ModelError, match=HOW_TO_MEND):
            parse(changed(path, value))


@pytest.mark.parametrize("number", [10**9, -(10**9)])
def test_the_heaviest_number_is_still_accepted_and_summed(number: int) -> None:
    role = parse(changed("models/role/weights/bias", [number, -number] + [0] * (len(ROLES) - 1))).role
    assert role.scores(facts(*["bias"] * 1000)) == (1000 * number, -1000 * number, *[0] * (len(ROLES) - 1))
    assert parse(changed("models/time/threshold", number)).time.score(facts("bias")) == 1000 - number


# -- scores --------------------------------------------------------------------------------------------------------------------

YES_NO = Model(("no", "yes"), 1000, {"bias": (500,), "near": (2000,), "far": (-3000,)})
COLOURS = Model(("red", "green", "blue"), 0, {"bias": (1000, 0, 0), "leaf": (0, 2000, -1000), "sea": (-4000, 0, 2000)})
# Nothing, a text as long as an article file may be, and characters that show nothing, join, or reverse what stands around them.
ABSURD = ["", " ", "\n", "\x00", "=", "x" * 1_000_000, "قـ\u064eتل=\u202e", "\ufeff", "\u200d😀🇸🇾\U000e0001", "\U0010ffff", "ﷺ"]


def best(model: Model, *features: str, among: Sequence[int] | None = None) -> str:
    """The name of the class that is best."""
    return model.classes[model.best(facts(*features), among)]


def test_the_score_is_the_sum_of_the_weights_less_the_threshold() -> None:
    assert YES_NO.score(facts("bias", "near")) == 1500
    assert YES_NO.score(facts("bias", "near", "far")) == -1500
    assert YES_NO.score([]) == -1000
    assert YES_NO.score(f for f in facts("bias", "near")) == 1500


def test_every_class_has_its_own_sum() -> None:
    assert COLOURS.scores(facts("bias", "leaf")) == (1000, 2000, -1000)
    assert COLOURS.scores([]) == (0, 0, 0)
    assert COLOURS.scores(f for f in facts("bias", "leaf")) == (1000, 2000, -1000)


def test_a_feature_that_was_never_learnt_weighs_nothing() -> None:
    assert YES_NO.score(facts("near", "lemma=new", "type=new")) == YES_NO.score(facts("near"))
    assert COLOURS.scores(facts("sea", "lemma=new")) == COLOURS.scores(facts("sea"))


def test_the_class_with_the_highest_sum_is_best() -> None:
    assert best(COLOURS, "bias") == "red"
    assert best(COLOURS, "bias", "leaf") == "green"
    assert best(COLOURS, "sea") == "blue"


def test_of_equals_the_first_class_is_best() -> None:
    assert best(COLOURS) == "red"
    assert best(COLOURS, "new") == "red"
    assert best(Model(("a", "b", "c"), 0, {"tie": (0, 1000, 1000)}), "tie") == "b"


def test_only_the_classes_in_question_can_be_best() -> None:
    assert best(COLOURS, "leaf", among=[0, 2]) == "red"
    assert best(COLOURS, "leaf", among=[2]) == "blue"
    assert best(COLOURS, "sea", among=[0, 1]) == "green"
    assert best(COLOURS, among=[1, 2]) == "green"


def test_the_threshold_speaks_for_the_first_class() -> None:
    for threshold, chosen in ((999, "b"), (1000, "a"), (1001, "a"), (-1, "b")):
        assert best(Model(("a", "b"), threshold, {"x": (0, 1000)}), "x") == chosen
    assert Model(("a", "b", "c"), 500, {"x": (0, 1000, 0)}).scores(facts("x")) == (0, 1000, 0)


def test_heaviest_names_the_features_by_the_size_of_their_weight() -> None:
    assert YES_NO.heaviest(facts("bias", "near", "far")) == "far -3.00, near +2.00, bias +0.50"
    assert YES_NO.heaviest(facts("bias", "near", "far"), count=1) == "far -3.00"
    assert COLOURS.heaviest(facts("bias", "leaf", "sea"), 2) == "sea +2.00, leaf -1.00, bias +0.00"
    assert COLOURS.heaviest(facts("bias", "leaf", "sea"), 0, 2) == "sea -4.00, bias +1.00"


def test_heaviest_leaves_out_what_was_never_learnt_and_keeps_the_order_of_equals() -> None:
    assert YES_NO.heaviest(facts("new", "near")) == "near +2.00"
    assert YES_NO.heaviest(facts("new")) == ""
    assert YES_NO.heaviest([]) == ""
    even = Model(("no", "yes"), 0, {"a": (1000,), "b": (-1000,), "c": (1000,)})
    assert even.heaviest(facts("c", "b", "a")) == "c +1.00, b -1.00, a +1.00"


@pytest.mark.parametrize("feature", ABSURD, ids=lambda f: ascii(f[:8]))
def test_absurd_features_weigh_nothing_until_they_are_learnt(feature: str) -> None:
    assert YES_NO.score(facts(feature)) == -1000
    assert best(COLOURS, feature, "leaf") == "green"
    assert COLOURS.heaviest(facts(feature)) == ""
    raw = content()
    raw["models"]["source"]["weights"][feature] = [2000]
    learnt = parse(json.loads(json.dumps(raw))).source
    assert learnt.score(facts(feature)) == 1500
    assert learnt.heaviest(facts(feature)) == f"{feature} +2.00"


@given(st.dictionaries(st.text(), st.integers(-9, 9)), st.lists(st.text()))
def test_order_does_not_matter_and_strangers_neither(known: dict[str, int], strangers: list[str]) -> None:
    model = Model(("no", "yes"), 0, {f: (w,) for f, w in known.items()})
    row = [*known, *(s for s in strangers if s not in known)]
    assert model.score(facts(*row)) == model.score(facts(*row[::-1])) == sum(known.values())


# The widest model, with weights as heavy as a file may hold; the sums of all classes are one number inside.
ROWS = st.lists(st.tuples(*[st.integers(-(10**9), 10**9) | st.integers(-2, 2)] * len(CLASSES["role"])), min_size=1, max_size=8)


@given(ROWS, st.data())
def test_the_sums_of_the_classes_do_not_run_into_each_other(rows: list[tuple[int, ...]], data: st.DataObject) -> None:
    threshold = data.draw(st.integers(-(10**9), 10**9))
    model = Model(CLASSES["role"], threshold, {str(k): row for k, row in enumerate(rows)})
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=40))
    sums = [sum(column) for column in zip(*(rows[k] for k in chosen), strict=True)] or [0] * len(model.classes)
    assert model.scores(facts(*map(str, chosen))) == tuple(sums)
    sums[0] += threshold
    assert model.best(facts(*map(str, chosen))) == sums.index(max(sums))
    among = sorted(data.draw(st.sets(st.integers(0, len(model.classes) - 1), min_size=1)))
    assert model.best(facts(*map(str, chosen)), among) == max(among, key=lambda k: (sums[k], -k))


# -- groups --------------------------------------------------------------------------------------------------------------------

PLACED = Group("cls side gap", "cls={cls}", "side+gap={side}+{gap}", "cls+side={cls}+{side}")
BARE = Group("cls", "bias", "alone={cls}")


def test_facts_are_spelled_as_the_features_of_their_group() -> None:
    assert spelled([(PLACED, "force", "A", 3)]) == ["cls=force", "side+gap=A+3", "cls+side=force+A"]
    assert spelled([(BARE, "x"), (PLACED, "", True, -5)]) == ["bias", "alone=x", "cls=", "side+gap=True+-5", "cls+side=+True"]
    assert spelled([]) == []


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{cls}", "%s", "{0.__class__}", "\\", ""])
def test_what_a_fact_says_is_never_a_template(text: str) -> None:
    assert spelled([(PLACED, text, text, text)]) == [f"cls={text}", f"side+gap={text}+{text}", f"cls+side={text}+{text}"]


def test_a_template_that_names_no_field_of_its_group_is_an_error() -> None:
    with pytest.raises(KeyError):
        Group("cls side", "gap={gap}")


def test_facts_weigh_what_their_features_weigh() -> None:
    model = Model(("no", "yes"), 0, {"cls=force": (1,), "side+gap=A+3": (20,), "alone=force": (300,), "bias": (-4000,)})
    assert model.score([(PLACED, "force", "A", 3)]) == 21
    assert model.score([(PLACED, "force", "A", 2)]) == 1
    assert model.score([(PLACED, "force", "A", 3), (BARE, "force")]) == -3679
    assert model.heaviest([(PLACED, "force", "A", 3), (BARE, "force")]) == "bias -4.00, alone=force +0.30, side+gap=A+3 +0.02"


def test_the_same_facts_of_two_groups_are_not_mixed_up() -> None:
    other = Group("cls", "other={cls}")
    model = Model(("a", "b"), 0, {"alone=x": (1, 2), "other=x": (30, 40)})
    for _ in range(2):
        assert model.scores([(BARE, "x")]) == (1, 2)
        assert model.scores([(other, "x")]) == (30, 40)


# -- what a model remembers ------------------------------------------------------------------------------------------------------


def test_what_a_model_remembers_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {f"cls={k}": (k, -k, k % 7) for k in range(0, 100, 2)}
    rows: list[list[Facts]] = [[(PLACED, str(k), "A", n), (BARE, str(n))] for n in range(5) for k in range(100)]
    roomy = Model(("a", "b", "c"), 0, weights)
    expected = [roomy.scores(row) for row in rows]
    assert len(roomy._seen) == 505
    for bound in (1, 2, 10):
        monkeypatch.setattr(choices, "_REMEMBERED", bound)
        tight = Model(("a", "b", "c"), 0, weights)
        for row, sums in zip(rows, expected, strict=True):
            assert tight.scores(row) == tight.scores(row[::-1]) == sums
            assert len(tight._seen) <= bound


def test_models_do_not_share_what_they_remember() -> None:
    light, heavy = (Model(("no", "yes"), 0, {"x": (w,)}) for w in (1, 1000))
    assert [model.score(facts("x")) for model in (light, heavy, light, heavy)] == [1, 1000, 1, 1000]


def test_what_a_model_remembers_is_no_part_of_it() -> None:
    fresh, used = (Model(("no", "yes"), 0, {"x": (1,)}) for _ in range(2))
    used.score(facts("x", "y"))
    assert used == fresh
    assert repr(used) == repr(fresh)


# -- what ships ----------------------------------------------------------------------------------------------------------------


def test_the_shipped_weights_have_every_model_with_its_classes() -> None:
    shipped = load()
    assert {name: getattr(shipped, name).classes for name in MODELS} == CLASSES
    assert set(json.loads(SHIPPED.read_text(encoding="utf-8"))["models"]) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_weights_are_whole_numbers_and_one_a_class(name: str) -> None:
    model: Model = getattr(load(), name)
    width = 1 if len(model.classes) == 2 else len(model.classes)
    assert len(model.weights) > 100
    assert type(model.threshold) is int and abs(model.threshold) < 100_000
    assert all(f and len(w) == width and all(type(n) is int and abs(n) < 100_000 for n in w) for f, w in model.weights.items())


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
