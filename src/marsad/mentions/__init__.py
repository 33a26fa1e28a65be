"""Mentions: what a text speaks of, as spans of its tokens. Pure functions, no knowledge of claims."""
