"""Long texts: they are read in blocks, and what is found in a block is told by its place in the whole text."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad import reader
from marsad.model import Article, Claim, Span
from marsad.reader import NO_DATE, blocks, read_article

PUBLISHED = dt.date(2016, 3, 8)
LINES = [
    "قال محافظ المدينة إن 15 مدنيا قتلوا أمس في قصف للطيران على #دير_الزور، وأضاف أن الجيش سيطر على بلدة الميادين.",
    "ونفى ناشطون مقتل جنود في حلب.",
    "قُتِلَ ثلاثة جنود مساء الخميس في انفجار لغم قرب بلدة حارم، بحسب وكالة سانا.",
    "لا شيء هنا سوى سطر طويل من الكلمات التي لا تقول شيئا عن أحد.",
    "\u200fوأصيب ١٢ مدنيا، ومن المتوقع أن تصل المساعدات إلى المخيم غدا.",
]
TEXT = "\n".join(LINES * 4)


def spans(claim: Claim) -> Iterator[Span]:
    yield claim.trigger
    yield from (s.span for s in (*claim.sources, *claim.via))
    yield from (f.span for fillers in claim.roles.values() for f in fillers)
    yield from (q.span for q in claim.quantities)
    if claim.time is not None:
        yield claim.time.span


def check(text: str, published: dt.date | None = PUBLISHED) -> int:
    """How many claims a text makes: those of each of its blocks, moved to where the block stands."""
    parts = list(blocks(text))
    expected = [(start, claim) for start, end in parts for claim in read_article(Article(text[start:end], published)).claims]
    found = read_article(Article(text, published)).claims
    for claim, (start, alone) in zip(found, expected, strict=True):
        assert (claim.type, claim.status, claim.rule, list(claim.roles)) == (alone.type, alone.status, alone.rule, list(alone.roles))
        assert [(s.start, s.end, s.text) for s in spans(claim)] == [(s.start + start, s.end + start, s.text) for s in spans(alone)]
        for span in spans(claim):
            span.check(text)
    assert [c.trigger.start for c in found] == sorted(c.trigger.start for c in found)
    return len(found)


# -- where blocks end ----------------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("قصف .\n،"), max_size=200) | st.text(max_size=60), st.integers(1, 40))
def test_blocks_are_the_text_in_order_and_none_is_too_long(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_BLOCK", longest)
        parts = list(blocks(text))
    assert "".join(text[start:end] for start, end in parts) == text
    assert parts[0][0] == 0 and parts[-1][1] == len(text)
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(parts))
    assert all(0 < end - start <= longest for start, end in parts) or text == ""
    assert all(end - start > longest // 2 for start, end in parts[:-1])


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in blocks(text)]


@pytest.mark.parametrize("text", ["", "قصف", "قصف الجيش\nحلب. ثم", "س" * 20])
def test_a_text_that_is_no_longer_than_a_block_is_one(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(reader, "_BLOCK", 20)
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aaaaa bbbbb\ncc. ddd eeee ffff", ["aaaaa bbbbb\n", "cc. ddd eeee ffff"]),
        ("aaaaa bbbbb. cc ddd eeee ffff", ["aaaaa bbbbb. ", "cc ddd eeee ffff"]),
        ("aaaa bbbb.c cc ddd eeee ffff", ["aaaa bbbb.c cc ddd ", "eeee ffff"]),
        ("a\nbbbbbbbbbbbbbbbbbbbbbbbbbb", ["a\nbbbbbbbbbbbbbbbbbb", "bbbbbbbb"]),
        ("b" * 45, ["b" * 20, "b" * 20, "b" * 5]),
        ("aaaaaaaaaaaaaaaaaaa\nbbb", ["aaaaaaaaaaaaaaaaaaa\n", "bbb"]),
        ("aaaaaaaaaaaaaaaaaaaa\nbbb", ["aaaaaaaaaaaaaaaaaaaa", "\nbbb"]),
    ],
)
def test_a_block_ends_with_a_line_or_a_sentence_or_a_word(monkeypatch: pytest.MonkeyPatch, text: str, expected: list[str]) -> None:
    monkeypatch.setattr(reader, "_BLOCK", 20)
    assert cut(text) == expected


def test_no_article_of_usual_length_is_cut() -> None:
    assert len(cut(TEXT * 30)) == 1
    assert len(cut(TEXT * 300)) > 1


# -- the claims of several blocks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("longest", [130, 200, 333, 1000])
@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_claims_quote_the_whole_text(monkeypatch: pytest.MonkeyPatch, longest: int, published: dt.date | None) -> None:
    monkeypatch.setattr(reader, "_BLOCK", longest)
    assert len(cut(TEXT)) > 1
    assert check(TEXT, published) > 20


def test_blocks_that_end_with_lines_lose_no_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_article(Article(TEXT, PUBLISHED)).claims
    monkeypatch.setattr(reader, "_BLOCK", 300)
    assert all(part.endswith("\n") for part in cut(TEXT)[:-1])
    found = read_article(Article(TEXT, PUBLISHED)).claims
    assert [(c.type, c.trigger) for c in found] == [(c.type, c.trigger) for c in whole]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*LINES, "\n", "#", "\u064e", "\ud800", "😀", " "]), max_size=8).map("".join), st.integers(2, 150))
def test_claims_of_any_text_quote_it_wherever_it_is_cut(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_BLOCK", longest)
        check(text)


def test_a_missing_date_is_told_once_wherever_it_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_BLOCK", 60)
    dated, undated = "قتل ثلاثة جنود في حلب يوم 3 آذار 2016.\n", "قتل ثلاثة جنود في حلب أمس.\n"
    assert read_article(Article(dated * 6)).notes == ()
    for text in (undated * 6, undated + dated * 5, dated * 5 + undated):
        assert len(cut(text)) > 1
        assert read_article(Article(text)).notes == (NO_DATE,)
        assert read_article(Article(text, PUBLISHED)).notes == ()
