"""The choices: small log-linear models that decide where the knowledge proposes several things.

Is this word an event here? Past or planned? Which phrase is the target, which the place? Who says it? Knowledge (the lexicon and
the grammar) proposes the candidates and is itself the strongest feature; the weights were learnt from our own corpus by
`tools/train.py`. A model is a table from feature to weights, one a class; its score is their sum, so `why` can name them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from math import isfinite
from typing import Any

from marsad.errors import ModelError
from marsad.model import ROLES, STATUSES

# Raised by hand when features or the file's shape change: weights of another program are refused.
FORMAT = 1
MODELS = ("status", "role", "source", "time", "quantity")
# What each model chooses between; the scores of a model with two classes speak for the second.
CLASSES: Mapping[str, tuple[str, ...]] = dict.fromkeys(MODELS, ("no", "yes")) | {"status": STATUSES, "role": ("none", *ROLES)}


@dataclass(frozen=True, slots=True)
class Model:
    """One choice: its classes, a threshold for two-class ones, and the weights of each feature (one a class, or one in all)."""

    classes: tuple[str, ...]
    threshold: float
    weights: Mapping[str, tuple[float, ...]]

    def scores(self, features: Iterable[str]) -> list[float]:
        """The sum of the weights of the features, one a class. Unknown features weigh nothing."""
        known = [w for w in map(self.weights.get, features) if w is not None]
        return [sum(column) for column in zip(*known, strict=True)] if known else [0.0] * len(self.classes)

    def score(self, features: Iterable[str]) -> float:
        """The score of a two-class model's second class; positive means yes."""
        return sum([w[0] for w in map(self.weights.get, features) if w is not None], -self.threshold)

    def best(self, features: Iterable[str]) -> str:
        """The class with the highest score (the first of equals)."""
        scores = self.scores(features)
        return self.classes[max(range(len(scores)), key=scores.__getitem__)]

    def heaviest(self, features: Sequence[str], k: int = 0, count: int = 3) -> str:
        """The features that weighed most for class `k`, for `why`."""
        known = sorted(((self.weights[f][k], f) for f in features if f in self.weights), key=lambda w: -abs(w[0]))
        return ", ".join(f"{f} {w:+.2f}" for w, f in known[:count])


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
    if not set(map(len, weights.values())) <= {width} or not set(map(type, numbers)) <= {int, float} or not all(map(isfinite, numbers)):
        raise ValueError(f"a weight of {name} is missing or not a number")
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
