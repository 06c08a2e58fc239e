"""The person's own page, on a phone, in the evening."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record
from openprobation.selfservice.sign_in.web.session import of_a_person
from openprobation.supervision.persons.queries import Handle

from .. import queries


@require_safe
@of_a_person
def home(request: HttpRequest, person: Handle) -> HttpResponse:
    """My next appointment, how far I have come, and whom to ring (moment 10)."""
    at, on = clock.now(), clock.today()
    record("selfservice.viewed", by=person.crn, at=at, person_id=person.id)
    return render(
        request,
        "my_case/home.html",
        {"person": person, "mine": queries.my_case(person, at=at, on=on), "today": on},
    )
