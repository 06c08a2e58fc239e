"""Pages about signing in, beside the library's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import now

from .. import queries
from ..adapter import name_tried


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Too many failed sign-ins: say so, and for how long. The same whether there is such an account."""
    minutes = round(float(settings.AXES_COOLOFF_TIME) * 60)
    user = queries.by_username(name_tried(request, credentials))
    if user is not None:
        record("identity.locked_out", on=user, by=user.username, at=now())
    return render(request, "identity/locked_out.html", {"minutes": minutes}, status=429)
