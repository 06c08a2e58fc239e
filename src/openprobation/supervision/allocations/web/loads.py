"""What would each receiver carry, in cases and in points, before and after cases move to them?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openprobation.foundation.organisations import queries as organisations
from openprobation.supervision.workforce import queries as workforce

from .. import queries


@dataclass(frozen=True, slots=True)
class Weight:
    """What somebody carries now, and what would be added: cases, points, and how many have no tier."""

    user_id: int
    name: str
    load: workforce.OfficerLoad
    cases: int
    points: int
    without_tier: int

    @property
    def has_hours(self) -> bool:
        """Whether there is a week to measure the load by."""
        return self.load.available > 0


def weights(
    receivers: Sequence[organisations.Member],
    gets: Mapping[int, Collection[int]],
    *,
    at: datetime,
    on: date,
) -> dict[int, Weight]:
    """By receiver, what they carry and what `gets` (people by receiver) adds. Seven queries, however many."""
    ids = [member.user_id for member in receivers]
    held = queries.held(ids, at)
    loads = workforce.loads(
        {pk: held.get(pk, ()) for pk in ids},
        {member.user_id: member.grade for member in receivers},
        on=on,
    )
    coming = {person_id for people in gets.values() for person_id in people}
    worth = workforce.points(coming, on=on) if coming else {}
    found = {}
    for member in receivers:
        more = [worth[pk] for pk in gets.get(member.user_id, ())]
        found[member.user_id] = Weight(
            member.user_id,
            member.name,
            loads[member.user_id],
            cases=len(more),
            points=sum(each or 0 for each in more),
            without_tier=more.count(None),
        )
    return found


def worth_of(person_ids: Collection[int], *, on: date) -> workforce.Carried:
    """What a set of cases comes to. Two queries."""
    return workforce.Carried.of(workforce.points(person_ids, on=on).values())
