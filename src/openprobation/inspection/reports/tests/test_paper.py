"""Is the PDF of a report drawn from the same source, and as PDF/UA asks as far as a program can see?"""

from __future__ import annotations

import base64
import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from openprobation.analytics.charts.figures import RatedRow
from openprobation.foundation.documents.tests.pdf_ua import faults
from openprobation.inspection.reports import actions
from openprobation.publication.library import queries as library
from openprobation.vocabulary.inspection import Rating

from .reporting import SLUG, reporting, settled

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


DRAWN: list[bytes] = []
"""Drawn once: it takes seconds."""


@pytest.fixture
def data(at):
    """A released report with a picture and a table of every kind, as it lies on the public shelf."""
    if not DRAWN:
        made = reporting(at)
        rows = [
            RatedRow("crc", "protect", "Protecting the public", rating=Rating.GOOD, percent=72),
            RatedRow("crc", "protect", "Is harm assessed?", "P1", 18, 25, 72, 52.4, 85.7),
            RatedRow("nps", "protect", "Is harm assessed?", "P1", 30, 40, 75, 60.1, 85.4),
        ]
        actions.take_ratings(report_id=made.report_id, rows=rows, by=made.lead, at=at)
        settled(made, at)
        actions.release(report_id=made.report_id, release_at=None, by=made.editor, at=at)
        shelved = library.file(slug=f"report-{SLUG}", form="pdf", at=at)
        if shelved is None:
            pytest.skip("No Pango on this machine: NO PDF WAS LOOKED AT.")
        DRAWN.append(base64.b64decode(shelved.body))
    return DRAWN[0]


def test_a_released_reports_pdf_is_as_pdf_ua_asks_as_far_as_a_program_can_see(data):
    assert faults(data) == []


def test_it_says_what_the_page_says_and_each_picture_has_its_words(data):
    reader = PdfReader(io.BytesIO(data))

    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    assert reader.metadata.title.startswith("Riverside")
    for said in ("Breach papers were sent back by both.", "18 of 25", "Say who pays."):
        assert said in words


def kinds(writer, kind):
    return [one for one in objects(writer) if one.get("/S") == kind]


def objects(writer):
    return [one for one in writer._objects if isinstance(one, DictionaryObject)]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda made: made.root_object.pop("/MarkInfo"), "not marked as tagged"),
        (lambda made: made.root_object.pop("/ViewerPreferences"), "its file's name"),
        (lambda made: made.root_object.pop("/Lang"), "language"),
        (lambda made: made.root_object.pop("/StructTreeRoot"), "no structure"),
        (lambda made: kinds(made, "/Figure")[0].pop("/Alt"), "no words in its place"),
        (lambda made: kinds(made, "/TH")[0].pop("/A"), "head of a table"),
        (
            lambda made: kinds(made, "/H2")[0].update({NameObject("/S"): NameObject("/H5")}),
            "from level 1 to 5",
        ),
        (lambda made: kinds(made, "/P")[3].pop("/K"), "and the structure differ"),
        (
            lambda made: [one.pop("/FontFile2", one.pop("/FontFile3", 0)) for one in objects(made)],
            "is not embedded",
        ),
    ],
)
def test_what_would_spoil_it_is_seen(data, spoil, said):
    made = PdfWriter(clone_from=io.BytesIO(data))
    spoil(made)
    spoiled = io.BytesIO()
    made.write(spoiled)

    assert any(said in each for each in faults(spoiled.getvalue()))
