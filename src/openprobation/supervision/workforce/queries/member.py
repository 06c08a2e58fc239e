"""Everything about one member of staff's time, load and support, for them and who manages them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef

from openprobation.rules.workload import Reduction as Reducing
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import (
    INDUCTION,
    AbsenceKind,
    ReductionReason,
    ReductionState,
    TrainingKind,
)

from ..models import (
    Absence,
    AbsenceReason,
    AgreedAction,
    Contract,
    Observation,
    Reduction,
    SupervisionSession,
    Training,
)


@dataclass(frozen=True, slots=True)
class ContractLine:
    grade: Grade
    hours: Decimal
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence, whether a reason is written down, and never the reason."""

    id: int
    user_id: int
    kind: AbsenceKind
    starts_on: date
    ends_on: date | None
    expected_back_on: date | None
    has_reason: bool

    @property
    def is_open(self) -> bool:
        return self.ends_on is None

    @property
    def last_on(self) -> date | None:
        return self.ends_on - timedelta(days=1) if self.ends_on else None


@dataclass(frozen=True, slots=True)
class ReductionLine:
    id: int
    reason: ReductionReason
    hours: Decimal
    note: str
    starts_on: date
    last_on: date | None
    state: ReductionState


@dataclass(frozen=True, slots=True)
class ActionLine:
    id: int
    text: str
    due_on: date
    done_at: datetime | None
    done_by: str
    on: date

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_on < self.on


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: int
    member_id: int
    manager: str
    held_on: date
    note: str
    next_on: date
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True)
class ObservationLine:
    id: int
    observer: str
    observed_on: date
    what: str
    went_well: str
    to_try: str


@dataclass(frozen=True, slots=True)
class TrainingLine:
    id: int
    kind: TrainingKind
    due_on: date
    because: str
    done_on: date | None
    on: date

    @property
    def is_induction(self) -> bool:
        return self.kind in INDUCTION

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.due_on < self.on


@dataclass(frozen=True, slots=True)
class Member:
    """What a page of one member of staff shows."""

    contracts: tuple[ContractLine, ...]
    absences: tuple[AbsenceLine, ...]
    reductions: tuple[ReductionLine, ...]
    sessions: tuple[SessionLine, ...]
    observations: tuple[ObservationLine, ...]
    training: tuple[TrainingLine, ...]

    @property
    def open_absence(self) -> AbsenceLine | None:
        return next((line for line in self.absences if line.is_open), None)


def member(user_id: int, *, on: date) -> Member:
    """One member of staff. Seven queries."""
    return Member(
        contracts=contracts(user_id),
        absences=absences(user_id),
        reductions=reductions(user_id, on=on),
        sessions=sessions(user_id, on=on),
        observations=observations(user_id),
        training=training(user_id, on=on),
    )


def contracts(user_id: int) -> tuple[ContractLine, ...]:
    rows = Contract.objects.filter(user_id=user_id).order_by("-starts_on", "-pk")
    return tuple(
        ContractLine(Grade(grade), hours, starts_on, ends_on)
        for grade, hours, starts_on, ends_on in rows.values_list(
            "grade", "hours", "starts_on", "ends_on"
        )
    )


def absences(user_id: int) -> tuple[AbsenceLine, ...]:
    return absence_lines(user_id=user_id)


def absence(absence_id: int) -> AbsenceLine | None:
    """One absence. One query."""
    return next(iter(absence_lines(pk=absence_id)), None)


def absence_lines(**wanted: int) -> tuple[AbsenceLine, ...]:
    said = AbsenceReason.objects.filter(absence_id=OuterRef("pk"))
    rows = Absence.objects.filter(**wanted).annotate(said=Exists(said))
    return tuple(
        AbsenceLine(pk, user_id, AbsenceKind(kind), starts_on, ends_on, back_on, has_reason)
        for pk, user_id, kind, starts_on, ends_on, back_on, has_reason in rows.order_by(
            "-starts_on", "-pk"
        ).values_list("pk", "user_id", "kind", "starts_on", "ends_on", "expected_back_on", "said")
    )


def reason_of(absence_id: int) -> str:
    """Why somebody was away; "" where nobody wrote it down. Whoever asks is audited by the action."""
    rows = AbsenceReason.objects.filter(absence_id=absence_id)
    return rows.values_list("text", flat=True).first() or ""


def reductions(user_id: int, *, on: date) -> tuple[ReductionLine, ...]:
    rows = Reduction.objects.filter(user_id=user_id).order_by("-starts_on", "-pk")
    found = []
    for pk, reason, hours, note, starts_on, ends_on, deleted_at in rows.values_list(
        "pk", "reason", "hours", "note", "starts_on", "ends_on", "deleted_at"
    ):
        last_on = ends_on - timedelta(days=1) if ends_on else None
        state = Reducing(hours, starts_on, last_on, deleted_at is not None).state(on)
        found.append(
            ReductionLine(pk, ReductionReason(reason), hours, note, starts_on, last_on, state)
        )
    return tuple(found)


def sessions(user_id: int, *, on: date) -> tuple[SessionLine, ...]:
    """Sessions of one member of staff, latest first, with what was agreed. Two queries."""
    return session_lines(on=on, member_id=user_id)


def session(session_id: int, *, on: date) -> SessionLine | None:
    """One session. Two queries."""
    return next(iter(session_lines(on=on, pk=session_id)), None)


def session_lines(*, on: date, **wanted: int) -> tuple[SessionLine, ...]:
    rows = list(
        SupervisionSession.objects.filter(**wanted)
        .order_by("-held_on", "-pk")
        .values_list("pk", "member_id", "manager__name", "held_on", "note", "next_on")
    )
    agreed = actions_of([row[0] for row in rows], on=on)
    return tuple(SessionLine(*row, actions=tuple(agreed[row[0]])) for row in rows)


def actions_of(session_ids: Collection[int], *, on: date) -> dict[int, list[ActionLine]]:
    found: dict[int, list[ActionLine]] = defaultdict(list)
    rows = AgreedAction.objects.filter(session_id__in=session_ids).order_by("due_on", "pk")
    for session_id, pk, text, due_on, done_at, done_by in rows.values_list(
        "session_id", "pk", "text", "due_on", "done_at", "done_by__name"
    ):
        found[session_id].append(ActionLine(pk, text, due_on, done_at, done_by or "", on))
    return found


def observations(user_id: int) -> tuple[ObservationLine, ...]:
    rows = Observation.objects.filter(member_id=user_id).order_by("-observed_on", "-pk")
    return tuple(
        ObservationLine(*row)
        for row in rows.values_list(
            "pk", "observer__name", "observed_on", "what", "went_well", "to_try"
        )
    )


def training(user_id: int, *, on: date) -> tuple[TrainingLine, ...]:
    """What is to be learnt, by its day; then what was, the latest first. One query."""
    rows = Training.objects.filter(user_id=user_id)
    lines = [
        TrainingLine(pk, TrainingKind(kind), due_on, because, done_on, on)
        for pk, kind, due_on, because, done_on in rows.values_list(
            "pk", "kind", "due_on", "because", "done_on"
        )
    ]
    to_do = sorted((one for one in lines if not one.done_on), key=lambda one: (one.due_on, one.id))
    done = sorted(
        (one for one in lines if one.done_on), key=lambda one: (one.done_on, one.id), reverse=True
    )
    return (*to_do, *done)
