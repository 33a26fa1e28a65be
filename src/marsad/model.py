"""What a reading is made of: frozen values, and spans that refuse to misquote.

Every offset is in Unicode code points of the text exactly as it was given. `CLAIMS.md` says what the fields mean;
`to_json` of each value is the output contract.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from marsad.errors import SpanError

Status = Literal["asserted", "negated", "expected", "intended", "possible"]
Measure = Literal["count", "share", "distance", "duration", "amount"]

STATUSES: tuple[Status, ...] = ("asserted", "negated", "expected", "intended", "possible")
ROLES: tuple[str, ...] = ("agent", "target", "party", "object", "place", "toward", "from", "means")
PLACING_ROLES: tuple[str, ...] = ("place", "toward", "from", "target", "object")
"""The role whose places are the claim's: where it happens, else where it heads, comes from, or what it is done to."""
MEASURES: tuple[Measure, ...] = ("count", "share", "distance", "duration", "amount")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (code points, end excluded) of a text, and the words they quote."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start or self.end - self.start != len(self.text):
            raise SpanError(f"span {self.start}..{self.end} cannot hold the {len(self.text)} characters {self.text!r}")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span that quotes `text[start:end]`. Raises SpanError when the bounds do not fit."""
        if not 0 <= start < end <= len(text):
            raise SpanError(f"span {start}..{end} does not fit a text of {len(text)} characters")
        return cls(start, end, text[start:end])

    def check(self, text: str) -> None:
        """Raise SpanError unless the span quotes `text`."""
        if text[self.start : self.end] != self.text:
            raise SpanError(f"span {self.start}..{self.end} says {self.text!r}, the text says {text[self.start : self.end]!r}")

    def to_json(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Disc:
    """All within `km` of a point."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Sector:
    """What lies from a point between `inner` and `outer` kilometres, at most `spread` degrees to either side of `azimuth`
    (degrees from north, clockwise). A spread of 180 is a ring."""

    lat: float
    lon: float
    inner: float
    outer: float
    azimuth: float = 0.0
    spread: float = 180.0


@dataclass(frozen=True, slots=True)
class Corridor:
    """All within `km` of the straight line between two points (lat, lon)."""

    start: tuple[float, float]
    end: tuple[float, float]
    km: float


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline that the gazetteer has of a place, as WKB (lon, lat)."""

    id: str
    wkb: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of an area that lies towards `azimuth`, or its middle where that is None."""

    whole: Area
    azimuth: float | None


@dataclass(frozen=True, slots=True)
class Both:
    """Where two areas overlap; the first where they do not."""

    first: Area
    second: Area


@dataclass(frozen=True, slots=True)
class Border:
    """Within `km` of where the outlines of two neighbours meet."""

    first: Outline
    second: Outline
    km: float


@dataclass(frozen=True, slots=True)
class Several:
    """Several areas together."""

    parts: tuple[Area, ...]


