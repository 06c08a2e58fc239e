"""Which courts are there?"""

from __future__ import annotations

from dataclasses import dataclass

from openprobation.vocabulary.sentences import CourtKind

from .models import Court


@dataclass(frozen=True, slots=True)
class CourtLine:
    id: int
    name: str
    kind: CourtKind
    area_id: int


FIELDS = ("pk", "name", "kind", "area_id")


def courts() -> list[CourtLine]:
    """Every court, by name. One query."""
    rows = Court.objects.order_by("name").values_list(*FIELDS)
    return [CourtLine(pk, name, CourtKind(kind), area) for pk, name, kind, area in rows]


def by_id(court_id: int) -> CourtLine | None:
    """One court. One query."""
    row = Court.objects.filter(pk=court_id).values_list(*FIELDS).first()
    return CourtLine(row[0], row[1], CourtKind(row[2]), row[3]) if row else None
