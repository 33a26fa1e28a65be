"""The databases that a picture is kept in are those of ledgers."""

from tests.ledger.conftest import postgres, where

__all__ = ["postgres", "where"]
