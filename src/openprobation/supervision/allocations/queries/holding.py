"""Who holds this case, since when, and who decided it by which rule?

`at` is the moment asked about: the same question can be asked of last March.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.prepared import prepared
from openprobation.rules import allocation as rules
from openprobation.rules.clocks import first_appointment_due
from openprobation.rules.dates import words
from openprobation.rules.policy import PACKS, SPLIT_ON, Pack
from openprobation.rules.working_days import Deadline
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import ProviderKind, SpellReason
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind
from openprobation.vocabulary.sentences import OrderKind

from ..models import AllocationDecision, QueuedDecision, Spell
from ..policies import HARM_BEYOND_GRADE, LARGE_LOAD


def pack() -> Pack:
    """The rule book this service works by."""
    return PACKS[settings.POLICY_PACK]


def first_appointment_by(kinds: Sequence[OrderKind], *, on: date) -> Deadline | None:
    """By when the first appointment is due, for a sentence of these orders allocated on a day."""
    leading = kinds[0] if kinds else OrderKind.COMMUNITY_ORDER
    return first_appointment_due(leading, on, pack=pack())


def running(at: datetime) -> Q:
    """Start inclusive, end exclusive, null for "still so"."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


# ── Who holds this case? ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for somebody at a moment: always a team, and an officer once one is assigned."""

    person_id: int
    spell_id: int
    officer_id: int | None
    officer: str
    officer_phone: str
    team_id: int
    team: str
    unit_id: int
    organisation_id: int
    organisation: str
    organisation_kind: OrganisationKind
    deputy_id: int | None
    deputy: str
    duty_number: str
    reason: SpellReason
    since: datetime
    first_contact_by: date | None

    @property
    def duty_phone(self) -> str:
        """The same number, as the page's holder line calls it."""
        return self.duty_number

    @property
    def is_with_court(self) -> bool:
        """Whether no organisation has been decided yet."""
        return self.reason is SpellReason.SENTENCED

    @property
    def line(self) -> str:
        """The one line, the same in every organisation's view."""
        who = self.officer or "No officer assigned yet"
        parts = [f"{who}, {self.team}, {self.organisation}"]
        if self.deputy:
            parts.append(f"deputy {self.deputy}")
        if self.duty_number:
            parts.append(f"duty {self.duty_number}")
        return "; ".join(parts)


@prepared
def answering(at: datetime, person_ids: tuple[int, ...]) -> QuerySet[Spell, tuple[Any, ...]]:
    rows = Spell.objects.filter(running(at), person_id__in=person_ids)
    return rows.values_list(
        "person_id",
        "pk",
        "officer_id",
        "officer__name",
        "officer__telephone",
        "team_id",
        "team__name",
        "team__unit_id",
        "team__unit__region__organisation_id",
        "team__unit__region__organisation__name",
        "team__unit__region__organisation__kind",
        "team__duty_number",
        "reason",
        "starts_at",
        "first_contact_by",
    )


def kinds(person_ids: Collection[int], at: datetime) -> dict[int, OrganisationKind]:
    """Which kind of organisation answers for each person; nobody is in it for whom none does. One query."""
    found = kinds_answering(at, tuple(person_ids))
    return {person_id: OrganisationKind(kind) for person_id, kind in found}


@prepared
def kinds_answering(at: datetime, person_ids: tuple[int, ...]) -> QuerySet[Spell, tuple[Any, ...]]:
    rows = Spell.objects.filter(running(at), person_id__in=person_ids)
    return rows.values_list("person_id", "team__unit__region__organisation__kind")


def holders(person_ids: Collection[int], at: datetime) -> dict[int, Holder]:
    """Who answers for each person; nobody is in it for whom nobody does. Two queries, however many.

    The caller hides it for people masked from the viewer.
    """
    rows = answering(at, tuple(person_ids)) if person_ids else []
    officers = {row[2] for row in rows if row[2] is not None}
    on = timezone.localdate(at)
    deputies = organisations.deputies(officers, on=on) if officers else {}
    found: dict[int, Holder] = {}
    for (
        person_id,
        spell_id,
        officer_id,
        officer,
        phone,
        team_id,
        team,
        unit_id,
        organisation_id,
        organisation,
        kind,
        duty,
        why,
        since,
        contact_by,
    ) in rows:
        deputy_id, deputy = deputies.get(officer_id or 0, (None, ""))
        found[person_id] = Holder(
            person_id=person_id,
            spell_id=spell_id,
            officer_id=officer_id,
            officer=officer or "",
            officer_phone=phone or "",
            team_id=team_id,
            team=team,
            unit_id=unit_id,
            organisation_id=organisation_id,
            organisation=organisation,
            organisation_kind=OrganisationKind(kind),
            deputy_id=deputy_id,
            deputy=deputy,
            duty_number=duty,
            reason=SpellReason(why),
            since=since,
            first_contact_by=contact_by,
        )
    return found


