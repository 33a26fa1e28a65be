"""Whose account a claim is: the voice at the root of its chain."""

from __future__ import annotations

from marsad.synthesis.statements import Statement


def account_of(statement: Statement) -> str:
    """Who says so in the end: the innermost source of the claim, else the outlet of its article, else the article itself. A source that
    has no known name is told apart by where it spoke: "a military source" of two outlets need not be one.

    This is not `voices.voice_of`, which counts how many are independent. That takes an unnamed source of each group of copies for
    another, and a timeline of such a source would break off with every article; it also needs the texts, which a picture does not read."""
    chain = statement.claim.sources
    published = statement.outlet or statement.article
    if not chain:
        return published
    innermost = chain[-1]
    return innermost.name or f"{' '.join(innermost.span.text.split())} ({published})"
