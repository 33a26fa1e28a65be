"""Incidents: what is told of one occasion, within and across articles."""

from __future__ import annotations

from dataclasses import dataclass

from marsad.model import Place
from marsad.synthesis.statements import Period
from marsad.synthesis.voices import Voice


@dataclass(frozen=True, slots=True)
class Link:
    """Why two claims are taken to tell of one occasion: the two, least first, how strongly (1 is the least that links), and the reasons in
    plain words. `made_by` is "marsad" or the name of the person who said so."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...]
    made_by: str = "marsad"


@dataclass(frozen=True, slots=True)
class Incident:
    """One occasion as it is told. `id` is the least id of its `claims` (which are in order), shortened: it stays while that claim does.
    `types` are those of the claims, the most frequent first; `period` is the days that fit all that is told of its time; `places` are
    where it is said to have happened, the most exact first; `voices` the independent roots, each once, in order of their ids; `articles`
    the keys of the articles; `links` why the claims are together; `notes` what stands against that or was left out, in plain words."""

    id: str
    claims: tuple[str, ...]
    types: tuple[str, ...]
    period: Period
    places: tuple[Place, ...]
    voices: tuple[Voice, ...]
    articles: tuple[str, ...]
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