def holder(person_ids: Collection[int], at: datetime) -> Holder | None:
    """Who answers for one person, whose joined records have several ids. Two queries."""
    found = holders(person_ids, at)
    return max(found.values(), key=lambda one: one.since, default=None)


#: Of two records joined into one, each with a live case of the same officer, the kept one counts.
ONE_RECORD = Q(person__merged_into__isnull=True)


# ── Whose cases, and how many? ─────────────────────────────────────────────────────────────
def cases_of(officer_id: int, at: datetime) -> list[int]:
    """The people an officer answers for at a moment, the longest held first. One query."""
    return [person_id for (person_id,) in held_now(officer_id, at)]


@prepared
def held_now(officer_id: int, at: datetime) -> QuerySet[Spell, tuple[Any, ...]]:
    rows = Spell.objects.filter(running(at), ONE_RECORD, officer_id=officer_id)
    return rows.order_by("starts_at", "pk").values_list("person_id")


def people_of(team_ids: Collection[int], at: datetime) -> list[int]:
    """The people these teams answer for at a moment, assigned or not. One query."""
    return [person_id for (person_id,) in answered_for(at, tuple(team_ids))]


@prepared
def answered_for(at: datetime, team_ids: tuple[int, ...]) -> QuerySet[Spell, tuple[Any, ...]]:
    rows = Spell.objects.filter(running(at), team_id__in=team_ids)
    return rows.order_by("person_id").values_list("person_id")


def held(user_ids: Collection[int], at: datetime) -> dict[int, list[int]]:
    """The people each of these officers answers for, those with nobody too. One query."""
    found: dict[int, list[int]] = {user_id: [] for user_id in user_ids}
    for officer_id, person_id in held_by_each(at, tuple(found)):
        found[officer_id].append(person_id)
    return found


@prepared
def held_by_each(at: datetime, user_ids: tuple[int, ...]) -> QuerySet[Spell, tuple[Any, ...]]:
    rows = Spell.objects.filter(running(at), ONE_RECORD, officer_id__in=user_ids)
    return rows.values_list("officer_id", "person_id")


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer holds at a moment."""

    cases: int


def load(user_ids: Collection[int], at: datetime) -> dict[int, Load]:
    """How much each of these officers holds, those with nothing too. One query."""
    rows = Spell.objects.filter(running(at), ONE_RECORD, officer_id__in=user_ids)
    counted = dict(rows.values_list("officer_id").annotate(cases=Count("pk")))
    return {user_id: Load(counted.get(user_id, 0)) for user_id in user_ids}


def team_load(team_ids: Collection[int], at: datetime) -> dict[int, Load]:
    """How many cases each of these teams holds, assigned or not. One query."""
    rows = Spell.objects.filter(running(at), ONE_RECORD, team_id__in=team_ids)
    counted = dict(rows.values_list("team_id").annotate(cases=Count("pk")))
    return {team_id: Load(counted.get(team_id, 0)) for team_id in team_ids}


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A case an organisation's team holds and no officer does."""

    person_id: int
    spell_id: int
    team_id: int
    team: str
    since: datetime
    reason: SpellReason
    event_id: int | None
    by_rule: str
    because: str


def unallocated(
    at: datetime,
    *,
    team_ids: Collection[int] | None = None,
    unit_ids: Collection[int] | None = None,
) -> list[Unassigned]:
    """Cases of these teams, or of the teams of these units, without an officer; longest wait first.

    One query. A case still with the court is not among them.
    """
    theirs = Q(team_id__in=team_ids or ()) | Q(team__unit_id__in=unit_ids or ())
    rows = Spell.objects.filter(running(at), ONE_RECORD, theirs, officer__isnull=True)
    rows = rows.exclude(reason=SpellReason.SENTENCED)
    return [
        Unassigned(
            person_id,
            spell_id,
            team_id,
            team,
            since,
            SpellReason(reason),
            event_id,
            rule or "",
            because or "",
        )
        for person_id, spell_id, team_id, team, since, reason, event_id, rule, because in (
            rows.order_by("starts_at", "pk").values_list(
                "person_id",
                "pk",
                "team_id",
                "team__name",
                "starts_at",
                "reason",
                "decision__event_id",
                "decision__rule",
                "decision__because",
            )
        )
    ]


