"""What can be bought, at what price, and what was ordered, delivered, stated and disputed?"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.commissioning import (
    DisputeReason,
    DisputeState,
    FundingLine,
    PriceUnit,
    PurchaseMove,
    PurchaseState,
    ReturnReason,
    ServiceKind,
    UnmetReason,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex


def in_force(on: date) -> Q:
    """Start inclusive, end exclusive, null for "still so"."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


class Service(models.Model):
    """Something a provider offers for one need, from a day to a day: for whom, where, how soon.

    `usual_units` is how many units one person usually takes; `sex` empty: for everybody.
    `subcontractors` and `languages` are lists with a semicolon between.
    """

    provider = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="services",
        db_comment=NOT_PERSONAL,
    )
    subcontractors = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    need = models.TextField(choices=Need.choices, db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=ServiceKind.choices, db_comment=NOT_PERSONAL)
    about = models.TextField(db_comment=NOT_PERSONAL)
    eligibility = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    sex = models.TextField(choices=Sex.choices, null=True, blank=True, db_comment=NOT_PERSONAL)
    women_only = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    min_age = models.PositiveSmallIntegerField(default=18, db_comment=NOT_PERSONAL)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    languages = models.TextField(default="English", db_comment=NOT_PERSONAL)
    wait_days = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    capacity = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    unit = models.TextField(choices=PriceUnit.choices, db_comment=NOT_PERSONAL)
    usual_units = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="service_span"),
            models.UniqueConstraint(fields=["provider", "title"], name="service_titled_once"),
            models.CheckConstraint(condition=Q(usual_units__gt=0), name="service_has_units"),
            models.CheckConstraint(
                condition=Q(max_age__isnull=True) | Q(max_age__gte=F("min_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(women_only=False) | Q(sex=Sex.FEMALE), name="women_only_is_for_women"
            ),
        ]
        indexes = [models.Index(fields=["need", "provider"], name="service_need")]

    def __str__(self) -> str:
        return self.title


class ServiceChange(models.Model):
    """One change of what the catalogue says of a service: each field as it was and as it became, and why."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="changes", db_comment=NOT_PERSONAL
    )
    fields = models.JSONField(db_comment=NOT_PERSONAL)
    why = models.TextField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["service", "-at"], name="change_of_service")]

    def __str__(self) -> str:
        return f"Service {self.service_id} changed: {', '.join(self.fields)}"


class ServiceArea(models.Model):
    """An area whose people a service takes."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="areas", db_comment=NOT_PERSONAL
    )
    area = models.ForeignKey(
        "organisations.Area", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "service"], name="service_area_once")
        ]

    def __str__(self) -> str:
        return f"Service {self.service_id} in {self.area_id}"


