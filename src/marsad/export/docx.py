"""Documents as Word files (OOXML): headings, lists, notes at the end, right to left where the language is.

The same document gives the same bytes: the file tells no time of its making, inside or in its archive.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from marsad.export.document import Document, Note, Section, Sentence, linkable

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first that an archive can tell


def docx(document: Document) -> bytes:
    """The document as the bytes of a file. All its text is text: no field, no link and no macro is made of it."""
    import docx as word

    made = word.Document()
    _about(made, document)
    _paragraph(made, document, document.title, style="Title")
    for sentence in document.lead:
        _sentence(made, document, sentence, style="Normal")
    for section in document.sections:
        _section(made, document, section, 1)
    if document.notes:
        _paragraph(made, document, document.notes_title, style="Heading1")
        for n, note in enumerate(document.notes, 1):
            _paragraph(made, document, f"[{n}] {_note(note)}", style="Normal")
    kept = io.BytesIO()
    made.save(kept)
    return _without_times(kept)


def _about(made: Any, document: Document) -> None:
    made.core_properties.title = document.title[:255]
    made.core_properties.language = document.language
    made.core_properties.author = made.core_properties.comments = made.core_properties.last_modified_by = ""


def _section(made: Any, document: Document, section: Section, level: int) -> None:
    _paragraph(made, document, section.title, style=f"Heading{min(level, 9)}")
    for sentence in section.sentences:
        _sentence(made, document, sentence, style="ListBullet")
    for inner in section.sections:
        _section(made, document, inner, level + 1)


def _sentence(made: Any, document: Document, sentence: Sentence, *, style: str) -> None:
    paragraph = _paragraph(made, document, sentence.text, style=style)
    if sentence.notes:
        marks = _run(paragraph, document, "".join(f"[{n}]" for n in sentence.notes))
        marks.font.superscript = True


def _paragraph(made: Any, document: Document, text: str, *, style: str) -> Any:
    from docx.oxml import OxmlElement

    paragraph = made.add_paragraph()
    paragraph._p.style = style  # by its id: by its name it is looked up anew each time, which takes most of the time of a long report
    if document.right_to_left:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    _run(paragraph, document, text)
    return paragraph


def _run(paragraph: Any, document: Document, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.rtl = document.right_to_left or None
    return run


def _note(note: Note) -> str:
    return " · ".join(filter(None, (f"«{note.quote}»", note.article, linkable(note.url), note.claim)))


def _without_times(made: io.BytesIO) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _LONG_AGO), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
