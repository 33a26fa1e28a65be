"""From values to rows: ids, digests, and the parts of a claim that it can be searched by.

Everything here is a function of what was read, so `marsad.ledger.audit` makes the rows anew and compares. An id is the first half of
a SHA-256 over canonical JSON; a digest is all of one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from marsad.errors import LedgerError
from marsad.gazetteer import Gazetteer
from marsad.geo.geometry import KM_OF_LATITUDE
from marsad.ledger.words import spaced
from marsad.model import Document
from marsad.text.names import keys_of, words_of

Row = dict[str, Any]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Maker:
    """What reads: the version of the program, and a digest of the lexicon and the weights that it reads with."""

    program: str
    rules: str


@cache
def shipped_maker() -> Maker:
    """The Maker that this installation is."""
    data = files("marsad").joinpath("data")
    read = hashlib.sha256()
    for name in ("lexicon.json", "models/choices.json"):
        read.update(hashlib.sha256(data.joinpath(name).read_bytes()).digest())
    return Maker(version("marsad"), read.hexdigest()[:16])


def canonical(value: Any) -> str:
    """JSON of one spelling: keys sorted, no spaces, letters as they are. Halves of surrogate pairs, which no database takes, are
    escaped."""
    return _escaped(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def compact(value: Any) -> str:
    """JSON without spaces, its keys in their order: a claim is kept as it was read."""
    return _escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _escaped(told: str) -> str:
    return _SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", told)


def digest(value: Any) -> str:
    """The SHA-256 of the canonical JSON of a value, in hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def short(value: Any) -> str:
    """An id: the first half of the digest."""
    return digest(value)[:32]


def encoded(text: str) -> bytes:
    """A text as its bytes are stored, lone halves of surrogate pairs and all."""
    return text.encode("utf-8", "surrogatepass")


def sha256(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def moment(when: dt.datetime) -> str:
    """A time as it is stored: UTC, microseconds, "Z". Raises LedgerError for a time of no zone."""
    if when.tzinfo is None:
        raise LedgerError(f"the time {when.isoformat()} has no zone; give it in UTC")
    return when.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def storable(text: str | None) -> str | None:
    """Text that every database takes: what is not a character becomes U+FFFD. For words about an article; its text is kept as bytes."""
    return None if text is None else _UNSTORABLE.sub("\ufffd", text)


def article_key(document: Document) -> str:
    """The key of a document's article. Raises LedgerError where there is none, or one that is no text."""
    if not document.key or _UNSTORABLE.search(document.key):
        raise LedgerError(f"an article with the key {document.key!r} cannot be told from others; give it an address, a path or an id")
    return document.key


def version_row(document: Document) -> Row:
    """The columns of a version, but for those that are numbers of other rows. Its id is made of all that an article is, not of when and
    by which address it came."""
    row = {
        "raw": sha256(document.raw),
        "text": sha256(encoded(document.text)),
        "characters": len(document.text),
        "fetched_at": moment(document.fetched),
        "published": document.published.isoformat() if document.published else None,
        "outlet": storable(document.outlet),
        "url": storable(document.url),
        "title": storable(document.title),
        "media_type": storable(document.media_type),
        "encoding": storable(document.encoding),
        "state": document.state,
        "notes": canonical(list(document.notes)),
    }
    return {"id": version_id(article_key(document), row), **row}


def version_id(key: str, row: Mapping[str, Any]) -> str:
    """The id of a version of the article `key`."""
    return short([key, *(row[c] for c in ("raw", "text", "state", "published", "outlet", "title"))])


def reading_id(version: str, row: Mapping[str, Any]) -> str:
    """The id of a reading of a version."""
    return short([version, *(row[c] for c in ("program", "rules", "gazetteer"))])


def claim_scope(key: str, text: str) -> str:
    """What the ids of claims are made of in the place of an article's id: its key and the SHA-256 of its text. So a claim keeps its id,
    and what people said to it, when a page comes again with another frame around the same text; and copies of a text at two outlets
    make claims of their own."""
    return short([key, text])[:16]


def claim_row(claim: Mapping[str, Any]) -> Row:
    """The columns of a claim that follow from its JSON."""
    time = claim["time"] or {"start": None, "end": None}
    return {
        "id": claim["id"],
        "type": claim["type"],
        "status": claim["status"],
        "rule": claim["rule"],
        "start": claim["trigger"]["start"],
        "end": claim["trigger"]["end"],
        "chain": len(claim["sources"]),
        "time_start": time["start"],
        "time_end": time["end"],
    }


def source_rows(claim: Mapping[str, Any]) -> list[Row]:
    """The sources of a claim, outermost first, then those that were only spoken to."""
    both = [(False, s) for s in claim["sources"]] + [(True, s) for s in claim["via"]]
    return [
        {
            "position": n,
            "via": via,
            "start": s["start"],
            "end": s["end"],
            "name": storable(s["name"]),
            "kind": s["kind"],
            "words": spaced(s["text"]) + (spaced(s["name"]) if s["name"] else ""),
        }
        for n, (via, s) in enumerate(both)
    ]


def filler_rows(claim: Mapping[str, Any]) -> list[Row]:
    """What fills the roles of a claim; `location` is the JSON of its place, or None."""
    fillers = [(role, f) for role, here in claim["roles"].items() for f in here]
    return [
        {
            "position": n,
            "role": role,
            "start": f["start"],
            "end": f["end"],
            "actor": f.get("actor"),
            "location": f.get("location"),
            "words": spaced(f["text"]),
        }
        for n, (role, f) in enumerate(fillers)
    ]


def quantity_rows(claim: Mapping[str, Any]) -> list[Row]:
    """The quantities of a claim."""
    return [
        {
            "position": n,
            "of": q["of"],
            "low": _real(q["low"]),
            "high": _real(q["high"]),
            "unit": q["unit"],
            "approx": q["approx"],
            "start": q["text"]["start"],
            "end": q["text"]["end"],
        }
        for n, q in enumerate(claim["quantities"])
    ]


def place_row(location: Mapping[str, Any], levels: tuple[str | None, str | None], area: str | None) -> Row:
    """The columns of a place, its id a hash of them. `levels` are the P-codes of the governorate and the district that it lies in, `area`
    is what `marsad.ledger.areas` tells of it."""
    lat, lon, km = (_real(location[c]) for c in ("lat", "lon", "radius_km"))
    row: Row = {
        "gazetteer_id": location["id"],
        "name_ar": storable(location["name_ar"]),
        "name_en": storable(location["name_en"]),
        "key_ar": name_keys(location["name_ar"])[0],
        "key_en": name_keys(location["name_en"] or "")[0],
        "lat": lat,
        "lon": lon,
        "radius_km": km,
        "precision": location["precision"],
        "admin1": storable(location["admin1"]),
        "key_admin1": name_keys(location["admin1"] or "")[0],
        "pcode": location["pcode"],
        "pcode1": levels[0],
        "pcode2": levels[1],
        **_bounds(lat, lon, km),
        "area": area,
    }
    return {"id": place_id(row), **row}


def place_id(row: Mapping[str, Any]) -> str:
    """The id of a place: a hash of its columns."""
    told = ("gazetteer_id", "name_ar", "name_en", "lat", "lon", "radius_km", "precision", "admin1", "pcode", "pcode1", "pcode2", "area")
    return short([row[c] for c in told])


def name_keys(name: str) -> tuple[str, ...]:
    """The keys that a place's name is found by, the main one first; one empty key where it has no letters."""
    return keys_of(words_of(name)) or ("",)


def levels_of(location: Mapping[str, Any], gazetteer: Gazetteer | None) -> tuple[str | None, str | None]:
    """The P-codes of the governorate and the district of a place, where the gazetteer that it was found in has them. P-codes hold each
    other by tables, not by their letters: some countries' do not begin with the larger area's."""
    found = gazetteer.by_id(location["id"]) if gazetteer is not None and location["id"] else None
    if found is None or location["pcode"] not in (found.pcode, found.admin2_pcode, found.admin1_pcode):
        return None, None
    return found.admin1_pcode or None, found.admin2_pcode or None


def _bounds(lat: float | None, lon: float | None, km: float | None) -> Row:
    """The box around a disc, in degrees."""
    if lat is None or lon is None or km is None:
        return {"south": None, "west": None, "north": None, "east": None}
    high = km / KM_OF_LATITUDE
    wide = min(180.0, high / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + high)))))
    return {"south": lat - high, "west": lon - wide, "north": lat + high, "east": lon + wide}


