"""Pages about signing in, beside the library's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Too many failed sign-ins: say so, and for how long."""
    minutes = round(float(settings.AXES_COOLOFF_TIME) * 60)
    return render(request, "identity/locked_out.html", {"minutes": minutes}, status=429)
