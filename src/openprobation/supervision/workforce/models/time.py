"""How many hours has somebody, when are they away, and what is taken off their week?"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import AbsenceKind, ReductionReason


def in_force(on: date) -> Q:
    """Start inclusive, end exclusive, null for "still so"."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


class Contract(models.Model):
    """The grade and the weekly hours of a member of staff, from a day to a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contracts", db_comment=PERSONAL
    )
    grade = models.TextField(choices=Grade.choices, db_comment=NOT_PERSONAL)
    hours = models.DecimalField(max_digits=4, decimal_places=1, db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="contract_span"),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=60), name="contract_hours_are_a_week"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ends_on__isnull=True), name="one_contract_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} hours of {self.user_id} from {self.starts_on}"


class Absence(models.Model):
    """Somebody is away, from a day to the day they are back. Why they are ill is not in this row."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", db_comment=PERSONAL
    )
    kind = models.TextField(choices=AbsenceKind.choices, db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    expected_back_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="absence_span"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ends_on__isnull=True), name="one_absence_now"
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], name="absence_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} away from {self.starts_on}"


class AbsenceReason(models.Model):
    """Why somebody is away: in a table of its own, so that no list can show it by accident."""

    absence = models.OneToOneField(
        Absence, models.PROTECT, related_name="reason", db_comment=NOT_PERSONAL
    )
    text = models.TextField(db_comment=PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="absence_reason_is_said")]

    def __str__(self) -> str:
        return f"Reason of absence {self.absence_id}"


class Reduction(models.Model):
    """Hours a week taken off what somebody is asked for, with the reason agreed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reductions", db_comment=PERSONAL
    )
    reason = models.TextField(choices=ReductionReason.choices, db_comment=PERSONAL)
    hours = models.DecimalField(max_digits=4, decimal_places=1, db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    deleted_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="reduction_span"),
            all_or_none("deleted_by", "deleted_at", name="reduction_deleted_whole"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="reduction_takes_something"),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], name="reduction_of_user")]

    def __str__(self) -> str:
        return f"{self.hours} hours off {self.user_id} from {self.starts_on}"
