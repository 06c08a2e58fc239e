"""What was gathered of a person from many contexts, and not yet overtaken?"""

from __future__ import annotations

from django.db import models

from openprobation.foundation.clock import machine_now
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL


class Gathered(models.Model):
    """What lists and the day show of one person, kept until something is written on the record or time passes.

    `version` counts the gatherings, so that of two at once the later to have asked is kept. Records that
    were joined have the same line each.
    """

    person = models.OneToOneField(
        "persons.Person", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)
    good_on = models.DateField(db_comment=NOT_PERSONAL)
    good_until = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    language = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    line = models.TextField(db_comment=PERSONAL)

    def __str__(self) -> str:
        return f"gathered of {self.person_id}"


class Overtaken(models.Model):
    """Something was written on a person's record: what was gathered before it is no longer so.

    A row of its own for each write, so that no two writers ever wait for each other here; whoever gathers
    anew takes away those they saw before they asked. Like the audit it follows, it holds no foreign key.
    """

    person_id = models.BigIntegerField(db_index=True, db_comment=NOT_PERSONAL)
    really_at = models.DateTimeField(default=machine_now, db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"written of {self.person_id}"
