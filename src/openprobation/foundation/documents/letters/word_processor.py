"""How does a letter open in a word processor? As a docx built block by block, with nothing to inject into."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from openprobation.ui import wording

from .blocks import Block, Facts, Heading, Letter, NewPage, Paragraph, Points, Table, clean


def docx(letter: Letter) -> bytes:
    """The letter as a docx, with its title, its language and true headings, lists and table headers."""
    letter = clean(letter)
    paper = Document()
    _set_up(paper, letter)
    with translation.override(letter.language):
        _head(paper, letter)
    paper.add_heading(letter.title, level=1)
    for block in letter.blocks:
        _add(paper, block)
    _turn(paper, letter)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_up(paper: Any, letter: Letter) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), letter.language)
    language.set(qn("w:bidi"), letter.language)
    normal.element.get_or_add_rPr().append(language)
    for name in ("Heading 1", "Heading 2"):
        paper.styles[name].font.name = "Arial"
        paper.styles[name].font.color.rgb = None
    said = paper.core_properties
    said.title, said.language, said.author = letter.title, letter.language, ""
    said.comments = ""
    said.created = said.modified = datetime.combine(letter.date, time(), UTC)


def _head(paper: Any, letter: Letter) -> None:
    if settings.DEMONSTRATION:
        paper.sections[0].header.paragraphs[0].text = _(
            "Demonstration: invented people and figures"
        )
    for lines in (letter.sender, letter.to):
        if lines:
            paper.add_paragraph("\n".join(lines))
    paper.add_paragraph(wording.plain_day(letter.date))
    if letter.reference:
        paper.add_paragraph(_("Reference: %(reference)s") % {"reference": letter.reference})


def _add(paper: Any, block: Block) -> None:
    match block:
        case Heading(text):
            paper.add_heading(text, level=2)
        case Paragraph(text, is_strong):
            paper.add_paragraph().add_run(text).bold = is_strong
        case Points(items):
            for item in items:
                paper.add_paragraph(item, style="List Bullet")
        case Facts(rows):
            _table(paper, rows)
        case Table(caption, header, rows):
            paper.add_paragraph().add_run(caption).bold = True
            _table(paper, (header, *rows), has_header=True)
        case NewPage():
            paper.add_page_break()


def _table(paper: Any, rows: tuple[tuple[str, ...], ...], *, has_header: bool = False) -> None:
    table = paper.add_table(rows=0, cols=max((len(row) for row in rows), default=1))
    table.style = "Table Grid"
    for number, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
        if has_header and number == 0:
            _repeat_as_header(table.rows[0])
    paper.add_paragraph()


def _repeat_as_header(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.bold = True


def _turn(paper: Any, letter: Letter) -> None:
    """Paragraphs of a language read from the right begin there."""
    if letter.reads_from_the_right:
        for paragraph in paper.paragraphs:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
