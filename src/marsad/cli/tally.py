"""What became of many articles: counted as they go by, told in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from marsad.cli.output import many_of
from marsad.ingest.inputs import Refused
from marsad.ledger.records import Added

_WHY = {"broken": "broken", "limit": "over a limit", "page": "without an article", "other": "of another kind", "unchanged": "unchanged"}


@dataclass(slots=True)
class Tally:
    """How many articles were new, changed or the same, how many claims were written, and what was refused, by the kind of the reason."""

    articles: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def count(self, event: Added | Refused) -> None:
        """One more."""
        if isinstance(event, Refused):
            self.refused[event.kind] += 1
        else:
            self.articles[event.article] += 1
            self.claims += event.claims

    @property
    def failed(self) -> bool:
        """Whether an input was refused for a fault of its own: that an archive notes a page as unchanged is none."""
        return any(count for kind, count in self.refused.items() if kind != "unchanged")

    def line(self) -> str:
        """ "12 new, 1 changed, 3 the same, 2 refused (1 broken, 1 over a limit); 340 claims"."""
        told = [f"{self.articles[kind]:,} {word}" for kind, word in (("new", "new"), ("changed", "changed"), ("same", "the same"))]
        refused = f"{self.refused.total():,} refused"
        if self.refused:
            refused += f" ({', '.join(f'{self.refused[kind]:,} {word}' for kind, word in _WHY.items() if self.refused[kind])})"
        return f"{', '.join(told)}, {refused}; {many_of(self.claims, 'new claim')}"

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        articles = {kind: self.articles[kind] for kind in ("new", "changed", "same")}
        return {**articles, "claims": self.claims, "refused": {kind: self.refused[kind] for kind in _WHY}}
