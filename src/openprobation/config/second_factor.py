"""Who needs more than a password to sign in? One dated table a manager can read, and what holds it.

A post whose role is in the table cannot be used until its holder has shown, in this very session, a
passkey or a code. Until then every page leads to the page where one is added, and to nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.drafts import actions as drafts
from openprobation.foundation.identity import factors
from openprobation.foundation.identity.models import User
from openprobation.rules.policy import Dated, Timeline
from openprobation.vocabulary.access import Role

NEEDS_ONE = Timeline(
    "sign_in.second_factor",
    "Posts that need a second step at sign-in",
    (
        Dated(
            date(2017, 1, 1),
            frozenset(
                {
                    Role.ADMINISTRATOR,
                    Role.HEAD,
                    Role.INSPECTOR,
                    Role.LEAD_INSPECTOR,
                    Role.EDITOR,
                }
            ),
            "ours: they open accounts, or see records of a whole area",
            100,
        ),
    ),
)

STILL_OPEN = frozenset(
    {
        "mfa_index",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_logout",
    }
)
"""Pages, by name, for somebody who has yet to add one."""


def is_needed(user: User, at: datetime) -> bool:
    """Whether a post the user holds on that day needs it. In the demonstration none does."""
    if not settings.SECOND_FACTOR_ENFORCED:
        return False
    rule = NEEDS_ONE.find(timezone.localdate(at))
    return rule is not None and not rule.value.isdisjoint(authority(user, at).roles)


class NobodyGoesWithout:
    """Leads whoever lacks what their post needs to where it is added; pages are asked after addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or factors.is_proven(request):
            return None
        if not is_needed(user, clock.now()):
            return None
        if factors.has_factor(user):
            # This session began before there was one: the next one begins with it.
            return self.led(request, user, reverse(settings.LOGIN_URL), signs_out=True)
        if request.resolver_match and request.resolver_match.view_name in STILL_OPEN:
            return None
        return self.led(request, user, reverse("mfa_index"), signs_out=False)

    def led(self, request: HttpRequest, user: User, to: str, *, signs_out: bool) -> HttpResponse:
        typed = {name: [str(v) for v in values] for name, values in request.POST.lists()}
        kept = drafts.keep(user=user, path=request.path, fields=typed, at=clock.machine_now())
        if signs_out:
            logout(request)
        if kept:
            messages.info(request, _("We kept what you typed."))
        if is_part_of_a_page(request):
            return HttpResponse(status=403, headers={"HX-Redirect": to})
        return redirect(to)


def is_part_of_a_page(request: HttpRequest) -> bool:
    """Asked for by a script, which would put another page's markup where data should be."""
    return (
        "HX-Request" in request.headers
        or request.headers.get("Sec-Fetch-Dest") == "empty"
        or "json" in request.headers.get("Accept", "")
    )
