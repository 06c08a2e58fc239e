"""What do lists and the day show of each person, gathered from many contexts once and kept until it changes?

Who is masked is the viewer's, and asked each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.clock import machine_now
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules import working_days
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences

from .carried import CASES
from .drawn import case_row, drawn_by
from .due import Clock, clocks_of
from .joined import every, last_of, next_of
from .keeping import Proof, Shelf, in_parts
from .models import Gathered, Overtaken, Shown
from .person import PAGES
from .somebody import Somebody, masked_line, people_of, records_open

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One person as lists and the day show them. A masked person's line says nothing of the case."""

    person: Somebody
    order: sentences.OrderShort | None = None
    next: appointments.DayEntry | None = None
    attended: appointments.DayEntry | None = None
    clocks: tuple[Clock, ...] = ()
    changes: tuple[risk.Change, ...] = ()
    row: str = ""
    drawn_by: str = ""

    @property
    def ids(self) -> tuple[int, ...]:
        return self.person.ids

    @property
    def good_until(self) -> datetime | None:
        return self.next.ends_at if self.next else None

    @property
    def seen_on(self) -> date | None:
        return timezone.localdate(self.attended.starts_at) if self.attended else None


def lines(person_ids: Iterable[int], *, viewer: User, at: datetime, on: date) -> dict[int, Line]:
    """People's lines by the id of any of their records, masked for this viewer where they must be.

    Two queries for any number that are kept; those that are not are gathered, in some thirty more.
    """
    found = LINES.of(set(person_ids), at=at, on=on)
    asked = {pk for line in found.values() for pk in line.ids}
    asks = access.masked(viewer, kind="person", record_ids=asked, at=at)
    if asks:
        found = {pk: masked_as_asked(line, asks) for pk, line in found.items()}
    return found


def masked_as_asked(line: Line, asks: dict[int, str]) -> Line:
    ask = next((asks[pk] for pk in line.ids if pk in asks), None)
    return line if ask is None else Line(masked_line(line.person, ask))


def gathered(person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, Line]:
    """What every context tells of these people, by the id of any of their records. One query a question."""
    people = people_of(person_ids)
    cases = {person.id: person for person in people.values()}
    records = records_open(cases.values())
    orders = sentences.current(records, on)
    upcoming = appointments.next_for(records, at)
    past = appointments.last_for(records, at)
    clocks = clocks_of(cases, at=at, on=on)
    changed = risk.changed_since(records, start_of_last_working_day(on))
    found: dict[int, Line] = {}
    for kept_id, person in cases.items():
        last = last_of(past, person.ids)
        attended = last.attended if last else None
        seen_on = timezone.localdate(attended.starts_at) if attended else None
        order = next(iter(every(orders, person.ids)), None)
        following = next_of(upcoming, person.ids)
        line = Line(
            person,
            order,
            following,
            attended,
            tuple(clocks.get(kept_id, ())),
            tuple(sorted(every(changed, person.ids), key=lambda one: one.at, reverse=True)),
            case_row(person, order, following, seen_on, on=on),
            drawn_by(),
        )
        found |= dict.fromkeys(person.ids, line)
    return found


LINES = Shelf(Shown.LINE, Line, gathered, lambda line: line.drawn_by == drawn_by())


def start_of_last_working_day(on: date) -> datetime:
    """What happened since the evening of the last working day is news this morning."""
    (before,) = working_days.working_days_before(on, 1)
    start, _end = appointments.day_bounds(before)
    return start + timedelta(hours=17)


# ── All of it ──────────────────────────────────────────────────────────────────────────────
OLDEST_GATHERING = timedelta(hours=1)
"""No gathering takes so long: of whom nothing is kept, an older write can overtake nothing."""


def prove(*, at: datetime, on: date) -> Proof:
    """Gather everybody anew beside what is kept, lines, pages and cases, and compare."""
    proofs = [shelf.prove(at=at, on=on) for shelf in (LINES, PAGES, CASES)]
    unequal = {pk for proof in proofs for pk in proof.unequal}
    return Proof(sum(proof.compared for proof in proofs), tuple(sorted(unequal)))


def rebuild(*, at: datetime, on: date) -> int:
    """Gather anew the line and the figures of everybody for whom a team answers, and the page of whoever is expected.

    How many lines they were. The pages of other days go: they are gathered when somebody opens them.
    """
    ids = sorted(allocations.people_of(organisations.teams(on=on), at))
    in_parts(ids, lambda some: LINES.gather(some, at=at, on=on))
    in_parts(ids, lambda some: CASES.gather(some, at=at, on=on))
    Gathered.objects.filter(shown=Shown.PAGE).exclude(good_on=on).delete()
    expected = sorted(appointments.expected(on))
    in_parts(expected, lambda some: PAGES.gather(some, at=at, on=on))
    forget_writes_about_nobody()
    return len(ids)


def forget_writes_about_nobody() -> None:
    """What was written of people of whom nothing is kept overtakes nothing."""
    long_ago = machine_now() - OLDEST_GATHERING
    for shown in Shown:
        kept = Gathered.objects.filter(shown=shown).values("person_id")
        of_nobody = Overtaken.objects.filter(shown=shown).exclude(person_id__in=kept)
        of_nobody.filter(really_at__lt=long_ago).delete()


def gather_at_five(at: datetime) -> None:
    """A job: before officers come, what their lists show is at hand. It bears being run again."""
    if timezone.localtime(at).hour == 5:
        rebuild(at=at, on=timezone.localdate(at))
