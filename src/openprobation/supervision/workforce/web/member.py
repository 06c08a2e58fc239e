"""What has a member of staff, and who looks after them? Their own page, and their manager's view of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.foundation.identity import queries as identity

from .. import queries
from ..permissions import Permission

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose page it is, and how the viewer stands to them."""

    id: int
    name: str
    is_own: bool


def managed(request: SignedInRequest, pk: int) -> Whose:
    """The member of staff, to who manages them; nobody else learns that there is one."""
    user = identity.by_id(pk)
    if user is None or not queries.manages(request.user, pk, at=clock.now()):
        raise Http404
    return Whose(user.pk, user.name, is_own=False)


def own_or_managed(request: SignedInRequest, pk: int) -> Whose:
    """One's own, or of somebody one manages."""
    if pk == request.user.pk:
        return mine(request.user)
    return managed(request, pk)


def mine(user: User) -> Whose:
    return Whose(user.pk, user.name, is_own=True)


@permitted(Permission.VIEW_OWN)
def own(request: SignedInRequest) -> HttpResponse:
    """One's own hours, supervision, practice seen and training."""
    return page(request, mine(request.user))


@permitted(Permission.VIEW_TEAM)
def of(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same of somebody one manages, with what can be written."""
    return page(request, managed(request, pk))


def page(request: SignedInRequest, whose: Whose) -> HttpResponse:
    on, at = clock.today(), clock.now()
    theirs = authority(request.user, at)
    return render(
        request,
        "workforce/member.html",
        {
            "whose": whose,
            "member": queries.member(whose.id, on=on),
            "support": queries.support([whose.id], on=on)[whose.id],
            "weeks": queries.week_by_week(whose.id, on=on),
            "reckoned": queries.reckoned(on),
            "asked": queries.asked(whose.id, on=on) if whose.is_own else None,
            "on": on,
            "may_keep": not whose.is_own and theirs.may(Permission.KEEP_STAFF),
            "may_supervise": not whose.is_own and theirs.may(Permission.SUPERVISE),
            "may_read_reason": whose.is_own or theirs.may(Permission.VIEW_ABSENCE_REASON),
            "title": _("My work") if whose.is_own else whose.name,
        },
    )