def without_officer(at: datetime, *, team_ids: Collection[int]) -> list[tuple[int, datetime]]:
    """Whose cases in these teams are without an officer, and since when, the longest first. One query."""
    return list(waits_of(at, tuple(sorted(team_ids)))) if team_ids else []


@prepared
def waits_of(at: datetime, team_ids: tuple[int, ...]) -> QuerySet[Spell, tuple[Any, ...]]:
    rows = Spell.objects.filter(running(at), ONE_RECORD, officer__isnull=True, team_id__in=team_ids)
    waits = rows.exclude(reason=SpellReason.SENTENCED).order_by("starts_at", "pk")
    return waits.values_list("person_id", "starts_at")


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A sentenced person for whom no organisation is decided: the court team holds the case."""

    person_id: int
    event_id: int
    sentenced_on: date
    team_id: int
    team: str
    since: datetime
    missing: tuple[str, ...]

    @property
    def is_for_a_person(self) -> bool:
        """Whether the rule stopped, because something is not known."""
        return bool(self.missing)


def awaiting_organisation(
    at: datetime, *, team_ids: Collection[int] | None = None
) -> list[Awaiting]:
    """Cases no organisation has, the earliest sentence first; of these court teams. Two queries."""
    rows = Spell.objects.filter(running(at), ONE_RECORD, reason=SpellReason.SENTENCED)
    if team_ids is not None:
        rows = rows.filter(team_id__in=team_ids)
    found = list(
        rows.filter(period__events__isnull=False, period__events__withdrawn_at__isnull=True)
        .order_by("period__events__sentenced_on", "period__events__pk")
        .values_list(
            "person_id",
            "period__events__pk",
            "period__events__sentenced_on",
            "team_id",
            "team__name",
            "starts_at",
        )
    )
    first: dict[int, tuple[int, int, date, int, str, datetime]] = {}
    for row in found:
        first.setdefault(row[0], row)
    missing = missing_inputs([row[1] for row in first.values()])
    return [Awaiting(*row, missing=missing.get(row[1], ())) for row in first.values()]


def missing_inputs(event_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What nobody knows of the cases that wait for a person, by event. One query."""
    rows = QueuedDecision.objects.filter(event_id__in=event_ids, settled_at__isnull=True)
    return {event_id: tuple(words) for event_id, words in rows.values_list("event_id", "missing")}


# ── Who held it before, and why? ───────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class SpellLine:
    """One stretch of responsibility."""

    id: int
    person_id: int
    period_id: int
    officer_id: int | None
    officer: str
    team: str
    organisation: str
    reason: SpellReason
    note: str
    first_contact_by: date | None
    starts_at: datetime
    ends_at: datetime | None
    started_by: str
    decision_id: int | None


def history(person_ids: Collection[int]) -> list[SpellLine]:
    """Everybody who ever answered for these people, latest first. One query."""
    rows = Spell.objects.filter(person_id__in=person_ids).order_by("-starts_at", "-pk")
    return [
        SpellLine(
            pk,
            person,
            period,
            officer_id,
            officer or "",
            team,
            organisation,
            SpellReason(reason),
            note,
            contact_by,
            starts,
            ends,
            by,
            decision,
        )
        for (
            pk,
            person,
            period,
            officer_id,
            officer,
            team,
            organisation,
            reason,
            note,
            contact_by,
            starts,
            ends,
            by,
            decision,
        ) in rows.values_list(
            "pk",
            "person_id",
            "period_id",
            "officer_id",
            "officer__name",
            "team__name",
            "team__unit__region__organisation__name",
            "reason",
            "note",
            "first_contact_by",
            "starts_at",
            "ends_at",
            "started_by__name",
            "decision_id",
        )
    ]


def officer_changes(person_ids: Collection[int]) -> dict[int, int]:
    """How often the officer changed in each person's latest supervision; everybody is in it.

    The first officer is not a change; time without an officer between two is one. One query.
    """
    rows = Spell.objects.filter(person_id__in=person_ids, officer__isnull=False)
    held: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for person_id, period_id, officer_id, reason in rows.order_by("starts_at", "pk").values_list(
        "person_id", "period_id", "officer_id", "reason"
    ):
        if reason == SpellReason.UNDONE and len(held[person_id][period_id]) > 1:
            held[person_id][period_id].pop()  # what was undone did not happen to the person
            continue
        held[person_id][period_id].append(officer_id)
    return {
        person_id: changes(list(held[person_id].values())[-1]) if person_id in held else 0
        for person_id in person_ids
    }


def changes(holders_in_order: Iterable[int]) -> int:
    """How often a row of holders changes from one to the next."""
    names = list(holders_in_order)
    return sum(before != after for before, after in pairwise(names))


