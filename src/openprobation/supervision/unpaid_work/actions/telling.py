"""What is a person told about a place on a project, and by what?

A text goes as one about an appointment does: only to a mobile the officer confirmed and marked safe, in
the person's language, after the ten minutes in which the act can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from openprobation.foundation.messaging import actions as messaging
from openprobation.supervision.appointments.actions.telling import language_of, mobile_of
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.messaging import Channel
from openprobation.vocabulary.unpaid_work import Frequency

from ..models import Allocation, WorkAppointment


def of_place(
    allocation: Allocation,
    planned: Sequence[WorkAppointment],
    *,
    person: persons.Handle,
    at: datetime,
) -> None:
    """Where to be, when first and how often after that."""
    first = next((each for each in planned if each.allocation_id == allocation.pk), None)
    if first is None:
        return
    with override(language_of(person)):
        often = {
            Frequency.WEEKLY: _("Then every week on that day."),
            Frequency.FORTNIGHTLY: _("Then every second week on that day."),
            Frequency.ONCE: "",
        }[Frequency(allocation.frequency)]
        body = [
            _("Hello %(name)s.") % {"name": person.called},
            _("You have a place on unpaid work: %(project)s, %(place)s.")
            % {"project": allocation.project.name, "place": allocation.project.place},
            _("Come on %(day)s from %(start)s to %(end)s.")
            % {
                "day": date_format(first.on, "l j F"),
                "start": clock(first.start),
                "end": clock(first.end),
            },
            often,
            cannot_come(allocation),
        ]
        write(place_key(allocation), body, person=person, at=at)


def of_end(allocation: Allocation, *, person: persons.Handle, at: datetime) -> None:
    """Not to come any more: nothing, where the text about the place has not left yet."""
    if messaging.withdraw(place_key(allocation)):
        return
    with override(language_of(person)):
        body = [
            _("Hello %(name)s.") % {"name": person.called},
            _("Your place on unpaid work at %(project)s has ended: do not come there any more.")
            % {"project": allocation.project.name},
            _("Ask your officer what comes next."),
        ]
        write(f"unpaid_work.allocation.{allocation.pk}.ended", body, person=person, at=at)


def write(key: str, body: Sequence[str], *, person: persons.Handle, at: datetime) -> None:
    mobile = mobile_of(person, at=at)
    if mobile:
        messaging.write(
            key=key,
            channel=Channel.TEXT,
            to=mobile,
            body=" ".join(part for part in body if part),
            person_id=person.id,
            at=at,
        )


def place_key(allocation: Allocation) -> str:
    return f"unpaid_work.allocation.{allocation.pk}.place"


def clock(moment: time) -> str:
    return f"{moment:%-I:%M}{moment:%p}".lower().replace(":00", "")


def cannot_come(allocation: Allocation) -> str:
    number = allocation.project.team.duty_number
    if number:
        return _("If you cannot come, call %(number)s.") % {"number": number}
    return _("If you cannot come, tell us as soon as you can.")
