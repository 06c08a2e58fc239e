"""What becomes of meetings still to come when another officer gets the case? They are kept, with the new officer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from openprobation.foundation.audit.actions import entry, record_many
from openprobation.foundation.identity.models import User
from openprobation.foundation.messaging import actions as messaging
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.appointments import AppointmentState

from ..models import Appointment, AppointmentChange
from . import booking, telling

WHY = "The officer changed."


@transaction.atomic
def follow_officers(
    *, changes: Mapping[int, tuple[int, int]], by: User, at: datetime
) -> list[Appointment]:
    """Put the new officer in every meeting still to come with the officer before.

    `changes`: person id → (officer before, officer now). Day, time and place stay; meetings with
    others stay with them. The rights are the caller's. Eleven queries, however many.
    """
    people = persons.by_ids(changes)
    kept = {pk: person for person in people.values() for pk in person.ids}
    officers = User.objects.in_bulk({now for _before, now in changes.values()})
    to_come = (
        Appointment.objects.planned()
        .filter(
            person_id__in=kept,
            officer_id__in={before for before, _now in changes.values()},
            starts_at__gt=at,
        )
        .select_related("officer", "office")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    following = [each for each in to_come if changes[kept[each.person_id].id][0] == each.officer_id]
    if not following:
        return []
    for each in following:
        each.officer = officers[changes[kept[each.person_id].id][1]]
        each.version += 1
    Appointment.objects.bulk_update(following, ["officer", "version"])
    lines = contacts.supersede_references(
        {each: booking.summary(each) for each in following}, why=WHY, by=by, at=at
    )
    AppointmentChange.objects.bulk_create(
        AppointmentChange(
            appointment=each,
            before=AppointmentState.PLANNED,
            after=AppointmentState.PLANNED,
            why=WHY,
            line=lines[each],
            by=by,
            at=at,
        )
        for each in following
        if each in lines
    )
    say_who_now(following, people=kept)
    record_many(
        entry(
            "appointment.officer.changed",
            on=each,
            by=by.username,
            at=at,
            officer=each.officer.username,
        )
        for each in following
    )
    return following


def say_who_now(following: list[Appointment], *, people: Mapping[int, persons.Handle]) -> None:
    """What has not left yet about these meetings names the new officer and their number."""
    bodies = {}
    for each in following:
        person = people[each.person_id]
        with override(telling.language_of(person)):
            bodies[telling.reminder_key(each)] = telling.reminder(each, called=person.called)
    messaging.reword(bodies)
