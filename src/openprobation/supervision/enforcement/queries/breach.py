"""Which breaches are there, where does each stand, whose days are running, and what was returned?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet, Window
from django.db.models.functions import TruncMonth
from django.utils import timezone

from openprobation.foundation.access.check import authority
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.prepared import prepared
from openprobation.rules.breach import Actor, BreachClock, Happened, clocks, moves_open
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    CourtProcess,
    HearingOutcome,
    HearingTold,
    NotLaidReason,
    PackLine,
    ReturnReason,
    WithdrawalReason,
)
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind
from openprobation.vocabulary.sentences import OrderKind

from ..models import (
    Breach,
    BreachFailure,
    BreachHearing,
    BreachStep,
    ReturnedLine,
    SentPack,
)

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


# ── One breach ─────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class BreachLine:
    """A breach as it stands, with the few words that were typed for it."""

    id: int
    person_id: int
    order_id: int
    order_kind: OrderKind
    court: str
    court_id: int
    state: BreachState
    aware_at: datetime
    tried: str
    proposal: str
    without_warning_why: str
    written_by: str
    written_at: datetime
    endorsement_asked: bool
    enforcement_team_id: int | None
    enforcement_team: str
    opened_by_id: int
    opened_by: str
    opened_at: datetime
    version: int

    @property
    def is_over(self) -> bool:
        return self.state.is_end


BREACH = (
    "pk", "person_id", "order_id", "order__kind", "order__event__court__name",
    "order__event__court_id", "state", "aware_at", "tried", "proposal", "without_warning_why",
    "written_by__name", "written_at", "endorsement_asked", "enforcement_team_id",
    "enforcement_team__name", "opened_by_id", "opened_by__name", "opened_at", "version",
)  # fmt: skip


def _breaches(rows: QuerySet[Breach]) -> list[BreachLine]:
    found = []
    for row in rows.values_list(*BREACH):
        said = dict(zip(BreachLine.__slots__, row, strict=True))
        said["order_kind"] = OrderKind(said["order_kind"])
        said["state"] = BreachState(said["state"])
        said["enforcement_team"] = said["enforcement_team"] or ""
        found.append(BreachLine(**said))
    return found


def breach(breach_id: int, *, person_ids: Collection[int]) -> BreachLine | None:
    """One breach of a person. One query."""
    rows = Breach.objects.filter(pk=breach_id, person_id__in=person_ids)
    return next(iter(_breaches(rows)), None)


def whose(breach_id: int) -> int | None:
    """Whose record a breach is of: the person's id. One query."""
    return Breach.objects.filter(pk=breach_id).values_list("person_id", flat=True).first()


def breaches_of(person_ids: Collection[int]) -> list[BreachLine]:
    """Every breach of these people, the latest first. One query."""
    rows = Breach.objects.filter(person_id__in=person_ids)
    return _breaches(rows.order_by("-opened_at", "-pk"))


