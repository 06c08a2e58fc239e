"""How is what was gathered of a person kept, and read only while it is so?

It is so until something is written on the person's record (`config/reactions.py`), until midnight, and
until a moment it names itself. docs/decisions/0022.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

import msgspec
from django.db import connection
from django.utils.translation import get_language

from openprobation.foundation.prepared import written_out
from openprobation.supervision.persons import queries as persons

from .models import Gathered, Overtaken, Shown

TABLE, MARKS = Gathered._meta.db_table, Overtaken._meta.db_table
GOOD = f"""
SELECT kept.person_id, kept.text FROM {TABLE} AS kept
WHERE kept.shown = %s AND kept.good_on = %s AND kept.language = %s
    AND (kept.good_until IS NULL OR kept.good_until > %s) AND kept.person_id IN ({{people}})
    AND NOT EXISTS (SELECT 1 FROM {MARKS} AS written
        WHERE written.person_id = kept.person_id AND written.shown = kept.shown)
"""
"""Written out, as every page of a list and of a person asks it."""
KEEP = f"""
INSERT INTO {TABLE} (person_id, shown, version, good_on, good_until, language, text)
VALUES (%s, %s, 1, %s, %s, %s, %s)
ON CONFLICT (person_id, shown) DO UPDATE SET version = {TABLE}.version + 1,
    good_on = excluded.good_on, good_until = excluded.good_until, language = excluded.language,
    text = excluded.text
WHERE {TABLE}.version = %s
"""
BATCH = 500
AS_TEXT = msgspec.json.Encoder()


class Told(Protocol):
    """What was gathered of one person: of which records, and until when it is so by itself."""

    @property
    def ids(self) -> tuple[int, ...]: ...
    @property
    def good_until(self) -> datetime | None: ...


T = TypeVar("T", bound=Told)


class Asks(Protocol[T]):
    """What every context tells of people now, by the id of any of their records."""

    def __call__(self, person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, T]: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood before anybody was asked: the version of each row, and the writes that had overtaken it."""

    versions: Mapping[int, int]
    overtaken: list[int]

    @classmethod
    def of(cls, person_ids: Collection[int], shown: Shown) -> Seen:
        rows = Gathered.objects.filter(person_id__in=person_ids, shown=shown)
        written = Overtaken.objects.filter(person_id__in=person_ids, shown=shown)
        return cls(
            dict(rows.values_list("person_id", "version")),
            list(written.values_list("pk", flat=True)),
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """How many kept rows were compared with what the contexts tell now, and whose were not equal."""

    compared: int
    unequal: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    """What is kept of people for one place it is shown in, and gathered where it is not."""

    shown: Shown
    type: type[T]
    asks: Asks[T]
    is_ours: Callable[[T], bool] = lambda told: True
    """Whether this release would have told it so."""
    understands: msgspec.json.Decoder[T] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "understands", msgspec.json.Decoder(self.type))

    def of(self, person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, T]:
        """By the id of any of their records: what is kept, one query, and what is not, gathered."""
        ids = set(person_ids)
        found = self.kept(ids, at=at, on=on)
        if missing := ids - found.keys():
            found |= self.gather(missing, at=at, on=on)
        return found

    def kept(self, person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, T]:
        """What is kept of these people and still so. One query, and one more where records were joined.

        What is told of joined records is so while it is kept of each: something written on one is about
        them all.
        """
        texts = self.texts(person_ids, at=at, on=on)
        found = {pk: told for pk, text in texts.items() if (told := self.understood(text))}
        joined = [(pk, told.ids) for pk, told in found.items() if told.ids != (pk,)]
        if joined:
            others = {each for _pk, ids in joined for each in ids} - found.keys()
            there = found.keys() | self.texts(others, at=at, on=on).keys()
            for pk, ids in joined:
                if not there.issuperset(ids):
                    del found[pk]
        return found

    def texts(self, person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, str]:
        if not person_ids:
            return {}
        day = connection.ops.adapt_datefield_value(on)
        moment = connection.ops.adapt_datetimefield_value(at)
        with connection.cursor() as cursor:
            cursor.execute(
                GOOD.format(people=written_out(person_ids)),
                [self.shown.value, day, get_language() or "", moment],
            )
            return dict(cursor.fetchall())

    def understood(self, text: str) -> T | None:
        """What was kept; None where an earlier release wrote it, which knew other things."""
        try:
            told = self.understands.decode(text)
        except msgspec.DecodeError:
            return None
        return told if self.is_ours(told) else None

    def gather(self, person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, T]:
        """Ask every context anew, and keep what was told, unless something is written meanwhile."""
        every_id = [pk for ids in persons.records_of(person_ids).values() for pk in ids]
        seen = Seen.of(every_id, self.shown)
        found = self.asks(person_ids, at=at, on=on)
        self.keep(found, seen=seen, on=on)
        return found

    def keep(self, found: Mapping[int, T], *, seen: Seen, on: date) -> None:
        """Keep what was told. What somebody else kept meanwhile stays, and so does what was written.

        Always in the same order, so that of two who gather one waits and never each for the other.
        """
        moment = connection.ops.adapt_datetimefield_value
        day, language = connection.ops.adapt_datefield_value(on), get_language() or ""
        rows = [
            (
                pk,
                self.shown.value,
                day,
                moment(told.good_until) if told.good_until else None,
                language,
                AS_TEXT.encode(told).decode(),
                seen.versions.get(pk, 0),
            )
            for pk, told in sorted(found.items(), key=lambda one: one[0])
        ]
        with connection.cursor() as cursor:
            cursor.executemany(KEEP, rows)
        if seen.overtaken:
            Overtaken.objects.filter(pk__in=seen.overtaken).delete()

    def prove(self, *, at: datetime, on: date) -> Proof:
        """Gather anew, beside what is kept, everybody of whom something is, and compare."""
        compared, unequal = 0, []
        for ids in self.in_batches():
            before = self.kept(ids, at=at, on=on)
            now = self.asks(before.keys(), at=at, on=on) if before else {}
            compared += len(before)
            unequal += [pk for pk, told in before.items() if told != now.get(pk)]
        return Proof(compared, tuple(unequal))

    def in_batches(self) -> Iterator[list[int]]:
        after = 0
        rows = Gathered.objects.filter(shown=self.shown).order_by("person_id")
        while ids := list(
            rows.filter(person_id__gt=after).values_list("person_id", flat=True)[:BATCH]
        ):
            yield ids
            after = ids[-1]


def forget(person_ids: Iterable[int]) -> None:
    """Nothing kept of these people is so any more; nor is what somebody gathers at this moment."""
    Overtaken.objects.bulk_create(
        [Overtaken(person_id=pk, shown=shown) for pk in sorted(person_ids) for shown in Shown]
    )


def in_parts(ids: list[int], gather: Callable[[list[int]], object]) -> None:
    """Gather so many people at a time."""
    for first in range(0, len(ids), BATCH):
        gather(ids[first : first + BATCH])
