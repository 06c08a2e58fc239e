"""Pages about what somebody failed to do and what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons.web.opening import open_person

from .. import queries
from ..permissions import Permission
from ..queries.breach import breaches_of


@permitted(Permission.VIEW)
def record(request: SignedInRequest, crn: str) -> HttpResponse:
    """Every failure and warning of a person, and which warnings still count."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    return render(
        request,
        "enforcement/record.html",
        {
            "person": person,
            "banner": {
                "name": person.name,
                "crn": person.crn,
                "preferred_name": person.preferred_name,
                "address": reverse("practitioner:person", args=[person.crn]),
            },
            "holder": allocations.holder(person.ids, at),
            "on": on,
            "failures": queries.failures_of(person.ids),
            "warnings": queries.warnings_of(person.ids),
            "breaches": breaches_of(person.ids),
            "may_prepare": may(request.user, Permission.PREPARE_PACK, at=at),
        },
    )
