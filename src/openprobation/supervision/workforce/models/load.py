"""How much work does a case ask for, and what did somebody's cases come to on a night?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.risk import ScoreSource
from openprobation.vocabulary.workforce import Tier


class CaseTier(models.Model):
    """The tier of a person's case, and where it came from; the one not superseded stands."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="tiers", db_comment=NOT_PERSONAL
    )
    tier = models.TextField(choices=Tier.choices, db_comment=PERSONAL)
    is_young_adult = models.BooleanField(default=False, db_comment=PERSONAL)
    source = models.TextField(choices=ScoreSource.choices, db_comment=NOT_PERSONAL)
    assessed_on = models.DateField(db_comment=PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    superseded_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(superseded_at__isnull=True), name="one_tier_now"
            )
        ]

    def __str__(self) -> str:
        return f"Tier {self.tier} of {self.person_id}"


class LoadNight(models.Model):
    """What an officer carried on one night: cases, points, and the points the week had room for."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="load_nights", db_comment=PERSONAL
    )
    on = models.DateField(db_comment=NOT_PERSONAL)
    cases = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    without_tier = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    points = models.IntegerField(db_comment=NOT_PERSONAL)
    available = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    kept_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "on"], name="one_load_a_night")]
        indexes = [models.Index(fields=["on", "officer"], name="loads_of_night")]

    def __str__(self) -> str:
        return f"{self.points} points of {self.officer_id} on {self.on}"
