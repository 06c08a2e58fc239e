"""The demonstration's doors. In service mode these addresses do not exist."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import now

from . import doors
from .stories import PERSON_MOBILE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Step through a door: sign in as whoever stands behind it."""
    door = doors.door(request.POST.get("door", ""))
    if door is None:
        raise Http404
    if door.role is None:
        logout(request)
        return redirect(f"{reverse(door.opens)}?{urlencode({'number': PERSON_MOBILE})}")
    user = doors.who_stands_behind(door)
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    record("demonstration.entered", on=user, by=user.username, at=now(), door=door.name)
    return redirect(door.opens)
