"""The page on which it is seen who cannot finish in time, and what rate would do."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules.unpaid_work import spoken
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments.permissions import Permission as Appointment
from openprobation.vocabulary.organisations import TeamKind

from .. import policies, queries
from ..permissions import Permission

MOST = 200


@permitted(Permission.RUN)
def control(request: SignedInRequest) -> HttpResponse:
    """Six, nine and twelve months: the worst first. An officer sees their own cases, a team its own."""
    at, on = clock.now(), clock.today()
    theirs = authority(request.user, at)
    person_ids = set(queries.people_of_teams(theirs.team_ids, on=on))
    if theirs.may(Permission.KEEP_PROJECTS):
        units = organisations.teams(on=on)
        team_ids = [
            each.id
            for each in units.values()
            if each.id in theirs.team_ids
            or (each.unit_id in theirs.unit_ids and each.kind is TeamKind.SUPERVISION)
        ]
        person_ids |= set(allocations.people_of(team_ids, at))
    elif theirs.may(Appointment.HOLD_A_DAY):
        person_ids |= set(allocations.cases_of(request.user.pk, at))
    found = queries.controlled(person_ids, on=on, at=at)
    owing = [line for line in found if line.control.left]
    shown = owing[:MOST]
    who = queries.people({line.person_id for line in shown}, viewer=request.user, at=at)
    record("unpaid_work.control.list_viewed", by=request.user.username, at=at, people=len(shown))
    return render(
        request,
        "unpaid_work/control.html",
        {
            "lines": [(line, who[line.person_id]) for line in shown],
            "in_all": len(owing),
            "late": sum(line.control.cannot_finish for line in owing),
            "rule": policies.control_policy(on),
            "spoken": spoken,
            "may_view": theirs.may(Permission.VIEW),
            "may_longer": theirs.may(Permission.LONGER),
        },
    )
