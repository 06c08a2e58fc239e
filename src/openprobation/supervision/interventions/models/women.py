"""What was a woman offered and what did she say, which centres are there, and what do contracts promise women?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.women import Childcare, OfferAnswer, SafeContact


class WomensOfferQuerySet(models.QuerySet["WomensOffer"]):
    def standing(self) -> WomensOfferQuerySet:
        return self.filter(undone_at__isnull=True)


class WomensOffer(models.Model):
    """What a woman was offered on a day and what she said. The latest not undone is what counts."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="womens_offers", db_comment=NOT_PERSONAL
    )
    space = models.TextField(choices=OfferAnswer.choices, db_comment=PERSONAL)
    officer = models.TextField(choices=OfferAnswer.choices, db_comment=PERSONAL)
    childcare = models.TextField(choices=Childcare.choices, db_comment=PERSONAL)
    safe_contact = models.TextField(choices=SafeContact.choices, db_comment=PERSONAL)
    safe_words = models.TextField(blank=True, default="", db_comment=PERSONAL)
    why_not = models.TextField(blank=True, default="", db_comment=PERSONAL)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    undone_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    objects = WomensOfferQuerySet.as_manager()

    class Meta:
        constraints = [all_or_none("undone_by", "undone_at", name="offer_undone_by_somebody")]
        indexes = [models.Index(fields=["person", "asked_at"], name="womens_offer_of_person")]

    def __str__(self) -> str:
        return f"Offer {self.pk} to a woman: {self.space}"


class Centre(models.Model):
    """A women's centre: one organisation with a place of its own, and the service by which women are sent.

    One organisation has one centre, so that what a centre may see is what was sent to its organisation.
    """

    organisation = models.OneToOneField(
        "organisations.Organisation",
        models.PROTECT,
        related_name="womens_centre",
        db_comment=NOT_PERSONAL,
    )
    service = models.OneToOneField(
        "commissioning.Service",
        models.PROTECT,
        related_name="womens_centre",
        db_comment=NOT_PERSONAL,
    )
    name = models.TextField(db_comment=NOT_PERSONAL)
    place = models.TextField(db_comment=NOT_PERSONAL)
    has_creche = models.BooleanField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.name


class CentreTravel(models.Model):
    """How long the way from an area's town to a centre takes by bus, tram or train."""

    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="travel", db_comment=NOT_PERSONAL
    )
    area = models.ForeignKey(
        "organisations.Area", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    minutes = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "area"], name="centre_travel_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="centre_travel_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} minutes to centre {self.centre_id}"


class ProvisionForWomen(models.Model):
    """One version of what a co-funded service says it does for women. Those before stay."""

    service = models.ForeignKey(
        "commissioning.Service",
        models.PROTECT,
        related_name="provision_for_women",
        db_comment=NOT_PERSONAL,
    )
    number = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    stated_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="provision_numbered_once")
        ]

    def __str__(self) -> str:
        return f"Provision for women {self.number} of service {self.service_id}"
