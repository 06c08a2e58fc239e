"""What do the acts about risk refuse alike, and of whose records do they speak?"""

from __future__ import annotations

from collections.abc import Iterable

from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.persons import queries as persons


class TooLong(Refused):
    def __init__(self, field: str, length: int, limit: int) -> None:
        super().__init__(f"This is {length:,} characters long. Keep it to {limit:,}.", field=field)


class SayWhy(Refused):
    def __init__(self) -> None:
        super().__init__("Say why it ends.", field="why")


def ids_of(person_id: int) -> tuple[int, ...]:
    """The person's id and those of records joined into theirs."""
    person = persons.by_id(person_id)
    return person.ids if person else (person_id,)


def refuse_all(faults: Iterable[Refused]) -> None:
    """Everything that is wrong at once."""
    found = list(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise RefusedForSeveralReasons(found)
