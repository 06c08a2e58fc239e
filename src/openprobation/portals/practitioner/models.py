"""What was gathered of a person from many contexts, and not yet overtaken?"""

from __future__ import annotations

from django.db import models

from openprobation.foundation.clock import machine_now
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.term import Term


class Shown(Term):
    """Where what was gathered is shown."""

    LINE = "line", "A line of lists", "What my cases, the day and what is due show of a person."
    PAGE = "page", "The person's page", "What the person's page shows whoever looks."
    CASE = "case", "A case in a team's figures", "What the manager's page reckons with of a person."


class Gathered(models.Model):
    """What is shown of one person, kept until something is written on the record or time passes.

    `version` counts the gatherings, so that of two at once the later to have asked is kept. Records that
    were joined have the same line each; the page is the kept record's.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    shown = models.TextField(choices=Shown.choices, db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)
    good_on = models.DateField(db_comment=NOT_PERSONAL)
    good_until = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    language = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "shown"], name="gathered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shown} gathered of {self.person_id}"


class Overtaken(models.Model):
    """Something was written on a person's record: what was gathered before it is no longer so.

    A row of its own for each write and each place it is shown, so that no two writers ever wait for each
    other here; whoever gathers anew takes away those they saw before they asked. Like the audit it
    follows, it holds no foreign key.
    """

    person_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    shown = models.TextField(choices=Shown.choices, db_comment=NOT_PERSONAL)
    really_at = models.DateTimeField(default=machine_now, db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["person_id", "shown"], name="overtaken_of")]

    def __str__(self) -> str:
        return f"written of {self.person_id}"
