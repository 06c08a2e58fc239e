"""Which cases are on their way, who answers until then, and what waits for whom?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from openprobation.foundation.organisations import queries as organisations
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.moves import (
    ESCALATION_OPEN,
    Danger,
    EscalationPurpose,
    EscalationRefusal,
    EscalationReturn,
    EscalationState,
    EscalationVerb,
    TransferRejection,
    TransferState,
    TransferVerb,
)
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import HarmLevel, MappaCategory
from openprobation.vocabulary.term import Term

from ..models import Escalation, EscalationStep, Spell, Transfer, TransferStep
from .holding import HOLD_CASES, ONE_RECORD, running

OPEN = [state.value for state in ESCALATION_OPEN]


@dataclass(frozen=True, slots=True)
class Escalated:
    """One risk escalation as it stands."""

    id: int
    person_id: int
    purpose: EscalationPurpose
    is_urgent: bool
    danger: Danger
    told: str
    harm_before: HarmLevel | None
    harm_now: HarmLevel
    mappa_category: MappaCategory | None
    what_changed: str
    who_is_at_risk: str
    protective: str
    from_team: str
    to_team_id: int | None
    to_team: str
    named_id: int | None
    named: str
    answer_by: date | None
    moves_at: datetime | None
    met_on: date | None
    state: EscalationState
    raised_by: str
    raised_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in ESCALATION_OPEN


ESCALATED = (
    "pk",
    "person_id",
    "purpose",
    "is_urgent",
    "danger",
    "told",
    "harm_before",
    "harm_now",
    "mappa_category",
    "what_changed",
    "who_is_at_risk",
    "protective",
    "from_team__name",
    "to_team_id",
    "to_team__name",
    "named_id",
    "named__name",
    "answer_by",
    "moves_at",
    "met_on",
    "state",
    "raised_by__name",
    "raised_at",
)


def escalations(where: Q) -> list[Escalated]:
    """Escalations, latest first. One query."""
    rows = Escalation.objects.filter(where).order_by("-pk").values(*ESCALATED)
    return [
        Escalated(
            id=row["pk"],
            person_id=row["person_id"],
            purpose=EscalationPurpose(row["purpose"]),
            is_urgent=row["is_urgent"],
            danger=Danger(row["danger"]),
            told=row["told"],
            harm_before=HarmLevel(row["harm_before"]) if row["harm_before"] else None,
            harm_now=HarmLevel(row["harm_now"]),
            mappa_category=MappaCategory(row["mappa_category"]) if row["mappa_category"] else None,
            what_changed=row["what_changed"],
            who_is_at_risk=row["who_is_at_risk"],
            protective=row["protective"],
            from_team=row["from_team__name"],
            to_team_id=row["to_team_id"],
            to_team=row["to_team__name"] or "",
            named_id=row["named_id"],
            named=row["named__name"] or "",
            answer_by=row["answer_by"],
            moves_at=row["moves_at"],
            met_on=row["met_on"],
            state=EscalationState(row["state"]),
            raised_by=row["raised_by__name"],
            raised_at=row["raised_at"],
        )
        for row in rows
    ]


def escalation_of(person_ids: Collection[int]) -> Escalated | None:
    """The latest escalation of a person. One query."""
    return next(iter(escalations(Q(person_id__in=person_ids))), None)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step, as both sides read it."""

    verb: Term
    after: Term
    code: Term | None
    why: str
    to: str
    by: str
    at: datetime


def steps(escalation_id: int) -> list[StepLine]:
    """What was done with an escalation, in order. One query."""
    rows = EscalationStep.objects.filter(escalation_id=escalation_id).order_by("pk")
    codes: dict[str, Term] = {code.value: code for code in EscalationReturn}
    codes |= {code.value: code for code in EscalationRefusal}
    return [
        StepLine(
            EscalationVerb(verb), EscalationState(after), codes.get(code), why, to or "", by, at
        )
        for verb, after, code, why, to, by, at in rows.values_list(
            "verb", "after", "code", "why", "to__name", "by__name", "at"
        )
    ]


