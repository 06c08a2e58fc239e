"""What is a session with a supplier, and what did the supplier report of it?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.interventions import (
    Attendance,
    Delivery,
    NoSessionReason,
    SessionKind,
    SessionState,
)

from .programmes import GroupSession
from .referrals import Referral


class Session(models.Model):
    """One meeting of a referred person with the supplier, and what the supplier reports of it.

    `appointment` is the same meeting in the person's record: the officer decides its outcome there.
    `billed` is what was delivered under the order by it, while the report stands.
    """

    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="sessions", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=SessionKind.choices, db_comment=NOT_PERSONAL)
    group_session = models.ForeignKey(
        GroupSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="register",
        db_comment=NOT_PERSONAL,
    )
    appointment = models.OneToOneField(
        "appointments.Appointment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supplier_session",
        db_comment=NOT_PERSONAL,
    )
    billed = models.OneToOneField(
        "commissioning.DeliveryLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="session",
        db_comment=NOT_PERSONAL,
    )
    starts_at = models.DateTimeField(db_comment=PERSONAL)
    minutes = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    delivery = models.TextField(choices=Delivery.choices, db_comment=NOT_PERSONAL)
    place = models.TextField(blank=True, default="", db_comment=PERSONAL)
    state = models.TextField(choices=SessionState.choices, db_comment=NOT_PERSONAL)
    attendance = models.TextField(
        choices=Attendance.choices, null=True, blank=True, db_comment=PERSONAL
    )
    no_session = models.TextField(
        choices=NoSessionReason.choices, null=True, blank=True, db_comment=PERSONAL
    )
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    booked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    reported_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("attendance", "reported_by", "reported_at", name="session_report_whole"),
            models.CheckConstraint(
                condition=Q(state=SessionState.REPORTED, attendance__isnull=False)
                | ~Q(state=SessionState.REPORTED) & Q(attendance__isnull=True),
                name="session_reported_with_attendance",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=(SessionKind.GROUP, SessionKind.CATCH_UP))
                & Q(group_session__isnull=False)
                | ~Q(kind__in=(SessionKind.GROUP, SessionKind.CATCH_UP))
                & Q(group_session__isnull=True),
                name="group_kinds_name_a_group_session",
            ),
            models.UniqueConstraint(
                fields=["referral", "group_session"],
                condition=Q(kind=SessionKind.GROUP),
                name="on_a_register_once",
            ),
        ]
        indexes = [models.Index(fields=["referral", "starts_at"], name="session_of_referral")]

    def __str__(self) -> str:
        return f"{self.kind} of referral {self.referral_id}"
