"""What does an officer need at 08:50? Today's people, outcomes to write down, clocks, and what changed overnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation.access import queries as access
from openprobation.rules import working_days
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.risk import HarmLevel

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

CLOCKS_SHOWN = 5
"""At most five nudges a day, the rest counted (product rule 7)."""
REVIEWS_WITHIN = timedelta(days=14)
ENDS_WITHIN = timedelta(days=28)
MANY_CASES = 50
"""Inspected quality falls above fifty cases an officer (HM Inspectorate of Probation, bulletin 2021/02)."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as a line shows them, or masked, when only the CRN and whom to ask are filled."""

    id: int
    crn: str
    name: str
    ask: str
    harm: HarmLevel | None
    flags: tuple[risk.Flag, ...]
    interpreter: str

    @property
    def is_masked(self) -> bool:
        return bool(self.ask)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One of today's appointments, or one whose outcome is still to be written."""

    entry: appointments.DayEntry
    person: Somebody
    is_to_log: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that must be done by a day."""

    person: Somebody
    what: str
    due_on: date
    working_days_left: int
    address: str
    act: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something about risk that somebody else wrote since the officer last worked."""

    person: Somebody
    what: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    meetings: list[Meeting]
    to_log: list[Meeting]
    to_log_in_all: int
    clocks: list[Clock]
    clocks_in_all: int
    changes: list[Change]
    since: datetime
    cases: int

    @property
    def is_overloaded(self) -> bool:
        return self.cases > MANY_CASES


def day_of(officer: User, *, at: datetime, on: date) -> Day:
    """The officer's whole day. One query a question, however many cases."""
    case_ids = allocations.cases_of(officer.pk, at)
    today = appointments.day(officer.pk, on)
    waiting = appointments.to_log(officer.pk, at)
    since = start_of_last_working_day(on)
    changed = risk.changed_since(case_ids, since)
    people = somebodies(
        {*case_ids, *(entry.person_id for entry in today), *(e.person_id for e in waiting.entries)},
        viewer=officer,
        at=at,
    )
    clocks = clocks_of(case_ids, people=people, at=at, on=on)
    return Day(
        on=on,
        meetings=[Meeting(entry, people[entry.person_id], entry.is_to_log(at)) for entry in today],
        to_log=[
            Meeting(entry, people[entry.person_id], True)
            for entry in waiting.entries
            if entry.id not in {e.id for e in today}
        ],
        to_log_in_all=waiting.count,
        clocks=clocks[:CLOCKS_SHOWN],
        clocks_in_all=len(clocks),
        changes=[
            Change(people[pk], change.what, change.at, change.by)
            for pk, written in changed.items()
            for change in written
            if change.by != officer.name and not people[pk].is_masked
        ],
        since=since,
        cases=len(case_ids),
    )


def somebodies(person_ids: set[int], *, viewer: User, at: datetime) -> dict[int, Somebody]:
    """People as lines show them, restricted ones masked: five queries for any number."""
    named = persons.named(person_ids)
    asks = access.masked(viewer, kind="person", record_ids=person_ids, at=at)
    harm = risk.harm(person_ids)
    flags = risk.flags(person_ids)
    return {
        pk: Somebody(pk, who.crn, "", asks[pk], None, (), "")
        if pk in asks
        else Somebody(
            pk,
            who.crn,
            who.name,
            "",
            harm[pk].overall if pk in harm else None,
            flags.get(pk, ()),
            who.language if who.interpreter_needed else "",
        )
        for pk, who in named.items()
    }


def start_of_last_working_day(on: date) -> datetime:
    """What happened since the evening of the last working day is news this morning."""
    (before,) = working_days.working_days_before(on, 1)
    start, _end = appointments.day_bounds(before)
    return start + timedelta(hours=17)


def clocks_of(
    case_ids: list[int], *, people: dict[int, Somebody], at: datetime, on: date
) -> list[Clock]:
    """What must be done by a day on the officer's cases: new people first, then by harm, then by day."""
    new = first_appointments(case_ids, people=people, at=at, on=on)
    later = [*reviews(case_ids, people=people, on=on), *endings(case_ids, people=people, on=on)]
    return sorted(new, key=lambda clock: (clock.due_on, clock.person.crn)) + sorted(
        later, key=lambda clock: (-harm_rank(clock.person), clock.due_on, clock.person.crn)
    )


def harm_rank(person: Somebody) -> int:
    return list(HarmLevel).index(person.harm) if person.harm else -1


def first_appointments(
    case_ids: list[int], *, people: dict[int, Somebody], at: datetime, on: date
) -> list[Clock]:
    """Cases new to the officer that nobody has arranged to see, with the day by which they must be."""
    new = {
        pk: holder.first_contact_by
        for pk, holder in allocations.holders(case_ids, at).items()
        if holder.first_contact_by is not None and not people[pk].is_masked
    }
    met = appointments.last_for(new, at).keys() | appointments.next_for(new, at).keys()
    return [
        Clock(
            people[pk],
            _("First appointment to arrange"),
            due_on,
            working_days.working_days_between(on, due_on),
            reverse("appointments:arrange", args=[people[pk].crn]),
            _("Arrange"),
        )
        for pk, due_on in new.items()
        if pk not in met
    ]


def reviews(case_ids: list[int], *, people: dict[int, Somebody], on: date) -> list[Clock]:
    """Registrations and MAPPA levels to look at again within a fortnight."""
    return [
        Clock(
            people[pk],
            _("Review: %(what)s") % {"what": review.what},
            review.due_on,
            working_days.working_days_between(on, review.due_on),
            reverse("risk:summary", args=[people[pk].crn]),
            _("Review"),
        )
        for pk, due in risk.reviews_due(case_ids, on + REVIEWS_WITHIN).items()
        for review in due
        if not people[pk].is_masked
    ]


def endings(case_ids: list[int], *, people: dict[int, Somebody], on: date) -> list[Clock]:
    """Orders that end within four weeks."""
    return [
        Clock(
            people[pk],
            _("%(order)s ends") % {"order": order.kind.label},
            order.ends_on,
            working_days.working_days_between(on, order.ends_on),
            reverse("practitioner:person", args=[people[pk].crn]),
            _("Open"),
        )
        for pk, orders in sentences.current(case_ids, on).items()
        for order in orders
        if order.ends_on <= on + ENDS_WITHIN and not people[pk].is_masked
    ]
