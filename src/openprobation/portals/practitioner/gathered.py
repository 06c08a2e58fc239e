"""What do lists and the day show of each person, gathered from many contexts once and kept until it changes?

What is kept is gone in the transaction of any write on the person's record (`config/reactions.py`), at
midnight, and when their next appointment is over. Who is masked is the viewer's, and asked each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from openprobation.foundation.access import queries as access
from openprobation.foundation.clock import machine_now
from openprobation.foundation.organisations import queries as organisations
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences

from .due import Clock, clocks_of
from .joined import every, last_of, next_of
from .models import Gathered, Overtaken
from .somebody import Somebody, masked_line, people_of, records_open

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

TABLE = Gathered._meta.db_table
KEEP = f"""
INSERT INTO {TABLE} (person_id, version, good_on, good_until, language, line)
VALUES (%s, 1, %s, %s, %s, %s)
ON CONFLICT (person_id) DO UPDATE SET version = {TABLE}.version + 1, good_on = excluded.good_on,
    good_until = excluded.good_until, language = excluded.language, line = excluded.line
WHERE {TABLE}.version = %s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One person as lists and the day show them. A masked person's line says nothing of the case."""

    person: Somebody
    order: sentences.OrderShort | None = None
    next: appointments.DayEntry | None = None
    attended: appointments.DayEntry | None = None
    clocks: tuple[Clock, ...] = ()


AS_TEXT = msgspec.json.Encoder()
FROM_TEXT = msgspec.json.Decoder(Line)


def lines(person_ids: Iterable[int], *, viewer: User, at: datetime, on: date) -> dict[int, Line]:
    """People's lines by the id of any of their records, masked for this viewer where they must be.

    Two queries for any number that are kept; those that are not are gathered, in some twenty more.
    """
    ids = set(person_ids)
    found = kept(ids, at=at, on=on)
    if missing := ids - found.keys():
        found |= gather(missing, at=at, on=on)
    asked = {pk for line in found.values() for pk in line.person.ids}
    asks = access.masked(viewer, kind="person", record_ids=asked, at=at)
    if asks:
        found = {pk: masked_as_asked(line, asks) for pk, line in found.items()}
    return found


def masked_as_asked(line: Line, asks: dict[int, str]) -> Line:
    ask = next((asks[pk] for pk in line.person.ids if pk in asks), None)
    return line if ask is None else Line(masked_line(line.person, ask))


def kept(person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, Line]:
    """What is kept of these people and still so. One query, and one more where records were joined.

    The line of joined records is so while it is kept of each: something written on one is about them all.
    """
    good = good_rows(at=at, on=on)
    texts = good.filter(person_id__in=person_ids).values_list("person_id", "line")
    found = {pk: line for pk, text in texts if (line := understood(text)) is not None}
    others = {pk for line in found.values() for pk in line.person.ids} - found.keys()
    there = found.keys() | (
        set(good.filter(person_id__in=others).values_list("person_id", flat=True))
        if others
        else set()
    )
    return {pk: line for pk, line in found.items() if there.issuperset(line.person.ids)}


def understood(text: str) -> Line | None:
    """A line as it was kept; None where an earlier release wrote it, which knew other things."""
    try:
        return FROM_TEXT.decode(text)
    except msgspec.DecodeError:
        return None


def good_rows(*, at: datetime, on: date) -> QuerySet[Gathered]:
    overtaken = Overtaken.objects.filter(person_id=OuterRef("person_id"))
    return Gathered.objects.filter(
        ~Exists(overtaken),
        Q(good_until__isnull=True) | Q(good_until__gt=at),
        good_on=on,
        language=get_language() or "",
    )


