"""Is the PDF of a report drawn from the same source, tagged, with its pictures described?"""

from __future__ import annotations

import re
import zlib

import pytest

from openprobation.foundation.documents.letters import PdfNotPossible
from openprobation.inspection.reports import queries
from openprobation.inspection.reports.actions import files

from .reporting import reporting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_pdf_claims_pdf_ua_and_holds_tags_language_title_and_alternatives(at):
    made = reporting(at)
    full = queries.draft(made.report_id, at=at)

    try:
        data = files.pdf(full, public_at=at)
    except PdfNotPossible:
        pytest.skip("no Pango on this machine")

    streams = [data]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", data, re.S):
        try:
            streams.append(zlib.decompress(packed))
        except zlib.error:
            streams.append(packed)
    whole = b"\n".join(streams)
    assert b"pdfuaid:part" in whole
    assert b"/MarkInfo" in whole
    assert b"/StructTreeRoot" in whole
    assert re.search(rb"/Lang ?\(en-GB\)", whole)
    assert whole.count(b"/S /Figure") == 2
    assert len(re.findall(rb"/Alt ", whole)) >= 2
    assert b"/S /TH" in whole
    for heading in (b"/S /H1", b"/S /H2", b"/S /H3"):
        assert heading in whole