def _real(number: float | None) -> float | None:
    """A number as a database holds it; beyond what it holds, infinite. The JSON of the claim has it as it is."""
    try:
        return None if number is None else float(number)
    except OverflowError:
        return math.inf if number is not None and number > 0 else -math.inf


def claims_digest(claims: Sequence[str]) -> str:
    """One digest over the JSON of all claims of a reading, in their order."""
    whole = hashlib.sha256()
    for claim in claims:
        whole.update(hashlib.sha256(claim.encode()).digest())
    return whole.hexdigest()


# What of a row its digest is made of: values that mean the same in every database, so ids in the place of numbers.
_RECORDED = {
    "outlets": ("name",),
    "articles": ("key", "first_seen"),
    "versions": (
        *("key", "id", "raw", "text", "characters", "fetched_at", "published", "outlet", "url", "title", "media_type", "encoding"),
        *("state", "notes"),
    ),
    "sightings": ("key", "version_id", "state", "fetched_at"),
    "readings": ("version_id", "id", "program", "rules", "gazetteer", "notes", "claims_digest"),
    "places": (
        *("id", "gazetteer_id", "name_ar", "name_en", "key_ar", "key_en", "lat", "lon", "radius_km", "precision", "admin1"),
        *("key_admin1", "pcode", "pcode1", "pcode2", "south", "west", "north", "east", "area"),
    ),
    "reviews": ("claim", "reading_id", "at", "verdict", "who", "why", "correction"),
    "links": ("id", "kind", "claim", "other", "made_by", "why", "at"),
    "fetches": ("url", "kind", "at", "outcome", "status", "reason", "etag", "last_modified", "sha256", "article", "not_before"),
}


def record_digest(table: str, values: Mapping[str, Any]) -> str:
    """The digest of a row that the log accounts for; of bytes it is their own."""
    return str(values["sha256"]) if table == "blobs" else digest([values[c] for c in _RECORDED[table]])
