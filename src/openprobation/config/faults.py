"""What is a person told when the record cannot be written or reached, and where is what they typed?"""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from enum import Enum

import structlog
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from openprobation.ui.web.views import our_fault

log = structlog.get_logger(__name__)
NOT_SHOWN_AGAIN = frozenset({"csrfmiddlewaretoken"})
SECRETS = ("password", "code", "credential", "login")
LONGEST_HIDDEN = 40
DISK_FULL = "53100"  # PostgreSQL's code for it
TRY_AGAIN_AFTER = "30"  # seconds


class Trouble(Enum):
    """Why the record did not answer."""

    DISK = "disk"
    AWAY = "away"


def told(request: HttpRequest) -> HttpResponse:
    """The page of a fault nobody caught; what was sent goes back in it when the record was the cause."""
    trouble = trouble_of(sys.exception())
    if trouble is None:
        return our_fault(request)
    log.error("record.unusable", fault=trouble.value)
    if session := getattr(request, "session", None):
        session.modified = False  # it is kept in the record that does not answer
    context = {
        "trouble": trouble.value,
        "demonstration": settings.DEMONSTRATION,
        "was_sent": request.method == "POST",
        "path": request.get_full_path(),
        "typed": typed_in(request),
        "had_files": bool(request.FILES) if request.method == "POST" else False,
        "is_sent_once": "submission" in request.POST,
        "csrf_token": get_token(request),
        "longest_hidden": LONGEST_HIDDEN,
    }
    page = render_to_string("config/not_saved.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": TRY_AGAIN_AFTER})


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form held, to be sent again as it was; of a form that held a secret, nothing."""
    if any(secret in name.lower() for name in request.POST for secret in SECRETS):
        return []
    return [
        (str(name), str(value))
        for name, values in request.POST.lists()
        if name not in NOT_SHOWN_AGAIN
        for value in values
    ]


def trouble_of(fault: BaseException | None) -> Trouble | None:
    """Whether a fault, or what caused it, is the disk's or the database's."""
    causes = list(chain_of(fault))
    if any(is_of_the_disk(cause) for cause in causes):
        return Trouble.DISK
    if any(isinstance(cause, OperationalError | InterfaceError) for cause in causes):
        return None if any(map(is_a_mistake, causes)) else Trouble.AWAY
    return None


def is_a_mistake(fault: BaseException) -> bool:
    """SQLite says of a wrong query what others say of a database that went away."""
    return isinstance(fault, sqlite3.Error) and code_of(fault) == sqlite3.SQLITE_ERROR


def code_of(fault: sqlite3.Error) -> int:
    """The kind of fault: the low byte, above which SQLite says more."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF


def chain_of(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def is_of_the_disk(fault: BaseException) -> bool:
    if isinstance(fault, sqlite3.Error):
        # A full disk is told as an I/O error where a file cannot grow.
        return code_of(fault) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return getattr(fault, "sqlstate", None) == DISK_FULL


class PagesWithoutTheirSession(SessionMiddleware):
    """A page that was made is shown, and an act that was done is told, when only the session cannot be kept."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (DatabaseError, OSError, SessionInterrupted) as fault:
            trouble = trouble_of(fault)
            if trouble is None:
                raise
            log.error("session.not_kept", fault=trouble.value)
            return response
