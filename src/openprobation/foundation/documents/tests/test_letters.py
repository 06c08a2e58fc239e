"""Does a letter say what it was given, whatever that is, on the page, in a word processor and on paper?"""

from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from xml.etree import ElementTree

import docx as python_docx
import pytest

from openprobation.foundation.documents.letters import (
    Facts,
    NewPage,
    Paragraph,
    PdfNotPossible,
    docx,
    form_and_texts,
    html,
    letter_of,
    pdf,
    plain,
    printing,
)

from .factories import HOSTILE, a_letter
from .pdf_ua import faults


def test_a_letter_is_kept_as_form_and_texts_and_comes_back_the_same():
    letter = a_letter(blocks=(Paragraph("One", True), Facts((("Order", "Two"),)), NewPage()))

    assert letter_of(*form_and_texts(letter)) == letter


def test_every_text_can_be_taken_out_without_hurting_the_form():
    form, texts = form_and_texts(a_letter("The refuge at 14 Rose Lane"))

    swept = letter_of(form, ["[removed]" for _text in texts])

    assert "Rose" not in html(swept)
    assert "[removed]" in html(swept)


def test_hostile_text_is_only_text_on_the_page():
    shown = html(a_letter(HOSTILE, title=HOSTILE, to=(HOSTILE,)))

    assert "<script" not in shown
    assert "<img" not in shown
    assert "{{ 7 * 7 }}" in shown


def test_hostile_text_is_only_text_in_a_word_processor():
    made = docx(a_letter(HOSTILE, title=HOSTILE, to=(HOSTILE,), reference=HOSTILE))

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                ElementTree.fromstring(archive.read(name))
    said = [paragraph.text for paragraph in python_docx.Document(io.BytesIO(made)).paragraphs]
    assert plain(HOSTILE) in said


def test_a_docx_has_its_title_language_headings_and_header_row():
    opened = python_docx.Document(io.BytesIO(docx(a_letter())))

    assert opened.core_properties.title == "You did not keep your appointment"
    assert opened.core_properties.language == "en-GB"
    assert [p.style.name for p in opened.paragraphs if p.style.name.startswith("Heading")] == [
        "Heading 1",
        "Heading 2",
    ]
    assert "tblHeader" in opened.tables[0].rows[0]._tr.xml


def test_what_is_invented_says_so_in_every_form(settings):
    settings.DEMONSTRATION = True

    opened = python_docx.Document(io.BytesIO(docx(a_letter())))

    assert "invented" in opened.sections[0].header.paragraphs[0].text
    assert "invented" in printing.page(a_letter())


def test_a_pdf_is_tagged_and_names_itself_so():
    made = pdf(a_letter())

    assert faults(made) == []

    assert made.startswith(b"%PDF-1.7")
    said = unpacked(made)
    assert b'pdfuaid:part="1"' in said
    assert b"/StructTreeRoot" in said
    assert b"/MarkInfo" in said
    assert b"/H1" in said


def unpacked(made: bytes) -> bytes:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    return b"\n".join(zlib.decompress(each) if each.startswith(b"x") else each for each in streams)


def test_hostile_text_prints_and_fetches_nothing(monkeypatch):
    asked = []
    monkeypatch.setattr(printing.Path, "read_bytes", noting(printing.Path.read_bytes, asked))

    assert pdf(a_letter(HOSTILE, title=HOSTILE)).startswith(b"%PDF")

    assert {path.suffix for path in asked} <= {".woff2"}


def noting(read, asked):
    def noted(path):
        asked.append(path)
        return read(path)

    return noted


def test_without_the_drawing_library_the_pdf_is_refused_in_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    printing._weasyprint.cache_clear()

    with pytest.raises(PdfNotPossible, match="word processor"):
        pdf(a_letter())

    printing._weasyprint.cache_clear()


def test_a_letter_in_a_language_read_from_the_right_turns_round():
    letter = a_letter(language="ur")

    assert 'dir="rtl"' in html(letter)
    assert python_docx.Document(io.BytesIO(docx(letter))).paragraphs[0]._p.xml.count("w:bidi")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\ud800", "\ufeff"])
def test_what_no_paper_holds_is_left_out(sign):
    assert plain(f"a{sign}b") == "ab"
