"""What is one request to sign in with a mobile number?"""

from __future__ import annotations

from django.db import models

from openprobation.foundation.constraints import ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL


class Code(models.Model):
    """One request for a code: for a number, known to us or not, until a moment, tried so many times.

    Moments are the machine's. Number, address and code are kept as keyed hashes only. A request for a
    number nobody confirmed is kept too, without a person: it counts towards the limits like any other.
    """

    number_hash = models.TextField(db_comment=PERSONAL)
    asked_from_hash = models.TextField(db_comment=PERSONAL)
    person = models.ForeignKey(
        "persons.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=PERSONAL,
    )
    code_hash = models.TextField(db_comment=NOT_PERSONAL)
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    good_until = models.DateTimeField(db_comment=NOT_PERSONAL)
    tries = models.PositiveSmallIntegerField(default=0, db_comment=NOT_PERSONAL)
    used_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("asked_at", "good_until", name="code_span"),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(person__isnull=False),
                name="code_used_by_somebody_known",
            ),
        ]
        indexes = [
            models.Index(fields=["number_hash", "asked_at"], name="code_of_number"),
            models.Index(fields=["asked_from_hash", "asked_at"], name="code_asked_from"),
        ]

    def __str__(self) -> str:
        return f"Code {self.pk} until {self.good_until:%d %B %Y %H:%M}"
