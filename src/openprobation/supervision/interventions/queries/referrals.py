"""Where do referrals stand, what was sent, what happened in sessions, and who has no service for a first need?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from openprobation.foundation.prepared import prepared
from openprobation.rules.commissioning import Asked, asked_why
from openprobation.rules.interventions import (
    OPEN,
    STARTED,
    UNDER_WAY,
    Completion,
    RarProgress,
    clock,
    completion,
    moves_open,
    pathway,
    rar_progress,
    score,
)
from openprobation.rules.policy import PACKS, Pack
from openprobation.rules.working_days import Deadline
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.vocabulary.commissioning import ReturnReason
from openprobation.vocabulary.interventions import (
    Achievement,
    Attendance,
    Delivery,
    NoSessionReason,
    PaperKind,
    PathwayStep,
    ReferralMove,
    ReferralState,
    SessionKind,
    SessionState,
    Side,
    WithdrawalReason,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.persons import PhoneKind, Sex

from ..models import (
    Group,
    GroupMember,
    GroupSession,
    Paper,
    Referral,
    ReferralStep,
    Session,
    WantedOutcome,
)
from ..policies import HELD
from . import women

SUBSTANCES = (Need.DRUGS, Need.ALCOHOL)


def pack() -> Pack:
    """The rule book this service works by."""
    return PACKS[settings.POLICY_PACK]


# ── What is sent with a referral ───────────────────────────────────────────────────────────
RISK, WHO, REACH, NEEDS_MET = "risk", "who_and_protects", "reach", "needs"
SAFE = "safe"
TITLES = {
    RISK: "Risk of serious harm",
    WHO: "Who is at risk and what protects them",
    REACH: "How to reach and meet the person",
    SAFE: "What she chose, and how to reach her safely",
    NEEDS_MET: "Needs, as last assessed",
}


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """One part of what a supplier is told."""

    code: str
    title: str
    text: str


def summary(person: persons.Handle, *, on: date, with_who: bool) -> dict[str, str]:
    """What would be sent about somebody now, from the record: nothing of it is typed again.

    Who is at risk and what protects them go only where the officer says so: it may name others.
    """
    told: dict[str, str] = {}
    harm = next(iter(risk.harm(person.ids).values()), None)
    if harm is None:
        told[RISK] = "Not assessed yet."
    else:
        groups = "; ".join(f"{group.label}: {level.label}" for group, level in harm.levels.items())
        told[RISK] = (
            f"{harm.overall.label}, assessed on {harm.on:%-d %B %Y}.\n{groups}.\n"
            f"{harm.what_could_happen}"
        ).strip()
        if with_who:
            told[WHO] = f"{harm.who_is_at_risk}\n{harm.what_protects_them}".strip()
    flags = [flag for each in risk.flags(person.ids).values() for flag in each]
    if flags:
        told[RISK] += "\nRegistered: " + ", ".join(flag.label for flag in flags) + "."
    told[REACH] = reach(person, on=on)
    if person.sex == Sex.FEMALE:
        told[SAFE] = women.told_to_supplier(person.ids)
    assessed = needs.latest(needs.current(person.ids, on))
    if assessed is not None:
        told[NEEDS_MET] = "; ".join(
            f"{line.need.label}: {line.level.label.lower()}"
            for line in assessed.in_order
            if line.is_need
        )
    return {code: text for code, text in told.items() if text}


def reach(person: persons.Handle, *, on: date) -> str:
    """Telephone, language and adjustments, as the record has them."""
    found = persons.details(person.ids)
    said = [
        f"{phone.number} ({PhoneKind(phone.kind).label.lower()}"
        f"{', safe to text' if phone.safe_to_text else ', do not text'})"
        for phone in found.phones
        if phone.span.is_now(on)
    ]
    adjustments = [
        word.label for words in persons.adjustments_of(person.ids, on=on).values() for word in words
    ]
    if person.language and person.language != "English":
        said.append(f"Language: {person.language}")
    if adjustments:
        said.append("Adjustments: " + ", ".join(adjustments))
    return "\n".join(said)


def parts_of(told: Mapping[str, str]) -> list[SummaryPart]:
    """A summary as it is read, in the order of its parts."""
    return [SummaryPart(code, title, told[code]) for code, title in TITLES.items() if code in told]


# ── Referrals ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ReferralLine:
    """Where one referral stands, with its one running clock."""

    id: int
    reference: str
    person_id: int
    need: Need
    service_id: int
    service: str
    supplier_id: int
    supplier: str
    state: ReferralState
    worker: str
    begun_by: str
    sent_at: datetime | None
    assessed_at: datetime | None
    ended_at: datetime | None
    order_id: int | None
    requirement_id: int | None
    version: int
    planned_sessions: int | None
    sessions: tuple[SessionLine, ...]

    @property
    def attended(self) -> int:
        return sum(session.was_held for session in self.sessions)

    @property
    def counted(self) -> list[SessionLine]:
        """Sessions of the plan: the assessment is before it."""
        return [each for each in self.sessions if each.kind is not SessionKind.ASSESSMENT]

    @property
    def held(self) -> int:
        return sum(session.was_held for session in self.counted)

    @property
    def sessions_left(self) -> int | None:
        if self.planned_sessions is None:
            return None
        return max(self.planned_sessions - self.held, 0)

    @property
    def clock(self) -> Deadline | None:
        last = max((s.on for s in self.counted if s.was_held), default=None)
        return clock(
            self.state,
            sent_on=timezone.localdate(self.sent_at) if self.sent_at else None,
            assessed_on=timezone.localdate(self.assessed_at) if self.assessed_at else None,
            last_session_on=last,
            sessions_left=self.sessions_left,
            pack=pack(),
        )

    def rar(self, ordered: int, *, on: date) -> RarProgress:
        return rar_progress(ordered, [(s.on, s.came) for s in self.sessions], on=on)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    def moves(self, side: Side) -> tuple[ReferralMove, ...]:
        return moves_open(self.state, side)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as booked and as the supplier reports it."""

    id: int
    referral_id: int
    kind: SessionKind
    number: int | None
    starts_at: datetime
    minutes: int
    delivery: Delivery
    place: str
    state: SessionState
    attendance: Attendance | None
    no_session: NoSessionReason | None
    note: str
    appointment_id: int | None
    decided: str | None

    @property
    def on(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def came(self) -> bool | None:
        """Whether the person came; None until it is reported."""
        if self.attendance is None:
            return None
        return self.attendance is not Attendance.DID_NOT_COME

    @property
    def was_held(self) -> bool:
        return self.attendance in HELD

    @property
    def waits_for_officer(self) -> bool:
        """Reported by the supplier, and the officer has not said what it means."""
        return self.state is SessionState.REPORTED and self.decided is None


def lines(rows: QuerySet[Referral]) -> list[ReferralLine]:
    """These referrals with their sessions, the latest begun first. Three queries."""
    return told_with_sessions(in_full(rows))


def in_full(rows: QuerySet[Referral]) -> QuerySet[Referral, tuple[Any, ...]]:
    return rows.order_by("-begun_at", "-pk").values_list(
        "pk", "reference", "person_id", "need", "service_id", "service__title", "supplier_id",
        "supplier__name", "state", "worker__name", "begun_by__name", "sent_at", "assessed_at",
        "ended_at", "order_id", "requirement_id", "version",
    )  # fmt: skip


def told_with_sessions(rows: Iterable[tuple[Any, ...]]) -> list[ReferralLine]:
    found = list(rows)
    if not found:
        return []
    keys = [row[0] for row in found]
    held = sessions_of(keys)
    planned = dict(planned_for(tuple(keys)))
    return [
        ReferralLine(
            pk, reference, person_id, Need(need), service_id, service, supplier_id, supplier,
            ReferralState(state), worker or "", begun_by, sent, assessed, ended, order_id,
            requirement_id, version, planned.get(pk), tuple(held.get(pk, ())),
        )
        for pk, reference, person_id, need, service_id, service, supplier_id, supplier, state,
            worker, begun_by, sent, assessed, ended, order_id, requirement_id, version in found
    ]  # fmt: skip


@prepared
def held_under(referral_ids: tuple[int, ...]) -> QuerySet[Session, tuple[Any, ...]]:
    rows = Session.objects.filter(referral_id__in=referral_ids)
    standing = rows.exclude(state=SessionState.CANCELLED).order_by("starts_at", "pk")
    return standing.values_list(
        "pk", "referral_id", "kind", "group_session__number", "starts_at", "minutes", "delivery",
        "place", "state", "attendance", "no_session", "note", "appointment_id",
        "appointment__outcome",
    )  # fmt: skip


@prepared
def planned_for(referral_ids: tuple[int, ...]) -> QuerySet[Paper, tuple[Any, ...]]:
    """How many sessions each plan says, the latest plan last."""
    rows = Paper.objects.filter(referral_id__in=referral_ids, kind=PaperKind.ACTION_PLAN)
    return rows.order_by("number").values_list("referral_id", "sessions")


def sessions_of(referral_ids: Collection[int]) -> dict[int, list[SessionLine]]:
    """Sessions by referral, the earliest first, those cancelled left out. One query."""
    found: dict[int, list[SessionLine]] = defaultdict(list)
    for (
        pk, referral_id, kind, number, starts_at, minutes, delivery, place, state, attendance,
        no_session, note, appointment_id, decided,
    ) in held_under(tuple(referral_ids)):  # fmt: skip
        found[referral_id].append(
            SessionLine(
                pk, referral_id, SessionKind(kind), number, starts_at, minutes, Delivery(delivery),
                place, SessionState(state), Attendance(attendance) if attendance else None,
                NoSessionReason(no_session) if no_session else None, note, appointment_id, decided,
            )
        )  # fmt: skip
    return found


def of_person(person_ids: Collection[int]) -> list[ReferralLine]:
    """Every referral of these people. Three queries."""
    return told_with_sessions(referrals_of(tuple(person_ids)))


@prepared
def referrals_of(person_ids: tuple[int, ...]) -> QuerySet[Referral, tuple[Any, ...]]:
    return in_full(Referral.objects.filter(person_id__in=person_ids))


def referral(referral_id: int, *, person_ids: Collection[int]) -> ReferralLine | None:
    """One referral of these people. Three queries."""
    found = lines(Referral.objects.filter(pk=referral_id, person_id__in=person_ids))
    return found[0] if found else None


def sent_to(
    organisation_ids: Collection[int], *, states: Collection[ReferralState], limit: int = 200
) -> list[ReferralLine]:
    """Referrals sent to these suppliers and in these states. Three queries."""
    return lines(Referral.objects.filter(pk__in=latest_sent(organisation_ids, states, limit)))


OVER = (ReferralState.ENDED, ReferralState.WITHDRAWN, ReferralState.RETURNED)


def latest_sent(
    organisation_ids: Collection[int], states: Collection[ReferralState], limit: int
) -> QuerySet[Referral, Any]:
    """The keys of the latest sent to these suppliers that are in these states."""
    return (
        Referral.objects.filter(
            supplier_id__in=organisation_ids, state__in=states, sent_at__isnull=False
        )
        .order_by("-sent_at", "-pk")
        .values("pk")[:limit]
    )


def running_and_over(
    organisation_ids: Collection[int],
) -> tuple[list[ReferralLine], list[ReferralLine]]:
    """What these suppliers have in hand, and the latest that is over. Three queries."""
    found = lines(
        Referral.objects.filter(
            Q(pk__in=latest_sent(organisation_ids, OPEN, 200))
            | Q(pk__in=latest_sent(organisation_ids, OVER, 50))
        )
    )
    return [one for one in found if one.state in OPEN], [one for one in found if one.state in OVER]


def open_referrals(organisation_ids: Collection[int]) -> list[ReferralLine]:
    """What these suppliers have to act on. Four queries."""
    return sent_to(organisation_ids, states=OPEN)


def supplied(referral_id: int, *, organisation_ids: Collection[int]) -> ReferralLine | None:
    """One referral, if it was sent to one of these suppliers. Three queries."""
    found = lines(
        Referral.objects.filter(
            pk=referral_id, supplier_id__in=organisation_ids, sent_at__isnull=False
        )
    )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    id: int
    text: str
    achievement: Achievement | None


@dataclass(frozen=True, slots=True)
class PaperLine:
    kind: PaperKind
    number: int
    text: str
    why: str
    sessions: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepLine:
    move: ReferralMove
    to_state: ReferralState
    returned: ReturnReason | None
    withdrawn: WithdrawalReason | None
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """All that both sides read of one referral beside its line."""

    why: str
    summary: tuple[SummaryPart, ...]
    wanted: tuple[OutcomeLine, ...]
    papers: tuple[PaperLine, ...]
    steps: tuple[StepLine, ...]

    @property
    def score_percent(self) -> int | None:
        found = score(each.achievement for each in self.wanted if each.achievement)
        return round(100 * found) if found is not None else None


def told(referral_id: int) -> Told:
    """What was sent and written. Four queries."""
    why, sent = Referral.objects.values_list("why", "summary").get(pk=referral_id)
    return Told(
        why,
        tuple(parts_of(sent)),
        tuple(
            OutcomeLine(pk, text, Achievement(scored) if scored else None)
            for pk, text, scored in WantedOutcome.objects.filter(referral_id=referral_id)
            .order_by("pk")
            .values_list("pk", "text", "achievement")
        ),
        tuple(
            PaperLine(PaperKind(kind), number, text, changed, sessions, name, at)
            for kind, number, text, changed, sessions, name, at in Paper.objects.filter(
                referral_id=referral_id
            )
            .order_by("-written_at", "-pk")
            .values_list(
                "kind", "number", "text", "why", "sessions", "written_by__name", "written_at"
            )
        ),
        tuple(
            StepLine(
                ReferralMove(move),
                ReferralState(state),
                ReturnReason(returned) if returned else None,
                WithdrawalReason(withdrawn) if withdrawn else None,
                reason,
                name,
                at,
            )
            for move, state, returned, withdrawn, reason, name, at in ReferralStep.objects.filter(
                referral_id=referral_id
            )
            .order_by("-at", "-pk")
            .values_list("move", "to_state", "returned", "withdrawn", "why", "by__name", "at")
        ),
    )


# ── Started, served, and not ───────────────────────────────────────────────────────────────
def started(person_ids: Collection[int], need: Need | None = None) -> dict[int, set[Need]]:
    """For which needs each of these has been seen by a supplier. One query."""
    rows = Referral.objects.filter(person_id__in=person_ids, state__in=STARTED)
    if need is not None:
        rows = rows.filter(need=need)
    found: dict[int, set[Need]] = defaultdict(set)
    for person_id, met in rows.values_list("person_id", "need"):
        found[person_id].add(Need(met))
    return found


def why_asked(
    person_ids: tuple[int, ...], *, on: date, ranking: Mapping[int, needs.Ranked] | None = None
) -> tuple[Asked, ...]:
    """For which of somebody's first needs the officer is asked why no service was used. Three queries at most."""
    return why_asked_of({0: person_ids}, on=on, ranking=ranking).get(0, ())


def why_asked_of(
    records: Mapping[int, Collection[int]],
    *,
    on: date,
    ranking: Mapping[int, needs.Ranked] | None = None,
) -> dict[int, tuple[Asked, ...]]:
    """The same of many people, by the key under which the ids of each one's records are given. Three queries.

    `ranking` is what `needs.ranked` answers for all these ids, where the caller has asked already.
    """
    whose = {pk: kept for kept, ids in records.items() for pk in ids}
    first: dict[int, needs.Ranked] = {}
    for pk, ranked in (needs.ranked(whose) if ranking is None else ranking).items():
        kept = whose[pk]
        if timezone.localdate(ranked.at) <= on and (
            kept not in first or ranked.at > first[kept].at
        ):
            first[kept] = ranked
    if not first:
        return {}
    asked_about = [pk for kept in first for pk in records[kept]]
    running: dict[int, set[Need]] = defaultdict(set)
    served: dict[int, dict[Need, date]] = defaultdict(dict)
    for pk, need, state, ended in ever_sent(tuple(asked_about)):
        if ReferralState(state) in OPEN:
            running[whose[pk]].add(Need(need))
        elif ended is not None:
            day, known = timezone.localdate(ended), served[whose[pk]]
            known[Need(need)] = max(day, known.get(Need(need), day))
    answered: dict[int, dict[Need, date]] = defaultdict(dict)
    for line in commissioning.not_used(asked_about):
        answered[whose[line.person_id]].setdefault(line.need, line.on)
    found = {
        kept: asked_why(
            ranked.needs,
            ranked_on=timezone.localdate(ranked.at),
            served=served[kept],
            answered=answered[kept],
            running=running[kept],
            on=on,
            pack=pack(),
        )
        for kept, ranked in first.items()
    }
    return {kept: asked for kept, asked in found.items() if asked}


@prepared
def ever_sent(person_ids: tuple[int, ...]) -> QuerySet[Referral, tuple[Any, ...]]:
    rows = Referral.objects.filter(person_id__in=person_ids, sent_at__isnull=False)
    return rows.values_list("person_id", "need", "state", "ended_at")


def pathway_of(found: Collection[ReferralLine]) -> dict[Need, PathwayStep]:
    """How far one person got from referral to treatment, by their referrals. No query."""
    states: dict[Need, list[tuple[ReferralState, bool]]] = defaultdict(list)
    for one in found:
        if one.need in SUBSTANCES:
            treated = any(
                each.was_held and each.kind is not SessionKind.ASSESSMENT for each in one.sessions
            )
            states[one.need].append((one.state, treated))
    return {need: pathway(each) for need, each in states.items()}


def pathways(person_ids: Collection[int]) -> dict[int, dict[Need, PathwayStep]]:
    """How far each got from referral to treatment, by drugs or alcohol; only those referred. One query."""
    came = Session.objects.filter(referral_id=OuterRef("pk"), attendance__in=HELD).exclude(
        kind=SessionKind.ASSESSMENT
    )
    states: dict[int, dict[Need, list[tuple[ReferralState, bool]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for person_id, need, state, was_there in (
        Referral.objects.filter(person_id__in=person_ids, need__in=SUBSTANCES)
        .annotate(was_there=Exists(came))
        .values_list("person_id", "need", "state", "was_there")
    ):
        states[person_id][Need(need)].append((ReferralState(state), was_there))
    return {
        person_id: {need: pathway(each) for need, each in by_need.items()}
        for person_id, by_need in states.items()
    }


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A session a supplier reported on, about which the officer has not decided."""

    session_id: int
    person_id: int
    appointment_id: int
    service: str
    on: date
    attendance: Attendance


def to_decide(person_ids: Collection[int]) -> list[ToDecide]:
    """Reports of suppliers that wait for the officer, the oldest first. One query."""
    rows = (
        Session.objects.filter(
            referral__person_id__in=person_ids,
            state=SessionState.REPORTED,
            appointment__state="planned",
        )
        .order_by("starts_at", "pk")
        .values_list(
            "pk", "referral__person_id", "appointment_id", "referral__service__title",
            "starts_at", "attendance",
        )
    )  # fmt: skip
    return [
        ToDecide(
            pk, person_id, appointment_id, title, timezone.localdate(at), Attendance(came or "")
        )
        for pk, person_id, appointment_id, title, at, came in rows
    ]


def returned(person_ids: Collection[int]) -> dict[int, list[tuple[int, str, date]]]:
    """Referrals that came back and wait for the officer: (id, service, day) by person. One query."""
    found: dict[int, list[tuple[int, str, date]]] = defaultdict(list)
    rows = ReferralStep.objects.filter(
        referral__person_id__in=person_ids,
        referral__state=ReferralState.RETURNED,
        to_state=ReferralState.RETURNED,
    ).order_by("at", "pk")
    for person_id, pk, title, at in rows.values_list(
        "referral__person_id", "referral_id", "referral__service__title", "at"
    ):
        found[person_id].append((pk, title, timezone.localdate(at)))
    return found


# ── What the leader asks ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Flow:
    """Where referrals of an organisation's people stand, by need, and nobody's name."""

    need: Need
    sent: int
    started: int
    ended: int
    returned: int
    withdrawn: int


def flow(buyer_ids: Collection[int]) -> list[Flow]:
    """How referrals these organisations sent went, by need. One query."""
    rows = (
        Referral.objects.filter(order__buyer_id__in=buyer_ids)
        .values_list("need")
        .annotate(
            sent=Count("pk"),
            started=Count("pk", filter=Q(state__in=STARTED)),
            ended=Count("pk", filter=Q(state=ReferralState.ENDED)),
            returned=Count("pk", filter=Q(state=ReferralState.RETURNED)),
            withdrawn=Count("pk", filter=Q(state=ReferralState.WITHDRAWN)),
        )
        .order_by("need")
    )
    return [Flow(Need(row[0]), *row[1:]) for row in rows]


@dataclass(frozen=True, slots=True)
class FirstNeed:
    """Of people with this first need, how many a service has seen."""

    need: Need
    people: int
    started: int

    @property
    def percent(self) -> int:
        return round(100 * self.started / self.people) if self.people else 0


def first_needs(person_ids: Collection[int]) -> list[FirstNeed]:
    """How many of these have each need first, and how many of them a supplier has seen for it. Two queries."""
    tops = needs.top_needs(person_ids)
    seen = started(list(tops))
    people: dict[Need, int] = defaultdict(int)
    met: dict[Need, int] = defaultdict(int)
    for person_id, top in tops.items():
        if top:
            people[top[0]] += 1
            met[top[0]] += top[0] in seen.get(person_id, set())
    return sorted(
        (FirstNeed(need, count, met[need]) for need, count in people.items()),
        key=lambda each: (-each.people, each.need),
    )


# ── Accredited programmes ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class GroupLine:
    id: int
    service_id: int
    service: str
    supplier_id: int
    name: str
    place: str
    facilitator: str
    room_for: int
    minutes: int
    members: int
    sessions: tuple[tuple[int, int, datetime], ...]

    @property
    def room_left(self) -> int:
        return max(self.room_for - self.members, 0)

    @property
    def first(self) -> datetime | None:
        return self.sessions[0][2] if self.sessions else None


def groups(
    organisation_ids: Collection[int], *, ids: Collection[int] | None = None
) -> list[GroupLine]:
    """Groups these suppliers run, the latest first. Two queries."""
    rows = Group.objects.filter(service__provider_id__in=organisation_ids)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    found = list(
        rows.annotate(count=Count("members"))
        .order_by("-made_at", "-pk")
        .values_list(
            "pk", "service_id", "service__title", "service__provider_id", "name", "place",
            "facilitator__name", "room_for", "minutes", "count",
        )
    )  # fmt: skip
    schedule: dict[int, list[tuple[int, int, datetime]]] = defaultdict(list)
    for group_id, pk, number, starts_at in (
        GroupSession.objects.filter(group_id__in=[row[0] for row in found])
        .order_by("number")
        .values_list("group_id", "pk", "number", "starts_at")
    ):
        schedule[group_id].append((pk, number, starts_at))
    return [GroupLine(*row, tuple(schedule.get(row[0], ()))) for row in found]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person in a group: what is done, what is to catch up."""

    referral_id: int
    person_id: int
    reference: str
    state: ReferralState
    completed_on: date | None
    standing: Completion


def members(group: GroupLine, *, at: datetime) -> list[MemberLine]:
    """Who is in a group and where each stands. Two queries."""
    rows = list(
        GroupMember.objects.filter(group_id=group.id)
        .order_by("joined_at", "pk")
        .values_list(
            "referral_id", "referral__person_id", "referral__reference", "referral__state",
            "completed_on",
        )
    )  # fmt: skip
    register: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for referral_id, number, attendance in Session.objects.filter(
        referral_id__in=[row[0] for row in rows], group_session__isnull=False
    ).values_list("referral_id", "group_session__number", "attendance"):
        if attendance is not None:
            register[referral_id].append((number, Attendance(attendance) in HELD))
    held = {number for each in register.values() for number, _came in each}
    return [
        MemberLine(
            referral_id, person_id, reference, ReferralState(state), done,
            completion(len(group.sessions), register.get(referral_id, ()), held=held),
        )
        for referral_id, person_id, reference, state, done in rows
    ]  # fmt: skip
