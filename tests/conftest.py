"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# The same examples on every run, and no failure because a machine is slow.
settings.register_profile("marsad", derandomize=True, deadline=None)
settings.load_profile("marsad")
