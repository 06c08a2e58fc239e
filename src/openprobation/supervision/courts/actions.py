"""How does a court come to be on the list?"""

from __future__ import annotations

from openprobation.vocabulary.sentences import CourtKind

from .models import Court


def keep_court(*, name: str, kind: CourtKind, area_id: int) -> int:
    """Put a court on the list, or bring its line up to date. Returns its id."""
    court, _created = Court.objects.update_or_create(
        name=name, defaults={"kind": kind, "area_id": area_id}
    )
    return court.pk
