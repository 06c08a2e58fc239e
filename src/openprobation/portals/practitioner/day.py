"""What does an officer need at 08:50? Today's people, outcomes to write down, what is due, what changed overnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments

from .due import SHOWN, Due, due_about
from .gathered import Line, lines, start_of_last_working_day
from .somebody import Somebody

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

MANY_CASES = 50
"""Inspected quality falls above fifty cases an officer (HM Inspectorate of Probation, bulletin 2021/02)."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One of today's appointments, or one whose outcome is still to be written."""

    entry: appointments.DayEntry
    person: Somebody
    is_to_log: bool


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
    due: list[Due]
    due_in_all: int
    put_off: int
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
    shown = {*case_ids, *(e.person_id for e in today), *(e.person_id for e in waiting.entries)}
    found = lines(shown, viewer=officer, at=at, on=on)
    people = {pk: line.person for pk, line in found.items()}
    cases = [found[pk] for pk in case_ids]
    about = [(case.person, case.clocks) for case in cases]
    due = due_about(about, officer=officer, at=at, on=on)
    return Day(
        on=on,
        meetings=[Meeting(entry, people[entry.person_id], entry.is_to_log(at)) for entry in today],
        to_log=[
            Meeting(entry, people[entry.person_id], True)
            for entry in waiting.entries
            if entry.id not in {e.id for e in today}
        ],
        to_log_in_all=waiting.count,
        due=due.now[:SHOWN],
        due_in_all=len(due.now),
        put_off=len(due.put_off),
        changes=[
            Change(case.person, change.what, change.at, change.by)
            for case in sorted(
                (case for case in cases if case.changes), key=latest_change, reverse=True
            )
            for change in case.changes
            if change.by != officer.name
        ],
        since=since,
        cases=len(case_ids),
    )


def latest_change(line: Line) -> datetime:
    return line.changes[0].at
