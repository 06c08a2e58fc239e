"""The page at which a person sends in why they could not come: by their link, without signing in.

Whoever holds the link can only add; it shows nothing of the record, not even a name.
"""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from openprobation.foundation import clock
from openprobation.foundation.documents.policies import LARGEST
from openprobation.foundation.refusals import Refused

from ..actions import failures as actions
from .failure_forms import SendIn


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, token: str) -> HttpResponse:
    """One form: a file, a few words, or both."""
    form = SendIn(request.POST, request.FILES) if request.method == "POST" else SendIn()
    sent = False
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.send_in(
                token=token,
                name=file.name if file else "",
                content=read(file),
                said=form.cleaned_data["said"],
                at=clock.now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            sent = True
    response = render(
        request,
        "enforcement/evidence.html",
        {"form": form, "sent": sent, "largest": LARGEST // 1024 // 1024},
        status=200 if sent or request.method != "POST" else 422,
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def read(file: UploadedFile[bytes] | None) -> bytes:
    """The bytes, and one more than may be: enough to refuse a larger one without holding it."""
    return file.read(LARGEST + 1) if file else b""
