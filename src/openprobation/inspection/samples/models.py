"""Which cases could be drawn, which were, who judges them, and who was spoken to?

Inspection knows a case by its number and the id of its record, never by a key into supervision's tables.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.inspection import InterviewWith, ReplacedFor, SampleState
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.risk import HarmLevel


class Sample(models.Model):
    """One draw from a frame that stood on a day. A withdrawn one is kept, with why."""

    inspection = models.ForeignKey(
        "programmes.Inspection", models.PROTECT, related_name="samples", db_comment=NOT_PERSONAL
    )
    as_of = models.DateTimeField(db_comment=NOT_PERSONAL)
    confidence = models.FloatField(db_comment=NOT_PERSONAL)
    margin = models.FloatField(db_comment=NOT_PERSONAL)
    size = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    strata = models.JSONField(db_comment=NOT_PERSONAL)  # names of Stratify, in order
    seed = models.TextField(db_comment=NOT_PERSONAL)
    frame_digest = models.TextField(db_comment=NOT_PERSONAL)
    twice = models.PositiveSmallIntegerField(default=0, db_comment=NOT_PERSONAL)  # of a hundred
    drawn_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    announced_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    withdrawn_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    withdrawn_why = models.TextField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(withdrawn_at__isnull=True),
                name="sample_live_once",
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="sample_has_a_case"),
            models.CheckConstraint(condition=~Q(seed=""), name="sample_has_a_seed"),
            models.CheckConstraint(condition=Q(twice__lte=100), name="sample_twice_is_a_share"),
            models.CheckConstraint(
                condition=Q(announced_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="sample_announced_stays",
            ),
            all_or_none("withdrawn_at", "withdrawn_why", name="sample_withdrawn_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.size} cases, seed {self.seed}"


class FramedCase(models.Model):
    """A case that could be drawn, as it stood on the day of the frame, and how it stands to the sample."""

    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="frame", db_comment=NOT_PERSONAL
    )
    case = models.TextField(db_comment=NOT_PERSONAL)  # the case's number
    record_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    provider = models.ForeignKey(
        "programmes.Provider", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    sex = models.TextField(choices=Sex.choices, db_comment=PERSONAL)
    harm = models.TextField(choices=HarmLevel.choices, blank=True, default="", db_comment=PERSONAL)
    sentence = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    starts_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    is_restricted = models.BooleanField(db_comment=NOT_PERSONAL)
    place = models.PositiveIntegerField(db_comment=NOT_PERSONAL)  # in its group's order, from 1
    state = models.TextField(choices=SampleState.choices, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "case"], name="framed_once"),
            models.CheckConstraint(condition=Q(place__gte=1), name="framed_place_from_one"),
        ]
        indexes = [models.Index(fields=["sample", "state"], name="framed_by_state")]

    def __str__(self) -> str:
        return self.case


class Given(models.Model):
    """A drawn case given to an assessor to judge; a second one judges it blind to the first."""

    case = models.ForeignKey(
        FramedCase, models.PROTECT, related_name="given", db_comment=NOT_PERSONAL
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    is_second = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    given_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    taken_back_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("given_at", "taken_back_at", name="given_span"),
            models.UniqueConstraint(
                fields=["case", "is_second"],
                condition=Q(taken_back_at__isnull=True),
                name="given_once",
            ),
            models.UniqueConstraint(
                fields=["case", "assessor"],
                condition=Q(taken_back_at__isnull=True),
                name="given_to_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} to {self.assessor_id}"


class Replacement(models.Model):
    """One drawn case that was replaced by the next in its group's order, and why."""

    gone = models.OneToOneField(
        FramedCase, models.PROTECT, related_name="replaced_by", db_comment=NOT_PERSONAL
    )
    came = models.OneToOneField(
        FramedCase, models.PROTECT, related_name="replaces", db_comment=NOT_PERSONAL
    )
    reason = models.TextField(choices=ReplacedFor.choices, db_comment=NOT_PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"{self.gone_id} by {self.came_id}"


class Interview(models.Model):
    """What an assessor was told by the officer or the person. Evidence for a judgement."""

    case = models.ForeignKey(
        FramedCase, models.PROTECT, related_name="interviews", db_comment=NOT_PERSONAL
    )
    with_whom = models.TextField(choices=InterviewWith.choices, db_comment=NOT_PERSONAL)
    held_on = models.DateField(db_comment=NOT_PERSONAL)
    note = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="interview_says")]

    def __str__(self) -> str:
        return f"{self.with_whom} on {self.held_on}"
