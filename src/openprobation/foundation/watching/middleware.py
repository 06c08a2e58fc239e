"""What is noted of a request? Its view, its figures and an id; never its address, which may name a person."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from openprobation.foundation.clock import machine_now

from . import slow, tracing
from .web.probes import probed

log = structlog.get_logger("openprobation.requests")
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
REQUEST_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Counting:
    """Counts queries, whose words are not looked at."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


class Watched:
    """The outermost: it answers probes before there is a session, and times all the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        tracing.start()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (answer := probed(request)) is not None:
            return answer
        request_id, counting = id_of(request), Counting()
        with structlog.contextvars.bound_contextvars(request=request_id):
            began = time.perf_counter()
            with tracing.span(request) as facts, connection.execute_wrapper(counting):
                response = self.get_response(request)
                facts |= {
                    "view": view_of(request),
                    "method": request.method if request.method in METHODS else "other",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000),
                    "queries": counting.queries,
                }
            failed = response.status_code >= 500
            (log.error if failed else log.info)("request.answered", **facts, user=user_of(request))
            if facts["view"] != "static":
                slow.note(slow.Request(at=machine_now(), **facts))
        response["X-Request-ID"] = request_id
        return response


def id_of(request: HttpRequest) -> str:
    """The proxy's own id where it is a plain one, so that its log and ours can be laid side by side."""
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex


def view_of(request: HttpRequest) -> str:
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def user_of(request: HttpRequest) -> str | None:
    """Who asked, as a code that is the same tomorrow; from a session read already, never by a query."""
    session = getattr(getattr(request, "session", None), "_session_cache", None) or {}
    pk = session.get(SESSION_KEY)
    if pk is None:
        return None
    return salted_hmac("openprobation.watching", str(pk), algorithm="sha256").hexdigest()[:12]
