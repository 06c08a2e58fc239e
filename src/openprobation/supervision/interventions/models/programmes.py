"""What is a group on an accredited programme, when does it meet, and who is in it?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL

from .referrals import Referral


class Group(models.Model):
    """One run of an accredited programme: a place, a facilitator, a schedule and room for so many."""

    service = models.ForeignKey(
        "commissioning.Service", models.PROTECT, related_name="groups", db_comment=NOT_PERSONAL
    )
    name = models.TextField(db_comment=NOT_PERSONAL)
    place = models.TextField(db_comment=NOT_PERSONAL)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    room_for = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    minutes = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    made_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="group_named_once"),
            models.CheckConstraint(condition=Q(room_for__gt=0), name="group_has_room"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupSession(models.Model):
    """One session of a group's schedule."""

    group = models.ForeignKey(
        Group, models.PROTECT, related_name="schedule", db_comment=NOT_PERSONAL
    )
    number = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    starts_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="group_session_numbered_once")
        ]

    def __str__(self) -> str:
        return f"Session {self.number} of group {self.group_id}"


class GroupMember(models.Model):
    """A referred person's place in a group; when every session is done, the day it was complete."""

    group = models.ForeignKey(
        Group, models.PROTECT, related_name="members", db_comment=NOT_PERSONAL
    )
    referral = models.OneToOneField(
        Referral, models.PROTECT, related_name="membership", db_comment=NOT_PERSONAL
    )
    joined_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    completed_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"Referral {self.referral_id} in group {self.group_id}"
