"""How does a person stand in an officer's lists? Named, with harm and flags; or masked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openprobation.foundation.access import queries as access
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.vocabulary.risk import HarmLevel

from .joined import every

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as a line shows them, or masked, when only the CRN and whom to ask are filled.

    `ids` are all their records, the kept one first.
    """

    id: int
    ids: tuple[int, ...]
    crn: str
    name: str
    ask: str
    harm: HarmLevel | None
    flags: tuple[risk.Flag, ...]
    interpreter: str

    @property
    def is_masked(self) -> bool:
        return bool(self.ask)


def somebodies(person_ids: Collection[int], *, viewer: User, at: datetime) -> dict[int, Somebody]:
    """People as lines show them, by the id of any of their records, restricted ones masked.

    Seven queries for any number. Joined records are one person, masked when any record is.
    """
    people = people_of(person_ids)
    every_id = {pk for person in people.values() for pk in person.ids}
    asks = access.masked(viewer, kind="person", record_ids=every_id, at=at)
    return {pk: as_asked(person, asks) for pk, person in people.items()} if asks else people


def as_asked(person: Somebody, asks: Mapping[int, str]) -> Somebody:
    ask = next((asks[pk] for pk in person.ids if pk in asks), None)
    return person if ask is None else masked_line(person, ask)


def masked_line(person: Somebody, ask: str) -> Somebody:
    """The CRN and whom to ask, and nothing else."""
    return Somebody(person.id, person.ids, person.crn, "", ask, None, (), "")


def people_of(person_ids: Collection[int]) -> dict[int, Somebody]:
    """Everybody as they stand, by the id of any of their records: nothing here is masked. Six queries."""
    records = persons.records_of(person_ids)
    every_id = {pk for ids in records.values() for pk in ids}
    named = persons.named(records)
    harm = risk.harm(every_id)
    flags = risk.flags(every_id)
    found: dict[int, Somebody] = {}
    for kept, ids in records.items():
        who = named[kept]
        stands = risk.latest({pk: harm[pk] for pk in ids if pk in harm})
        line = Somebody(
            kept,
            ids,
            who.crn,
            who.name,
            "",
            stands.overall if stands else None,
            every(flags, ids),
            who.language if who.interpreter_needed else "",
        )
        found |= dict.fromkeys(ids, line)
    return found


def records_open(people: Collection[Somebody]) -> list[int]:
    """Every record of those who are not masked: what may be asked of the contexts."""
    return list(dict.fromkeys(pk for one in people if not one.is_masked for pk in one.ids))
