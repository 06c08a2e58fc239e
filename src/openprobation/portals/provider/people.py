"""Whom does a supplier see by name? Nobody whose record was restricted meanwhile, unless let in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from openprobation.foundation.access import queries as access
from openprobation.foundation.drafts.web.writing import SignedInRequest
from openprobation.supervision.persons import queries as persons


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody on a supplier's list: the name, or whom to ask."""

    name: str
    ask: str

    @property
    def is_masked(self) -> bool:
        return bool(self.ask)


def shown(person_ids: Collection[int], *, to: SignedInRequest, at: datetime) -> dict[int, Shown]:
    """These people as this viewer may see them, by the record asked for. Four queries, however many."""
    if not person_ids:
        return {}
    records = persons.records_of(person_ids)
    kept = {pk: root for root, ids in records.items() for pk in ids}
    masked = access.masked(to.user, kind="person", record_ids=list(kept), at=at)
    asks = {kept[pk]: ask for pk, ask in masked.items()}
    names = persons.named(list(records))
    return {
        pk: Shown("" if kept[pk] in asks else names[kept[pk]].name, asks.get(kept[pk], ""))
        for pk in person_ids
    }
