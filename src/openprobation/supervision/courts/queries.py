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


def courts() -> list[CourtLine]:
    """Every court, by name. One query."""
    rows = Court.objects.order_by("name").values_list("pk", "name", "kind", "area_id")
    return [CourtLine(pk, name, CourtKind(kind), area) for pk, name, kind, area in rows]
