"""Whose cases are mine, what is next for each, and who has not been seen?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.risk import HarmLevel
from openprobation.vocabulary.term import Term

from .day import MANY_CASES
from .due import ENDS_WITHIN, LEVELS
from .gathered import Line, lines
from .somebody import Somebody

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


class SortedBy(Term):
    NEXT = "next", "Next appointment", "Soonest first; those with none come first of all."
    NAME = "name", "Family name", "From A to Z."
    HARM = "harm", "Risk of harm", "Highest first."
    SEEN = "seen", "Longest not seen", "Those not seen for longest first."
    ENDS = "ends", "Order ends", "Soonest first."


class Showing(Term):
    ALL = "all", "All my cases", "Every case held now."
    NOT_BOOKED = "not_booked", "Nothing booked", "Cases with no appointment to come."
    NOT_SEEN = (
        "not_seen",
        "Not seen for four weeks",
        "Cases nobody has seen for four weeks or more.",
    )
    HIGH = "high", "High or very high harm", "Cases at high or very high risk of serious harm."
    ENDING = "ending", "Ends within four weeks", "Cases whose order or licence ends soon."


NOT_SEEN_FOR = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the list."""

    person: Somebody
    order: sentences.OrderShort | None
    next: appointments.DayEntry | None
    seen_on: date | None
    days_since: int | None
    row: Markup
    """As the list shows it: drawn when it was gathered, from a template that escapes all."""


@dataclass(frozen=True, slots=True)
class Cases:
    rows: list[Case]
    in_all: int
    shown: int
    is_overloaded: bool


def cases_of(
    officer: User,
    *,
    at: datetime,
    on: date,
    sort: SortedBy = SortedBy.NEXT,
    show: Showing = Showing.ALL,
    words: str = "",
) -> Cases:
    """The officer's cases, filtered and in order. Three queries, and more for what is not kept."""
    ids = allocations.cases_of(officer.pk, at)
    found = lines(ids, viewer=officer, at=at, on=on)
    all_cases = [case_of(found[pk], on=on) for pk in ids]
    wanted = [case for case in all_cases if fits(case, show=show, words=words, on=on)]
    return Cases(
        sorted(wanted, key=ORDER[sort]), len(all_cases), len(wanted), len(all_cases) > MANY_CASES
    )


def case_of(line: Line, *, on: date) -> Case:
    seen_on = line.seen_on
    days_since = (on - seen_on).days if seen_on else None
    return Case(line.person, line.order, line.next, seen_on, days_since, Markup(line.row))


def fits(case: Case, *, show: Showing, words: str, on: date) -> bool:
    looked_for = words.strip().casefold()
    if looked_for and looked_for not in f"{case.person.name} {case.person.crn}".casefold():
        return False
    if show is Showing.ALL:
        return True
    if case.person.is_masked:
        return False
    return {
        Showing.NOT_BOOKED: case.next is None,
        Showing.NOT_SEEN: case.days_since is None or case.days_since >= NOT_SEEN_FOR.days,
        Showing.HIGH: case.person.harm in (HarmLevel.HIGH, HarmLevel.VERY_HIGH),
        Showing.ENDING: case.order is not None and case.order.ends_on <= on + ENDS_WITHIN,
    }[show]


def family_name(case: Case) -> tuple[bool, str, str]:
    """Masked lines last, in order of CRN."""
    name = case.person.name.rsplit(" ", 1)[-1].casefold()
    return (case.person.is_masked, name, case.person.crn)


ORDER: dict[SortedBy, Callable[[Case], Any]] = {
    SortedBy.NAME: family_name,
    SortedBy.NEXT: lambda case: (
        case.person.is_masked,
        case.next is not None,
        case.next.starts_at if case.next else 0,
        case.person.crn,
    ),
    SortedBy.HARM: lambda case: (
        case.person.is_masked,
        -LEVELS.index(case.person.harm) if case.person.harm else 0,
        family_name(case),
    ),
    SortedBy.SEEN: lambda case: (
        case.person.is_masked,
        -(case.days_since if case.days_since is not None else 100_000),
        case.person.crn,
    ),
    SortedBy.ENDS: lambda case: (
        case.person.is_masked,
        case.order.ends_on if case.order else date.max,
        case.person.crn,
    ),
}
