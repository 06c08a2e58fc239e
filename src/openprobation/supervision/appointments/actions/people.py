"""Whose appointment is it? A record joined into another leads to the one kept."""

from __future__ import annotations

from openprobation.supervision.persons import queries as persons


def handle(person_id: int) -> persons.Handle:
    """The person as kept. An id that is nobody's is a fault in the program, not a refusal."""
    found = persons.by_id(person_id)
    if found is None:
        raise LookupError(f"There is no person {person_id}.")
    return found
