"""Keys of names: what a place's name is looked up by, so that its spellings fall together.

Folding has united alef, yeh and teh marbuta forms and dropped vowel marks. Here the hamza goes too, the article in front ("الرقة",
"رقة"), spaces and hyphens ("دير الزور", "ديرالزور"), and in Latin names case and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from marsad.text.fold import fold_word

_HAMZAS = str.maketrans({"ئ": "ي", "ؤ": "و", "ء": None, "آ": "ا"})
_WORD = re.compile(r"[^\W_]+")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_LONGEST = 120  # characters of a name that count


def spell(name: str) -> str:
    """A name as it is compared with another's spelling: folded, its words parted by one space, without marks."""
    return " ".join(words_of(name))


def words_of(name: str) -> list[str]:
    """The folded words of a name, without marks; Latin ones in lower case and without accents."""
    folded = fold_word(name[:_LONGEST])
    if not folded.isascii():
        plain = unicodedata.normalize("NFKD", folded.casefold())
        folded = "".join(ch for ch in plain if not unicodedata.combining(ch) and ch not in "'`ʿʾ‘’")
    else:
        folded = folded.casefold().replace("'", "").replace("`", "")
    return _WORD.findall(folded)


def keys_of(words: Sequence[str]) -> tuple[str, ...]:
    """The keys of a name of these folded words: written together without the article in front; and without that of each word,
    where that is another. Empty for a name without letters."""
    bare = [w.translate(_HAMZAS) for w in words]
    whole = without_article("".join(bare))
    loose = "".join(map(without_article, bare))
    return tuple(dict.fromkeys(k for k in (whole, loose) if k))


def without_article(word: str) -> str:
    """A word less its ال, where at least two letters are left; so a Latin name less its al or el."""
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


def names_in(name: str) -> Iterator[str]:
    """The names that one string holds: itself, and of "عين العرب (كوباني)" what stands outside and inside the brackets."""
    yield name
    inside = _BRACKETED.findall(name)
    if inside:
        yield _BRACKETED.sub(" ", name)
        yield from inside


def entries_of(names: Sequence[str]) -> tuple[tuple[str, str, bool], ...]:
    """What a table of places stores of a place's names, the main one first: (key, folded spelling, whether it is the main name)."""
    out: dict[tuple[str, str], bool] = {}
    for n, name in enumerate(names):
        for each in names_in(name):
            words = words_of(each)
            for key in keys_of(words):
                out.setdefault((key, " ".join(words)), n == 0)
    return tuple((key, spelled, main) for (key, spelled), main in out.items())