# Where something is said to be: what a told place becomes. `marsad.geo.geometry` gives its outline and the disc around it.
Area = Disc | Sector | Corridor | Outline | Part | Both | Border | Several


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved place. Never a bare point: a latitude always comes with a radius and a precision word. The disc of `radius_km` around
    the point covers the `area` that the words allow. `admin1` is the governorate it lies in, `pcode` its own P-code or that of the
    smallest area that it lies in, `id` that of the gazetteer's place that was named."""

    name_ar: str
    name_en: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    precision: str | None = None
    id: str | None = None
    admin1: str | None = None
    pcode: str | None = None
    area: Area | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.lat is not None and (self.lon is None or self.radius_km is None or self.precision is None):
            raise ValueError(f"place {self.name_ar!r} has a point without its radius and precision")

    def to_json(self) -> dict[str, Any]:
        return {
            "name_ar": self.name_ar,
            "name_en": self.name_en,
            "lat": self.lat,
            "lon": self.lon,
            "radius_km": self.radius_km,
            "precision": self.precision,
            "id": self.id,
            "admin1": self.admin1,
            "pcode": self.pcode,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean where the text does not tell which: its id, its names, its point and how far it may reach from there."""

    id: str
    name_ar: str
    name_en: str
    lat: float
    lon: float
    radius_km: float

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name_ar": self.name_ar,
            "name_en": self.name_en,
            "lat": self.lat,
            "lon": self.lon,
            "radius_km": self.radius_km,
        }


@dataclass(frozen=True, slots=True)
class Filler:
    """Who or what fills a role: a noun phrase, with the known actor or the place it names. `candidates` are the places that it may
    name where the evidence for one of them does not carry."""

    span: Span
    actor: str | None = None
    location: Place | None = None
    candidates: tuple[Candidate, ...] = ()

    def to_json(self) -> dict[str, Any]:
        out = self.span.to_json()
        if self.actor is not None:
            out["actor"] = self.actor
        if self.location is not None:
            out["location"] = self.location.to_json()
        if self.candidates:
            out["candidates"] = [c.to_json() for c in self.candidates]
        return out


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: the words that name them, the known name, and what kind of voice it is (agency, official, …)."""

    span: Span
    name: str | None = None
    kind: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {**self.span.to_json(), "name": self.name, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a claim. `low` and `high` are what the words allow; None is an open end, never zero."""

    of: Measure
    low: int | float | None
    high: int | float | None
    unit: str
    approx: bool
    span: Span

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"quantity {self.span.text!r} has low {self.low} over high {self.high}")

    def to_json(self) -> dict[str, Any]:
        return {
            "of": self.of,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "approx": self.approx,
            "text": self.span.to_json(),
        }


@dataclass(frozen=True, slots=True)
class When:
    """The inclusive days that the words allow; None is an open end."""

    start: dt.date | None
    end: dt.date | None
    span: Span

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError(f"time {self.span.text!r} starts {self.start} after it ends {self.end}")

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "text": self.span.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """One event or state that an article reports, and who says so (outermost source first)."""

    type: str
    trigger: Span
    status: Status
    sources: tuple[Source, ...] = ()
    via: tuple[Source, ...] = ()
    roles: Mapping[str, tuple[Filler, ...]] = field(default_factory=lambda: MappingProxyType({}))
    quantities: tuple[Quantity, ...] = ()
    time: When | None = None
    rule: str = ""
    why: tuple[str, ...] = ()

    def id(self, article: str) -> str:
        """A hash of the article's id, the type, the trigger and the parts: no time, no program version."""
        parts = [article, self.type, f"{self.trigger.start}-{self.trigger.end}", self.status]
        parts += [f"s{s.span.start}-{s.span.end}" for s in self.sources]
        parts += [f"{r}{f.span.start}-{f.span.end}" for r, fs in sorted(self.roles.items()) for f in fs]
        parts += [f"q{q.of}{q.low}-{q.high}" for q in self.quantities]
        if self.time is not None:
            parts.append(f"t{self.time.start}-{self.time.end}")
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]

    def to_json(self, article: str, *, why: bool = False) -> dict[str, Any]:
        out: dict[str, Any] = {
            "id": self.id(article),
            "type": self.type,
            "trigger": self.trigger.to_json(),
            "status": self.status,
            "sources": [s.to_json() for s in self.sources],
            "via": [s.to_json() for s in self.via],
            "roles": {r: [f.to_json() for f in fs] for r, fs in self.roles.items()},
            "quantities": [q.to_json() for q in self.quantities],
            "time": self.time.to_json() if self.time else None,
            "rule": self.rule,
        }
        if why:
            out["why"] = list(self.why)
        return out


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it was given, and its date. `id` is the SHA-256 of the text when the caller gave none."""

    text: str
    published: dt.date | None = None
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            object.__setattr__(self, "id", digest)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, what it claims, in reading order, and notes on what could not be resolved. `gazetteer` is the digest of the tables
    that its places were looked up in ("" where they were not)."""

    article: Article
    claims: tuple[Claim, ...]
    notes: tuple[str, ...] = ()
    gazetteer: str = ""

    def to_json(self, *, why: bool = False) -> dict[str, Any]:
        """The output contract: {"article": {...}, "claims": [...]}."""
        return {
            "article": {
                "id": self.article.id,
                "published": self.article.published.isoformat() if self.article.published else None,
                "characters": len(self.article.text),
                "notes": list(self.notes),
                "gazetteer": self.gazetteer or None,
            },
            "claims": [c.to_json(self.article.id, why=why) for c in self.claims],
        }


@dataclass(frozen=True, slots=True)
class Document:
    """What came in, before it is read: one version of one article.

    `key` is what it is the same article by: its canonical address, its file, or the id that its line brought. `raw` is what was received,
    byte for byte; `text` is what is read of it, with offsets counted in it. `fetched` is when it came (UTC), `published` the day it
    came out, None where nobody says. `state` is "live", or what became of an article that was there before ("gone", "soft_404",
    "blocked"); it then has no text. `notes` say what was guessed, replaced or taken out. `current` says that the article shows this now:
    what lies in an archive or a list says nothing about now.
    """

    key: str
    raw: bytes = field(repr=False)
    text: str = field(repr=False)
    fetched: dt.datetime
    published: dt.date | None = None
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    media_type: str = "text/plain"
    encoding: str | None = None
    state: str = "live"
    notes: tuple[str, ...] = ()
    current: bool = False
