"""Names of GeoNames: which of a town's other names are Arabic, and which of those is its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from difflib import SequenceMatcher
from typing import Any

from marsad.text.fold import fold_word
from marsad.text.names import without_article

# Letters that Arabic is written with; a name with any other is Persian, Kurdish, Urdu or Uyghur, or no name. Two Persian letters are
# but other shapes of Arabic ones.
_ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u064a]+(?: [\u0621-\u063a\u0641-\u064a]+)*")
_SHAPES = str.maketrans("یک", "يك")
_ARTICLE = re.compile("[ae](l|sh|s|t|d|r|z|n)")  # before a sun letter, too
_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640\u200e\u200f]")  # of vowels and of direction
# What a folded letter is like in the Latin letters that GeoNames writes, less vowels: to tell which of several names is the one.
_LATIN = str.maketrans(
    {"ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh"}
    | {"ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h"}
    | {"ع": "", "ا": "", "ي": "y", "و": "w", "ء": "", "ئ": "", "ؤ": "", " ": ""}
)


def arabic_names(city: Mapping[str, Any], heads: Container[str]) -> list[str]:
    """The Arabic names of a town of GeoNames: first the one nearest to how its main name sounds; one with the article is surely
    Arabic, which makes up for a little. `heads` are words of kind ("محافظة") that are no part of a name."""
    written = [_MARKS.sub("", unicodedata.normalize("NFC", n)).replace("-", " ").split() for n in city["alternatenames"]]
    whole = [" ".join(words[1:] if len(words) > 1 and words[0] in heads else words) for words in written]
    names = dict.fromkeys(n.translate(_SHAPES) for n in sorted(whole, key=lambda n: n != n.translate(_SHAPES)))
    arabic = [n for n in names if _ARABIC.fullmatch(n) and len(n) > 1]
    return sorted(arabic, key=lambda n: -likeness(n, city["name"]) - 0.1 * n.startswith("ال"))


def likeness(arabic: str, latin: str) -> float:
    """How far an Arabic name and one in Latin letters agree in their consonants: 1 where they are the same."""
    consonants = "".join(without_article(w) for w in fold_word(arabic).split()).translate(_LATIN)
    words = [w for w in re.findall(r"[a-z]+", plain(latin).casefold()) if not _ARTICLE.fullmatch(w)]
    return SequenceMatcher(None, consonants, re.sub("[aeiou]", "", "".join(words)), autojunk=False).ratio()


def plain(name: str) -> str:
    """A name in the letters of English: no marks, plain apostrophes."""
    decomposed = unicodedata.normalize("NFKD", re.sub("[‘’ʿʾ`]", "'", name))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).replace("ı", "i").strip("' ")
