"""What could go wrong, to whom, and what protects them?"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.risk import (
    HarmLevel,
    MappaCategory,
    MappaLevel,
    RegistrationKind,
    ScoreSource,
)


class HarmAssessment(models.Model):
    """How likely serious harm is, to whom, and what protects them; the latest stands."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="harm_assessments", db_comment=NOT_PERSONAL
    )
    overall = models.TextField(choices=HarmLevel.choices, db_comment=PERSONAL)
    public = models.TextField(choices=HarmLevel.choices, db_comment=PERSONAL)
    children = models.TextField(choices=HarmLevel.choices, db_comment=PERSONAL)
    known_adult = models.TextField(choices=HarmLevel.choices, db_comment=PERSONAL)
    staff = models.TextField(choices=HarmLevel.choices, db_comment=PERSONAL)
    prisoners = models.TextField(choices=HarmLevel.choices, db_comment=PERSONAL)
    who_is_at_risk = models.TextField(db_comment=PERSONAL)
    what_could_happen = models.TextField(db_comment=PERSONAL)
    what_protects_them = models.TextField(db_comment=PERSONAL)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    assessed_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["person", "-assessed_at", "-id"], name="harm_latest")]

    def __str__(self) -> str:
        return f"Harm of {self.person_id} at {self.assessed_at:%d %B %Y}"


class ReoffendingScore(models.Model):
    """The risk of serious recidivism as a percentage, and where it came from; the latest stands."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="reoffending_scores", db_comment=NOT_PERSONAL
    )
    rsr = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        db_comment=PERSONAL,
    )
    source = models.TextField(choices=ScoreSource.choices, db_comment=NOT_PERSONAL)
    assessed_on = models.DateField(db_comment=PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rsr__gte=0, rsr__lte=100), name="rsr_is_a_percentage"
            )
        ]
        indexes = [models.Index(fields=["person", "-recorded_at", "-id"], name="rsr_latest")]

    def __str__(self) -> str:
        return f"RSR of {self.person_id}"


class Registration(models.Model):
    """A flag on the record and a day to look at it again; reviews and end are rows of their own."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="registrations", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=RegistrationKind.choices, db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    review_due_on = models.DateField(db_comment=NOT_PERSONAL)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    registered_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="registration_span"),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ends_on__isnull=True),
                name="registered_once_for_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.person_id}"


class RegistrationReview(models.Model):
    """Somebody looked at a registration again, and when it is next due."""

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="reviews", db_comment=NOT_PERSONAL
    )
    reviewed_on = models.DateField(db_comment=NOT_PERSONAL)
    note = models.TextField(db_comment=PERSONAL)
    next_due_on = models.DateField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"Review of {self.registration_id} on {self.reviewed_on}"


class Deregistration(models.Model):
    """A registration came to its end, and why."""

    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="deregistration", db_comment=NOT_PERSONAL
    )
    on = models.DateField(db_comment=PERSONAL)
    why = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="deregistration_says_why")]

    def __str__(self) -> str:
        return f"End of {self.registration_id} on {self.on}"


class Mappa(models.Model):
    """Management under the multi-agency public protection arrangements, from a day to a day."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="mappa", db_comment=NOT_PERSONAL
    )
    category = models.TextField(choices=MappaCategory.choices, db_comment=PERSONAL)
    level = models.TextField(choices=MappaLevel.choices, db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    review_due_on = models.DateField(db_comment=NOT_PERSONAL)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    set_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    end_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="mappa_span"),
            all_or_none("ends_on", "end_why", "ended_by", "ended_at", name="mappa_ended_whole"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on__isnull=True), name="one_mappa_now"
            ),
        ]

    def __str__(self) -> str:
        return f"MAPPA {self.category}/{self.level} of {self.person_id}"
