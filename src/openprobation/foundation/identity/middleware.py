"""When is a quiet session signed out?"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from openprobation.foundation.clock import machine_now


class SignedOutAfterQuiet:
    """Signs out a session nobody has used for a while. What was typed is kept by `foundation.drafts`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment = int(machine_now().timestamp())
            seen = request.session.get("seen_at")
            if seen is not None and moment - seen > settings.SESSION_QUIET_MINUTES * 60:
                request.signed_out_name = request.user.get_username()  # type: ignore[attr-defined]
                logout(request)
            elif seen is None or abs(moment - seen) > 60:  # ahead: the machine's clock went back
                # Once a minute, so that reading a page is not a write to the session each time.
                request.session["seen_at"] = moment
        return self.get_response(request)
