"""What does a visitor get from the public shelves?"""

from __future__ import annotations

from base64 import b64decode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.publication.library import queries
from openprobation.vocabulary.publication import Form

MEDIA_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.SVG: "image/svg+xml; charset=utf-8",
    Form.PDF: "application/pdf",
}


@require_safe
def file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The current edition in one form. Before its moment it is not found."""
    if form not in list(Form):
        raise Http404
    found = queries.file(slug=slug, form=form, at=clock.now())
    if found is None:
        raise Http404
    etag = f'"{found.digest}"'
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(
        b64decode(found.body) if form == Form.PDF else found.body,
        content_type=MEDIA_TYPES[Form(form)],
        headers={
            "ETag": etag,
            "Last-Modified": http_date(found.public_at.timestamp()),
            "Cache-Control": "public, no-cache",
            "Access-Control-Allow-Origin": "*",
        },
    )
