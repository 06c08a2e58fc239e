"""What is a meeting planned between a person and an officer, and what came of it?"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.appointments import (
    AppointmentKind,
    AppointmentState,
    Outcome,
    WhoAsked,
)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def for_officer(self, user_id: int) -> AppointmentQuerySet:
        return self.filter(officer_id=user_id)

    def between(self, start: datetime, end: datetime) -> AppointmentQuerySet:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def planned(self) -> AppointmentQuerySet:
        return self.filter(state=AppointmentState.PLANNED)

    def standing(self) -> AppointmentQuerySet:
        """Those that were, or are to be, at their time: not moved, and not taken back."""
        return self.filter(state__in=(AppointmentState.PLANNED, AppointmentState.RECORDED))

    def taking_time(self) -> AppointmentQuerySet:
        """Those that fill their time: planned, or the person came."""
        came = [outcome.value for outcome in Outcome if outcome.attended]
        return self.filter(Q(state=AppointmentState.PLANNED) | Q(outcome__in=came))

    def to_log(self, at: datetime) -> AppointmentQuerySet:
        """Started, and nothing written down yet."""
        return self.planned().filter(starts_at__lte=at)


class Appointment(models.Model):
    """A meeting planned between a person and an officer, and what came of it."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="appointments", db_comment=NOT_PERSONAL
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="appointments",
        db_comment=NOT_PERSONAL,
    )
    kind = models.TextField(choices=AppointmentKind.choices, db_comment=NOT_PERSONAL)
    requirement = models.ForeignKey(
        "sentences.Requirement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        db_comment=NOT_PERSONAL,
    )
    counts_as_rar_day = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    office = models.ForeignKey(
        "organisations.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    place = models.TextField(blank=True, default="", db_comment=PERSONAL)
    starts_at = models.DateTimeField(db_comment=PERSONAL)
    ends_at = models.DateTimeField(db_comment=PERSONAL)
    purpose = models.TextField(blank=True, default="", db_comment=PERSONAL)
    series = models.UUIDField(null=True, blank=True, db_comment=NOT_PERSONAL)
    state = models.TextField(
        choices=AppointmentState.choices,
        default=AppointmentState.PLANNED,
        db_comment=NOT_PERSONAL,
    )
    outcome = models.TextField(choices=Outcome.choices, null=True, blank=True, db_comment=PERSONAL)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    outcome_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    moved_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_to",
        db_comment=NOT_PERSONAL,
    )
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    arranged_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("starts_at", "ends_at", name="appointment_span"),
            all_or_none("outcome", "outcome_by", "outcome_at", name="outcome_whole"),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "withdrawn"), outcome__isnull=True)
                | Q(state__in=("recorded", "moved"), outcome__isnull=False),
                name="state_and_outcome_agree",
            ),
            models.UniqueConstraint(
                fields=["person", "starts_at"],
                condition=Q(state="planned") & ~Q(kind="telephone"),
                name="one_place_at_once",
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "starts_at"], name="appointment_day"),
            models.Index(fields=["person", "starts_at"], name="appointment_person"),
            models.Index(
                fields=["officer", "starts_at"],
                condition=Q(state="planned"),
                name="appointment_to_log",
            ),
        ]

    def __str__(self) -> str:
        return f"Appointment {self.pk} on {self.day}"

    @property
    def day(self) -> date:
        """The day as people here count it, not as UTC does."""
        return timezone.localdate(self.starts_at)

    def has_started(self, at: datetime) -> bool:
        return self.starts_at <= at


class AppointmentChange(models.Model):
    """One change of an appointment's state, so that history, undo and figures read one table.

    `line` is the line of the record that tells of it and holds its note; `arranged_next` is the
    appointment made in the same act, which an undo takes back.
    """

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="changes", db_comment=NOT_PERSONAL
    )
    before = models.TextField(choices=AppointmentState.choices, db_comment=NOT_PERSONAL)
    after = models.TextField(choices=AppointmentState.choices, db_comment=NOT_PERSONAL)
    outcome = models.TextField(choices=Outcome.choices, null=True, blank=True, db_comment=PERSONAL)
    who_asked = models.TextField(
        choices=WhoAsked.choices, null=True, blank=True, db_comment=PERSONAL
    )
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    arranged_next = models.ForeignKey(
        Appointment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="arranged_by_change",
        db_comment=NOT_PERSONAL,
    )
    line = models.ForeignKey(
        "contacts.Contact", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        db_comment=NOT_PERSONAL,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [
            models.Index(fields=["appointment", "-id"], name="change_of_appointment"),
            models.Index(fields=["by", "-at"], name="change_by"),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after} at {self.at:%d %B %Y %H:%M}"
