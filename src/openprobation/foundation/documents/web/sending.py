"""How is a file handed to a browser, so that nothing in it can run here?"""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from openprobation.foundation.documents import queries
from openprobation.foundation.documents.letters import DOCX, PDF, Letter, docx, pdf


def download(document_id: int) -> HttpResponse:
    """A file to save, never to show: the caller has asked whether the viewer may open its record."""
    found = queries.content(document_id)
    if found is None:
        raise Http404
    return attachment(found.name, found.media_type, found.data)


def letter_to_save(letter: Letter, name: str, *, as_pdf: bool) -> HttpResponse:
    """A letter drawn now, to save: as a PDF or for a word processor."""
    if as_pdf:
        return attachment(f"{name}.pdf", PDF, pdf(letter))
    return attachment(f"{name}.docx", DOCX, docx(letter))


def attachment(name: str, media_type: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    plain = "".join(
        sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_"
        for sign in name
    )
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
