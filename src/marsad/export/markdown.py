"""Documents as Markdown with footnotes, as GitHub, Pandoc and most others read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marsad.export.document import Document, Note, Section, Sentence, linkable

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!$^&])|(?<=\d)(\.)(?=\s)|^([-+=:])")


def markdown(document: Document) -> str:
    """The document. No sign in its text makes markup, HTML or a link."""
    return "\n".join(_lines(document)).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Text in which nothing is Markdown: signs that could be have a backslash in front."""
    return _SIGNS.sub(lambda found: f"\\{found[0]}", text).replace("://", ":\\//").replace("www.", "www\\.")


def _lines(document: Document) -> Iterator[str]:
    yield from (f"# {escaped(document.title)}", "")
    for sentence in document.lead:
        yield from (_sentence(sentence), "")
    for section in document.sections:
        yield from _section(section, 2)
    if document.notes:
        yield from (f"## {escaped(document.notes_title)}", "")
        for n, note in enumerate(document.notes, 1):
            yield from (f"[^{n}]: {_note(note)}", "")


def _section(section: Section, level: int) -> Iterator[str]:
    yield from (f"{'#' * level} {escaped(section.title)}", "")
    for sentence in section.sentences:
        yield f"- {_sentence(sentence)}"
    if section.sentences:
        yield ""
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _sentence(sentence: Sentence) -> str:
    return escaped(sentence.text) + "".join(f"[^{n}]" for n in sentence.notes)


def _note(note: Note) -> str:
    link = linkable(note.url)
    parts = [f"«{escaped(note.quote)}»", escaped(note.article), f"<{link}>" if link else "", f"`{note.claim}`"]
    return " · ".join(filter(None, parts))
