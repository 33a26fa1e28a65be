"""Documents as one HTML page: no script, nothing from elsewhere, right to left where the language is, and fit to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from marsad.export.document import Document, Note, Section, Sentence, linkable

# The page may fetch and run nothing, whatever its text says.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """\
body { font: 16px/1.6 "Noto Naskh Arabic", "Segoe UI", Tahoma, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; border-bottom: 1px solid #bbb; } h3 { font-size: 1.05rem; }
sup a { text-decoration: none; padding: 0 0.1em; } code { font-size: 0.85em; color: #555; }
li { margin: 0.3rem 0; } .notes { font-size: 0.85rem; } .notes li:target { background: #fff3c4; }
@media print {
  body { margin: 0; max-width: none; font-size: 11pt; } a { color: inherit; }
  h2, h3 { break-after: avoid; } li { break-inside: avoid; }
}
"""


def html(document: Document) -> str:
    """The document as a page."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    direction = "rtl" if document.right_to_left else "ltr"
    title = escape(document.title)
    yield "<!doctype html>"
    yield f'<html lang="{escape(document.language)}" dir="{direction}">'
    yield f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
    yield f"<title>{title}</title><style>\n{_STYLE}</style></head>"
    yield f"<body><h1>{title}</h1>"
    yield from (f"<p>{_sentence(sentence)}</p>" for sentence in document.lead)
    for section in document.sections:
        yield from _section(section, 2)
    if document.notes:
        yield f'<section class="notes"><h2>{escape(document.notes_title)}</h2>\n<ol>'
        yield from (f'<li id="n{n}" dir="auto">{_note(note)}</li>' for n, note in enumerate(document.notes, 1))
        yield "</ol></section>"
    yield "</body></html>"


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"<section><h{level}>{escape(section.title)}</h{level}>"
    if section.sentences:
        yield "<ul>"
        yield from (f"<li>{_sentence(sentence)}</li>" for sentence in section.sentences)
        yield "</ul>"
    for inner in section.sections:
        yield from _section(inner, min(level + 1, 6))
    yield "</section>"


def _sentence(sentence: Sentence) -> str:
    return escape(sentence.text) + "".join(f'<sup><a href="#n{n}">[{n}]</a></sup>' for n in sentence.notes)


def _note(note: Note) -> str:
    link = linkable(note.url)
    address = f'<a href="{escape(link)}" rel="noopener noreferrer">{escape(link)}</a>' if link else ""
    parts = [f"<q>{escape(note.quote)}</q>", escape(note.article), address, f"<code>{escape(note.claim)}</code>"]
    return " · ".join(filter(None, parts))
