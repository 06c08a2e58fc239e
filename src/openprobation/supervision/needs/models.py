"""What does somebody need, what holds them steady, what do they say themselves, and what works with them?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.rules.needs import MOST_RANKED
from openprobation.vocabulary.needs import (
    AssessmentState,
    EngagementKind,
    Need,
    NeedLevel,
    ProtectiveKind,
)


class Assessment(models.Model):
    """One signed version of what was found; a later version never changes an earlier one."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="assessments", db_comment=NOT_PERSONAL
    )
    version = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    state = models.TextField(choices=AssessmentState.choices, db_comment=NOT_PERSONAL)
    what_led_to_it = models.TextField(db_comment=PERSONAL)
    needs_reading = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    signed_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    answered_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    answer = models.TextField(blank=True, default="", db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="assessment_version"),
            all_or_none("answered_by", "answered_at", name="assessment_answered_whole"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("signed_by")),
                name="nobody_countersigns_their_own",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.SENT_BACK)
                | (Q(answered_by__isnull=False) & ~Q(answer="")),
                name="assessment_sent_back_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["signed_at"],
                condition=Q(state=AssessmentState.AWAITING),
                name="assessments_awaiting",
            )
        ]

    def __str__(self) -> str:
        return f"Assessment {self.version} of {self.person_id}"


class AssessedNeed(models.Model):
    """What one assessment found of one need: how much, what it bears on, and what is strong there."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="needs", db_comment=NOT_PERSONAL
    )
    need = models.TextField(choices=Need.choices, db_comment=PERSONAL)
    level = models.TextField(choices=NeedLevel.choices, db_comment=PERSONAL)
    bears_on_harm = models.BooleanField(db_comment=PERSONAL)
    bears_on_reoffending = models.BooleanField(db_comment=PERSONAL)
    found = models.TextField(blank=True, default="", db_comment=PERSONAL)
    strength = models.TextField(blank=True, default="", db_comment=PERSONAL)
    rank = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "need"], name="need_assessed_once"),
            models.UniqueConstraint(fields=["assessment", "rank"], name="one_need_a_rank"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True)
                | (Q(rank__gte=1, rank__lte=MOST_RANKED) & ~Q(level=NeedLevel.NONE)),
                name="only_a_need_is_ranked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} in {self.assessment_id}"


class OwnView(models.Model):
    """What the person said about their life, in their own words, on a day; the latest stands."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="own_views", db_comment=NOT_PERSONAL
    )
    said_on = models.DateField(db_comment=NOT_PERSONAL)
    going_well = models.TextField(blank=True, default="", db_comment=PERSONAL)
    is_hard = models.TextField(blank=True, default="", db_comment=PERSONAL)
    wants = models.TextField(blank=True, default="", db_comment=PERSONAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(going_well="", is_hard="", wants=""), name="own_view_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"Own view of {self.person_id} on {self.said_on}"


class ProtectiveFactor(models.Model):
    """Something that holds the person steady, from a day to a day, and when it was last looked at."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="protective_factors", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=ProtectiveKind.choices, db_comment=PERSONAL)
    what = models.TextField(db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    looked_at_on = models.DateField(db_comment=NOT_PERSONAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)
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
            ends_after_start("starts_on", "ends_on", name="factor_span"),
            all_or_none("ends_on", "end_why", "ended_by", "ended_at", name="factor_ended_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class EngagementNote(models.Model):
    """What gets in the way with this person, or what works: the next officer reads it in the handover."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="engagement_notes", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=EngagementKind.choices, db_comment=NOT_PERSONAL)
    what = models.TextField(db_comment=PERSONAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("withdrawn_by", "withdrawn_at", name="engagement_withdrawn_whole")
        ]

    def __str__(self) -> str:
        return f"{self.kind} with {self.person_id}"