# ── Its history, the same to both organisations ────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Returned:
    """One reason of a return, and the line it was put to."""

    step_id: int
    line: PackLine
    reason: ReturnReason
    note: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One move, with who answered for the case then and what was said."""

    id: int
    breach_id: int
    move: BreachMove
    to_state: BreachState
    holder_team: str
    holder_unit: str
    holder_organisation: str
    holder_kind: OrganisationKind
    not_laid: NotLaidReason | None
    withdrawn: WithdrawalReason | None
    why: str
    pack_id: int | None
    by_id: int
    by: str
    by_team: str
    by_organisation: str
    at: datetime
    returned: tuple[Returned, ...] = ()

    @property
    def said(self) -> str:
        """The coded reason, where the move has one."""
        coded = self.not_laid or self.withdrawn
        return coded.label if coded else ""

    @property
    def happened(self) -> Happened:
        return Happened(self.move, self.at, self.holder_kind)


STEP = (
    "pk", "breach_id", "move", "to_state", "holder_team__name", "holder_team__unit__name",
    "holder_team__unit__region__organisation__name",
    "holder_team__unit__region__organisation__kind", "not_laid", "withdrawn", "why", "pack_id",
    "by_id", "by__name", "by_team__name", "by_team__unit__region__organisation__name", "at",
)  # fmt: skip


def steps_of(breach_ids: Collection[int]) -> dict[int, list[StepLine]]:
    """Every move of these breaches, in order. Two queries, however many."""
    rows = BreachStep.objects.filter(breach_id__in=breach_ids).order_by("pk")
    returned = _returned(breach_ids)
    found: dict[int, list[StepLine]] = defaultdict(list)
    for row in rows.values_list(*STEP):
        said = dict(zip(StepLine.__slots__, row, strict=False))
        said["move"] = BreachMove(said["move"])
        said["to_state"] = BreachState(said["to_state"])
        said["holder_kind"] = OrganisationKind(said["holder_kind"])
        said["not_laid"] = NotLaidReason(said["not_laid"]) if said["not_laid"] else None
        said["withdrawn"] = WithdrawalReason(said["withdrawn"]) if said["withdrawn"] else None
        said["by_team"] = said["by_team"] or ""
        said["by_organisation"] = said["by_organisation"] or ""
        line = StepLine(**said, returned=tuple(returned.get(row[0], ())))
        found[line.breach_id].append(line)
    return found


def _returned(breach_ids: Collection[int]) -> dict[int, list[Returned]]:
    found: dict[int, list[Returned]] = defaultdict(list)
    rows = ReturnedLine.objects.filter(step__breach_id__in=breach_ids).order_by("pk")
    for step_id, line, reason, note in rows.values_list("step_id", "line", "reason", "note"):
        found[step_id].append(Returned(step_id, PackLine(line), ReturnReason(reason), note))
    return found


def happened(steps: Iterable[StepLine]) -> list[Happened]:
    return [step.happened for step in steps]


def clocks_of(
    line: BreachLine, steps: Sequence[StepLine], *, sender_now: OrganisationKind
) -> tuple[BreachClock, ...]:
    """Whose days are running, and how many are left. No query."""
    return clocks(line.aware_at, happened(steps), sender_now=sender_now, pack=policy_pack())


# ── What was sent ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class SentLine:
    """A pack as it was sent: when and by whom. What is in it is asked for by `sent_letters`."""

    id: int
    breach_id: int
    number: int
    sent_by: str
    sent_at: datetime


def sent_packs(breach_id: int) -> list[SentLine]:
    """Every sending, the latest first. One query."""
    rows = SentPack.objects.filter(breach_id=breach_id).order_by("-number")
    return [
        SentLine(*row)
        for row in rows.values_list("pk", "breach_id", "number", "sent_by__name", "sent_at")
    ]


# ── In court ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class HearingLine:
    """One day in court."""

    id: int
    breach_id: int
    person_id: int
    court_id: int
    court: str
    on: date
    process: CourtProcess
    told: HearingTold | None
    order_kind: OrderKind
    outcome: HearingOutcome | None
    note: str
    recorded_by: str
    recorded_at: datetime | None

    @property
    def is_to_come(self) -> bool:
        return self.outcome is None


HEARING = (
    "pk", "breach_id", "breach__person_id", "court_id", "court__name", "on", "process",
    "told", "breach__order__kind", "outcome", "note", "recorded_by__name", "recorded_at",
)  # fmt: skip


def _hearings(rows: QuerySet[BreachHearing], *, size: int = 200) -> list[HearingLine]:
    found = []
    for row in rows.values_list(*HEARING)[:size]:
        said = dict(zip(HearingLine.__slots__, row, strict=True))
        said["process"] = CourtProcess(said["process"])
        said["told"] = HearingTold(said["told"]) if said["told"] else None
        said["order_kind"] = OrderKind(said["order_kind"])
        said["outcome"] = HearingOutcome(said["outcome"]) if said["outcome"] else None
        said["recorded_by"] = said["recorded_by"] or ""
        found.append(HearingLine(**said))
    return found


def hearings_of(breach_ids: Collection[int]) -> dict[int, list[HearingLine]]:
    """Every day in court of these breaches, the latest first. One query."""
    rows = BreachHearing.objects.filter(breach_id__in=breach_ids).order_by("-on", "-pk")
    found: dict[int, list[HearingLine]] = defaultdict(list)
    for line in _hearings(rows, size=2_000):
        found[line.breach_id].append(line)
    return found


def breach_of_hearing(hearing_id: int) -> int | None:
    """Which breach a day in court is of. One query."""
    return BreachHearing.objects.filter(pk=hearing_id).values_list("breach_id", flat=True).first()


def listed(*, since: date, team_ids: Collection[int]) -> list[HearingLine]:
    """Days in court from a day on that nothing is known of yet, by day and court. One query."""
    rows = BreachHearing.objects.filter(
        on__gte=since, outcome__isnull=True, breach__enforcement_team_id__in=team_ids
    )
    return _hearings(rows.order_by("on", "court__name", "pk"))


def results_to_record(*, on: date, team_ids: Collection[int]) -> list[HearingLine]:
    """Days in court that have come and of which nothing is written, the oldest first. One query."""
    rows = BreachHearing.objects.filter(
        on__lte=on, outcome__isnull=True, breach__enforcement_team_id__in=team_ids
    )
    return _hearings(rows.order_by("on", "court__name", "pk"))


def results_waiting(*, on: date, team_ids: Collection[int]) -> int:
    """How many `results_to_record` tells of. One query."""
    return next((count for (count,) in _results_waiting(on, tuple(team_ids))), 0)


@prepared
def _results_waiting(
    on: date, team_ids: tuple[int, ...]
) -> QuerySet[BreachHearing, tuple[Any, ...]]:
    rows = BreachHearing.objects.filter(
        on__lte=on, outcome__isnull=True, breach__enforcement_team_id__in=team_ids
    )
    return rows.annotate(in_all=Window(Count("pk"))).values_list("in_all")[:1]


# ── Who may do what, now ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Answering:
    """The team that answers for the case now, or did when the latest move was made."""

    team_id: int
    team: str
    unit_id: int
    organisation_id: int
    organisation: str
    kind: OrganisationKind


def answering(
    person_ids: Collection[int], *, breach_id: int | None, at: datetime
) -> Answering | None:
    """Whose case it is; once supervision is over, whose it was. Two queries, three then."""
    holder = allocations.holder(person_ids, at)
    if holder is not None:
        return Answering(
            holder.team_id,
            holder.team,
            holder.unit_id,
            holder.organisation_id,
            holder.organisation,
            holder.organisation_kind,
        )
    row = (
        BreachStep.objects.filter(breach=breach_id or 0)
        .order_by("-pk")
        .values_list(
            "holder_team_id",
            "holder_team__name",
            "holder_team__unit_id",
            "holder_team__unit__region__organisation_id",
            "holder_team__unit__region__organisation__name",
            "holder_team__unit__region__organisation__kind",
        )
        .first()
    )
    return Answering(*row[:5], OrganisationKind(row[5])) if row else None


def actors(user: User, *, organisation_id: int | None, at: datetime) -> tuple[Actor, ...]:
    """Somebody's posts as the machine sees them. No query beyond who they are."""
    return tuple(
        Actor(post.role, post.organisation_kind, post.organisation_id == organisation_id)
        for post in authority(user, at).posts
    )


