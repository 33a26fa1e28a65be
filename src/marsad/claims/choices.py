"""The choices: small log-linear models that decide where the knowledge proposes several things.

Is this word an event here? Past or planned? Which phrase is the target, which the place? Who says it? Knowledge (the lexicon and
the grammar) proposes the candidates and is itself the strongest feature; the weights were learnt from our own corpus by
`tools/train.py`. A model is a table from feature to weights, one a class; its score is their sum, so `why` can name them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain
from struct import unpack
from typing import Any

from marsad.errors import ModelError
from marsad.model import ROLES, STATUSES

# Raised by hand when features or the file's shape change: weights of another program are refused.
FORMAT = 2
# Beyond this, in thousandths, a weight is no weight but damage.
_HEAVIEST = 10**9
MODELS = ("status", "role", "source", "time", "quantity")
# What each model chooses between; the scores of a model with two classes speak for the second.
CLASSES: Mapping[str, tuple[str, ...]] = dict.fromkeys(MODELS, ("no", "yes")) | {"status": STATUSES, "role": ("none", *ROLES)}


class Group:
    """Features that follow from the same few facts ("type+cls={type}+{cls}"): what they weigh together is looked up at once."""

    __slots__ = ("templates",)

    def __init__(self, fields: str, *templates: str) -> None:
        """`fields` names the facts, in the order in which a `Facts` gives them; `templates` are the features, as format strings."""
        places = {name: f"{{{k}}}" for k, name in enumerate(fields.split())}
        self.templates = tuple(template.format(**places) for template in templates)


# A group and its facts: words, short numbers, true or false.
Facts = tuple[Any, ...]


def spelled(facts: Iterable[Facts]) -> list[str]:
    """The features that the facts stand for, as the weights name them."""
    return [template.format(*values) for group, *values in facts for template in group.templates]


# A bounded memory: when it is full it starts anew, so hostile text cannot grow it without end.
_REMEMBERED = 50_000
# A lane holds the sum of more weights than any candidate has, and _BIAS keeps it from going below nothing.
_LANE = 64
_BIAS = 1 << 62


@dataclass(frozen=True, slots=True)
class Model:
    """One choice: its classes, a threshold for two-class ones, and the weights of each feature (one a class, or one in all), in
    thousandths: whole numbers add up to the same in any order and on any machine.

    A model remembers what the facts weigh that it has seen: reports are made of few kinds of phrases, so most are met again.
    The weights of several classes are remembered as one number with a lane of 64 bits for each, so that one sum adds them all.
    """

    classes: tuple[str, ...]
    threshold: int
    weights: Mapping[str, tuple[int, ...]]
    _seen: dict[Facts, int] = field(default_factory=dict, repr=False, compare=False)

    def score(self, facts: Iterable[Facts]) -> int:
        """The score of a two-class model's second class: the sum of the weights of the features; positive means yes. Unknown
        features weigh nothing."""
        return self._sum(facts) - self.threshold

    def scores(self, facts: Iterable[Facts]) -> tuple[int, ...]:
        """The sum of the weights of the features, one a class."""
        return tuple(n - _BIAS for n in _lanes(self._sum(facts), len(self.classes)))

    def best(self, facts: Iterable[Facts], among: Sequence[int] | None = None) -> int:
        """The class with the highest score (the first of equals), of those in `among` if given; the threshold is on the first."""
        lanes = _lanes(self._sum(facts) + self.threshold, len(self.classes))
        return max(among or range(len(lanes)), key=lanes.__getitem__)

    def _sum(self, facts: Iterable[Facts]) -> int:
        seen = self._seen
        total = 0
        for f in facts:
            weight = seen.get(f)
            total += self._weigh(f) if weight is None else weight
        return total

    def _weigh(self, facts: Facts) -> int:
        """What one group's facts weigh, from now on remembered."""
        rows = [w for w in map(self.weights.get, spelled((facts,))) if w is not None]
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        weight = self._seen[facts] = sum(w << _LANE * k for row in rows for k, w in enumerate(row))
        return weight

    def heaviest(self, facts: Iterable[Facts], k: int = 0, count: int = 3) -> str:
        """The features that weighed most for class `k`, for `why`."""
        known = sorted(((self.weights[f][k], f) for f in spelled(facts) if f in self.weights), key=lambda w: -abs(w[0]))
        return ", ".join(f"{f} {w / 1000:+.2f}" for w, f in known[:count])


@cache
def _biases(width: int) -> int:
    return sum(_BIAS << _LANE * k for k in range(width))


def _lanes(total: int, width: int) -> tuple[int, ...]:
    """The sums in the lanes of a number, each plus _BIAS."""
    return unpack(f"<{width}Q", (total + _biases(width)).to_bytes(_LANE // 8 * width, "little"))


@dataclass(frozen=True, slots=True)
class Choices:
    """All models, by name, and the card that says what they were trained on."""

    status: Model
    role: Model
    source: Model
    time: Model
    quantity: Model
    card: Mapping[str, Any]


def parse(raw: Any) -> Choices:
    """Choices from the weights file's content. Raises ModelError when it is damaged or another program's."""
    try:
        if type(raw["format"]) is not int or raw["format"] != FORMAT:
            raise ModelError(f"the weights have format {raw['format']!r}, this program reads {FORMAT}: {_MEND}")
        if not isinstance(raw["card"], Mapping):
            raise TypeError("the card is no mapping")
        return Choices(**{name: _model(name, raw["models"][name]) for name in MODELS}, card=raw["card"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelError(f"the weights are damaged ({error}): {_MEND}") from error


def _model(name: str, raw: Mapping[str, Any]) -> Model:
    classes = CLASSES[name]
    if not isinstance(raw["classes"], list | tuple) or tuple(raw["classes"]) != classes:
        raise ValueError(f"the classes of {name} are not {', '.join(classes)}")
    width = 1 if len(classes) == 2 else len(classes)
    weights = {feature: tuple(row) for feature, row in raw["weights"].items()}
    numbers = [raw["threshold"], *chain.from_iterable(weights.values())]
    # Sets and maps, no loop: the file has some hundred thousand weights, and every run of the program waits for this.
    if not set(map(len, weights.values())) <= {width} or not set(map(type, numbers)) <= {int} or max(map(abs, numbers)) > _HEAVIEST:
        raise ValueError(f"a weight of {name} is missing or no whole number of thousandths")
    return Model(classes, raw["threshold"], weights)


_MEND = "install Marsad again, or run `make train` in a checkout"


@cache
def load() -> Choices:
    """The weights that ship with Marsad, read once a process. Raises ModelError when they are missing or damaged."""
    path = files("marsad").joinpath("data/models/choices.json")
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError) as error:  # no text, no JSON, a number of too many digits, nested too deep
        raise ModelError(f"the weights cannot be read ({error}): {_MEND}") from error