# ── Why this organisation? ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Decision:
    """An allocation as it was decided, with all that explains it."""

    id: int
    person_id: int
    event_id: int
    inputs: Mapping[str, str | bool | None]
    sources: Mapping[str, str]
    ruled_on: date
    rule: str
    rule_in_force_from: date
    policy_pack: str
    because: str
    reasoning: Mapping[str, object]
    by_rule: ProviderKind | None
    decided: ProviderKind
    organisation: str
    team: str
    override_why: str
    decided_by: str
    decided_at: datetime

    @property
    def is_override(self) -> bool:
        """Whether a person decided otherwise than the rule, or where the rule stopped."""
        return self.by_rule is not self.decided


def decisions(person_ids: Collection[int]) -> list[Decision]:
    """Every allocation of these people, latest first. One query."""
    rows = AllocationDecision.objects.filter(person_id__in=person_ids)
    return _decisions(rows.order_by("-decided_at", "-pk"))


def decision(person_ids: Collection[int]) -> Decision | None:
    """The latest allocation of a person. One query."""
    rows = AllocationDecision.objects.filter(person_id__in=person_ids)
    return next(iter(_decisions(rows.order_by("-decided_at", "-pk")[:1])), None)


def decision_of_event(event_id: int) -> Decision | None:
    """How one sentence was allocated, if it was. One query."""
    return next(iter(_decisions(AllocationDecision.objects.filter(event_id=event_id))), None)


def _decisions(rows: QuerySet[AllocationDecision]) -> list[Decision]:
    return [
        Decision(
            *row[:11],
            ProviderKind(row[11]) if row[11] else None,
            ProviderKind(row[12]),
            *row[13:15],
            row[15] or "",
            *row[16:],
        )
        for row in rows.values_list(
            "pk",
            "person_id",
            "event_id",
            "inputs",
            "sources",
            "ruled_on",
            "rule",
            "rule_in_force_from",
            "policy_pack",
            "because",
            "reasoning",
            "by_rule",
            "decided",
            "organisation__name",
            "team__name",
            "override_why",
            "decided_by__name",
            "decided_at",
        )
    ]


# ── What the rule would say ────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Known:
    """What the record already says of the rule's inputs, and where each comes from."""

    inputs: rules.AllocationInputs
    sources: Mapping[str, str]


def known(person: persons.Handle, *, at: datetime) -> Known:
    """What the record knows on a day; None where nobody has said. Five queries.

    A registration says yes. That there is none does not say no.
    """
    on = timezone.localdate(at)
    harm = risk.latest(risk.harm(person.ids))
    score = risk.latest(risk.rsr(person.ids))
    mappa = risk.latest(risk.mappa(person.ids))
    flagged = risk.flags(person.ids, [RegistrationKind.PUBLIC_INTEREST])
    receiving = receiving_teams(person.area_id, on=on)
    company = receiving.get(OrganisationKind.CRC)
    sources: dict[str, str] = {}
    if harm:
        sources["harm"] = f"Assessed by {harm.assessed_by} on {words(harm.on)}"
    if score:
        sources["rsr"] = f"Assessment of {words(score.assessed_on)}, typed by {score.recorded_by}"
    if mappa:
        sources["is_mappa_eligible"] = f"{mappa.said} since {words(mappa.starts_on)}"
    for flags in flagged.values():
        sources["is_public_interest"] = f"Registered on {words(flags[0].starts_on)}"
    if company:
        sources["crc"] = "The area of the person's address"
    return Known(
        rules.AllocationInputs(
            harm=harm.overall if harm else None,
            is_mappa_eligible=True if mappa else None,
            rsr=score.rsr if score else None,
            is_liable_to_deportation=None,
            is_public_interest=True if flagged else None,
            crc=company.organisation if company else None,
        ),
        sources,
    )


def known_score(person_ids: Collection[int]) -> Decimal | None:
    """The RSR score that stands. One query."""
    score = risk.latest(risk.rsr(person_ids))
    return score.rsr if score else None


def receiving_teams(
    area_id: int | None, *, on: date
) -> dict[OrganisationKind, organisations.Receiving]:
    """The team of each provider that receives cases of an area on a day. One query, none without."""
    return organisations.receiving(area_id=area_id, on=on) if area_id is not None else {}


def ruled_on(sentenced_on: date) -> date:
    """The day whose rules apply: the sentence's; for older ones, the day the work was shared out."""
    return max(sentenced_on, SPLIT_ON)


