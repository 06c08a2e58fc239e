"""What makes a record somebody's business? Dated rows that know a record only as (kind, id)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.access import (
    HolderKind,
    LookReason,
    LookReview,
    RelationKind,
    RestrictionKind,
)


def running(at: datetime) -> Q:
    """Start inclusive, end exclusive, null for "still so"."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


class Relation(models.Model):
    """A user, team or delivery unit whose business a record is, from a moment to a moment."""

    record_kind = models.TextField(db_comment=NOT_PERSONAL)
    record_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    holder_kind = models.TextField(choices=HolderKind.choices, db_comment=NOT_PERSONAL)
    holder_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    relation = models.TextField(choices=RelationKind.choices, db_comment=NOT_PERSONAL)
    starts_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ends_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [ends_after_start("starts_at", "ends_at", name="relation_span")]
        indexes = [
            models.Index(
                fields=["record_kind", "record_id", "holder_kind", "holder_id"],
                name="relation_of_record",
            ),
            models.Index(
                fields=["holder_kind", "holder_id", "record_kind", "relation", "ends_at"],
                name="relation_of_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_kind} {self.holder_id}: {self.relation} of {self.record_kind} {self.record_id}"


class Restriction(models.Model):
    """One line of a record's list of who may, or may not, open it."""

    record_kind = models.TextField(db_comment=NOT_PERSONAL)
    record_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=RestrictionKind.choices, db_comment=NOT_PERSONAL)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="restrictions", db_comment=PERSONAL
    )
    why = models.TextField(db_comment=PERSONAL)
    ask = models.TextField(db_comment=NOT_PERSONAL)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    starts_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ends_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_at", "ends_at", name="restriction_span"),
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "kind", "user"],
                condition=Q(ends_at__isnull=True),
                name="restriction_once",
            ),
        ]
        indexes = [
            models.Index(fields=["record_kind", "record_id", "kind"], name="restriction_of_record")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id} on {self.record_kind} {self.record_id}"


class Look(models.Model):
    """A record opened beyond the viewer's own relation, for a reason, until a moment; a manager may review it."""

    record_kind = models.TextField(db_comment=NOT_PERSONAL)
    record_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks", db_comment=PERSONAL
    )
    reason = models.TextField(choices=LookReason.choices, db_comment=NOT_PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    is_emergency = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    opened_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    until = models.DateTimeField(db_comment=NOT_PERSONAL)
    review = models.TextField(
        choices=LookReview.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    reviewed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    review_note = models.TextField(blank=True, default="", db_comment=PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("opened_at", "until", name="look_span"),
            all_or_none("review", "reviewed_by", "reviewed_at", name="look_review_whole"),
        ]
        indexes = [
            models.Index(fields=["record_kind", "record_id", "user"], name="look_at_record"),
            models.Index(fields=["review", "-opened_at"], name="look_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.record_kind} {self.record_id}: {self.reason}"


class Request(models.Model):
    """Somebody asked to be let in to a restricted record, and what came of it."""

    record_kind = models.TextField(db_comment=NOT_PERSONAL)
    record_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=PERSONAL
    )
    why = models.TextField(db_comment=PERSONAL)
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    granted = models.BooleanField(null=True, blank=True, db_comment=NOT_PERSONAL)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    decided_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("granted", "decided_by", "decided_at", name="request_decided_whole")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} asked for {self.record_kind} {self.record_id}"
