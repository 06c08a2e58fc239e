"""How does an officer put off what is due about a person, and bring it back?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.reminders import actions as reminders
from openprobation.rules import working_days
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments.permissions import Permission as Appointment
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.ui import wording

from . import forms
from .due import Clock, Dues, due_about
from .gathered import lines

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@permitted(Appointment.HOLD_A_DAY)
def later(request: SignedInRequest, crn: str) -> HttpResponse:
    """Put off what is due about one person, in this officer's own lists alone."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    due = due_of(person, officer=request.user, at=at, on=on).now
    if not due:
        messages.info(request, _("Nothing is due from you about this person now."))
        return redirect("practitioner:day")
    (line,) = due
    form = open_form(
        request,
        forms.Later,
        matters=[
            (each.matter, each.what, _("Due %(day)s") % {"day": wording.day(each.due_on)})
            for each in line.clocks
        ],
        days=list(days_offered(line.clocks, on=on)),
        initial={"matters": [each.matter for each in line.clocks]},
    )

    def act() -> str:
        until = date.fromisoformat(form.cleaned_data["until"])
        reminders.put_off(
            person_id=person.id,
            matters=form.cleaned_data["matters"],
            until=until,
            by=request.user,
            at=at,
        )
        messages.success(
            request,
            _("Put off: you will be reminded about %(name)s on %(day)s.")
            % {"name": person.name, "day": wording.day(until)},
        )
        return reverse("practitioner:day")

    return answer(request, form, act) or render(
        request, "practitioner/later.html", {"form": form, "person": person, "line": line}
    )


@require_POST
@permitted(Appointment.HOLD_A_DAY)
def bring_back(request: SignedInRequest, crn: str) -> HttpResponse:
    """Show again at once all that this officer put off about one person."""
    person = open_person(request, crn)
    reminders.bring_back(person_ids=person.ids, by=request.user, at=clock.now())
    messages.success(request, _("Back on your day: %(name)s.") % {"name": person.name})
    return redirect("practitioner:due")


def due_of(person: Handle, *, officer: User, at: datetime, on: date) -> Dues:
    """What is due about one person from whoever holds the case; nothing from anybody else."""
    case_ids = [pk for pk in allocations.cases_of(officer.pk, at) if pk in person.ids]
    return due_about_cases(case_ids, officer=officer, at=at, on=on)


def due_for(officer: User, *, at: datetime, on: date) -> Dues:
    """Everybody about whom something is due, for the page of that alone."""
    return due_about_cases(allocations.cases_of(officer.pk, at), officer=officer, at=at, on=on)


def due_about_cases(case_ids: Collection[int], *, officer: User, at: datetime, on: date) -> Dues:
    found = lines(case_ids, viewer=officer, at=at, on=on)
    about = [(found[pk].person, found[pk].clocks) for pk in case_ids]
    return due_about(about, officer=officer, at=at, on=on)


def days_offered(
    clocks: Collection[Clock], *, on: date
) -> Iterator[tuple[str, str] | tuple[str, str, str]]:
    """The next two working days, a week on and the last there may be, and what becomes overdue by then."""
    latest = on + reminders.LONGEST
    days = [
        *working_days.working_days_after(on, 2),
        working_days.next_working_day(on + timedelta(weeks=1)).day,
        working_days.last_working_day(latest),
    ]
    for day in sorted({day for day in days if on < day <= latest}):
        late = [each.what for each in clocks if on <= each.due_on < day]
        hint = _("Overdue by then: %(what)s") % {"what": ", ".join(late)} if late else ""
        yield (day.isoformat(), wording.day(day), hint)
