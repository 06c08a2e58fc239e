"""Pages that keep what is typed."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from openprobation.foundation import clock

from .. import actions
from .writing import SignedInRequest, keep_for_whoever_this_was, signed_in


@require_POST
@signed_in
def keep(request: SignedInRequest) -> HttpResponse:
    """Keep what is typed in a page, while it is typed: {"path": …, "fields": {name: [values]}}."""
    try:
        sent = json.loads(request.body)
        path = str(sent["path"])
        fields = {str(k): [str(v) for v in values] for k, values in sent["fields"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return HttpResponseBadRequest()
    if not path.startswith("/") or len(path) > 500:
        return HttpResponseBadRequest()
    actions.keep(user=request.user, path=path, fields=fields, at=clock.machine_now())
    return HttpResponse(status=204)


@require_POST
@signed_in
def discard(request: SignedInRequest) -> HttpResponse:
    """Throw away what was kept of a page, and open it afresh."""
    path = request.POST.get("path", "/")
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return HttpResponseBadRequest()
    actions.discard(user=request.user, path=path)
    return redirect(path)


def session_lost(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the proof that we sent it: after a new sign-in, or a tab left open for a day."""
    kept = False
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if origin and urlsplit(origin).netloc == request.get_host():
        if request.user.is_authenticated:
            kept = actions.keep(
                user=request.user,
                path=request.path,
                fields={k: [str(v) for v in values] for k, values in request.POST.lists()},
                at=clock.machine_now(),
            )
        else:
            kept = keep_for_whoever_this_was(request)
    return render(
        request, "drafts/session_lost.html", {"kept": kept, "path": request.path}, status=403
    )
