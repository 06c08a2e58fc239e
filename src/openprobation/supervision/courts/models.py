"""What is a court?"""

from __future__ import annotations

from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.vocabulary.sentences import CourtKind


class Court(models.Model):
    """A court that passes sentences in the areas we serve."""

    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=CourtKind.choices, db_comment=NOT_PERSONAL)
    area = models.ForeignKey(
        "organisations.Area", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )

    def __str__(self) -> str:
        return self.name