def moves_of(
    line: BreachLine, user: User, *, organisation_id: int | None, at: datetime
) -> frozenset[BreachMove]:
    """What somebody may do with a breach now."""
    return moves_open(
        line.state,
        actors(user, organisation_id=organisation_id, at=at),
        endorsement_asked=line.endorsement_asked,
    )


# ── The enforcement officer's list ─────────────────────────────────────────────────────────
WITH_ENFORCEMENT = (
    BreachState.SUBMITTED,
    BreachState.RESUBMITTED,
    BreachState.ACCEPTED,
    BreachState.CONSIDERED,
    BreachState.LAID,
    BreachState.LISTED,
    BreachState.HEARING,
)


MOST_PACKS = 200


@dataclass(frozen=True, slots=True)
class BreachShort:
    """A breach as lists need it, without a word that was typed for it."""

    id: int
    person_id: int
    court: str
    state: BreachState
    aware_at: datetime


BREACH_SHORT = ("pk", "person_id", "order__event__court__name", "state", "aware_at")


def _short(rows: Iterable[tuple[Any, ...]]) -> list[BreachShort]:
    return [
        BreachShort(pk, person_id, court, BreachState(state), aware_at)
        for pk, person_id, court, state, aware_at in rows
    ]


@dataclass(frozen=True, slots=True)
class PackWaiting:
    """A pack in the enforcement team's list."""

    breach: BreachShort
    sent_at: datetime | None
    returns: int
    sender_unit: str
    sender_organisation: str
    clocks: tuple[BreachClock, ...]
    listed_on: date | None

    def days_left(self, on: date) -> int | None:
        """Of the clock that runs out first."""
        running = [clock.days_left(on) for clock in self.clocks if clock.is_running]
        return min(running, default=None)

    def due_on(self) -> date | None:
        running = [clock.deadline.due_on for clock in self.clocks if clock.is_running]
        return min(running, default=None)


