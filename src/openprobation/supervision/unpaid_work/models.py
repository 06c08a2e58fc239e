"""What is owed to the community, where is it worked, and what was credited?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.rules.unpaid_work import minutes_between
from openprobation.vocabulary.risk import HarmLevel
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    EntryKind,
    ExtensionAnswer,
    Frequency,
    ProjectKind,
    ReportState,
    StandDown,
    Weekday,
)


class Beneficiary(models.Model):
    """Whom the work is for: a council, a charity, a church. Its numbers are an office's, nobody's own."""

    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    telephone = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """A piece of work that people are allocated to, run by one team, for one beneficiary.

    `highest_harm` and `not_with` (kinds of registration) say who may not be placed there.
    `supervisor` is whoever usually takes the group; a day can have another.
    """

    team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="projects", db_comment=NOT_PERSONAL
    )
    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="projects", db_comment=NOT_PERSONAL
    )
    name = models.TextField(db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=ProjectKind.choices, db_comment=NOT_PERSONAL)
    place = models.TextField(db_comment=NOT_PERSONAL)
    capacity = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    highest_harm = models.TextField(choices=HarmLevel.choices, db_comment=NOT_PERSONAL)
    not_with = models.JSONField(default=list, db_comment=NOT_PERSONAL)
    women_only = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    travel_counts = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    opened_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="project_span"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="project_has_room"),
            models.UniqueConstraint(fields=["team", "name"], name="project_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Obligation(models.Model):
    """What one person owes under one requirement of unpaid work, taken on by those who run it.

    `owed` is in minutes. `limits` is what health or anything else rules out, as the person told it.
    Every credit holds this row while it is written.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="obligations", db_comment=NOT_PERSONAL
    )
    requirement = models.OneToOneField(
        "sentences.Requirement",
        models.PROTECT,
        related_name="obligation",
        db_comment=NOT_PERSONAL,
    )
    order = models.ForeignKey(
        "sentences.Order", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    owed = models.PositiveIntegerField(db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    limits = models.TextField(blank=True, default="", db_comment=PERSONAL)
    inducted_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    ended_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    taken_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    taken_on_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(owed__gt=0), name="something_is_owed")]

    def __str__(self) -> str:
        return f"{self.owed} minutes owed by {self.person_id}"


class Extension(models.Model):
    """One time the court was asked for longer than twelve months, and what it said."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="extensions", db_comment=NOT_PERSONAL
    )
    until = models.DateField(db_comment=PERSONAL)
    why = models.TextField(db_comment=PERSONAL)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    answer = models.TextField(
        choices=ExtensionAnswer.choices, null=True, blank=True, db_comment=PERSONAL
    )
    granted_to = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    answered_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("answer", "answered_by", "answered_at", name="extension_answered_whole"),
            models.CheckConstraint(
                condition=Q(answer="granted", granted_to__isnull=False)
                | (Q(granted_to__isnull=True) & (Q(answer__isnull=True) | ~Q(answer="granted"))),
                name="given_until_a_day",
            ),
            models.UniqueConstraint(
                fields=["obligation"],
                condition=Q(answer__isnull=True),
                name="asked_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Longer for obligation {self.obligation_id}"


class Allocation(models.Model):
    """A person's place on a project: which weekday, how often, from when to when. `ends_on` is inclusive."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="allocations", db_comment=NOT_PERSONAL
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="allocations", db_comment=NOT_PERSONAL
    )
    frequency = models.TextField(choices=Frequency.choices, db_comment=NOT_PERSONAL)
    weekday = models.TextField(choices=Weekday.choices, db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    start = models.TimeField(db_comment=NOT_PERSONAL)
    end = models.TimeField(db_comment=NOT_PERSONAL)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    made_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    ended_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="allocation_hours"),
            all_or_none("ended_by", "ended_at", "ended_why", name="allocation_ended_whole"),
        ]

    def __str__(self) -> str:
        return f"Allocation of obligation {self.obligation_id} to project {self.project_id}"


