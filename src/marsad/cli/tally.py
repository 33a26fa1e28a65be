"""What became of many articles: counted as they go by, told in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marsad.cli.output import many_of

if TYPE_CHECKING:
    from marsad.intake.visit import Taken, Unread

_WORDS = {"limit": "over a limit", "page": "without an article", "other": "of another kind"}


@dataclass(slots=True)
class Tally:
    """How many articles were new, changed or the same, how many claims were written, and what was refused, by the word of its reason."""

    articles: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def count(self, event: Taken | Unread) -> None:
        """One more."""
        from marsad.intake.visit import Taken

        if isinstance(event, Taken):
            self.articles[event.article] += 1
            self.claims += event.claims
        else:
            self.refused[event.reason] += 1

    @property
    def failed(self) -> int:
        """How many inputs were refused for a fault of their own: that an archive notes a page as unchanged is none."""
        return self.refused.total() - self.refused["unchanged"]

    def line(self) -> str:
        """ "12 new, 1 changed, 3 the same, 2 refused (1 broken, 1 over a limit); 340 new claims"."""
        told = [f"{self.articles[kind]:,} {word}" for kind, word in (("new", "new"), ("changed", "changed"), ("same", "the same"))]
        why = ", ".join(f"{count:,} {_WORDS.get(reason, reason.replace('_', ' '))}" for reason, count in self.refused.most_common())
        return f"{', '.join(told)}, {self.refused.total():,} refused{f' ({why})' if why else ''}; {many_of(self.claims, 'new claim')}"

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        articles = {kind: self.articles[kind] for kind in ("new", "changed", "same")}
        return {**articles, "claims": self.claims, "refused": dict(sorted(self.refused.items()))}
