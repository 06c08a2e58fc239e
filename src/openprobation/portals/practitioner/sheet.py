"""What does an officer take into the corridor? The sheet for the day, which works with no signal.

The page is plain and printable. With JavaScript, and once the officer asks for it, the device keeps
this page alone until they sign out: static/practitioner/sheet.js, docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.appointments.permissions import Permission as Appointment
from openprobation.supervision.appointments.web.forms import OTHER_OUTCOMES
from openprobation.supervision.appointments.web.showing import WEIGHS
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.appointments import USUAL_OUTCOMES
from openprobation.vocabulary.risk import RegistrationKind

from .device import kept_for, whose
from .joined import every
from .somebody import Somebody, records_open, somebodies

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

MOST_TO_LOG = 50
WORKER = Path(__file__).parent / "static" / "practitioner" / "worker.js"


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting of the sheet, and what must be known before deciding what came of it."""

    entry: appointments.DayEntry
    person: Somebody
    version: int
    to_know: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    on: date
    today: list[Line]
    to_log: list[Line]
    to_log_in_all: int


def sheet_of(officer: User, *, at: datetime, on: date) -> Sheet:
    """The officer's sheet. Twelve queries, however many meetings."""
    today = appointments.day(officer.pk, on)
    waiting = appointments.to_log(officer.pk, at, limit=MOST_TO_LOG)
    shown = {entry.id for entry in today}
    earlier = [entry for entry in waiting.entries if entry.id not in shown]
    entries = [*today, *earlier]
    people = somebodies({entry.person_id for entry in entries}, viewer=officer, at=at)
    versions = appointments.versions([entry.id for entry in entries])
    known = what_to_know(people.values(), on=on)

    def line(entry: appointments.DayEntry) -> Line:
        person = people[entry.person_id]
        return Line(entry, person, versions[entry.id], known.get(person.id, ()))

    return Sheet(
        on=on,
        today=[line(entry) for entry in today],
        to_log=[line(entry) for entry in earlier],
        to_log_in_all=waiting.count - sum(entry.is_to_log(at) for entry in today),
    )


def what_to_know(people: Collection[Somebody], *, on: date) -> dict[int, tuple[str, ...]]:
    """Staff's own safety, then what weighs before an absence is held against somebody. Two queries.

    Nothing else of the record is taken into the corridor.
    """
    records = records_open(people)
    circumstances = persons.circumstances_of(records, on=on)
    adjustments = persons.adjustments_of(records, on=on)
    found: dict[int, tuple[str, ...]] = {}
    for person in people:
        if person.is_masked:
            continue
        kinds = [
            *(f.kind for f in person.flags if f.kind is RegistrationKind.STAFF_SAFETY),
            *(kind for kind in every(circumstances, person.ids) if kind in WEIGHS),
            *every(adjustments, person.ids),
        ]
        words = [str(kind.label) for kind in kinds]
        if person.interpreter:
            words.insert(0, person.interpreter)
        found[person.id] = tuple(dict.fromkeys(words))
    return found


# ── Pages ──────────────────────────────────────────────────────────────────────────────────
@permitted(Appointment.HOLD_A_DAY)
def sheet(request: SignedInRequest) -> HttpResponse:
    """The sheet for the day, as the record has it now (moment 2)."""
    at, on = clock.now(), clock.today()
    return private(
        render(
            request,
            "practitioner/sheet.html",
            {
                "sheet": sheet_of(request.user, at=at, on=on),
                "on": on,
                "at": at,
                "may_arrange": may(request.user, Appointment.ARRANGE, at=at),
                "may_record": may(request.user, Appointment.RECORD_OUTCOME, at=at),
                **kept_with(request.user, at=at, on=on),
            },
        )
    )


@permitted(Appointment.HOLD_A_DAY)
def left(request: SignedInRequest) -> HttpResponse:
    """What stays of a kept sheet when its day is over: nobody's name, and what was typed and not sent."""
    at, on = clock.now(), clock.today()
    context = {"sheet": None, "on": on, "at": at, **kept_with(request.user, at=at, on=on)}
    return private(render(request, "practitioner/sheet.html", context))


def kept_with(officer: User, *, at: datetime, on: date) -> dict[str, object]:
    """Whose the page is, which day's, and how long it may be kept: by no clock of the device's."""
    _start, end = appointments.day_bounds(on)
    return {
        "owner": whose(officer.pk),
        "seconds_left": int((end - at).total_seconds()),
        "usual": USUAL_OUTCOMES,
        "others": OTHER_OUTCOMES,
    }


@require_POST
@permitted(Appointment.HOLD_A_DAY)
def keep(request: SignedInRequest) -> HttpResponse:
    """The officer takes the sheet on this device. It is written down, and the device is marked."""
    at = clock.now()
    record("day.sheet.kept", on=request.user, by=request.user.username, at=at)
    return kept_for(request.user, HttpResponse(status=204))


def worker(request: HttpRequest) -> HttpResponse:
    """The program that answers for the sheet when there is no signal. Its folder is all it sees."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def private(response: HttpResponse) -> HttpResponse:
    """No copy is kept but the one the officer asks for."""
    response["Cache-Control"] = "no-store"
    return response
