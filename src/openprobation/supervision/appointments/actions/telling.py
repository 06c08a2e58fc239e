"""What is a person told about a meeting, and when does the message leave?

A text goes only to a mobile the officer confirmed and marked safe. A confirmation waits for the ten
minutes in which the act can be undone; a reminder leaves one day before, which is what works best.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from openprobation.foundation.messaging import actions as messaging
from openprobation.rules.appointments import at_same_time, local
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.appointments import AppointmentKind
from openprobation.vocabulary.messaging import Channel

from ..models import Appointment
from ..queries.entries import ONE_DAY

WELSH = "cy"
ENGLISH = "en-gb"


def confirm(
    appointments: Sequence[Appointment],
    *,
    person: persons.Handle,
    at: datetime,
    moved: bool = False,
) -> None:
    """Put in the outbox what was arranged, once for a whole series, and a reminder for each."""
    to_come = [each for each in appointments if each.starts_at > at + messaging.UNDO_TIME]
    mobile = mobile_of(person, at=at) if to_come else ""
    if not mobile:
        return
    with override(language_of(person)):
        first = to_come[0]
        messaging.write(
            key=confirmation_key(first),
            channel=Channel.TEXT,
            to=mobile,
            body=confirmation(to_come, called=person.called, moved=moved),
            person_id=person.id,
            at=at,
        )
        for appointment in to_come:
            leaves_at = at_same_time(
                appointment.starts_at, local(appointment.starts_at).date() - ONE_DAY
            )
            if leaves_at > at + messaging.UNDO_TIME:
                messaging.write(
                    key=reminder_key(appointment),
                    channel=Channel.TEXT,
                    to=mobile,
                    body=reminder(appointment, called=person.called),
                    person_id=person.id,
                    at=at,
                    wait=leaves_at - at,
                )


def mobile_of(person: persons.Handle, *, at: datetime) -> str:
    """The number a text may safely go to, on whichever of the person's records; "" for none."""
    numbers = persons.text_numbers(person.ids, on=local(at).date(), confirmed=True)
    return next((numbers[pk] for pk in person.ids if pk in numbers), "")


def take_back(appointment: Appointment) -> None:
    """Take back what has not left about an appointment that will not be."""
    messaging.withdraw(confirmation_key(appointment), reminder_key(appointment))


def put_back(appointment: Appointment, *, at: datetime) -> None:
    """Let a reminder wait again that was taken back, where its moment is still to come."""
    messaging.put_back(confirmation_key(appointment), reminder_key(appointment), at=at)


def confirmation_key(appointment: Appointment) -> str:
    return f"appointment.{appointment.pk}.confirmation"


def reminder_key(appointment: Appointment) -> str:
    return f"appointment.{appointment.pk}.reminder"


def language_of(person: persons.Handle) -> str:
    return WELSH if person.language == "Welsh" else ENGLISH


def confirmation(appointments: Sequence[Appointment], *, called: str, moved: bool) -> str:
    first, rest = appointments[0], appointments[1:]
    opening = _("Your appointment has moved.") if moved else _("You have a new appointment.")
    parts = [_("Hello %(name)s.") % {"name": called}, opening, meeting(first)]
    if rest:
        days = ", ".join(short_day(each) for each in rest)
        parts.append(_("Then at the same time on: %(days)s.") % {"days": days})
    return " ".join((*parts, cannot_come(first)))


def reminder(appointment: Appointment, *, called: str) -> str:
    greeting = _("Hello %(name)s. A reminder for tomorrow.") % {"name": called}
    return " ".join((greeting, meeting(appointment), cannot_come(appointment)))


def meeting(appointment: Appointment) -> str:
    """When, with whom and where, in words anybody reads at once."""
    words = {
        "officer": appointment.officer.name,
        "when": when(appointment),
        "where": where(appointment),
    }
    if appointment.kind == AppointmentKind.TELEPHONE:
        return _("%(officer)s will call you on %(when)s.") % words
    if appointment.kind == AppointmentKind.HOME:
        return _("%(officer)s will come to see you at home on %(when)s.") % words
    if words["where"]:
        return _("See %(officer)s on %(when)s at %(where)s.") % words
    return _("See %(officer)s on %(when)s.") % words


def when(appointment: Appointment) -> str:
    starts = local(appointment.starts_at)
    clock = f"{starts:%-I:%M}{starts:%p}".lower().replace(":00", "")
    return _("%(day)s at %(clock)s") % {"day": date_format(starts, "l j F"), "clock": clock}


def short_day(appointment: Appointment) -> str:
    return date_format(local(appointment.starts_at), "j F")


def where(appointment: Appointment) -> str:
    office = appointment.office
    parts = [office.name, office.address, office.postcode] if office else []
    return ", ".join(part for part in (*parts, appointment.place) if part)


def cannot_come(appointment: Appointment) -> str:
    number = appointment.officer.telephone or (
        appointment.office.telephone if appointment.office else ""
    )
    if number:
        return _("If you cannot come, call %(number)s.") % {"number": number}
    return _("If you cannot come, tell us as soon as you can.")
