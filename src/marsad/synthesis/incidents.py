"""Incidents: what is told of one occasion, within and across articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.model import Place, Source
from marsad.synthesis.accounts import Account, accounts_of, blocks, is_event, period_of
from marsad.synthesis.clusters import Cluster, Comparer, block_edges, clusters, components
from marsad.synthesis.decisions import Decisions
from marsad.synthesis.rules import Rules, rules
from marsad.synthesis.statements import Period, Statement
from marsad.synthesis.voices import Copies, Text, Voice, copies, voice_of

SHOWN_ID = 12
"""The digits of a claim's id that an incident is called by."""

Texts = Callable[[str], str]
"""The text of a version, by its id."""


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


@dataclass(frozen=True, slots=True)
class Told:
    """An incident with what it is made of: its statements, by published day and place in the text, and the copies that each of their
    texts belongs to, by version."""

    incident: Incident
    statements: tuple[Statement, ...]
    copies: Mapping[str, Copies]


def incidents(
    statements: Iterable[Statement],
    text_of: Texts,
    decisions: Decisions | None = None,
    known: Rules | None = None,
) -> tuple[Told, ...]:
    """The incidents that statements tell of, in order of their ids; all of an article must be given. In memory, for ledgers of thousands of
    claims; `marsad.synthesis.picture` keeps those of a ledger."""
    chosen, said = known or rules(), decisions or Decisions()
    by_version: dict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        if is_event(s, chosen):
            by_version[s.version].append(s)
    made = [a for v in sorted(by_version) for a in accounts_of(by_version[v], text_of(v), chosen, said.parted)]
    by_id = {s.id: s for here in by_version.values() for s in here}
    accounts = {a.id: a for a in made}
    out = []
    for cluster in all_clusters(made, said, chosen):
        members = [accounts[id] for id in cluster.accounts]
        out.append(assembled(cluster, members, [by_id[c] for a in members for c in a.claims], text_of, chosen))
    return tuple(sorted(out, key=lambda t: t.incident.id))


def all_clusters(accounts: Sequence[Account], decisions: Decisions, known: Rules) -> list[Cluster]:
    """The clusters of accounts, in order of their least ids."""
    by_id = {a.id: a for a in accounts}
    by_block: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        for block in blocks(account, known):
            by_block[block].append(account)
    compare = Comparer(known, decisions)
    edges = {(a, b) for block in sorted(by_block) for a, b, _ in block_edges(by_block[block], compare)}
    edges |= joins(decisions, {claim: a.id for a in accounts for claim in a.claims})
    return [c for ids in components(by_id, edges) for c in clusters([by_id[id] for id in ids], compare)]


def joins(decisions: Decisions, account_of: Mapping[str, str]) -> set[tuple[str, str]]:
    """The pairs of accounts that a person says are of one occasion."""
    named = [(account_of[s.claim], account_of[s.other]) for s in decisions.same if s.claim in account_of and s.other in account_of]
    return {(min(pair), max(pair)) for pair in named if pair[0] != pair[1]}


def assembled(cluster: Cluster, accounts: Sequence[Account], statements: Sequence[Statement], text_of: Texts, known: Rules) -> Told:
    """The incident that a cluster of accounts is, from the statements of their claims."""
    told = tuple(sorted(statements, key=lambda s: (str(s.published or "9999"), s.article, s.claim.trigger.start, s.id)))
    groups = copies_of(told, text_of)
    counted = Counter(s.claim.type for s in told if s.claim.type in known.kinds)
    links = [Link(b.first, b.second, 1.0, b.reasons) for a in accounts for b in a.bonds]
    links += [Link(a, b, round(how.score / known.least, 2), how.reasons) for a, b, how in cluster.edges]
    links += [Link(word.claim, word.other, 1.0, (word.why,), word.who) for word in cluster.said]
    claims = tuple(sorted(s.id for s in told))
    voices = {(v := voice_of(s, groups[s.version])).id: v for s in told}
    incident = Incident(
        id=claims[0][:SHOWN_ID],
        claims=claims,
        types=tuple(sorted(counted, key=lambda t: (-counted[t], t))),
        period=period_of(accounts),
        places=_places(told),
        voices=tuple(voices[id] for id in sorted(voices)),
        articles=tuple(sorted({s.article for s in told})),
        links=tuple(links),
        notes=(*cluster.notes, *_lacking(accounts)),
    )
    return Told(incident, told, groups)


def _lacking(accounts: Sequence[Account]) -> tuple[str, ...]:
    """What keeps accounts from being compared with others."""
    out = []
    if not any(a.spots for a in accounts):
        out.append("no place that is known: compared only with what is told in the same words")
    if not any(a.days or a.summary for a in accounts):
        out.append("no day that is known: compared only with what is told in the same words")
    if any(a.summary for a in accounts):
        out.append("told of a time of several days: a summary, compared only with summaries of the same time")
    return tuple(out)


def _places(statements: Sequence[Statement]) -> tuple[Place, ...]:
    """Where it is said to have happened: each place once, the most exact first, then the most often told."""
    counted = Counter(place for s in statements for place in s.places if place.lat is not None)
    return tuple(sorted(counted, key=lambda p: (p.radius_km or 0.0, -counted[p], p.name_ar, p.id or "")))


def copies_of(statements: Sequence[Statement], text_of: Texts) -> dict[str, Copies]:
    """The copies that each text of some statements belongs to, by version."""
    here: dict[str, Text] = {}
    credits: dict[str, set[str]] = defaultdict(set)
    for s in statements:
        credits[s.version] |= set(_agencies((*s.claim.sources[:1], *s.claim.via)))
        here.setdefault(s.version, Text(s.version, "", s.outlet, s.published))
    texts = [Text(v, text_of(v), t.outlet, t.published, tuple(sorted(credits[v]))) for v, t in here.items()]
    return {version: group for group in copies(texts) for version in group.versions}


def _agencies(sources: Collection[Source]) -> Iterable[str]:
    return (s.name for s in sources if s.kind == "agency" and s.name is not None)
