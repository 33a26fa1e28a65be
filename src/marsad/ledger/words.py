"""Full text in any spelling: what of a text is indexed, and how a query asks for it.

Both sides go through the same door. A text is folded (no vowel marks, one alef, one yeh, ة as ه), cut into words, and each word loses
the article with what is written onto it (الرقة, والرقة, بالرقة, للرقة: رقه). A conjunction or preposition alone could as well be the
first letter of a word, so it stays in the index, and a query asks for the word with and without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from marsad.errors import LedgerError
from marsad.ledger import schema
from marsad.ledger.bulk import insert_rows
from marsad.text.fold import fold

_WORD = re.compile(r"[^\W_]+")
_LETTERS = r"[\u0621-\u064a]"
# Two letters may be left of a word (الحي), unless they begin with the second ل of "الله", which would be the word for "to him"; three
# where more than the article goes, or والد would lose its first half.
_ARTICLE = re.compile(rf"^(?:ال(?=(?!ل{_LETTERS}$){_LETTERS}{{2}})|(?:[وف]?[بك]?ال|[وف]?لل)(?={_LETTERS}{{3}}))")
_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_ARABIC = re.compile(_LETTERS)
_LONGEST = 60  # letters of a word that count
_SHORT = 2_000  # characters of a text whose words are remembered
_MOST_TERMS = 20  # of a query
_MOST_WORDS = 20  # of a quoted phrase

# PostgreSQL counts positions up to 16,383 and keeps 256 of a word: a longer text takes several rows, which share as many words as a
# phrase may have.
_PART = 4_000

# How far a sentence is followed to either side of a trigger, in characters.
_REACH = 300
_STOP = re.compile(r"[\n!?؟]|\.(?!\d)")  # "3.5" is one figure


def words(text: str) -> list[str]:
    """The words of a text as they are indexed."""
    return list(_remembered(text)) if len(text) <= _SHORT else _words(text)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[str, ...]:
    """The words of a sentence or a name: the claims of an article share theirs."""
    return tuple(_words(text))


def _words(text: str) -> list[str]:
    return [_ARTICLE.sub("", word)[:_LONGEST] for word in _WORD.findall(fold(text).text.casefold())]


def spaced(text: str) -> str:
    """The words of a text, each between spaces, so that whole words are found in it: " word word "."""
    return f" {' '.join(words(text))} "


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around `text[start:end]`, or what of it is near."""
    before = text[max(0, start - _REACH) : start]
    after = text[end : end + _REACH]
    first = max((m.end() for m in _STOP.finditer(before)), default=0)
    last = _STOP.search(after)
    return before[first:] + text[start:end] + (after[: last.start()] if last else after)


def terms(query: str) -> list[tuple[str, ...]]:
    """What a query asks for: words, and in quotation marks of any shape phrases. Raises LedgerError where it has no letters, or more
    words than anybody means."""
    out: list[tuple[str, ...]] = []
    for n, piece in enumerate(fold(query).text.split('"')):
        found = tuple(words(piece))
        if n % 2:
            out += [found] if found else []
        else:
            out += [(word,) for word in found]
    if not out:
        raise LedgerError(f"the search {query!r} has no word in it; give at least one")
    if len(out) > _MOST_TERMS or any(len(term) > _MOST_WORDS for term in out):
        raise LedgerError(f"the search has {len(out)} terms; at most {_MOST_TERMS} are looked for, of {_MOST_WORDS} words each")
    return out


def _variants(term: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A term with what may be written onto its first word."""
    first, *rest = term
    for proclitic in _PROCLITICS if _ARABIC.match(first) else ("",):
        yield (proclitic + first, *rest)


def matching(dialect: str, table: sa.TableClause, key: str, query: str) -> list[sa.Select[Any]]:
    """One selection of the numbers of claims (or versions) for each term of a query; what a query means is in all of them. `table` is
    `schema.claim_words` or `schema.version_words`, `key` the column of their numbers."""
    if dialect == "sqlite":
        number: sa.ColumnElement[int] = sa.literal_column("rowid", schema.NUMBER)
        return [
            sa.select(number)
            .select_from(table)
            .where(sa.literal_column(table.name).op("MATCH")(" OR ".join(f'"{" ".join(v)}"' for v in _variants(term))))
            for term in terms(query)
        ]
    return [
        sa.select(table.c[key]).where(
            table.c.words.op("@@")(sa.cast("|".join(f"({'<->'.join(v)})" for v in _variants(term)), sa.dialects.postgresql.TSQUERY()))
        )
        for term in terms(query)
    ]


def insert(connection: sa.Connection, table: sa.TableClause, key: str, rows: Sequence[tuple[int, str]]) -> None:
    """Index texts under the numbers of their claims or versions."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        told = [{"n": n, "words": " ".join(words(text))} for n, text in rows]
        connection.execute(sa.text(f"INSERT INTO {table.name} (rowid, words) VALUES (:n, :words)"), told)  # noqa: S608 the names are ours
        return
    parts = [{key: n, "part": p, "words": told} for n, text in rows for p, told in enumerate(_vectors(words(text)))]
    if "part" not in table.c:
        parts = [{key: row[key], "words": row["words"]} for row in parts if row["part"] == 0]
    insert_rows(connection, table, parts)


def _vectors(found: Sequence[str]) -> Iterator[str]:
    """The tsvectors of a text, as PostgreSQL writes them: made here, since its own parser would cut words by the server's locale."""
    for first in range(0, max(1, len(found)), _PART):
        positions: dict[str, list[int]] = {}
        for place, word in enumerate(found[first : first + _PART + _MOST_WORDS], 1):
            positions.setdefault(word, []).append(place)
        yield " ".join(f"'{word}':{','.join(map(str, at[:256]))}" for word, at in positions.items())
