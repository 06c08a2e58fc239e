"""Which failures and warnings does a person's record hold, and which warnings still count?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from openprobation.foundation.documents import queries as documents
from openprobation.foundation.prepared import prepared
from openprobation.rules.enforcement import (
    Decision,
    FailureFacts,
    OrderFacts,
    WarningFacts,
    licence_answer_due,
    warning_letter_due,
)
from openprobation.rules.enforcement import (
    what_follows as rule_of,
)
from openprobation.rules.working_days import Deadline, working_days_between
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.enforcement import (
    Alternative,
    Excuse,
    InstructionGiven,
    Response,
    SeniorAnswer,
)

from ..models import Failure, LicenceMatter, Warning


@dataclass(frozen=True, slots=True)
class FailureLine:
    """One failure to comply as it stands now."""

    id: int
    person_id: int
    order_id: int | None
    requirement_id: int | None
    appointment_id: int | None
    on: date
    outcome: Outcome
    instruction: str
    instruction_given_on: date | None
    instruction_how: InstructionGiven | None
    noticed_at: datetime
    explain_by: date
    explanation: str
    explained_at: datetime | None
    excuse: Excuse
    decided_by: str | None
    decided_at: datetime | None
    decided_why: str
    taken_back_at: datetime | None
    taken_back_why: str | None
    version: int

    @property
    def is_taken_back(self) -> bool:
        return self.taken_back_at is not None


FAILURE = (
    "pk", "person_id", "order_id", "requirement_id", "appointment_id", "on", "outcome",
    "instruction", "instruction_given_on", "instruction_how", "noticed_at", "explain_by",
    "explanation", "explained_at", "excuse", "decided_by__name", "decided_at", "decided_why",
    "taken_back_at", "taken_back_why", "version",
)  # fmt: skip


def failures_of(person_ids: Collection[int]) -> list[FailureLine]:
    """Every failure of these people, those taken back too, the latest first. One query."""
    rows = Failure.objects.filter(person_id__in=person_ids).order_by("-on", "-pk")
    return [failure_line(row) for row in rows.values_list(*FAILURE)]


def failure_line(row: tuple[object, ...]) -> FailureLine:
    said = dict(zip(FailureLine.__slots__, row, strict=True))
    said["outcome"] = Outcome(str(said["outcome"]))
    said["excuse"] = Excuse(str(said["excuse"]))
    how = said["instruction_how"]
    said["instruction_how"] = InstructionGiven(str(how)) if how else None
    return FailureLine(**said)  # type: ignore[arg-type]  # a row of the fields above


@dataclass(frozen=True, slots=True)
class WarningLine:
    """One warning. `expires_on` is the first day on which it no longer counts."""

    id: int
    failure_id: int
    order_id: int
    person_id: int
    given_on: date
    expires_on: date
    given_by: str
    letter_id: int | None
    failed_on: date
    failure_excuse: Excuse
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_why: str | None

    def is_live(self, on: date) -> bool:
        """Whether it counts on a day: given by then, not run out, not withdrawn."""
        return self.withdrawn_at is None and self.given_on <= on < self.expires_on


WARNING = (
    "pk", "failure_id", "order_id", "person_id", "given_on", "expires_on", "given_by__name",
    "letter_id", "failure__on", "failure__excuse", "withdrawn_at", "withdrawn_by__name", "withdrawn_why",
)  # fmt: skip


def warnings_of(person_ids: Collection[int]) -> list[WarningLine]:
    """Every warning of these people, the latest first. One query."""
    rows = Warning.objects.filter(person_id__in=person_ids).order_by("-given_on", "-pk")
    return [warning_line(row) for row in rows.values_list(*WARNING)]


def live_warnings(person_ids: Collection[int], on: date) -> dict[int, list[WarningLine]]:
    """The warnings that count on a day, by person, the latest first. One query."""
    rows = Warning.objects.filter(
        person_id__in=person_ids, withdrawn_at__isnull=True, given_on__lte=on, expires_on__gt=on
    ).order_by("-given_on", "-pk")
    found: dict[int, list[WarningLine]] = {}
    for row in rows.values_list(*WARNING):
        line = warning_line(row)
        found.setdefault(line.person_id, []).append(line)
    return found


def warning_line(row: tuple[object, ...]) -> WarningLine:
    said = dict(zip(WarningLine.__slots__, row, strict=True))
    said["failure_excuse"] = Excuse(str(said["failure_excuse"]))
    return WarningLine(**said)  # type: ignore[arg-type]  # a row of the fields above


# ── One failure, and what it calls for ─────────────────────────────────────────────────────
def failure(failure_id: int, *, person_ids: Collection[int]) -> FailureLine | None:
    """One failure of these people. One query."""
    row = (
        Failure.objects.filter(pk=failure_id, person_id__in=person_ids)
        .values_list(*FAILURE)
        .first()
    )
    return failure_line(row) if row else None


def of_appointment(appointment_id: int, *, person_ids: Collection[int]) -> int | None:
    """The standing failure that a meeting led to. One query."""
    return (
        Failure.objects.standing()
        .filter(appointment_id=appointment_id, person_id__in=person_ids)
        .values_list("pk", flat=True)
        .first()
    )


def order_facts(order_id: int | None) -> OrderFacts | None:
    """An order as the rule of warnings needs it. One query."""
    if order_id is None:
        return None
    found = sentences.span(order_id)
    return OrderFacts(found.id, found.kind, found.starts_on, found.ended_on) if found else None


def what_follows(failure_id: int, on: date, *, supposing: Excuse | None = None) -> Decision:
    """What the law asks about a failure on a day; `supposing` another decision on its excuse. Three queries."""
    row = Failure.objects.filter(pk=failure_id).values_list(*FAILURE).first()
    if row is None:
        raise LookupError(f"failure {failure_id}")
    line = failure_line(row)
    return decision_on(line, warnings_of_order(line), on=on, supposing=supposing)


def warnings_of_order(line: FailureLine) -> list[WarningLine]:
    """Warnings of the person's that might bear on a failure: all of them. One query."""
    return warnings_of([line.person_id])


