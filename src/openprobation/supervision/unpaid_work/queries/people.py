"""How does somebody stand in a list of unpaid work? Named, or masked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openprobation.foundation.access import queries as access
from openprobation.supervision.persons import queries as persons

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Who:
    """A person as a line shows them; masked, only the CRN and whom to ask are filled."""

    id: int
    ids: tuple[int, ...]
    crn: str
    name: str
    ask: str

    @property
    def is_masked(self) -> bool:
        return bool(self.ask)


def people(person_ids: Collection[int], *, viewer: User, at: datetime) -> dict[int, Who]:
    """By the id of any of their records. Five queries at most, however many."""
    records = persons.records_of(person_ids)
    every = {pk for ids in records.values() for pk in ids}
    named = persons.named(records)
    asks = access.masked(viewer, kind="person", record_ids=every, at=at)
    found: dict[int, Who] = {}
    for kept, ids in records.items():
        ask = next((asks[pk] for pk in ids if pk in asks), "")
        name = "" if ask else named[kept].name
        found |= dict.fromkeys(ids, Who(kept, ids, named[kept].crn, name, ask))
    return found
