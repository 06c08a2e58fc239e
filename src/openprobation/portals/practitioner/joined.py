"""What is so of one person whose records were joined? Each context answers by record; a line is one person's.

What only one record can have is the kept record's or, where it has none, another's; of what was written
at a moment the latest stands; of the rest, whatever is on any record is so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol, TypeVar

from openprobation.supervision.appointments import queries as appointments

T = TypeVar("T")


class OfARecord(Protocol):
    @property
    def person_id(self) -> int: ...


R = TypeVar("R", bound=OfARecord)


def by_person(lines: Iterable[R], whose: Mapping[int, int]) -> dict[int, list[R]]:
    """Lines of many records, in their order, by the id of the record kept."""
    found: dict[int, list[R]] = defaultdict(list)
    for line in lines:
        found[whose[line.person_id]].append(line)
    return found


def of(found: Mapping[int, T], ids: Collection[int]) -> dict[int, T]:
    return {pk: found[pk] for pk in ids if pk in found}


def one(found: Mapping[int, T], ids: Collection[int]) -> T | None:
    return next((found[pk] for pk in ids if pk in found), None)


def every(found: Mapping[int, Collection[T]], ids: Collection[int]) -> tuple[T, ...]:
    """What is on any of the records, each once."""
    return tuple(dict.fromkeys(each for pk in ids for each in found.get(pk, ())))


def next_of(
    found: Mapping[int, appointments.DayEntry], ids: Collection[int]
) -> appointments.DayEntry | None:
    """The soonest appointment to come."""
    to_come = [found[pk] for pk in ids if pk in found]
    return min(to_come, key=lambda entry: (entry.starts_at, entry.id), default=None)


def last_of(
    found: Mapping[int, appointments.Last], ids: Collection[int]
) -> appointments.Last | None:
    """The latest appointment that has begun, and the latest they came to."""
    few = [found[pk] for pk in ids if pk in found]
    if not few:
        return None
    began = [last.latest for last in few]
    came = [last.attended for last in few if last.attended is not None]
    return appointments.Last(
        max(began, key=lambda entry: (entry.starts_at, entry.id)),
        max(came, key=lambda entry: (entry.starts_at, entry.id), default=None),
    )
