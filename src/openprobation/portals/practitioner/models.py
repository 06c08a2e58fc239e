"""What was gathered of a person from many contexts, and not yet overtaken?"""

from __future__ import annotations

from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL


class Gathered(models.Model):
    """What lists and the day show of one person, kept until something is written on the record or time passes.

    `version` counts what was written: what was gathered before a write is never kept after it. `line` is
    empty where nothing is known to be so. Records that were joined have the same line each.
    """

    person = models.OneToOneField(
        "persons.Person", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    version = models.PositiveIntegerField(default=0, db_comment=NOT_PERSONAL)
    good_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    good_until = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    language = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    line = models.TextField(blank=True, default="", db_comment=PERSONAL)

    def __str__(self) -> str:
        return f"gathered of {self.person_id}"
