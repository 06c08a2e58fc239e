"""What is the report of an inspection made on this service, from its first line to its last correction?

Nothing here is public but through `WrittenReport.objects.public(at)`: its state and its moment together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.rules.reporting import PUBLISHED
from openprobation.vocabulary.inspection import (
    AccuracyAnswer,
    Addressee,
    Coding,
    EstimateGround,
    FindingTone,
    PassageKind,
    Rating,
    ReportMove,
    ReportState,
)


class WrittenReportQuerySet(models.QuerySet["WrittenReport"]):
    def public(self, at: datetime) -> Self:
        """Released, and its moment has come. The public is shown nothing else."""
        return self.filter(state__in=sorted(PUBLISHED), release_at__lte=at)


class WrittenReport(models.Model):
    """The report of one inspection, written here."""

    inspection = models.OneToOneField(
        "programmes.Inspection", models.PROTECT, related_name="written", db_comment=NOT_PERSONAL
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="followed_by",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )  # the report of the inspection before this one, in the same area
    title = models.TextField(db_comment=NOT_PERSONAL)
    summary = models.TextField(db_comment=NOT_PERSONAL)
    state = models.TextField(choices=ReportState.choices, db_comment=NOT_PERSONAL)
    release_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    is_invented = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = WrittenReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("released", "corrected"), release_at__isnull=False)
                | Q(state__in=("draft", "accuracy", "embargoed"), release_at__isnull=True),
                name="released_has_a_moment",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="written_report_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class ReportStep(models.Model):
    """A report going from one state to the next: who did it, when and why."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    move = models.TextField(choices=ReportMove.choices, db_comment=NOT_PERSONAL)
    from_state = models.TextField(
        choices=ReportState.choices, blank=True, default="", db_comment=NOT_PERSONAL
    )
    to_state = models.TextField(choices=ReportState.choices, db_comment=NOT_PERSONAL)
    release_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"{self.report_id} to {self.to_state}"


class Verdict(models.Model):
    """What inspectors say of one organisation, overall or on one outcome, in words and a coding."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="verdicts", db_comment=NOT_PERSONAL
    )
    provider = models.ForeignKey(
        "programmes.Provider", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    section = models.ForeignKey(
        "programmes.Section",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )  # null: overall
    words = models.TextField(db_comment=NOT_PERSONAL)
    detail = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    coding = models.TextField(choices=Coding.choices, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "provider", "section"], name="verdict_once_on_an_outcome"
            ),
            models.UniqueConstraint(
                fields=["report", "provider"],
                condition=Q(section__isnull=True),
                name="verdict_once_overall",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="verdict_says_something"),
        ]

    def __str__(self) -> str:
        return self.words


class Passage(models.Model):
    """A finding of one organisation or between them, or an example of good practice, in its place."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="passages", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=PassageKind.choices, db_comment=NOT_PERSONAL)
    provider = models.ForeignKey(
        "programmes.Provider",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )  # null: between the organisations
    section = models.ForeignKey(
        "programmes.Section",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )  # null: of the organisation as a whole
    tone = models.TextField(choices=FindingTone.choices, db_comment=NOT_PERSONAL)
    heading = models.TextField(db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)
    changed_name = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="passage_place_once"),
            models.CheckConstraint(
                condition=Q(kind="finding", changed_name="")
                | (Q(kind="good_practice") & ~Q(changed_name="")),
                name="good_practice_has_a_changed_name",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class Advice(models.Model):
    """A recommendation of this report: its number, to whom, and by when."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="advices", db_comment=NOT_PERSONAL
    )
    number = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    addressee = models.TextField(choices=Addressee.choices, db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)
    due_on = models.DateField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="advice_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="advice_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class ReportedRow(models.Model):
    """One line of the ratings table as the report took it over: a key question or a standard."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="rows", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    body = models.TextField(db_comment=NOT_PERSONAL)
    standard = models.TextField(db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    question = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    met = models.PositiveIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    applicable = models.PositiveIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    percent = models.FloatField(null=True, blank=True, db_comment=NOT_PERSONAL)
    low = models.FloatField(null=True, blank=True, db_comment=NOT_PERSONAL)
    high = models.FloatField(null=True, blank=True, db_comment=NOT_PERSONAL)
    rating = models.TextField(
        choices=Rating.choices, blank=True, default="", db_comment=NOT_PERSONAL
    )
    explanation = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "body", "standard", "question"], name="reported_row_once"
            ),
            all_or_none("met", "applicable", name="met_of_applicable"),
        ]

    def __str__(self) -> str:
        return f"{self.body} on {self.question or self.standard}"


