"""The command `marsad`: parses, calls, prints, and owns the exit codes."""

from __future__ import annotations

from marsad.cli.main import main

__all__ = ["main"]
