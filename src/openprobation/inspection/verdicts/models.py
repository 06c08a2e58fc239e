"""Which verdicts on every case were loaded, when, from which file, and on what do they bear?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL


class Load(models.Model):
    """One file of verdicts as it was loaded for the cases of a frame. The latest counts; earlier ones stay."""

    sample = models.ForeignKey(
        "samples.Sample", models.PROTECT, related_name="verdict_loads", db_comment=NOT_PERSONAL
    )
    number = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    as_of = models.DateField(db_comment=NOT_PERSONAL)
    digest = models.TextField(db_comment=NOT_PERSONAL)  # of the file, SHA-256
    kept = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    passed_over = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="verdict_load_number_once"),
            models.CheckConstraint(condition=Q(kept__gte=1), name="verdict_load_keeps_a_row"),
        ]

    def __str__(self) -> str:
        return f"Load {self.number} of sample {self.sample_id}"


class Bearing(models.Model):
    """A standard of the program and the key question it bears on, as one load says."""

    load = models.ForeignKey(Load, models.PROTECT, related_name="bearings", db_comment=NOT_PERSONAL)
    standard = models.TextField(db_comment=NOT_PERSONAL)
    question = models.ForeignKey(
        "programmes.Question", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "standard"], name="standard_bears_once")
        ]

    def __str__(self) -> str:
        return self.standard


class StoredVerdict(models.Model):
    """What the program found on one case by one standard, and the entry of the record that shows it."""

    bearing = models.ForeignKey(
        Bearing, models.PROTECT, related_name="verdicts", db_comment=NOT_PERSONAL
    )
    case = models.ForeignKey(
        "samples.FramedCase",
        models.PROTECT,
        related_name="stored_verdicts",
        db_comment=NOT_PERSONAL,
    )
    met = models.BooleanField(db_comment=NOT_PERSONAL)
    evidence_id = models.BigIntegerField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bearing", "case"], name="stored_verdict_once")
        ]

    def __str__(self) -> str:
        return f"Standard {self.bearing_id} on case {self.case_id}"
