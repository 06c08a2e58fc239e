"""What is asked to vanish, what had to be cleared from the disk, and what must be kept whatever the schedule says?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.redactions import RedactionState


class Redaction(models.Model):
    """Words one person asked to remove from a person's records, and what a second person answered.

    The words are in the row only while it waits, sealed; afterwards their fingerprints are.
    """

    number = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    why = models.TextField(db_comment=PERSONAL)
    sealed_words = models.TextField(null=True, blank=True, db_comment=PERSONAL)
    salt = models.TextField(db_comment=NOT_PERSONAL)
    fingerprints = models.JSONField(db_comment=NOT_PERSONAL)
    state = models.TextField(
        choices=RedactionState.choices, default=RedactionState.WAITING, db_comment=NOT_PERSONAL
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    until = models.DateTimeField(db_comment=NOT_PERSONAL)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    decided_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    decided_why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    journal_line = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    counts = models.JSONField(default=dict, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("decided_by", "decided_at", name="redaction_decided_whole"),
            models.CheckConstraint(
                condition=Q(state="waiting", sealed_words__isnull=False, decided_at__isnull=True)
                | Q(~Q(state="waiting"), sealed_words__isnull=True),
                name="redaction_words_only_while_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="redaction_by_two_people",
            ),
        ]
        indexes = [models.Index(fields=["state", "until"], name="redaction_waiting")]

    def __str__(self) -> str:
        return f"Redaction {self.number[:8]}: {self.state}"


class Clearing(models.Model):
    """Tables whose old bytes must leave the disk, and when they had."""

    tables = models.JSONField(db_comment=NOT_PERSONAL)
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    done_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    left = models.JSONField(default=list, blank=True, db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"Clearing asked {self.asked_at:%d %B %Y %H:%M}"


class Hold(models.Model):
    """A person's records must be kept whatever the schedule says: an inquiry, a claim, an inquest."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    why = models.TextField(db_comment=PERSONAL)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    placed_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    lifted_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    lifted_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            all_or_none("lifted_by", "lifted_at", "lifted_why", name="hold_lifted_whole"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at__isnull=True), name="one_hold_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Hold on {self.person_id} from {self.placed_at:%d %B %Y}"


class NightlyPlan(models.Model):
    """How much the retention schedule would have removed on one day, counted; nothing was removed by it."""

    on = models.DateField(unique=True, db_comment=NOT_PERSONAL)
    counted_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    cases = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    cases_kept = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    messages = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    looks = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    files = models.PositiveIntegerField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"Plan of {self.on:%d %B %Y}"
