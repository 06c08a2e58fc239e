"""Which questions and joint actions are open between the two sides, how old, and whose?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from openprobation.rules.working_days import working_days_between
from openprobation.vocabulary.breach import QuestionKind

from ..models import Answer, HandedOn, Question


@dataclass(frozen=True, slots=True)
class AnswerLine:
    question_id: int
    words: str
    by: str
    by_team: str
    by_organisation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandedLine:
    """A question given to another owner."""

    question_id: int
    from_owner: str
    from_team: str
    to_owner: str
    to_team: str
    to_organisation: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question or joint action, with all that was said to it."""

    id: int
    kind: QuestionKind
    person_id: int | None
    breach_id: int | None
    words: str
    asked_by: str
    asked_by_team_id: int
    asked_by_team: str
    asked_by_organisation: str
    asked_at: datetime
    owner_id: int | None
    owner: str
    owner_team_id: int
    owner_team: str
    owner_organisation: str
    due_on: date
    closed_at: datetime | None
    closed_by: str
    answers: tuple[AnswerLine, ...] = ()
    handed: tuple[HandedLine, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def whose(self) -> str:
        """Who has to do something: always somebody."""
        return f"{self.owner}, {self.owner_team}" if self.owner else self.owner_team

    def age(self, on: date) -> int:
        """Working days since it was asked."""
        return working_days_between(timezone.localdate(self.asked_at), on)

    def days_left(self, on: date) -> int:
        return working_days_between(on, self.due_on)

    def is_overdue(self, on: date) -> bool:
        return self.is_open and on > self.due_on


QUESTION = (
    "pk", "kind", "person_id", "breach_id", "words", "asked_by__name", "asked_by_team_id",
    "asked_by_team__name", "asked_by_team__unit__region__organisation__name", "asked_at",
    "owner_id", "owner__name", "owner_team_id", "owner_team__name",
    "owner_team__unit__region__organisation__name", "due_on", "closed_at", "closed_by__name",
)  # fmt: skip


def _questions(rows: QuerySet[Question], *, size: int = 200) -> list[QuestionLine]:
    ordered = rows.order_by(F("closed_at").desc(nulls_first=True), "due_on", "pk")
    found = list(ordered.values_list(*QUESTION)[:size])
    ids = [row[0] for row in found]
    answers, handed = (_answers(ids), _handed(ids)) if found else ({}, {})
    lines = []
    for row in found:
        said = dict(zip(QuestionLine.__slots__, row, strict=False))
        said["kind"] = QuestionKind(said["kind"])
        said["owner"] = said["owner"] or ""
        said["closed_by"] = said["closed_by"] or ""
        lines.append(
            QuestionLine(
                **said, answers=tuple(answers.get(row[0], ())), handed=tuple(handed.get(row[0], ()))
            )
        )
    return lines


def _answers(question_ids: Collection[int]) -> dict[int, list[AnswerLine]]:
    found: dict[int, list[AnswerLine]] = defaultdict(list)
    rows = Answer.objects.filter(question_id__in=question_ids).order_by("pk")
    for row in rows.values_list(
        "question_id",
        "words",
        "by__name",
        "by_team__name",
        "by_team__unit__region__organisation__name",
        "at",
    ):
        found[row[0]].append(AnswerLine(*row))
    return found


def _handed(question_ids: Collection[int]) -> dict[int, list[HandedLine]]:
    found: dict[int, list[HandedLine]] = defaultdict(list)
    rows = HandedOn.objects.filter(question_id__in=question_ids).order_by("pk")
    for row in rows.values_list(
        "question_id",
        "from_owner__name",
        "from_team__name",
        "to_owner__name",
        "to_team__name",
        "to_team__unit__region__organisation__name",
        "why",
        "by__name",
        "at",
    ):
        found[row[0]].append(HandedLine(row[0], row[1] or "", *row[2:]))
    return found


def questions_about(person_ids: Collection[int]) -> list[QuestionLine]:
    """Everything asked about these people, open ones first. Three queries."""
    return _questions(Question.objects.filter(person_id__in=person_ids))


def open_questions(team_ids: Collection[int]) -> list[QuestionLine]:
    """Open ones that these teams asked or own, the earliest due first. Three queries, however many."""
    ours = Q(owner_team_id__in=team_ids) | Q(asked_by_team_id__in=team_ids)
    return _questions(
        Question.objects.filter(ours, closed_at__isnull=True).exclude(kind=QuestionKind.STANDING)
    )


def standing_matters(organisation_ids: Collection[int]) -> list[QuestionLine]:
    """Matters between senior teams in which these organisations have a part, open ones first. Three queries."""
    asked = Q(asked_by_team__unit__region__organisation_id__in=organisation_ids)
    owns = Q(owner_team__unit__region__organisation_id__in=organisation_ids)
    return _questions(Question.objects.filter(asked | owns, kind=QuestionKind.STANDING))


def question(question_id: int) -> QuestionLine | None:
    """One of them; the caller asks whether the viewer may see it. Three queries."""
    return next(iter(_questions(Question.objects.filter(pk=question_id))), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open question about somebody that one of some teams must answer."""

    question_id: int
    person_id: int
    kind: QuestionKind
    asked_by: str
    due_on: date


def waiting_for(team_ids: Collection[int], *, person_ids: Collection[int]) -> list[Waiting]:
    """What these teams must answer about these people, the earliest due first. One query."""
    rows = Question.objects.filter(
        closed_at__isnull=True, owner_team_id__in=team_ids, person_id__in=person_ids
    ).order_by("due_on", "pk")
    return [
        Waiting(pk, person_id, QuestionKind(kind), asked_by, due_on)
        for pk, person_id, kind, asked_by, due_on in rows.values_list(
            "pk", "person_id", "kind", "asked_by__name", "due_on"
        )
        if person_id is not None
    ]
