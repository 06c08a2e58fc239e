"""How does any page open a person? Every look is audited; beyond one's relation it takes a reason.

    person = open_person(request, crn)

gives a `persons.queries.Handle`, or raises: not found for those who are not practitioners;
`NotOpen` for a record that needs a reason or is restricted, which `AskForAReason` turns into that
page; and `JoinedIntoAnother` for a record joined into another, whose pages lead to those of the one
kept. A form sent to a joined record is an act on the one kept: nothing typed is lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

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

    def __init__(self, crn: str, asked: str) -> None:
        super().__init__(crn)
        self.crn = crn
        self.asked = asked


class JoinedIntoAnother(Exception):
    """The record asked for was joined into another: the same page of that one is the answer."""

    def __init__(self, crn: str, kept: str) -> None:
        super().__init__(crn, kept)
        self.crn = crn
        self.kept = kept


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
    is_joined = crn.strip().upper() != person.crn
    if is_joined and request.method in ("GET", "HEAD"):
        raise JoinedIntoAnother(crn, person.crn)
    standing = access.standing("person", person.id, to=request.user, at=at)
    if not standing.is_open:
        if not theirs.may(Access.OPEN_WITH_REASON):
            raise Http404
        raise NotOpen(person.crn, crn)
    record(
        "person.viewed",
        by=request.user.username,
        at=at,
        person_id=person.id,
        page=page or (request.resolver_match.view_name if request.resolver_match else ""),
        in_relation=standing.in_relation,
    )
    if is_joined:
        say_joined(request, crn, person.crn)
    return person.seen(in_relation=standing.in_relation, look_until=standing.look_until)


class AskForAReason:
    """Turns a record that is not open into the page that asks why, and back again afterwards.

    And a record joined into another into the one kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, JoinedIntoAnother):
            say_joined(request, fault.crn, fault.kept)
            return redirect(led(request.get_full_path(), fault.crn, fault.kept))
        if not isinstance(fault, NotOpen):
            return None
        if request.method == "POST":
            keep_typed(request, path=led(request.path, fault.asked, fault.crn))
        address = reverse("practitioner:open", args=[fault.crn])
        following = led(request.get_full_path(), fault.asked, fault.crn)
        return redirect(f"{address}?{urlencode({'next': following})}")


def say_joined(request: HttpRequest, crn: str, kept: str) -> None:
    """Whoever asked for one record and sees another must know why."""
    messages.info(
        request,
        _("%(crn)s was joined into %(kept)s. This is the record of both.")
        % {"crn": crn.upper(), "kept": kept},
    )


def led(path: str, crn: str, kept: str) -> str:
    """The address of the same page of the record kept."""
    return path.replace(f"/{crn}/", f"/{kept}/", 1)


def keep_typed(request: HttpRequest, *, path: str) -> None:
    """A look may run out while somebody writes: what they sent is kept for when it is open again."""
    user = cast(SignedInRequest, request).user
    fields = {name: [str(v) for v in values] for name, values in request.POST.lists()}
    keep(user=user, path=path, fields=fields, at=clock.machine_now())
