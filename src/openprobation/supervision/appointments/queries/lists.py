"""Whom does an officer see, what is still to write down, and when was and is a person seen?

Every list is bounded, and each question is one query however many people it is asked of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from openprobation.foundation.prepared import prepared
from openprobation.vocabulary.appointments import Outcome

from ..models import Appointment
from .entries import ENTRY, DayEntry, day_bounds, entries, entry

MOST_IN_A_DAY = 200
MOST_TO_LOG = 100
MOST_UPCOMING = 100


def day(officer_id: int, day: date) -> list[DayEntry]:
    """An officer's appointments on a day, earliest first, with what came of each. One query."""
    return [entry(row) for row in met(officer_id, *day_bounds(day))]


@prepared
def met(officer_id: int, start: datetime, end: datetime) -> QuerySet[Appointment, tuple[Any, ...]]:
    rows = Appointment.objects.for_officer(officer_id).standing().between(start, end)
    return rows.order_by("starts_at", "pk").values_list(*ENTRY)[:MOST_IN_A_DAY]


@dataclass(frozen=True, slots=True)
class ToLog:
    """Appointments that began with nothing written of them: the oldest few, and how many in all."""

    count: int
    entries: list[DayEntry]


def to_log(officer_id: int, at: datetime, limit: int = 20) -> ToLog:
    """What an officer has still to write down, oldest first, and how many in all. One query."""
    found = begun(min(limit, MOST_TO_LOG))(officer_id, at)
    return ToLog(found[0][0] if found else 0, [entry(row[1:]) for row in found])


@cache
def begun(size: int) -> Callable[[int, datetime], list[tuple[Any, ...]]]:
    @prepared
    def rows(officer_id: int, at: datetime) -> QuerySet[Appointment, tuple[Any, ...]]:
        found = Appointment.objects.for_officer(officer_id).to_log(at)
        found = found.annotate(in_all=Window(Count("pk"))).order_by("starts_at", "pk")
        return found.values_list("in_all", *ENTRY)[:size]

    return rows


def next_for(person_ids: Collection[int], at: datetime) -> dict[int, DayEntry]:
    """Each person's next appointment, or the one going on: person id → entry. One query."""
    rows = (
        Appointment.objects.planned()
        .filter(person_id__in=person_ids, ends_at__gt=at)
        .annotate(place_in_line=in_line("starts_at", "pk"))
        .filter(place_in_line=1)
    )
    return {row[1]: entry(row) for row in rows.values_list(*ENTRY)}


@dataclass(frozen=True, slots=True)
class Last:
    """A person's latest appointment that has begun, and the latest they came to."""

    latest: DayEntry
    attended: DayEntry | None


def last_for(person_ids: Collection[int], at: datetime) -> dict[int, Last]:
    """Each person's latest appointment and the latest they came to: person id → both. One query."""
    came = Q(outcome__in=[outcome.value for outcome in Outcome if outcome.attended])
    rows = (
        Appointment.objects.standing()
        .filter(person_id__in=person_ids, starts_at__lte=at)
        .annotate(came=came)
        .annotate(place_in_line=in_line("-starts_at", "-pk", of=("person_id", "came")))
        .filter(place_in_line=1)
    )
    found: dict[int, list[DayEntry]] = defaultdict(list)
    for row in rows.values_list(*ENTRY):
        found[row[1]].append(entry(row))
    return {person_id: latest_of(few) for person_id, few in found.items()}


def seen_since(person_ids: Collection[int], since: datetime, *, at: datetime) -> frozenset[int]:
    """Which of these people came to an appointment between two moments. One query."""
    came = [outcome.value for outcome in Outcome if outcome.attended]
    rows = Appointment.objects.filter(
        person_id__in=person_ids, starts_at__gt=since, starts_at__lte=at, outcome__in=came
    )
    return frozenset(rows.values_list("person_id", flat=True))


def latest_of(few: list[DayEntry]) -> Last:
    latest_first = sorted(few, key=lambda entry: (entry.starts_at, entry.id), reverse=True)
    came = (entry for entry in latest_first if entry.outcome and entry.outcome.attended)
    return Last(latest_first[0], next(came, None))


def in_line(*order: str, of: tuple[str, ...] = ("person_id",)) -> Window:
    """The place of a row among those of its person, in this order."""
    by = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in order]
    return Window(RowNumber(), partition_by=[F(name) for name in of], order_by=by)


def for_person(person_ids: Collection[int], at: datetime, size: int = 20) -> list[DayEntry]:
    """A person's appointments to come, one that is going on included, soonest first. One query."""
    rows = Appointment.objects.planned().filter(person_id__in=person_ids, ends_at__gt=at)
    return entries(rows.order_by("starts_at", "pk"), size=min(size, MOST_UPCOMING))


def coming(person_ids: Collection[int], at: datetime, *, size: int) -> list[DayEntry]:
    """The next few of each person's appointments, one that is going on included, soonest first. One query."""
    rows = (
        Appointment.objects.planned()
        .filter(person_id__in=person_ids, ends_at__gt=at)
        .annotate(place_in_line=in_line("starts_at", "pk"))
        .filter(place_in_line__lte=size)
    )
    return [entry(row) for row in rows.order_by("starts_at", "pk").values_list(*ENTRY)]


def next_turns(person_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """When an appointment of each person's next begins or ends: what is said of them is so until then.

    One query.
    """
    rows = Appointment.objects.standing().filter(person_id__in=person_ids, ends_at__gt=at)
    found = rows.values_list("person_id").annotate(
        begins=Min("starts_at", filter=Q(starts_at__gt=at)), ends=Min("ends_at")
    )
    return {pk: min(begin or end, end) for pk, begin, end in found}


def expected(on: date) -> frozenset[int]:
    """Whom anybody sees on a day. One query."""
    rows = Appointment.objects.planned().between(*day_bounds(on))
    return frozenset(rows.values_list("person_id", flat=True))