class WorkSession(models.Model):
    """One day of one project, once somebody has said something of it: who takes it, or that it is off.

    A day stood down is counted for the project and never against anybody.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="sessions", db_comment=NOT_PERSONAL
    )
    on = models.DateField(db_comment=NOT_PERSONAL)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    stood_down = models.TextField(
        choices=StandDown.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    stood_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    stood_down_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "on"], name="one_day_of_a_project"),
            all_or_none("stood_down", "stood_down_by", "stood_down_at", name="stand_down_whole"),
        ]

    def __str__(self) -> str:
        return f"Project {self.project_id} on {self.on}"


class WorkAppointmentQuerySet(models.QuerySet["WorkAppointment"]):
    def standing(self) -> WorkAppointmentQuerySet:
        """Those nobody has taken back."""
        return self.filter(taken_back_at__isnull=True)

    def unmarked(self) -> WorkAppointmentQuerySet:
        return self.standing().filter(mark__isnull=True)

    def reported(self) -> WorkAppointmentQuerySet:
        """Those that wait for the officer."""
        return self.filter(report=ReportState.WAITING)


class WorkAppointment(models.Model):
    """One person's time on one day of a project, and what came of it.

    `arrived` and `left` are as marked; minutes of `penalty` are not counted. The minutes credited
    are entries of the ledger, never a column here. What a supervisor reports waits for the officer.
    """

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="appointments", db_comment=NOT_PERSONAL
    )
    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="work_appointments", db_comment=NOT_PERSONAL
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="appointments", db_comment=NOT_PERSONAL
    )
    allocation = models.ForeignKey(
        Allocation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        db_comment=NOT_PERSONAL,
    )
    on = models.DateField(db_comment=PERSONAL)
    start = models.TimeField(db_comment=NOT_PERSONAL)
    end = models.TimeField(db_comment=NOT_PERSONAL)
    planned_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    mark = models.TextField(
        choices=AttendanceMark.choices, null=True, blank=True, db_comment=PERSONAL
    )
    arrived = models.TimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    left = models.TimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    penalty = models.PositiveSmallIntegerField(default=0, db_comment=NOT_PERSONAL)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    marked_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    settled = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    report = models.TextField(
        choices=ReportState.choices, null=True, blank=True, db_comment=PERSONAL
    )
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
    taken_back_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = WorkAppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="work_hours"),
            all_or_none("mark", "marked_by", "marked_at", name="mark_whole"),
            all_or_none("decided_by", "decided_at", name="report_decided_whole"),
            models.CheckConstraint(
                condition=Q(settled=False) | Q(mark__isnull=False), name="only_a_mark_settles"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(mark__isnull=True),
                name="what_is_marked_stays",
            ),
            models.UniqueConstraint(
                fields=["allocation", "on", "start"],
                condition=Q(taken_back_at__isnull=True),
                name="an_allocation_once_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "on"], name="work_of_a_day"),
            models.Index(fields=["person", "on"], name="work_of_person"),
            models.Index(
                fields=["person"], condition=Q(report="waiting"), name="work_reports_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"Work of {self.person_id} on {self.on}"

    @property
    def minutes(self) -> int:
        return minutes_between(self.start, self.end)

    @property
    def is_attended(self) -> bool:
        return self.mark is not None and AttendanceMark(self.mark).attended

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.start))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.end))


class AppendOnly(Exception):
    """An entry was about to be changed or removed. Take it back with a new row instead."""


class HoursEntryQuerySet(models.QuerySet["HoursEntry"]):
    def update(self, **changes: Any) -> NoReturn:
        raise AppendOnly("Hours are never changed: take an entry back with a new row.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Hours are never removed: take an entry back with a new row.")


class HoursEntry(models.Model):
    """One line of the ledger of what somebody owes: so many minutes credited, or taken back.

    Numbered without a gap for each obligation, each line with the balance after it, so that two
    hands at once cannot both write the next, and no balance leaves the span from nothing to all
    that is owed. A time is credited once: the appointment as it stood (`of_version`) has one line
    of a kind, and a line is taken back once.
    """

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="entries", db_comment=NOT_PERSONAL
    )
    number = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=EntryKind.choices, db_comment=NOT_PERSONAL)
    minutes = models.IntegerField(db_comment=PERSONAL)
    balance = models.PositiveIntegerField(db_comment=PERSONAL)
    owed = models.PositiveIntegerField(db_comment=PERSONAL)
    on = models.DateField(db_comment=PERSONAL)
    appointment = models.ForeignKey(
        WorkAppointment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        db_comment=NOT_PERSONAL,
    )
    of_version = models.PositiveIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
        db_comment=NOT_PERSONAL,
    )
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    objects = HoursEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "number"], name="ledger_without_a_gap"),
            models.CheckConstraint(
                condition=Q(minutes__lt=0) | Q(balance__lte=F("owed")), name="never_more_than_owed"
            ),
            models.CheckConstraint(
                condition=Q(kind="taken_back", minutes__lt=0, reverses__isnull=False)
                | (~Q(kind="taken_back") & Q(minutes__gt=0, reverses__isnull=True)),
                name="credited_or_taken_back",
            ),
            models.UniqueConstraint(
                fields=["appointment", "kind", "of_version"],
                condition=Q(reverses__isnull=True),
                name="never_credited_twice",
            ),
            all_or_none("appointment", "of_version", name="credited_as_it_stood"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} minutes of obligation {self.obligation_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Hours are never changed: take an entry back with a new row.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Hours are never removed: take an entry back with a new row.")
