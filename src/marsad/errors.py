"""The errors of Marsad, one tree.

MarsadError
├── SpanError      a span does not quote its text
├── SourceError    an input cannot be read (file, encoding, JSON line)
│   └── FetchError an address cannot be fetched; `reason` says why in one word
├── LexiconError   the lexicon's data is broken; the message names the file and the entry
├── ModelError     the trained weights are missing or damaged
├── GazetteerError a table of places cannot be read, written or imported; the message names the file and the line
└── LedgerError    a ledger cannot be opened, read or written, or is asked for what it does not have
"""

from __future__ import annotations


class MarsadError(Exception):
    """Root of every error that Marsad raises on purpose. The message says what to do."""


class SpanError(MarsadError):
    """A span does not fit its text: wrong bounds, or other words than it claims to quote."""


class SourceError(MarsadError):
    """An input cannot be read: missing, binary, in no known encoding, or not the JSON it should be."""


class LexiconError(MarsadError):
    """The lexicon's data is broken. The message names the file and the entry to mend."""


class ModelError(MarsadError):
    """The trained weights are missing, damaged or of another version. The message says how to get them back."""


class GazetteerError(MarsadError):
    """A table of places cannot be read, written or imported. The message names the file, the line where it is a text, and what to do."""


class FetchError(SourceError):
    """An address was not fetched. `reason` is one word of `marsad.ingest.fetch.REASONS`; `status` is what the server answered, if it
    did; `retry_after` is in how many seconds another try makes sense, if one does."""

    def __init__(self, message: str, reason: str = "", *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason, self.status, self.retry_after = reason, status, retry_after


class LedgerError(MarsadError):
    """A ledger cannot be opened, read or written, or is asked for what it does not have. The message names the ledger and what to do;
    what was written before stands."""
