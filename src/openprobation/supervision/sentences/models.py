"""Why do we hold somebody: for what, by which order, with which requirements, until when?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.sentences import (
    ConditionKind,
    EndReason,
    OrderKind,
    RequirementKind,
    Unit,
)


class SupervisionPeriod(models.Model):
    """One unbroken time under supervision: opened by a sentence, closed with the last order."""

    person = models.ForeignKey(
        "persons.Person",
        models.PROTECT,
        related_name="supervision_periods",
        db_comment=NOT_PERSONAL,
    )
    opened_on = models.DateField(db_comment=PERSONAL)
    closed_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    end_reason = models.TextField(
        choices=EndReason.choices, null=True, blank=True, db_comment=PERSONAL
    )

    class Meta:
        constraints = [
            ends_after_start("opened_on", "closed_on", name="period_span"),
            all_or_none("closed_on", "end_reason", name="period_closed_whole"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_on__isnull=True), name="one_open_period"
            ),
        ]

    def __str__(self) -> str:
        return f"Supervision of {self.person_id} from {self.opened_on}"


class Event(models.Model):
    """One conviction and what followed, numbered so that concurrent orders are told apart.

    One registered in error stays, with who took it back and why: it never bound the person.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="events", db_comment=NOT_PERSONAL
    )
    number = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    period = models.ForeignKey(
        SupervisionPeriod, models.PROTECT, related_name="events", db_comment=NOT_PERSONAL
    )
    court = models.ForeignKey("courts.Court", models.PROTECT, related_name="+", db_comment=PERSONAL)
    sentenced_on = models.DateField(db_comment=PERSONAL)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    registered_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    withdrawn_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    withdrawn_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="event_numbered_once"),
            all_or_none(
                "withdrawn_at", "withdrawn_by", "withdrawn_why", name="event_withdrawn_whole"
            ),
        ]
        indexes = [
            models.Index(fields=["registered_by", "-registered_at"], name="event_registered_by")
        ]

    def __str__(self) -> str:
        return f"Event {self.number} of {self.person_id}"


class Offence(models.Model):
    """An offence of which the person was convicted; one of an event's is the main one."""

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="offences", db_comment=NOT_PERSONAL
    )
    description = models.TextField(db_comment=PERSONAL)
    committed_on = models.DateField(db_comment=PERSONAL)
    is_main = models.BooleanField(default=False, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(is_main=True), name="one_main_offence"
            )
        ]

    def __str__(self) -> str:
        return f"Offence of event {self.event_id}"


class Order(models.Model):
    """An order, licence or post-sentence supervision, from a day to a day.

    `starts_on` and `ends_on` are as ordered, both inclusive as the court writes them; `ended_on` is
    when it truly ended. `custody_length` is the prison passed: served before a licence, or held
    over the person by a suspended sentence until `operational_ends_on`.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="orders", db_comment=NOT_PERSONAL)
    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="orders", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=OrderKind.choices, db_comment=PERSONAL)
    length = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=PERSONAL)
    unit = models.TextField(choices=Unit.choices, null=True, blank=True, db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    ends_on = models.DateField(db_comment=PERSONAL)
    custody_length = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=PERSONAL)
    custody_unit = models.TextField(
        choices=Unit.choices, null=True, blank=True, db_comment=PERSONAL
    )
    operational_ends_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    released_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    ended_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    end_reason = models.TextField(
        choices=EndReason.choices, null=True, blank=True, db_comment=PERSONAL
    )

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="order_span"),
            all_or_none("length", "unit", name="order_length_whole"),
            all_or_none("custody_length", "custody_unit", name="order_custody_whole"),
            all_or_none("ended_on", "end_reason", name="order_ended_whole"),
        ]
        indexes = [models.Index(fields=["person", "ended_on"], name="order_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} from {self.starts_on}"


class Requirement(models.Model):
    """One thing an order requires, with its length and unit."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="requirements", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=RequirementKind.choices, db_comment=PERSONAL)
    length = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=PERSONAL)
    unit = models.TextField(choices=Unit.choices, null=True, blank=True, db_comment=PERSONAL)
    detail = models.TextField(blank=True, default="", db_comment=PERSONAL)
    hours_a_day = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    ended_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    end_reason = models.TextField(
        choices=EndReason.choices, null=True, blank=True, db_comment=PERSONAL
    )

    class Meta:
        constraints = [
            all_or_none("length", "unit", name="requirement_length_whole"),
            all_or_none("ended_on", "end_reason", name="requirement_ended_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of order {self.order_id}"


class Condition(models.Model):
    """One condition of a licence or of post-sentence supervision."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="conditions", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=ConditionKind.choices, db_comment=PERSONAL)
    text = models.TextField(db_comment=PERSONAL)
    starts_on = models.DateField(db_comment=PERSONAL)
    ended_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)

    def __str__(self) -> str:
        return f"{self.kind} condition of order {self.order_id}"


class Correction(models.Model):
    """Facts of a sentence as they stood and as they were put right. The rows hold what stands now."""

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="corrections", db_comment=NOT_PERSONAL
    )
    changes = models.JSONField(db_comment=PERSONAL)
    why = models.TextField(db_comment=PERSONAL)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    corrected_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="sentence_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"Correction of event {self.event_id}"
