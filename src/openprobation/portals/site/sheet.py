"""What does a supervisor take to the van? The people due today, which works with no signal (moment 14).

The machinery is the officer's corridor sheet's: the same script, worker and marks on the device
(portals/practitioner/device.py, docs/decisions/0014). What is sent goes to the page that marks one
person, by its own rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.portals.practitioner.device import kept_for, whose
from openprobation.portals.practitioner.sheet import private, what_to_know
from openprobation.portals.practitioner.sheet import worker as the_worker
from openprobation.portals.practitioner.somebody import Somebody, somebodies
from openprobation.rules.unpaid_work import spoken
from openprobation.supervision.appointments.queries import day_bounds
from openprobation.supervision.unpaid_work import queries
from openprobation.supervision.unpaid_work.permissions import Permission
from openprobation.vocabulary.unpaid_work import AttendanceMark

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

STILL_TO_MARK = timedelta(days=14)
MARKS = (
    AttendanceMark.PRESENT,
    AttendanceMark.LATE,
    AttendanceMark.ABSENT,
    AttendanceMark.SENT_HOME,
    AttendanceMark.FAILED,
)
"""A whole day is stood down on its project's page, for everybody at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person's day, and what must be known at the van: hours left, warnings, limits."""

    day: queries.DayOfWork
    person: Somebody
    far: queries.Progress | None
    to_know: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    project: queries.ProjectDay
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Sheet:
    groups: list[Group]
    earlier: list[Line]

    @property
    def due(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def sheet_of(supervisor: User, *, at: datetime, on: date) -> Sheet:
    """The people of the groups a supervisor takes today. Eighteen queries, however many people."""
    theirs = authority(supervisor, at)
    projects = queries.taken_by(supervisor.pk, organisation_ids=theirs.organisation_ids, on=on)
    ids = [each.id for each in projects]
    today = queries.due_on(on, ids)
    missed = queries.unmarked(ids, since=on - STILL_TO_MARK, before=on)
    lines = lines_of([*today, *missed], supervisor, at=at, on=on)
    return Sheet(
        groups=[
            Group(each, [line for line in lines[: len(today)] if line.day.project_id == each.id])
            for each in projects
            if each.due
        ],
        earlier=lines[len(today) :],
    )


def lines_of(
    days: Sequence[queries.DayOfWork], supervisor: User, *, at: datetime, on: date
) -> list[Line]:
    people = somebodies({each.person_id for each in days}, viewer=supervisor, at=at)
    known = what_to_know(people.values(), on=on)
    far = {
        each.obligation_id: each
        for lines in queries.progress({day.person_id for day in days}, on, at=at).values()
        for each in lines
    }
    return [
        Line(
            day,
            people[day.person_id],
            far.get(day.obligation_id),
            known.get(people[day.person_id].id, ()),
        )
        for day in days
    ]


# ── Pages ──────────────────────────────────────────────────────────────────────────────────
@permitted(Permission.MARK)
def sheet(request: SignedInRequest) -> HttpResponse:
    """The supervisor's sheet, as the record has it now."""
    at, on = clock.now(), clock.today()
    context = {"sheet": sheet_of(request.user, at=at, on=on), "spoken": spoken}
    return private(
        render(request, "site/sheet.html", {**context, **kept_with(request.user, at=at, on=on)})
    )


@permitted(Permission.MARK)
def left(request: SignedInRequest) -> HttpResponse:
    """What stays of a kept sheet when its day is over: nobody's name, and what was not sent."""
    at, on = clock.now(), clock.today()
    context = {"sheet": None, **kept_with(request.user, at=at, on=on)}
    return private(render(request, "site/sheet.html", context))


def kept_with(supervisor: User, *, at: datetime, on: date) -> dict[str, object]:
    _start, end = day_bounds(on)
    return {
        "on": on,
        "at": at,
        "owner": whose(supervisor.pk),
        "seconds_left": int((end - at).total_seconds()),
        "marks": MARKS,
        "present": AttendanceMark.PRESENT,
    }


@require_POST
@permitted(Permission.MARK)
def keep(request: SignedInRequest) -> HttpResponse:
    """The supervisor takes the sheet on this device. It is written down, and the device is marked."""
    record("unpaid_work.sheet.kept", on=request.user, by=request.user.username, at=clock.now())
    return kept_for(request.user, HttpResponse(status=204))


def worker(request: HttpRequest) -> HttpResponse:
    """The officer's program, for this sheet: it answers for the address it is registered for."""
    return the_worker(request)
