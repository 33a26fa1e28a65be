"""Which actors a name means: those of the lexicon, by their ids and by any of their names in any spelling."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from marsad import lexicon
from marsad.text.names import keys_of, names_in, words_of

# Outlets act too: they are shelled, closed and quoted.
_KINDS = ("actor", "outlet")
_PARTED = re.compile(r"[,،;/]")


def named(name: str) -> tuple[str, ...]:
    """The ids of the actors with this id or name, Arabic or English, in order; several where several bear it, none where nobody does."""
    known = _names()
    if name in known:
        return (name,)
    return tuple(sorted({id for key in keys_of(words_of(name)) for id in _keys().get(key, ())}))


def near(name: str, most: int = 5) -> list[tuple[str, str]]:
    """Actors whose names hold the words of `name` or look like it, as (id, name), the nearest first."""
    wanted = keys_of(words_of(name))
    if not wanted:
        return []
    keys, names = _keys(), _names()
    holding = sorted((key for key in keys if wanted[0] in key), key=lambda key: (len(key), key))
    alike = difflib.get_close_matches(wanted[0], keys, n=most, cutoff=0.7)
    ids = dict.fromkeys(id for key in (*holding[:most], *alike) for id in sorted(keys[key]))
    latin = wanted[0].isascii()
    return [(id, names[id][latin] or names[id][0]) for id in ids][:most]


@cache
def _names() -> dict[str, tuple[str, str]]:
    """The Arabic and the English name of each id."""
    return {e.id: (e.name_ar, e.name_en) for e in lexicon.load().entries if e.kind in _KINDS}


@cache
def _keys() -> dict[str, set[str]]:
    """The ids that each key of a name stands for."""
    out: dict[str, set[str]] = {}
    for id, name in _spelled():
        for each in names_in(name):
            for piece in (each, *_PARTED.split(each)):
                for key in keys_of(words_of(piece)):
                    out.setdefault(key, set()).add(id)
    return out


def _spelled() -> Iterator[tuple[str, str]]:
    words = lexicon.load()
    for id, both in _names().items():
        yield from ((id, name) for name in both if name)
    for form, meanings in words.forms.items():
        yield from ((words.entries[i].id, form) for i, _ in meanings if words.entries[i].kind in _KINDS)
    for group in words.phrases.values():
        told = {(p.entry.id, p.pieces) for p in (*group.others, *chain(*group.seconds.values())) if p.entry.kind in _KINDS}
        yield from ((id, " ".join(word for _, word in pieces)) for id, pieces in told if all(kind == "w" for kind, _ in pieces))
