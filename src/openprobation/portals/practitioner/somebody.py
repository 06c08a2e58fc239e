"""How does a person stand in an officer's lists? Named, with harm and flags; or masked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openprobation.foundation.access import queries as access
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.vocabulary.risk import HarmLevel

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as a line shows them, or masked, when only the CRN and whom to ask are filled."""

    id: int
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
    """People as lines show them, restricted ones masked: five queries for any number."""
    named = persons.named(person_ids)
    asks = access.masked(viewer, kind="person", record_ids=person_ids, at=at)
    harm = risk.harm(person_ids)
    flags = risk.flags(person_ids)
    return {
        pk: Somebody(pk, who.crn, "", asks[pk], None, (), "")
        if pk in asks
        else Somebody(
            pk,
            who.crn,
            who.name,
            "",
            harm[pk].overall if pk in harm else None,
            flags.get(pk, ()),
            who.language if who.interpreter_needed else "",
        )
        for pk, who in named.items()
    }
