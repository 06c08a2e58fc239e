"""How does any page open a person? Every look is audited; beyond one's relation it takes a reason.

    person = open_person(request, crn)

gives a `persons.queries.Handle`, or raises: not found for those who are not practitioners, and
`NotOpen` for a record that needs a reason or is restricted, which `AskForAReason` turns into that
page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.actions import keep
from openprobation.foundation.drafts.web.writing import SignedInRequest
from openprobation.supervision.persons import queries
from openprobation.supervision.persons.permissions import Permission


class NotOpen(Exception):
    """The record is there, and is not open to this viewer."""

    def __init__(self, crn: str) -> None:
        super().__init__(crn)
        self.crn = crn


def open_person(request: SignedInRequest, crn: str, *, page: str = "") -> queries.Handle:
    """The person, when the viewer may see them; writes one audit line.

    Six queries at most, however big the record.
    """
    at = clock.now()
    theirs = authority(request.user, at)
    if not theirs.may(Permission.VIEW):
        raise Http404
    person = queries.by_crn(crn)
    if person is None:
        raise Http404
    standing = access.standing("person", person.id, to=request.user, at=at)
    if not standing.is_open:
        if not theirs.may(Access.OPEN_WITH_REASON):
            raise Http404
        raise NotOpen(person.crn)
    record(
        "person.viewed",
        by=request.user.username,
        at=at,
        person_id=person.id,
        page=page or (request.resolver_match.view_name if request.resolver_match else ""),
        in_relation=standing.in_relation,
    )
    return person.seen(in_relation=standing.in_relation, look_until=standing.look_until)


class AskForAReason:
    """Turns a record that is not open into the page that asks why, and back again afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, NotOpen):
            return None
        if request.method == "POST":
            keep_typed(request)
        address = reverse("practitioner:open", args=[fault.crn])
        return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


def keep_typed(request: HttpRequest) -> None:
    """A look may run out while somebody writes: what they sent is kept for when it is open again."""
    user = cast(SignedInRequest, request).user
    fields = {name: [str(v) for v in values] for name, values in request.POST.lists()}
    keep(user=user, path=request.path, fields=fields, at=clock.machine_now())
