"""How does the database keep one fact in several columns whole?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def all_or_none(*fields: str, name: str) -> models.CheckConstraint:
    """Either every one of these columns is set or none is."""
    every = Q(**{f"{field}__isnull": False for field in fields})
    none = Q(**{f"{field}__isnull": True for field in fields})
    return models.CheckConstraint(condition=every | none, name=name)


def ends_after_start(start: str, end: str, *, name: str) -> models.CheckConstraint:
    """A span is start inclusive, end exclusive, null for "still so"; it never ends before it starts."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": models.F(start)}), name=name
    )
