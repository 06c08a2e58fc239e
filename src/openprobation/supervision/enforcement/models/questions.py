"""What is a question or a joint action between those who supervise and those who prosecute?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.breach import QuestionKind

from .breach import Breach


class Question(models.Model):
    """A question or an action agreed between two teams, about a case or standing, with an owner until it is closed.

    It has a person unless it is a standing matter, which is about no one case.
    """

    kind = models.TextField(choices=QuestionKind.choices, db_comment=NOT_PERSONAL)
    person = models.ForeignKey(
        "persons.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interface_questions",
        db_comment=NOT_PERSONAL,
    )
    breach = models.ForeignKey(
        Breach,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        db_comment=NOT_PERSONAL,
    )
    words = models.TextField(db_comment=PERSONAL)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    asked_by_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    owner_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    due_on = models.DateField(db_comment=NOT_PERSONAL)
    closed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )

    class Meta:
        constraints = [
            all_or_none("closed_at", "closed_by", name="question_closed_whole"),
            models.CheckConstraint(condition=~Q(words=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(kind=QuestionKind.STANDING, person__isnull=True, breach__isnull=True)
                | ~Q(kind=QuestionKind.STANDING) & Q(person__isnull=False),
                name="question_is_of_a_case_or_standing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner_team"], condition=Q(closed_at__isnull=True), name="questions_of_team"
            ),
            models.Index(
                fields=["asked_by_team"],
                condition=Q(closed_at__isnull=True),
                name="questions_asked_by_team",
            ),
            models.Index(fields=["person"], name="questions_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.asked_at:%d %B %Y}"


class Answer(models.Model):
    """What was said to a question, or done of an action; kept in order."""

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="answers", db_comment=NOT_PERSONAL
    )
    words = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    by_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="answer_says_something")]

    def __str__(self) -> str:
        return f"Answer to {self.question_id}"


class HandedOn(models.Model):
    """A question given by one owner to another, by whom and why; its age and its day stay as they were."""

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="handed_on", db_comment=NOT_PERSONAL
    )
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    from_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    to_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    to_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    why = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="handed_on_says_why")]

    def __str__(self) -> str:
        return f"Question {self.question_id} handed on"