def decision_on(
    line: FailureLine,
    warnings: Collection[WarningLine],
    *,
    on: date,
    supposing: Excuse | None = None,
) -> Decision:
    return rule_of(
        FailureFacts(
            id=line.id,
            on=line.on,
            excuse=supposing or line.excuse,
            decided_on=on
            if supposing or line.decided_at is None
            else timezone.localdate(line.decided_at),
            is_taken_back=line.is_taken_back,
        ),
        [warning_facts(each) for each in warnings],
        order=order_facts(line.order_id),
        on=on,
        pack=policy_pack(),
    )


def warning_facts(line: WarningLine) -> WarningFacts:
    return WarningFacts(
        id=line.id,
        order_id=line.order_id,
        failure_id=line.failure_id,
        given_on=line.given_on,
        expires_on=line.expires_on,
        withdrawn_on=timezone.localdate(line.withdrawn_at) if line.withdrawn_at else None,
        failure_excuse=line.failure_excuse,
    )


def letter_due(
    line: FailureLine, follows: Decision, own: Collection[WarningLine]
) -> Deadline | None:
    """By when the warning letter of a failure goes; None where no warning was given or is asked for."""
    is_given = any(each.withdrawn_at is None for each in own)
    if line.excuse is not Excuse.NOT_ACCEPTED or line.decided_at is None:
        return None
    if follows.response is not Response.WARN and not is_given:
        return None
    return warning_letter_due(timezone.localdate(line.decided_at), pack=policy_pack())


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A failure whose excuse waits for a decision: its time is over, or they have explained."""

    failure_id: int
    person_id: int
    on: date
    explain_by: date
    has_explained: bool


def to_decide(person_ids: Collection[int], on: date) -> dict[int, list[ToDecide]]:
    """Failures to decide on: explained, or their last day to explain is over. By person. One query."""
    rows = (
        Failure.objects.undecided()
        .filter(person_id__in=person_ids)
        .filter(Q(explain_by__lt=on) | Q(explained_at__isnull=False))
        .order_by("explain_by", "pk")
        .values_list("pk", "person_id", "on", "explain_by", "explained_at")
    )
    found: dict[int, list[ToDecide]] = {}
    for pk, person_id, failed_on, explain_by, explained_at in rows:
        line = ToDecide(pk, person_id, failed_on, explain_by, explained_at is not None)
        found.setdefault(person_id, []).append(line)
    return found


@dataclass(frozen=True, slots=True)
class MatterLine:
    """A licence matter put to a senior, and the answer once there is one."""

    id: int
    failure_id: int
    person_id: int
    alternatives: tuple[Alternative, ...]
    weighed: str
    sent_by: str
    sent_at: datetime
    answer: SeniorAnswer | None
    answered_by: str | None
    answer_why: str


def matters_of(person_ids: Collection[int]) -> list[MatterLine]:
    """Licence matters of these people, the latest first. One query."""
    rows = LicenceMatter.objects.filter(person_id__in=person_ids).order_by("-pk")
    return [
        MatterLine(
            pk,
            failure_id,
            person_id,
            tuple(Alternative(each) for each in alternatives),
            weighed,
            sent_by,
            sent_at,
            SeniorAnswer(answer) if answer else None,
            answered_by,
            why,
        )
        for pk, failure_id, person_id, alternatives, weighed, sent_by, sent_at, answer, answered_by, why
        in rows.values_list(
            "pk", "failure_id", "person_id", "alternatives", "weighed", "sent_by__name", "sent_at",
            "answer", "answered_by__name", "answer_why",
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatterWaiting:
    """A licence matter that a senior has not answered. `kept_id`: the record its own was joined to."""

    id: int
    person_id: int
    kept_id: int
    sent_by: str
    sent_at: datetime
    due_on: date

    def working_days_left(self, on: date) -> int:
        return working_days_between(on, self.due_on)

    def days_old(self, on: date) -> int:
        return (on - timezone.localdate(self.sent_at)).days


def matters_waiting(person_ids: Collection[int]) -> list[MatterWaiting]:
    """Licence matters of these people that wait for a senior, the oldest first. One query.

    Of a failure that was taken back nothing is left to answer.
    """
    return [
        MatterWaiting(
            pk,
            person_id,
            kept_id,
            sent_by,
            sent_at,
            licence_answer_due(timezone.localdate(sent_at), pack=policy_pack()).due_on,
        )
        for pk, person_id, kept_id, sent_by, sent_at in _unanswered(tuple(person_ids))
    ]


@prepared
def _unanswered(person_ids: tuple[int, ...]) -> QuerySet[LicenceMatter, tuple[Any, ...]]:
    rows = LicenceMatter.objects.filter(answer__isnull=True, failure__taken_back_at__isnull=True)
    rows = rows.annotate(kept_id=Coalesce("person__merged_into_id", "person_id"))
    rows = rows.filter(kept_id__in=person_ids).order_by("sent_at", "pk")
    return rows.values_list("pk", "person_id", "kept_id", "sent_by__name", "sent_at")


def papers_of(failure_id: int) -> list[documents.DocumentLine]:
    """Letters and evidence held against a failure, the latest first. One query."""
    return documents.held("enforcement.failure", [failure_id]).get(failure_id, [])