def packs_with(team_ids: Collection[int], *, at: datetime) -> list[PackWaiting]:
    """The packs of these enforcement teams, those whose days run out first before the rest.

    Four queries, however many.
    """
    return waiting(_short(_packs_of(tuple(team_ids))), at=at)


@prepared
def _packs_of(team_ids: tuple[int, ...]) -> QuerySet[Breach, tuple[Any, ...]]:
    rows = Breach.objects.filter(enforcement_team_id__in=team_ids, state__in=WITH_ENFORCEMENT)
    return rows.order_by("pk").values_list(*BREACH_SHORT)[:MOST_PACKS]


@dataclass(frozen=True, slots=True)
class Passed:
    """One move as a list needs it: what it was, when, and who answered for the case then."""

    happened: Happened
    unit: str
    organisation: str


def passed(breach_ids: Collection[int]) -> dict[int, list[Passed]]:
    """Every move of these breaches, in order, without what was said. One query."""
    found: dict[int, list[Passed]] = defaultdict(list)
    for breach_id, move, at, kind, unit, organisation in _passed(tuple(breach_ids)):
        happened = Happened(BreachMove(move), at, OrganisationKind(kind))
        found[breach_id].append(Passed(happened, unit, organisation))
    return found


@prepared
def _passed(breach_ids: tuple[int, ...]) -> QuerySet[BreachStep, tuple[Any, ...]]:
    rows = BreachStep.objects.filter(breach_id__in=breach_ids).order_by("pk")
    return rows.values_list(
        "breach_id",
        "move",
        "at",
        "holder_team__unit__region__organisation__kind",
        "holder_team__unit__name",
        "holder_team__unit__region__organisation__name",
    )


def days_to_come(breach_ids: Collection[int]) -> dict[int, date]:
    """The day in court of each of these breaches of which nothing is known yet. One query."""
    return dict(_days_to_come(tuple(breach_ids)))


@prepared
def _days_to_come(breach_ids: tuple[int, ...]) -> QuerySet[BreachHearing, tuple[Any, ...]]:
    rows = BreachHearing.objects.filter(breach_id__in=breach_ids, outcome__isnull=True)
    return rows.values_list("breach_id", "on")


def waiting(lines: Sequence[BreachShort], *, at: datetime) -> list[PackWaiting]:
    """These breaches with their days, returns and next day in court. Three queries, however many."""
    ids = [line.id for line in lines]
    moves = passed(ids)
    days = days_to_come(ids)
    kinds = allocations.kinds({line.person_id for line in lines}, at)
    pack = policy_pack()
    found = []
    for line in lines:
        steps = moves.get(line.id, [])
        sent = [
            step for step in steps if step.happened.verb in (BreachMove.SUBMIT, BreachMove.RESUBMIT)
        ]
        last = sent[-1] if sent else (steps[-1] if steps else None)
        then = last.happened.sender if last else OrganisationKind.NPS
        found.append(
            PackWaiting(
                breach=line,
                sent_at=sent[-1].happened.at if sent else None,
                returns=sum(step.happened.verb is BreachMove.RETURN for step in steps),
                sender_unit=last.unit if last else "",
                sender_organisation=last.organisation if last else "",
                clocks=clocks(
                    line.aware_at,
                    [step.happened for step in steps],
                    sender_now=kinds.get(line.person_id, then),
                    pack=pack,
                ),
                listed_on=days.get(line.id),
            )
        )
    far = date.max
    return sorted(found, key=lambda one: (one.due_on() or far, one.breach.id))


