"""Who gets the e-mail at noon, and what was in it on which day?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.publication import SubscriptionEnd


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def standing(self) -> SubscriptionQuerySet:
        """Asked for and not ended, confirmed or not."""
        return self.filter(ended_at__isnull=True)

    def confirmed(self) -> SubscriptionQuerySet:
        """Those the e-mail goes to."""
        return self.standing().filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """An address that asked for the e-mail at noon. The address is forgotten when it ends."""

    address = models.TextField(blank=True, db_comment=PERSONAL)
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    confirmed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    end = models.TextField(
        choices=SubscriptionEnd.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(ended_at__isnull=True), name="subscription_once"
            ),
            all_or_none("ended_at", "end", name="subscription_end_has_a_reason"),
            ends_after_start("asked_at", "ended_at", name="subscription_span"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) & ~Q(address="")
                | Q(ended_at__isnull=False, address=""),
                name="subscription_address_until_its_end",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="subscription_asked")]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"


class Edition(models.Model):
    """The e-mail of one day. A day without news has none."""

    day = models.DateField(unique=True, db_comment=NOT_PERSONAL)
    made_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    html = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    """What it says for a program that shows HTML, as it was at noon, but for each reader's last lines."""

    def __str__(self) -> str:
        return f"Noon of {self.day}"


class Told(models.Model):
    """An article that an edition told of: each is told once."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="told", db_comment=NOT_PERSONAL
    )
    article = models.OneToOneField(
        "news.Article", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )

    def __str__(self) -> str:
        return f"{self.article_id} in {self.edition_id}"


class Mail(models.Model):
    """One edition to one subscriber: one message in the outbox, by its key."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="mails", db_comment=NOT_PERSONAL
    )
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="mails", db_comment=NOT_PERSONAL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "subscription"], name="mail_once_a_day_to_each"
            )
        ]

    @property
    def key(self) -> str:
        return f"digest.{self.edition_id}.{self.subscription_id}"

    def __str__(self) -> str:
        return self.key
