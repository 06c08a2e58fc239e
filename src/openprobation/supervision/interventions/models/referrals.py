"""What is a referral to a supplier, and what did each side write?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.commissioning import ReturnReason
from openprobation.vocabulary.interventions import (
    Achievement,
    PaperKind,
    ReferralMove,
    ReferralState,
    WithdrawalReason,
)
from openprobation.vocabulary.needs import Need

ENDS = [state.value for state in ReferralState if state.is_end]


class ReferralQuerySet(models.QuerySet["Referral"]):
    def live(self) -> ReferralQuerySet:
        return self.exclude(state__in=ENDS)


class Referral(models.Model):
    """One person sent to one service for one need, and all that the supplier was told of them.

    `state` is that of the latest step. `summary` is what was sent, as it stood then: the supplier
    reads that and nothing of the case. `order` is empty only while nothing was sent.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="referrals", db_comment=NOT_PERSONAL
    )
    service = models.ForeignKey(
        "commissioning.Service", models.PROTECT, related_name="referrals", db_comment=NOT_PERSONAL
    )
    supplier = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    order = models.OneToOneField(
        "commissioning.PurchaseOrder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referral",
        db_comment=NOT_PERSONAL,
    )
    requirement = models.ForeignKey(
        "sentences.Requirement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        db_comment=NOT_PERSONAL,
    )
    need = models.TextField(choices=Need.choices, db_comment=PERSONAL)
    reference = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    state = models.TextField(choices=ReferralState.choices, db_comment=NOT_PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    summary = models.JSONField(default=dict, db_comment=PERSONAL)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    begun_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    sent_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    assessed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=~Q(state__in=ENDS),
                name="one_live_referral_to_a_service",
            ),
            models.CheckConstraint(
                condition=Q(state=ReferralState.DRAFT)
                | Q(state=ReferralState.WITHDRAWN)
                | Q(order__isnull=False, sent_at__isnull=False),
                name="sent_with_an_order",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "need"], name="referral_of_person"),
            models.Index(fields=["supplier", "state", "sent_at"], name="referral_of_supplier"),
        ]

    def __str__(self) -> str:
        return f"Referral {self.reference}: {self.state}"


class ReferralStep(models.Model):
    """One move of a referral: from a state to a state, by whom, when and why."""

    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    move = models.TextField(choices=ReferralMove.choices, db_comment=NOT_PERSONAL)
    from_state = models.TextField(
        choices=ReferralState.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    to_state = models.TextField(choices=ReferralState.choices, db_comment=NOT_PERSONAL)
    returned = models.TextField(
        choices=ReturnReason.choices, null=True, blank=True, db_comment=PERSONAL
    )
    withdrawn = models.TextField(
        choices=WithdrawalReason.choices, null=True, blank=True, db_comment=PERSONAL
    )
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned__isnull=False, to_state=ReferralState.RETURNED)
                | Q(returned__isnull=True) & ~Q(to_state=ReferralState.RETURNED),
                name="referral_returned_says_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=False, to_state=ReferralState.WITHDRAWN)
                | Q(withdrawn__isnull=True) & ~Q(to_state=ReferralState.WITHDRAWN),
                name="referral_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move} of referral {self.referral_id}"


class WantedOutcome(models.Model):
    """One thing a referral is meant to bring about, and how the end report scored it."""

    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="wanted", db_comment=NOT_PERSONAL
    )
    text = models.TextField(db_comment=PERSONAL)
    achievement = models.TextField(
        choices=Achievement.choices, null=True, blank=True, db_comment=PERSONAL
    )

    def __str__(self) -> str:
        return f"Outcome {self.pk} of referral {self.referral_id}"


class Paper(models.Model):
    """One version of what a supplier wrote: its assessment, an action plan, the end report.

    Those before stay. `sessions` is how many an action plan foresees.
    """

    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="papers", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=PaperKind.choices, db_comment=NOT_PERSONAL)
    number = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    sessions = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "kind", "number"], name="paper_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=PaperKind.ACTION_PLAN, sessions__gt=0)
                | ~Q(kind=PaperKind.ACTION_PLAN) & Q(sessions__isnull=True),
                name="a_plan_says_how_many_sessions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of referral {self.referral_id}"
