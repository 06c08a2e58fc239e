"""What did an inspector answer on a case, on what evidence, and how was a difference settled?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.inspection import CaseAnswer, CaseFact, EvidenceKind, Reading


class Judgement(models.Model):
    """One inspector's reading of one sampled case: the first, or a second that is blind to it."""

    case = models.ForeignKey(
        "samples.FramedCase", models.PROTECT, related_name="judgements", db_comment=NOT_PERSONAL
    )
    reading = models.TextField(choices=Reading.choices, db_comment=NOT_PERSONAL)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    facts = models.JSONField(db_comment=NOT_PERSONAL)  # of the case as it stood; null: not known
    begun_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    handed_in_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "assessor"], name="two_readings_two_people"),
            models.UniqueConstraint(
                fields=["case", "reading"],
                condition=Q(handed_in_at__isnull=False),
                name="handed_in_once_each_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading} reading of case {self.case_id}"


class FactSaid(models.Model):
    """What an assessor said of a fact that decides which questions are asked, and what stood before."""

    judgement = models.ForeignKey(
        Judgement, models.PROTECT, related_name="facts_said", db_comment=NOT_PERSONAL
    )
    fact = models.TextField(choices=CaseFact.choices, db_comment=NOT_PERSONAL)
    before = models.JSONField(null=True, db_comment=NOT_PERSONAL)  # null: the record did not say
    value = models.JSONField(db_comment=NOT_PERSONAL)  # yes or no, or a number
    why = models.TextField(db_comment=PERSONAL)
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="fact_said_with_why")]

    def __str__(self) -> str:
        return f"{self.fact} of judgement {self.judgement_id}"


class AnswerQuerySet(models.QuerySet[Any]):
    def standing(self) -> AnswerQuerySet:
        """The latest of each question: an earlier one was corrected and stays."""
        return self.filter(replaced_by__isnull=True)


class Answer(models.Model):
    """One answer to one question as it was given; a correction is a new row beside it."""

    judgement = models.ForeignKey(
        Judgement, models.PROTECT, related_name="answers", db_comment=NOT_PERSONAL
    )
    question = models.ForeignKey(
        "programmes.Question", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    version = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        db_comment=NOT_PERSONAL,
    )
    answer = models.TextField(choices=CaseAnswer.choices, db_comment=NOT_PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["judgement", "question", "version"], name="answer_version_once"
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True)
                | Q(version__gt=1, replaces__isnull=False),
                name="a_later_answer_replaces_one",
            ),
            models.CheckConstraint(
                condition=~Q(answer=CaseAnswer.NOT_APPLICABLE) | ~Q(why=""),
                name="not_applicable_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.version} to question {self.question_id}"


class Evidence(models.Model):
    """What one answer rests on: an entry of the record as it stood, an interview, or what somebody said."""

    answer = models.ForeignKey(
        Answer, models.PROTECT, related_name="evidence", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=EvidenceKind.choices, db_comment=NOT_PERSONAL)
    entry_id = models.BigIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    entry_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    interview = models.ForeignKey(
        "samples.Interview",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    said = models.TextField(blank=True, default="", db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "entry_id"], name="entry_cited_once"),
            models.UniqueConstraint(fields=["answer", "interview"], name="interview_cited_once"),
            all_or_none("entry_id", "entry_on", name="entry_cited_whole"),
            models.CheckConstraint(
                condition=Q(
                    kind=EvidenceKind.RECORD,
                    entry_id__isnull=False,
                    interview__isnull=True,
                    said="",
                )
                | (
                    ~Q(kind=EvidenceKind.RECORD)
                    & Q(entry_id__isnull=True, interview__isnull=False, said="")
                )
                | (
                    ~Q(kind=EvidenceKind.RECORD)
                    & Q(entry_id__isnull=True, interview__isnull=True)
                    & ~Q(said="")
                ),
                name="evidence_points_or_tells",
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence of answer {self.answer_id}"


class VerdictLook(models.Model):
    """An inspector looked, after answering, at what the program had found on the same question."""

    answer = models.ForeignKey(
        Answer, models.PROTECT, related_name="looks", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer"], name="one_first_look")]

    def __str__(self) -> str:
        return f"Look after answer {self.answer_id}"


class Moderation(models.Model):
    """How a difference between two readings of one question was settled; both stay as they were."""

    case = models.ForeignKey(
        "samples.FramedCase", models.PROTECT, related_name="moderations", db_comment=NOT_PERSONAL
    )
    question = models.ForeignKey(
        "programmes.Question", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    first = models.ForeignKey(Answer, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    second = models.ForeignKey(Answer, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    settled = models.TextField(choices=CaseAnswer.choices, db_comment=NOT_PERSONAL)
    why = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "question"], name="settled_once"),
            models.CheckConstraint(condition=~Q(why=""), name="settled_says_why"),
        ]

    def __str__(self) -> str:
        return f"Question {self.question_id} of case {self.case_id} settled"
