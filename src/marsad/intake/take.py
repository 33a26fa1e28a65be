"""One document into a ledger: read once by each version of the program, and kept."""

from __future__ import annotations

from marsad.geo.locate import Geography
from marsad.ledger.records import Added
from marsad.ledger.store import Ledger
from marsad.model import Article, Document
from marsad.reader import read_article


def take(document: Document, ledger: Ledger, geography: Geography | None) -> Added:
    """Read a document with these places and add it to a ledger with its claims, unless both are there already.

    Where the document says that the article shows this version now (`current`), an old version may become the newest again. A document
    without text is an article that is gone: that is kept, and nothing read. Raises LedgerError.
    """
    gazetteer = None if geography is None else geography.gazetteer
    if not document.text:
        return ledger.add(document, current=document.current)
    if ledger.knows(document, "" if gazetteer is None else gazetteer.digest):
        return ledger.add(document, current=document.current)
    reading = read_article(Article(document.text, document.published), geography=geography, why=True)
    return ledger.add(document, reading, gazetteer=gazetteer, current=document.current)
