"""Marsad reads Arabic conflict reporting into sourced claims: what is said to have happened, and who says so.

    >>> import marsad
    >>> reading = marsad.read("أعلنت الوزارة أمس مقتل جنديين", published="2024-05-02")
    >>> [claim.type for claim in reading.claims]

The names load on first use, so that `import marsad` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from marsad.errors import GazetteerError, LexiconError, MarsadError, SourceError, SpanError
    from marsad.model import Article, Claim, Filler, Place, Quantity, Reading, Source, Span, When

    __version__: str

__all__ = [
    "Article",
    "Claim",
    "Filler",
    "GazetteerError",
    "LexiconError",
    "MarsadError",
    "Place",
    "Quantity",
    "Reading",
    "Source",
    "SourceError",
    "Span",
    "SpanError",
    "When",
    "__version__",
    "read",
]

_ERRORS = frozenset({"GazetteerError", "LexiconError", "MarsadError", "SourceError", "SpanError"})


def read(text: str, *, published: dt.date | str | None = None, why: bool = False) -> Reading:
    """Read an Arabic report: what it claims, in reading order, and who says so.

    `published` is the day the text came out, as a date or as "YYYY-MM-DD". Without it, words such as "أمس" stay
    unresolved and the reading carries a note. With `why` each claim says how it came to be. Places are looked up in the gazetteer that
    ships with Marsad and in those that were imported on this machine; the reading names them by their digest. Raises ValueError when
    `published` is no date, GazetteerError when an imported gazetteer is damaged.
    """
    from marsad.gazetteer import installed
    from marsad.ingest.articles import published_date
    from marsad.model import Article
    from marsad.reader import geography_of, read_article

    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}, not str; marsad.ingest.files.decode makes text of bytes")
    return read_article(Article(text, published_date(published)), geography=geography_of(installed()), why=why)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("marsad")
    if name in __all__:
        return getattr(importlib.import_module("marsad.errors" if name in _ERRORS else "marsad.model"), name)
    raise AttributeError(f"module 'marsad' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
