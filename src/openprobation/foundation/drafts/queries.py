"""What did somebody type into a page and not send?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openprobation.foundation.identity.models import User

from .models import Draft


@dataclass(frozen=True, slots=True)
class Typed:
    fields: dict[str, list[str]]
    saved_at: datetime


def typed(*, user: User, path: str) -> Typed | None:
    """What is kept of a page. One query."""
    row = Draft.objects.filter(user=user, path=path).values_list("fields", "saved_at").first()
    return Typed(*row) if row else None
