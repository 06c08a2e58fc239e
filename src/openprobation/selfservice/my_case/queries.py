"""What does a person want to know in the evening: when, where, with whom, how far, and whom do I ring?

Their own appointments and progress only: nothing about risk, victims or other people, and nothing an
officer wrote for colleagues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from openprobation.rules import identifiers
from openprobation.rules.unpaid_work import spoken
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.plans import queries as plans
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.unpaid_work import queries as unpaid_work
from openprobation.supervision.unpaid_work.policies import control_policy
from openprobation.vocabulary.appointments import AppointmentKind
from openprobation.vocabulary.sentences import OrderKind, RequirementKind, Unit

T = TypeVar("T")
MOST_MEETINGS = 6


@dataclass(frozen=True, slots=True)
class Meeting:
    """One appointment as the person needs it. `telephone`: of the place, else the officer's."""

    starts_at: datetime
    minutes: int
    kind: AppointmentKind
    officer: str
    office: str
    place: str
    address: str
    telephone: str

    @property
    def is_call(self) -> bool:
        return self.kind is AppointmentKind.TELEPHONE

    @property
    def is_at_home(self) -> bool:
        return self.kind is AppointmentKind.HOME


@dataclass(frozen=True, slots=True)
class Running:
    """An order that runs: how many of its days are over."""

    kind: OrderKind
    starts_on: date
    ends_on: date
    days: int
    days_gone: int
    days_left: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Days or hours to do. `done`: None where nobody counts them here yet."""

    kind: RequirementKind
    number: int
    unit: Unit
    done: int | None
    planned: int

    @property
    def left(self) -> int | None:
        return None if self.done is None else max(self.number - self.done, 0)


@dataclass(frozen=True, slots=True)
class Worked:
    """Hours of unpaid work as the person counts them: done, left, by when, and where next."""

    owed: str
    done: str
    left: str
    today: str
    share: int
    finish_by: date
    needed: str
    least: str
    learned: str
    may_learn: str
    off: str
    next: unpaid_work.DayOfWork | None


@dataclass(frozen=True, slots=True)
class MyCase:
    next: Meeting | None
    later: tuple[Meeting, ...]
    running: tuple[Running, ...]
    counted: tuple[Counted, ...]
    goals: tuple[plans.OwnGoal, ...]
    worked: tuple[Worked, ...]
    officer: str
    officer_telephone: str
    team: str
    duty_number: str

    @property
    def to_text(self) -> str:
        """The officer's number, when it is a mobile that takes texts."""
        stored = identifiers.phone(self.officer_telephone).value
        return self.officer_telephone if stored and identifiers.is_mobile(stored) else ""

    @property
    def to_ring(self) -> str:
        """The number to ring about an appointment: where it is, else the duty number."""
        if self.next is not None and self.next.telephone:
            return self.next.telephone
        return self.duty_number or self.officer_telephone


def my_case(person: Handle, *, at: datetime, on: date) -> MyCase:
    """Everything on the person's page. Seventeen queries, however long the record."""
    coming = appointments.for_person(person.ids, at, size=MOST_MEETINGS)
    detail = appointments.by_id(coming[0].id, person_ids=person.ids) if coming else None
    holder = one(allocations.holders(person.ids, at), person.ids)
    activities = [
        line.id
        for line in sentences.live_requirements(person.ids, on)
        if line.kind is RequirementKind.RAR
    ]
    days = appointments.rar_days(activities, on) if activities else {}
    hours = worked(person, at=at, on=on)
    orders = [order for order in sentences.orders_of(person.ids, on) if order.is_live]
    return MyCase(
        next=meeting(coming[0], detail) if coming else None,
        later=tuple(meeting(entry, None) for entry in coming[1:]),
        running=tuple(running(order) for order in orders if order.has_begun),
        counted=tuple(
            counted(line, days.get(line.id))
            for order in orders
            for line in order.live_requirements
            if line.length is not None and line.kind in COUNTED and line.id not in hours
        ),
        goals=plans.for_person(person.ids),
        worked=tuple(hours.values()),
        officer=holder.officer if holder else "",
        officer_telephone=holder.officer_phone if holder else "",
        team=holder.team if holder else "",
        duty_number=holder.duty_number if holder else "",
    )


COUNTED = frozenset({RequirementKind.RAR, RequirementKind.UNPAID_WORK})


def meeting(entry: appointments.DayEntry, detail: appointments.Detail | None) -> Meeting:
    return Meeting(
        starts_at=entry.starts_at,
        minutes=entry.minutes,
        kind=entry.kind,
        officer=entry.officer,
        office=entry.office,
        place=entry.place,
        address=detail.office_address if detail else "",
        telephone=detail.office_telephone if detail else "",
    )


def running(order: sentences.OrderLine) -> Running:
    """First and last day counted."""
    days = (order.ends_on - order.starts_on).days + 1
    left = min(max(order.days_left, 0), days)
    return Running(order.kind, order.starts_on, order.ends_on, days, days - left, left)


def counted(line: sentences.RequirementLine, done: appointments.RarDays | None) -> Counted:
    assert line.length is not None
    return Counted(
        kind=line.kind,
        number=line.length.number,
        unit=line.length.unit,
        done=done.done if done else None,
        planned=done.planned if done else 0,
    )


def worked(person: Handle, *, at: datetime, on: date) -> dict[int, Worked]:
    """The hours of each requirement that is taken on, by its id. Five queries."""
    known = [
        each
        for lines in unpaid_work.progress(person.ids, on, at=at).values()
        for each in lines
        if each.ended_on is None
    ]
    coming = unpaid_work.coming(person.ids, on=on) if known else []
    least = control_policy(on).value.minutes_a_week
    off = unpaid_work.time_off(known, on=on)
    return {
        each.requirement_id: Worked(
            owed=spoken(each.owed),
            done=spoken(each.done),
            left=spoken(each.left),
            today=spoken(each.today) if each.today else "",
            share=min(each.done * 100 // each.owed, 100),
            finish_by=each.control.finish_by,
            needed=spoken(each.control.rate_needed) if each.control.rate_needed else "",
            least=spoken(least) if each.left else "",
            learned=spoken(each.education),
            may_learn=spoken(each.education_allowed) if each.education_allowed else "",
            off=spoken(off[each.obligation_id].now) if each.obligation_id in off else "",
            next=next((day for day in coming if day.obligation_id == each.obligation_id), None),
        )
        for each in known
    }


def one(found: Mapping[int, T], ids: tuple[int, ...]) -> T | None:
    """The answer for a record or, where it has none, for one joined into it."""
    return next((found[pk] for pk in ids if pk in found), None)