class RatePrice(models.Model):
    """A line of the rate card: what one kind of organisation pays for a unit, from which line, from a day to a day."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="prices", db_comment=NOT_PERSONAL
    )
    buyer = models.TextField(choices=OrganisationKind.choices, db_comment=NOT_PERSONAL)
    funding_line = models.TextField(choices=FundingLine.choices, db_comment=NOT_PERSONAL)
    pence = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    version = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    set_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="price_span"),
            models.UniqueConstraint(
                fields=["service", "buyer", "funding_line", "version"], name="price_versioned_once"
            ),
            models.UniqueConstraint(
                fields=["service", "buyer", "funding_line"],
                condition=Q(ends_on__isnull=True),
                name="one_price_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pence} for {self.service_id} from {self.starts_on}"


class PurchaseOrder(models.Model):
    """Units of a service that one organisation buys from another, for a person or for none, at the price of the day.

    `state` is that of the latest step. `achieved_percent` is told by the end report.
    """

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="orders", db_comment=NOT_PERSONAL
    )
    price = models.ForeignKey(
        RatePrice, models.PROTECT, related_name="orders", db_comment=NOT_PERSONAL
    )
    person = models.ForeignKey(
        "persons.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchases",
        db_comment=NOT_PERSONAL,
    )
    supplier = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    buyer = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    buyer_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    units = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    unit_pence = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    state = models.TextField(choices=PurchaseState.choices, db_comment=NOT_PERSONAL)
    achieved_percent = models.PositiveSmallIntegerField(
        null=True, blank=True, db_comment=NOT_PERSONAL
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    ordered_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="order_has_units"),
            models.CheckConstraint(
                condition=Q(achieved_percent__isnull=True) | Q(achieved_percent__lte=100),
                name="achieved_is_a_share",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "state"], name="order_of_service"),
            models.Index(fields=["buyer", "ordered_at"], name="order_of_buyer"),
        ]

    def __str__(self) -> str:
        return f"Order {self.pk}: {self.state}"


class PurchaseStep(models.Model):
    """One move of an order: from a state to a state, by whom, when and why."""

    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    move = models.TextField(choices=PurchaseMove.choices, db_comment=NOT_PERSONAL)
    from_state = models.TextField(
        choices=PurchaseState.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    to_state = models.TextField(choices=PurchaseState.choices, db_comment=NOT_PERSONAL)
    returned = models.TextField(
        choices=ReturnReason.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned__isnull=False, to_state=PurchaseState.RETURNED)
                | Q(returned__isnull=True) & ~Q(to_state=PurchaseState.RETURNED),
                name="order_returned_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.move} of order {self.order_id}"


class Statement(models.Model):
    """What a supplier says a buyer owes for a month: the sum of the deliveries on it, never changed."""

    supplier = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    buyer = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    month = models.DateField(db_comment=NOT_PERSONAL)
    total_pence = models.IntegerField(db_comment=NOT_PERSONAL)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    issued_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "buyer", "month"], name="one_statement_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"Statement {self.pk} for {self.month}"


class DeliveryLine(models.Model):
    """Units delivered under an order on a day, with what shows it; with a minus, units taken back."""

    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="lines", db_comment=NOT_PERSONAL
    )
    units = models.SmallIntegerField(db_comment=NOT_PERSONAL)
    on = models.DateField(db_comment=NOT_PERSONAL)
    evidence = models.TextField(db_comment=PERSONAL)
    takes_back = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
        db_comment=NOT_PERSONAL,
    )
    statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        db_comment=NOT_PERSONAL,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gt=0, takes_back__isnull=True)
                | Q(units__lt=0, takes_back__isnull=False),
                name="minus_takes_something_back",
            )
        ]

    def __str__(self) -> str:
        return f"{self.units} of order {self.order_id} on {self.on}"


class Dispute(models.Model):
    """A buyer says that a delivery is not right, and what the supplier answered."""

    line = models.OneToOneField(
        DeliveryLine, models.PROTECT, related_name="dispute", db_comment=NOT_PERSONAL
    )
    reason = models.TextField(choices=DisputeReason.choices, db_comment=NOT_PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    raised_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    state = models.TextField(choices=DisputeState.choices, db_comment=NOT_PERSONAL)
    answer = models.TextField(blank=True, default="", db_comment=PERSONAL)
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
            all_or_none("answered_by", "answered_at", name="dispute_answered_whole"),
            models.CheckConstraint(
                condition=Q(state=DisputeState.OPEN, answered_at__isnull=True)
                | ~Q(state=DisputeState.OPEN) & Q(answered_at__isnull=False),
                name="dispute_open_until_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"Dispute of {self.line_id}: {self.state}"


class NotUsed(models.Model):
    """Why a need among somebody's first three has had no service, as the officer said it on a day."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="needs_not_met", db_comment=NOT_PERSONAL
    )
    need = models.TextField(choices=Need.choices, db_comment=PERSONAL)
    reason = models.TextField(choices=UnmetReason.choices, db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    said_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [
            models.Index(fields=["person", "need", "-said_at"], name="not_used_of_person"),
            models.Index(fields=["team", "-said_at"], name="not_used_of_team"),
        ]

    def __str__(self) -> str:
        return f"{self.need} of {self.person_id} not met: {self.reason}"