def live_of(person_ids: Collection[int], *, at: datetime) -> list[PackWaiting]:
    """The live breaches of these people, with their days: for an officer's day. Four queries."""
    return waiting(_short(_live_of(tuple(person_ids))), at=at)


@prepared
def _live_of(person_ids: tuple[int, ...]) -> QuerySet[Breach, tuple[Any, ...]]:
    rows = Breach.objects.live().filter(person_id__in=person_ids)
    return rows.order_by("pk").values_list(*BREACH_SHORT)


def enforcement_teams(on: date) -> list[tuple[int, str, int]]:
    """The public provider's teams that take breaches to court: id, name, region's unit. One query."""
    found = organisations.teams(on=on).values()
    return [
        (team.id, team.name, team.unit_id)
        for team in found
        if team.kind is TeamKind.ENFORCEMENT and team.organisation_kind is not OrganisationKind.CRC
    ]


def failures_alleged(person_ids: Collection[int]) -> frozenset[int]:
    """Failures that a breach alleges, one that is live or was decided. One query."""
    return frozenset(
        BreachFailure.objects.filter(breach__person_id__in=person_ids, taken_out_at__isnull=True)
        .exclude(breach__state=BreachState.WITHDRAWN)
        .values_list("failure_id", flat=True)
    )


# ── Return reasons, for both organisations ─────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ReturnCount:
    """How often packs of a unit were returned for a reason in a month."""

    month: date
    organisation: str
    unit_id: int
    unit: str
    reason: ReturnReason
    times: int


@dataclass(frozen=True, slots=True)
class SentCount:
    """How many packs a unit sent in a month, and how many of them came back."""

    month: date
    organisation: str
    unit_id: int
    unit: str
    sent: int
    returned: int


def return_reasons(*, since: date) -> list[ReturnCount]:
    """Return reasons by unit and month, the latest month first, the commonest before the rest. One query."""
    rows = (
        ReturnedLine.objects.filter(step__at__date__gte=since)
        .annotate(month=TruncMonth("step__at"))
        .values_list(
            "month",
            "step__holder_team__unit__region__organisation__name",
            "step__holder_team__unit_id",
            "step__holder_team__unit__name",
            "reason",
        )
        .annotate(times=Count("step_id", distinct=True))
        .order_by(
            "-month",
            "step__holder_team__unit__region__organisation__name",
            "step__holder_team__unit__name",
            "-times",
            "reason",
        )
    )
    return [
        ReturnCount(_month(month), organisation, unit_id, unit, ReturnReason(reason), times)
        for month, organisation, unit_id, unit, reason, times in rows
    ]


def sent_and_returned(*, since: date) -> list[SentCount]:
    """Packs sent, and sendings returned, by the sender's unit and the month of each. One query.

    Denominator: every sending of the month, first or again. Numerator: returns made in the month.
    """
    rows = (
        BreachStep.objects.filter(at__date__gte=since)
        .annotate(month=TruncMonth("at"))
        .values_list(
            "month",
            "holder_team__unit__region__organisation__name",
            "holder_team__unit_id",
            "holder_team__unit__name",
        )
        .annotate(
            sent=Count("pk", filter=Q(move__in=(BreachMove.SUBMIT, BreachMove.RESUBMIT))),
            returned=Count("pk", filter=Q(move=BreachMove.RETURN)),
        )
        .filter(Q(sent__gt=0) | Q(returned__gt=0))
        .order_by(
            "-month",
            "holder_team__unit__region__organisation__name",
            "holder_team__unit__name",
        )
    )
    return [
        SentCount(_month(month), organisation, unit_id, unit, sent, returned)
        for month, organisation, unit_id, unit, sent, returned in rows
    ]


def _month(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)


def first_failed(breach_ids: Collection[int]) -> dict[int, date]:
    """The first day alleged in each of these breaches. One query."""
    rows = (
        BreachFailure.objects.filter(breach_id__in=breach_ids, taken_out_at__isnull=True)
        .values_list("breach_id")
        .annotate(first=Min("failure__on"))
    )
    return dict(rows)
