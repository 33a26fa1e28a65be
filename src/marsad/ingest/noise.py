"""What aggregators and sites put around an article, taken out of its text, and told.

"عاجل |", "المزيد عبر تطبيق نبض", blocks of other headlines under "إقرأ أيضاً", counters, rows of signs, the outlet behind the last | or -.
What is taken out is listed in noise.yaml, with examples that the tests run. A text that a user hands in is never touched: this is for
what is extracted from pages and feeds. Whole lines go or the ends of lines; no word inside a sentence does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from marsad.ingest.inputs import data
from marsad.ingest.markup import folded
from marsad.text.fold import fold

_LONGEST_LEAD = 40  # characters of a line in which a label may end
_LONGEST_LINE = 160  # of a line that is no sentence of the article
_MOST_HEADLINES = 12  # of a block
_MARKS = "|:-–—/\\•·*!.،,»>"
_LEAD_END = re.compile(r"\s*(?:[|:/\\•·*!»>…–—]+|-+\s|\.{2,})\s*")
_BULLET = re.compile(r"\s*(?:[-–—•*·▪►»>]|\d{1,2}[.)-])\s+")
_NUMBER = re.compile(r"[\d.,٫٬٠-٩]+[kKmM]?")
_SUFFIX = re.compile(r"\s*[|–—-]\s*([^|–—-]{2,60}?)\s*$")
_JOINED = "\u200d\ufe0f\ufe0e\u20e3"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without noise, and what was taken out of it, how often, the most frequent first."""

    text: str
    removed: tuple[tuple[str, int], ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken out, in words: one note a kind."""
        says = data("noise.yaml")["says"]
        return tuple(f"taken out: {says[kind]}, {'once' if n == 1 else f'{n} times'}" for kind, n in self.removed)


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    phrases: tuple[str, ...]


@cache
def _entries(how: str) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(e["id"], tuple(sorted((folded(p) for p in e["phrases"]), key=len, reverse=True)))
        for e in data("noise.yaml")["entries"]
        if e["how"] == how
    )


def clean(text: str, outlets: Iterable[str] = ()) -> Cleaned:
    """`text`, of a page or a feed, without noise. `outlets` are the names by which its outlet may stand at its end."""
    removed: Counter[str] = Counter()
    names = frozenset(filter(None, map(folded, outlets)))
    kept: list[str] = []
    lines = text.split("\n")
    block = 0  # how many more headlines of other articles may come
    found = ""
    for line in lines:
        stripped = line.strip()
        if block and not found and stripped and _is_headline(stripped):
            # A block that shows its headlines without bullets: one line, unless it ends like a sentence.
            block, found = 0, "one"
            continue
        if block and stripped and _BULLET.match(line) and len(stripped) <= _LONGEST_LINE:
            block, found = block - 1, "bullets"
            continue
        if block and not stripped:
            continue
        block = 0
        kind = _whole(stripped)
        if kind:
            removed[kind] += 1
            if kind in _ids("block"):
                alone = len(folded(stripped)) <= _longest_heading()
                block, found = (_MOST_HEADLINES if alone else 0), ""
            continue
        if not stripped and removed and kept and not kept[-1].strip():
            continue  # the two blank lines that stood around what was taken out
        kept.append(_line(line, removed))
    out = "\n".join(kept).strip("\n") if removed else "\n".join(kept)
    if names:
        out = _without_outlet(out, names, removed)
    return Cleaned(out, tuple(removed.most_common()))


def clean_title(title: str, outlets: Iterable[str] = ()) -> str:
    """A headline in one line, without its labels and the name of the outlet behind it."""
    removed: Counter[str] = Counter()
    names = frozenset(filter(None, map(folded, outlets)))
    line = _line(" ".join(title.split()), removed)
    return _without_outlet(line, names, removed) or title.strip()


@cache
def _ids(how: str) -> frozenset[str]:
    return frozenset(e.id for e in _entries(how))


@cache
def _longest_heading() -> int:
    return max(len(p) for e in _entries("block") for p in e.phrases) + 4


def _is_headline(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and not _BULLET.match(line) and not line.rstrip("\"'»”").endswith((".", "؟", "!", "…"))


def _whole(line: str) -> str:
    """The kind of noise that a whole line is, or ""."""
    if not line or len(line) > _LONGEST_LINE:
        return ""
    if all(_is_sign(c) or c.isspace() for c in line) and any(map(_is_picture, line)):
        return "emoji"
    bare = folded(_BULLET.sub("", line, count=1)).strip(_MARKS + ' []()"')
    if not bare:
        return ""
    for entry in _entries("block"):
        if any(_begins(bare, p) and (len(bare) == len(p) or bare[len(p) :].lstrip()[:1] in ":|-.>") for p in entry.phrases):
            return entry.id
    for entry in _entries("line"):
        if any(_begins(bare, p.strip()) for p in entry.phrases):
            return entry.id
    return _counter(line)


def _begins(text: str, phrase: str) -> bool:
    return text.startswith(phrase) and not text[len(phrase) : len(phrase) + 1].isalpha()


def _counter(line: str) -> str:
    """Numbers and the words of counters, and nothing else."""
    if not any(c.isdigit() for c in line):
        return ""
    rest = [w for w in re.split(r"[\s|:·•()/+,،]+", _NUMBER.sub(" ", line)) if w.strip(_MARKS)]
    for entry in _entries("counter"):
        words = frozenset(entry.phrases)
        if rest and all(folded(w) in words or all(map(_is_sign, w)) for w in rest) and any(folded(w) in words for w in rest):
            return entry.id
    return ""


def _line(line: str, removed: Counter[str]) -> str:
    """A line without its labels and signs in front and pointers behind."""
    out = line
    for _ in range(4):  # "🔴 عاجل | بالفيديو | …"
        shorter = _without_lead(_without_signs(out, removed), removed)
        if shorter == out:
            break
        out = shorter
    for entry in _entries("tail"):
        out = _without_tail(out, entry.phrases, entry.id, removed)
    return out


def _without_signs(line: str, removed: Counter[str]) -> str:
    end = 0
    while end < len(line) and (_is_sign(line[end]) or line[end].isspace()):
        end += 1
    if end and end < len(line) and any(map(_is_picture, line[:end])):
        removed["emoji"] += 1
        return line[end:]
    return line


def _without_lead(line: str, removed: Counter[str]) -> str:
    head = line[:_LONGEST_LEAD]
    for match in _LEAD_END.finditer(head):
        words = folded(line[: match.start()]).strip(_MARKS + " []()#")
        for entry in _entries("lead"):
            if words in entry.phrases and line[match.end() :].strip():
                removed[entry.id] += 1
                return line[match.end() :]
        break
    return line


def _without_tail(line: str, phrases: Sequence[str], kind: str, removed: Counter[str]) -> str:
    here = fold(line)
    lower = here.text.lower() if len(here.text.lower()) == len(here.text) else here.text
    places = [k for p in phrases if (k := lower.find(p)) >= 0 and not lower[k - 1 : k].isalpha()]
    if not places or len(lower) - min(places) > _LONGEST_LINE:
        return line
    removed[kind] += 1
    return line[: here.to_raw(min(places))].rstrip(" \t-–—|:•…»>(")


def _without_outlet(text: str, names: frozenset[str], removed: Counter[str]) -> str:
    """Without " | the outlet" or " - the outlet" at the end, once or twice."""
    for _ in range(2):
        tail = text[-80:]
        match = _SUFFIX.search(tail.rpartition("\n")[2])
        if match is None or folded(match[1]) not in names:
            return text
        shorter = text[: len(text) - len(match.group())]
        if not shorter.strip():
            return text
        removed["source"] += 1
        text = shorter
    return text


def _is_picture(c: str) -> bool:
    return unicodedata.category(c) == "So" or "\U0001f000" <= c <= "\U0001faff"


def _is_sign(c: str) -> bool:
    return _is_picture(c) or c in _JOINED or unicodedata.category(c) == "Sk" or c in "|•·*-–—~=_+"
