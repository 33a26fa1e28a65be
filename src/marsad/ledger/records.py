"""What a ledger hands out: frozen values, apart from the JSON of claims, which is the output contract as it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from marsad.model import Area

Verdict = Literal["accepted", "corrected", "rejected"]
VERDICTS: tuple[Verdict, ...] = ("accepted", "corrected", "rejected")


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a document did. `article` is "new"; "changed" when its text or its state is not what was there before; else "same".
    `version` is the id of its version, `claims` how many claims were written: none where this reading was there already."""

    article: Literal["new", "changed", "same"]
    version: str
    claims: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A claim that was found. `claim` is its JSON with its why, as the last correction has it (`corrected`); `areas` are those of what
    fills its roles, in the order of the JSON, None where no place was found: `marsad.ledger.corrections.claim_of` makes a Claim of both.
    `article` is the key, `state` what the article was when it was last seen ("live", "gone", …), `fetched_at` when this version came
    (UTC), `review` the last verdict on the claim, `program`, `rules` and `gazetteer` what read it."""

    id: str
    claim: dict[str, Any]
    areas: tuple[Area | None, ...]
    article: str
    version: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    fetched_at: str
    state: str
    review: Verdict | None
    corrected: bool
    program: str
    rules: str
    gazetteer: str

    def to_json(self) -> dict[str, Any]:
        """The claim as the output contract has it, and beside it its article, what people say to it, and what read it."""
        article = {"key": self.article, "version": self.version, "title": self.title, "outlet": self.outlet, "url": self.url}
        seen = {"published": self.published, "fetched_at": self.fetched_at, "state": self.state}
        read_by = {"program": self.program, "rules": self.rules, "gazetteer": self.gazetteer or None}
        said = {"review": self.review, "corrected": self.corrected}
        return {**self.claim, "article": {**article, **seen}, **said, "read_by": read_by}


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said to a claim, and when (UTC). `correction` is the JSON of the claim that takes its place."""

    n: int
    claim: str
    at: str
    verdict: Verdict
    who: str
    why: str
    correction: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        return {"at": self.at, "verdict": self.verdict, "who": self.who, "why": self.why, "correction": self.correction}


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with all about it: as it stands now, what the program had read, the text that both quote, and its reviews, the oldest
    first."""

    hit: Hit
    machine: dict[str, Any]
    text: str
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A reading of a version: its id, what made it, its notes and how many claims it has."""

    id: str
    program: str
    rules: str
    gazetteer: str
    notes: tuple[str, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it was found: the SHA-256 of its bytes and of its text, what is known about it, when it was seen to become so (UTC,
    the first time first), and its readings, the oldest first."""

    id: str
    raw_sha256: str
    text_sha256: str
    characters: int
    published: str | None
    outlet: str | None
    url: str | None
    title: str | None
    media_type: str
    encoding: str | None
    state: str
    notes: tuple[str, ...]
    seen: tuple[str, ...]
    readings: tuple[ReadBy, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An article: when it was first seen (UTC), and its versions in the order in which they were first seen."""

    key: str
    first_seen: str
    versions: tuple[Version, ...]


FetchKind = Literal["feed", "page"]
Outcome = Literal["live", "not_modified", "gone", "soft_404", "blocked", "failed"]


@dataclass(frozen=True, slots=True)
class Fetch:
    """An address that was asked once: as what, when (UTC), and what came of it.

    "failed" is no answer about what stands there; `reason` says why in a word, also of other outcomes. `status` is the server's, None where
    there was none. The validators and the SHA-256 of the body are those of what stood there, so "not_modified" repeats them. `article` is
    the key of the article that was found there, `not_before` until when the server asks to be left alone.
    """

    url: str
    kind: FetchKind
    at: dt.datetime
    outcome: Outcome
    status: int | None = None
    reason: str = ""
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    article: str | None = None
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """How often an address was asked, as far as it matters for when to ask again: when an article was `first` found there, when it last
    `answered`, when and with what outcome it was asked `last`, how many `failures` there were since the answer, and until when the
    server asks to be left alone."""

    url: str
    first: dt.datetime | None
    answered: dt.datetime | None
    last: dt.datetime
    outcome: Outcome
    failures: int
    not_before: dt.datetime | None