class ReportedEstimate(models.Model):
    """One question's share of one organisation or the area, alone and with a program's verdicts, as taken over."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="estimates", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    body = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)  # empty: the area
    standard = models.TextField(db_comment=NOT_PERSONAL)
    question = models.TextField(db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    met = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    judged = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    percent = models.FloatField(db_comment=NOT_PERSONAL)
    low = models.FloatField(db_comment=NOT_PERSONAL)
    high = models.FloatField(db_comment=NOT_PERSONAL)
    both_percent = models.FloatField(null=True, blank=True, db_comment=NOT_PERSONAL)
    both_low = models.FloatField(null=True, blank=True, db_comment=NOT_PERSONAL)
    both_high = models.FloatField(null=True, blank=True, db_comment=NOT_PERSONAL)
    ground = models.TextField(
        choices=EstimateGround.choices, blank=True, default="", db_comment=NOT_PERSONAL
    )  # empty: no judged case has a verdict
    cases = models.PositiveIntegerField(default=0, db_comment=NOT_PERSONAL)
    compared = models.PositiveIntegerField(default=0, db_comment=NOT_PERSONAL)
    disagreed = models.PositiveIntegerField(default=0, db_comment=NOT_PERSONAL)
    verdicts_on = models.DateField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "body", "standard", "question"], name="reported_estimate_once"
            ),
            all_or_none("both_percent", "both_low", "both_high", name="both_estimated_whole"),
            models.CheckConstraint(
                condition=Q(ground="combined", both_percent__isnull=False)
                | (~Q(ground="combined") & Q(both_percent__isnull=True)),
                name="estimated_with_verdicts_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body or 'the area'} on {self.question}"


class AccuracyCopy(models.Model):
    """The draft, given to the head named for one organisation, to check its facts."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="copies", db_comment=NOT_PERSONAL
    )
    provider = models.ForeignKey(
        "programmes.Provider", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    answer_by = models.DateField(db_comment=NOT_PERSONAL)
    sent_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    returned_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    closed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "provider"],
                condition=Q(closed_at__isnull=True),
                name="one_reader_of_a_provider_now",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} for {self.reader_id}"


class AccuracyPoint(models.Model):
    """A fact of the draft that a provider disputes, and the answer it was given."""

    copy = models.ForeignKey(
        AccuracyCopy, models.PROTECT, related_name="points", db_comment=NOT_PERSONAL
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, related_name="+", null=True, blank=True, db_comment=NOT_PERSONAL
    )
    verdict = models.ForeignKey(
        Verdict, models.PROTECT, related_name="+", null=True, blank=True, db_comment=NOT_PERSONAL
    )
    advice = models.ForeignKey(
        Advice, models.PROTECT, related_name="+", null=True, blank=True, db_comment=NOT_PERSONAL
    )  # none of the three: the summary
    text = models.TextField(db_comment=NOT_PERSONAL)
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    answer = models.TextField(
        choices=AccuracyAnswer.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    reason = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    before = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    after = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )
    answered_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("answer", "answered_by", "answered_at", name="point_answered_whole"),
            models.CheckConstraint(
                condition=Q(answer__isnull=True)
                | (Q(answer="accepted") & ~Q(after=""))
                | (Q(answer="not_accepted") & ~Q(reason="")),
                name="accepted_has_a_change_and_not_accepted_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Correction(models.Model):
    """What was put right after release: what it said, what it says, and why."""

    report = models.ForeignKey(
        WrittenReport, models.PROTECT, related_name="corrections", db_comment=NOT_PERSONAL
    )
    where = models.TextField(db_comment=NOT_PERSONAL)
    before = models.TextField(db_comment=NOT_PERSONAL)
    after = models.TextField(db_comment=NOT_PERSONAL)
    why = models.TextField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="report_correction_says_why")
        ]

    def __str__(self) -> str:
        return self.where
