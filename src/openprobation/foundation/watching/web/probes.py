"""What do /health/ and /ready/ answer? Read by programs: plain text, no session, no audit."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from openprobation.foundation.watching import queries

PASSED_ON = (
    *("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP"),
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"),
)


def health(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, so that nothing else can make it fail."""
    return told("ok")


def ready(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served: 200 or 503. What is amiss is told to those who may know."""
    checks = queries.readiness()
    is_ready = all(check.is_ready for check in checks)
    if may_know(request):
        words = "\n".join(f"{check.name}: {check.state}" for check in checks)
    else:
        words = "ready" if is_ready else "not ready"
    return told(words, status=200 if is_ready else 503)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/health/": health, "/ready/": ready}


def probed(request: HttpRequest) -> HttpResponse | None:
    """The answer to a probe; None when it is none."""
    probe = PROBES.get(request.path_info)
    if probe is None:
        return None
    if request.method not in ("GET", "HEAD"):
        return told("only to be read", status=405)
    return probe(request)


def may_know(request: HttpRequest) -> bool:
    """A program on this machine that no proxy speaks for, or one that holds the token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.WATCH_TOKEN and constant_time_compare(given, settings.WATCH_TOKEN):
        return True
    if any(name in request.META for name in PASSED_ON):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def told(words: str, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    return response