def escalations_waiting(
    *, user_id: int, team_ids: Collection[int], unit_ids: Collection[int]
) -> list[Escalated]:
    """Open escalations that concern somebody: sent to them, or of or to teams they manage. One query."""
    theirs = Q(named_id=user_id) | Q(raised_by_id=user_id)
    theirs |= Q(from_team_id__in=team_ids) | Q(to_team_id__in=team_ids)
    theirs |= Q(from_team__unit_id__in=unit_ids) | Q(to_team__unit_id__in=unit_ids)
    taken = Q(state=EscalationState.TAKEN)
    return escalations(theirs & (Q(state__in=OPEN) | taken))


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody of the public provider who could answer a referral."""

    user_id: int
    name: str
    role: Role
    team_id: int
    team: str

    @property
    def value(self) -> str:
        return f"{self.user_id}.{self.team_id}"


def who_could_answer(area_id: int | None, *, on: date, only_managers: bool = False) -> list[Named]:
    """Staff of the public provider, those of the team that serves the area first. Three queries."""
    every = organisations.teams(on=on).values()
    teams = {
        team.id: team.name
        for team in every
        if team.organisation_kind is OrganisationKind.NPS and team.kind.value == "supervision"
    }
    receiving = organisations.receiving(area_id=area_id, on=on) if area_id is not None else {}
    near = receiving.get(OrganisationKind.NPS)
    roles = (Role.SENIOR, Role.HEAD) if only_managers else (*HOLD_CASES, Role.HEAD)
    found = [
        Named(member.user_id, member.name, member.role, member.team_id, teams[member.team_id])
        for member in organisations.members(team_ids=teams, on=on, roles=roles)
    ]
    return sorted(
        found,
        key=lambda one: (
            near is None or one.team_id != near.team_id,
            one.role is not Role.SENIOR,
            one.team,
            one.name,
        ),
    )


# ── Transfers ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Transferred:
    """One set of cases a team was asked to take: how many, and those that still wait."""

    batch: UUID
    from_team: str
    to_team_id: int
    to_team: str
    to_officer: str
    reason: SpellReason
    state: TransferState
    asked_by: str
    asked_at: datetime
    answer_by: date
    cases: int


def transfer_sets(where: Q) -> list[Transferred]:
    """Sets of transfers, one line for each state within a set. One query."""
    rows = (
        Transfer.objects.filter(where)
        .values_list(
            "batch",
            "from_team__name",
            "to_team_id",
            "to_team__name",
            "to_officer__name",
            "reason",
            "state",
            "asked_by__name",
            "asked_at",
            "answer_by",
        )
        .annotate(cases=Count("pk"), latest=Max("pk"))
        .order_by("answer_by", "latest")
    )
    return [
        Transferred(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4] or "",
            SpellReason(row[5]),
            TransferState(row[6]),
            row[7],
            row[8],
            row[9],
            row[10],
        )
        for row in rows
    ]


def transfers_waiting(
    *, user_id: int, team_ids: Collection[int], unit_ids: Collection[int]
) -> list[Transferred]:
    """Sets that wait, of or to teams somebody is in or manages. One query."""
    theirs = Q(asked_by_id=user_id) | Q(from_team_id__in=team_ids) | Q(to_team_id__in=team_ids)
    theirs |= Q(from_team__unit_id__in=unit_ids) | Q(to_team__unit_id__in=unit_ids)
    return transfer_sets(theirs & Q(state=TransferState.ASKED))


@dataclass(frozen=True, slots=True)
class Rejected:
    """One set of cases a team would not take: whose, the coded reason and what was said."""

    batch: UUID
    from_team: str
    to_team: str
    code: TransferRejection
    why: str
    by: str
    at: datetime
    person_ids: tuple[int, ...]


def transfers_rejected(
    *, user_id: int, team_ids: Collection[int], unit_ids: Collection[int], since: datetime
) -> list[Rejected]:
    """Sets rejected since a moment that somebody, their teams or their units asked for, latest first. One query."""
    senders = Q(transfer__asked_by_id=user_id) | Q(transfer__from_team_id__in=team_ids)
    senders |= Q(transfer__from_team__unit_id__in=unit_ids)
    rows = (
        TransferStep.objects.filter(senders, verb=TransferVerb.REJECT, at__gte=since)
        .order_by("-at", "-pk")
        .values_list(
            "transfer__batch",
            "transfer__from_team__name",
            "transfer__to_team__name",
            "code",
            "why",
            "by__name",
            "at",
            "transfer__person_id",
        )
    )
    sets: dict[tuple[Any, ...], list[int]] = {}
    for *said, person_id in rows:
        sets.setdefault(tuple(said), []).append(person_id)
    return [
        Rejected(batch, sender, receiver, TransferRejection(code), why, by, at, tuple(ids))
        for (batch, sender, receiver, code, why, by, at), ids in sets.items()
    ]


def transfer_set(batch: UUID) -> list[Transferred]:
    return transfer_sets(Q(batch=batch))


def people_in(batch: UUID) -> list[int]:
    """Whose cases are in a set. One query."""
    rows = Transfer.objects.filter(batch=batch).order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def transfer_steps(batch: UUID) -> list[StepLine]:
    """What was done with a set, in order, each step once. One query."""
    rows = TransferStep.objects.filter(transfer__batch=batch).order_by("pk")
    codes = {code.value: code for code in TransferRejection}
    lines = [
        StepLine(TransferVerb(verb), TransferState(after), codes.get(code), why, "", by, at)
        for verb, after, code, why, by, at in rows.values_list(
            "verb", "after", "code", "why", "by__name", "at"
        )
    ]
    return list({(line.verb, line.at): line for line in lines}.values())


# ── A caseload ─────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of an officer, and the spell it stands in."""

    person_id: int
    spell_id: int
    team_id: int


def caseload(officer_id: int, at: datetime) -> list[CaseLine]:
    """The cases an officer holds, the longest held first. One query."""
    rows = Spell.objects.filter(running(at), ONE_RECORD, officer_id=officer_id)
    return [
        CaseLine(*row)
        for row in rows.order_by("starts_at", "pk").values_list("person_id", "pk", "team_id")
    ]
