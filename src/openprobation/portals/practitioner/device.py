"""What of an officer's is on this device, and when does it leave?

A device that keeps a sheet carries a mark of whose it is. Sign-out clears the device, and so does
anybody else's sign-in. Being signed out for quiet does not: what was typed waits for its officer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

KEPT = "openprobation_sheet"
"""Whose sheet is on the device; scripts do not read it."""
WAITING = "openprobation_waiting"
"""Written by the officer's sheet: something typed on it is not sent yet."""
SHEETS = {WAITING: "practitioner:sheet", f"{WAITING}_work": "site:sheet"}
"""The mark of each sheet that can be kept, and the page that sends what waits on it."""
LEAVING = "openprobation_leaving"
"""Written by the sheet: its officer signed out where there was no signal."""
SENDER = "X-Sheet-Of"
"""Sent with an outcome: whose sheet it was written on. It is never sent in another's name."""
MARKS = (KEPT, *SHEETS, LEAVING)
CLEAR = "Clear-Site-Data"
SECONDS_KEPT = 7 * 24 * 60 * 60


def whose(user_id: int) -> str:
    """A mark that says whose something is and tells nobody else who that is."""
    return salted_hmac("practitioner.sheet", str(user_id)).hexdigest()[:24]


def kept_for(user: User, response: HttpResponse) -> HttpResponse:
    response.set_cookie(
        KEPT,
        whose(user.pk),
        max_age=SECONDS_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def cleared(response: HttpResponse) -> HttpResponse:
    """The browser throws away the kept page, what was typed on it, and the program that showed it."""
    response[CLEAR] = '"storage"'
    for mark in MARKS:
        response.delete_cookie(mark)
    return response


class LeavesWithItsOfficer:
    """Sends whoever signs out past the sheet when something on it is not sent, and clears the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.user.pk
        if LEAVING in request.COOKIES:
            if before is not None:
                logout(request)
            return cleared(self.get_response(request))
        sheet_of = request.headers.get(SENDER)
        if before is not None and sheet_of is not None and sheet_of != whose(before):
            return HttpResponse(status=409)
        if before is not None and (sheet := self.must_send_first(request)):
            return redirect(f"{reverse(sheet)}?{urlencode({'leaving': 'yes'})}")
        response = self.get_response(request)
        return cleared(response) if self.has_left(before, request) else response

    def must_send_first(self, request: HttpRequest) -> str | None:
        """The sheet to go past, so that nothing typed is lost by signing out on another page."""
        leaves = (
            request.method == "POST"
            and request.path == reverse("account_logout")
            and request.COOKIES.get(KEPT) == whose(request.user.pk or 0)
            and "even_so" not in request.POST
        )
        waiting = (sheet for mark, sheet in SHEETS.items() if mark in request.COOKIES)
        return next(waiting, None) if leaves else None

    def has_left(self, before: int | None, request: HttpRequest) -> bool:
        now = request.user.pk
        if before is not None and now != before:
            return True
        kept = request.COOKIES.get(KEPT)
        return kept is not None and now is not None and kept != whose(now)
