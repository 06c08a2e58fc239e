"""What there is to keep, who may do what, and which looks wait for a manager."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.foundation.access import overseeing
from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import may
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.foundation.organisations import keeping
from openprobation.foundation.organisations.permissions import Permission as Organisation
from openprobation.foundation.watching.permissions import Permission as Watching
from openprobation.supervision.iom.permissions import Permission as Iom
from openprobation.supervision.redactions import queries as redactions

from .roles import by_right, by_role


@require_safe
@permitted(Organisation.KEEP_ORGANISATIONS, Organisation.KEEP_ACCOUNTS, Access.RESTRICT)
def home(request: SignedInRequest) -> HttpResponse:
    """What there is, and what waits."""
    at, on = clock.now(), clock.today()
    waiting = overseeing.looks_waiting(on=on)
    may_watch = may(request.user, Watching.WATCH, at=at)
    return render(
        request,
        "administration/home.html",
        {
            "counts": keeping.counts(on),
            "lists": len({line.record_id for line in access.restrictions(at=at)}),
            "requests": len(access.requests_waiting()),
            "looks": sum(line.looks for line in waiting),
            "may_watch": may_watch,
            "may_seat": may(request.user, Iom.SEAT, at=at),
            "past_its_time": redactions.latest_plan() if may_watch else None,
        },
    )


@require_safe
@permitted(Organisation.KEEP_ORGANISATIONS, Organisation.KEEP_ACCOUNTS)
def roles(request: SignedInRequest) -> HttpResponse:
    """Who may do what, as it is now."""
    return render(request, "administration/roles.html", {"roles": by_role(), "groups": by_right()})


@require_safe
@permitted(Access.RESTRICT, Access.REVIEW_LOOKS)
def looks(request: SignedInRequest) -> HttpResponse:
    """How many looks wait for a manager, by team. Reviewing them is a manager's."""
    at, on = clock.now(), clock.today()
    return render(
        request,
        "administration/looks.html",
        {
            "waiting": overseeing.looks_waiting(on=on),
            "today": on,
            "may_review": may(request.user, Access.REVIEW_LOOKS, at=at),
        },
    )
