"""Which requests to remove words wait for a second person?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.redactions import queries as redactions
from openprobation.supervision.redactions.permissions import Permission as Redaction

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One request, whose it is about and whether the viewer may answer it."""

    asked: redactions.Asked
    crn: str
    name: str
    is_own: bool


def waiting(viewer: User, *, at: datetime) -> list[Line]:
    """Requests about records open to the viewer, oldest first. Six queries at most."""
    found = redactions.waiting_for(viewer, at=at)
    named = persons.named({each.person_id for each in found})
    return [
        Line(
            each,
            named[each.person_id].crn,
            named[each.person_id].name,
            each.asked_by_id == viewer.pk,
        )
        for each in found
    ]


@permitted(Redaction.CONFIRM)
def removals(request: SignedInRequest) -> HttpResponse:
    """Words that somebody asked to remove, waiting for a second person."""
    lines = waiting(request.user, at=clock.now())
    return render(request, "manager/removals.html", {"lines": lines})
