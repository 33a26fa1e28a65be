"""A document of sentences that say where they come from: what reports are, before they are Markdown, HTML or a Word file.

Its text is plain: what stands in it is shown as it is, whatever the format makes of such signs, and holds no control or direction marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the numbers of the notes that it rests on, in order; none where it says something about the document itself."""

    text: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and the sections within."""

    title: str
    sentences: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Where a sentence comes from: the `quote` of the claim, the claim's `id`, and what is known of the article (its outlet, its title, its
    day, its state where it is no longer there), with its address where it has one."""

    quote: str
    claim: str
    article: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A document in a language ("ar", "en"). Notes are numbered from 1, in their order; `notes_title` stands over them, `lead` under the
    title."""

    language: str
    title: str
    lead: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    notes_title: str

    @property
    def right_to_left(self) -> bool:
        return self.language == "ar"


def plain(text: str) -> str:
    """Text on one line, without what obeys, hides or turns round what stands beside it: control signs, direction marks, invisible ones."""
    kept = (ch for ch in _SPACES.sub(" ", text) if unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return "".join(kept).strip()


def linkable(url: str | None) -> str | None:
    """An address that may be followed, with all signs in it that could end it written as numbers; None for what is none of the web."""
    if url is None:
        return None
    try:
        parts = urlsplit(plain(url))
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return quote(plain(url), safe=":/?#@!$&+,;=%~.-_") if sound else None