def proposal(inputs: rules.AllocationInputs, *, sentenced_on: date) -> rules.AllocationDecision:
    """What the rule says of these inputs, and why. No query."""
    return rules.allocate(inputs, on=ruled_on(sentenced_on), pack=pack())


def run_again(decided: Decision) -> rules.AllocationDecision:
    """The stored decision, decided anew from its stored inputs by the rule book of its day."""
    return rules.allocate(
        stored_inputs(decided.inputs), on=decided.ruled_on, pack=PACKS[decided.policy_pack]
    )


def stored_inputs(record: Mapping[str, str | bool | None]) -> rules.AllocationInputs:
    """Inputs as they were given, from what was stored with a decision."""
    harm, score, company = record["harm"], record["rsr"], record["crc"]
    return rules.AllocationInputs(
        harm=HarmLevel(harm) if isinstance(harm, str) else None,
        is_mappa_eligible=_yes_or_no(record["is_mappa_eligible"]),
        rsr=Decimal(score) if isinstance(score, str) else None,
        is_liable_to_deportation=_yes_or_no(record["is_liable_to_deportation"]),
        is_public_interest=_yes_or_no(record["is_public_interest"]),
        crc=company if isinstance(company, str) else None,
    )


def _yes_or_no(stored: str | bool | None) -> bool | None:
    return stored if isinstance(stored, bool) else None


def event_to_allocate(person_ids: Collection[int], *, wanted: int | None = None) -> int | None:
    """The sentence wanted, else the earliest of the open supervision, that has no allocation yet.

    One query.
    """
    waiting = (
        Spell.objects.filter(
            person_id__in=person_ids,
            period__closed_on__isnull=True,
            period__events__isnull=False,
            period__events__withdrawn_at__isnull=True,
            period__events__allocation_decision__isnull=True,
        )
        .order_by("period__events__sentenced_on", "period__events__pk")
        .values_list("period__events__pk", flat=True)
        .distinct()
    )
    found = list(waiting)
    return wanted if wanted in found else next(iter(found), None)


def teams_to_choose(kind: OrganisationKind, *, on: date) -> list[organisations.TeamLine]:
    """Supervision teams of a kind of provider, by name: where the area names none. One query."""
    found = organisations.teams(on=on).values()
    return [
        team
        for team in found
        if team.organisation_kind is kind and team.kind is TeamKind.SUPERVISION
    ]


# ── Who could hold it? ─────────────────────────────────────────────────────────────────────
HOLD_CASES = (Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer who could hold the case, with the load before and after."""

    user_id: int
    name: str
    grade: Grade
    team_id: int
    cases: int
    warnings: tuple[str, ...]
    is_holder: bool

    @property
    def after(self) -> int:
        return self.cases if self.is_holder else self.cases + 1


def candidates(
    team_ids: Collection[int],
    *,
    at: datetime,
    harm: HarmLevel | None,
    holder_id: int | None = None,
) -> list[Candidate]:
    """Officers of these teams who may hold cases, the least loaded first; seniors last. Two queries."""
    on = timezone.localdate(at)
    members = organisations.members(team_ids=team_ids, on=on, roles=HOLD_CASES)
    loads = load({member.user_id for member in members}, at)
    large = large_from(on)
    found: dict[int, Candidate] = {}
    for member in members:
        cases = loads[member.user_id].cases
        is_holder = member.user_id == holder_id
        warnings = [
            said
            for said in (
                grade_fit(member.grade, harm, on=on),
                large_load(cases + (not is_holder), large=large),
            )
            if said
        ]
        found.setdefault(
            member.user_id,
            Candidate(
                member.user_id,
                member.name,
                member.grade,
                member.team_id,
                cases,
                tuple(warnings),
                is_holder,
            ),
        )
    return sorted(
        found.values(),
        key=lambda one: (one.grade is Grade.SENIOR_PROBATION_OFFICER, one.cases, one.name),
    )


def large_from(on: date) -> int:
    """From how many cases a load is marked as large on a day."""
    return LARGE_LOAD.on(on, pack=pack()).value


def grade_fit(grade: Grade, harm: HarmLevel | None, *, on: date) -> str:
    """Why a grade does not fit a level of harm, in a sentence; empty when it does."""
    beyond = HARM_BEYOND_GRADE.on(on, pack=pack()).value.get(grade, ())
    if harm is None or harm not in beyond:
        return ""
    return (
        f"Risk of serious harm is {harm.label.lower()}. A {grade.label.lower()} does not usually"
        " hold such a case."
    )


def large_load(cases: int, *, large: int) -> str:
    """Why a load is large, in a sentence; empty when it is not."""
    return f"{cases} cases: {large} or more is a large load." if cases >= large else ""