def gather(person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, Line]:
    """Ask every context anew, and keep what was told, unless something is written meanwhile."""
    every_id = [pk for ids in persons.records_of(person_ids).values() for pk in ids]
    seen = Seen.of(every_id)
    found = gathered(person_ids, at=at, on=on)
    keep(found, seen=seen, on=on)
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood before anybody was asked: the version of each line, and the writes that had overtaken it."""

    versions: dict[int, int]
    overtaken: list[int]

    @classmethod
    def of(cls, person_ids: Collection[int]) -> Seen:
        rows = Gathered.objects.filter(person_id__in=person_ids)
        written = Overtaken.objects.filter(person_id__in=person_ids)
        return cls(
            dict(rows.values_list("person_id", "version")),
            list(written.values_list("pk", flat=True)),
        )


def gathered(person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, Line]:
    """What every context tells of these people, by the id of any of their records. One query a question."""
    people = people_of(person_ids)
    cases = {person.id: person for person in people.values()}
    records = records_open(cases.values())
    orders = sentences.current(records, on)
    upcoming = appointments.next_for(records, at)
    past = appointments.last_for(records, at)
    clocks = clocks_of(cases, at=at, on=on)
    found: dict[int, Line] = {}
    for kept_id, person in cases.items():
        last = last_of(past, person.ids)
        line = Line(
            person,
            next(iter(every(orders, person.ids)), None),
            next_of(upcoming, person.ids),
            last.attended if last else None,
            tuple(clocks.get(kept_id, ())),
        )
        found |= dict.fromkeys(person.ids, line)
    return found


def keep(found: dict[int, Line], *, seen: Seen, on: date) -> None:
    """Keep what was told. A line somebody else kept meanwhile stays, and so does what was written meanwhile.

    Always in the same order, so that of two who gather one waits and never each for the other.
    """
    moment = connection.ops.adapt_datetimefield_value
    day, language = connection.ops.adapt_datefield_value(on), get_language() or ""
    rows = [
        (
            pk,
            day,
            moment(line.next.ends_at) if line.next else None,
            language,
            AS_TEXT.encode(line).decode(),
            seen.versions.get(pk, 0),
        )
        for pk, line in sorted(found.items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)
    if seen.overtaken:
        Overtaken.objects.filter(pk__in=seen.overtaken).delete()


def forget(person_ids: Iterable[int]) -> None:
    """Nothing kept of these people is so any more; nor is what somebody gathers at this moment."""
    Overtaken.objects.bulk_create([Overtaken(person_id=pk) for pk in sorted(person_ids)])


# ── All of it ──────────────────────────────────────────────────────────────────────────────
BATCH = 500
OLDEST_GATHERING = timedelta(hours=1)
"""No gathering takes so long: of whom nothing is kept, an older write can overtake nothing."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How many kept lines were compared with what the contexts tell now, and whose were not equal."""

    compared: int
    unequal: tuple[int, ...]


def prove(*, at: datetime, on: date) -> Proof:
    """Gather everybody anew beside what is kept, and compare."""
    compared, unequal = 0, []
    for ids in in_batches(Gathered.objects.all()):
        before = kept(ids, at=at, on=on)
        now = gathered(before.keys(), at=at, on=on) if before else {}
        compared += len(before)
        unequal += [pk for pk, line in before.items() if line != now.get(pk)]
    return Proof(compared, tuple(unequal))


def rebuild(*, at: datetime, on: date) -> int:
    """Gather anew everybody for whom a team answers, so many at a time. How many they were."""
    ids = sorted(allocations.people_of(organisations.teams(on=on), at))
    for first in range(0, len(ids), BATCH):
        gather(ids[first : first + BATCH], at=at, on=on)
    long_ago = machine_now() - OLDEST_GATHERING
    of_nobody = Overtaken.objects.exclude(person_id__in=Gathered.objects.values("person_id"))
    of_nobody.filter(really_at__lt=long_ago).delete()
    return len(ids)


def gather_at_five(at: datetime) -> None:
    """A job: before officers come, what their lists show is at hand. It bears being run again."""
    if timezone.localtime(at).hour == 5:
        rebuild(at=at, on=timezone.localdate(at))


def in_batches(rows: QuerySet[Gathered]) -> Iterator[list[int]]:
    after = 0
    while ids := list(
        rows.filter(person_id__gt=after)
        .order_by("person_id")
        .values_list("person_id", flat=True)[:BATCH]
    ):
        yield ids
        after = ids[-1]
