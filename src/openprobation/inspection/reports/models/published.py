"""What was published about an inspection, and where was it read?"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.vocabulary.inspection import (
    Addressee,
    Coding,
    DatePrecision,
    FindingSubject,
    FindingTone,
    SourceKind,
)


class Source(models.Model):
    """A page that was read, or our own note where there is no page."""

    code = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=SourceKind.choices, db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    publisher = models.TextField(db_comment=NOT_PERSONAL)
    url = models.URLField(max_length=500, blank=True, default="", db_comment=NOT_PERSONAL)
    dated = models.TextField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | Q(kind=SourceKind.OWN_NOTE),
                name="source_has_an_address_unless_our_own",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReportQuerySet(models.QuerySet["Report"]):
    def public(self, on: date) -> Self:
        """Published by the end of a day. The public is shown nothing else."""
        return self.filter(published_on__lte=on)


class Report(models.Model):
    """The report of one inspection, public from a day."""

    inspection = models.OneToOneField(
        "programmes.Inspection", models.PROTECT, related_name="report", db_comment=NOT_PERSONAL
    )
    headline = models.TextField(db_comment=NOT_PERSONAL)
    verdict = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    verdict_quotation = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    published_on = models.DateField(db_index=True, db_comment=NOT_PERSONAL)
    precision = models.TextField(choices=DatePrecision.choices, db_comment=NOT_PERSONAL)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    related = models.ManyToManyField(Source, through="RelatedReading", related_name="+")

    objects = ReportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.headline


class RelatedReading(models.Model):
    """A further page about the same inspection."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="readings", db_comment=NOT_PERSONAL
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "source"], name="related_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} about {self.report_id}"


class Judgement(models.Model):
    """What was said of one organisation, overall or on one outcome; or that it is not known."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="judgements", db_comment=NOT_PERSONAL
    )
    provider = models.ForeignKey(
        "programmes.Provider", models.PROTECT, related_name="judgements", db_comment=NOT_PERSONAL
    )
    section = models.ForeignKey(
        "programmes.Section",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )  # null: the overall verdict
    words = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    quotation = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    detail = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    coding = models.TextField(choices=Coding.choices, db_comment=NOT_PERSONAL)
    reason = models.TextField(db_comment=NOT_PERSONAL)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "section"], name="judged_once_on_an_outcome"
            ),
            models.UniqueConstraint(
                fields=["provider"], condition=Q(section__isnull=True), name="judged_once_overall"
            ),
            models.CheckConstraint(
                condition=Q(coding=Coding.NOT_KNOWN, words="", quotation="", detail="")
                | (~Q(coding=Coding.NOT_KNOWN) & ~Q(words="")),
                name="not_known_says_nothing_and_known_says_something",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="coding_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.words or Coding(self.coding).label


class Finding(models.Model):
    """Something else that inspectors found, about one organisation or between the two."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="findings", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    subject = models.TextField(choices=FindingSubject.choices, db_comment=NOT_PERSONAL)
    tone = models.TextField(choices=FindingTone.choices, db_comment=NOT_PERSONAL)
    heading = models.TextField(db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="finding_place_once")
        ]

    def __str__(self) -> str:
        return self.heading


class Recommendation(models.Model):
    """What an organisation was told to do, numbered within its report."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="recommendations", db_comment=NOT_PERSONAL
    )
    number = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    addressee = models.TextField(choices=Addressee.choices, db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="recommendation_number_once")
        ]

    def __str__(self) -> str:
        return self.text


class FactsFile(models.Model):
    """A file of published facts, as it was when last taken in."""

    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    content = models.TextField(db_comment=NOT_PERSONAL)  # a digest
    loaded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.name
