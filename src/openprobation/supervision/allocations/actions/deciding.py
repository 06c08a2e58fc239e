"""How is it decided which organisation supervises, by the rule or by a person who says why?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.actions import end_relations, relate
from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules import allocation as rules
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.events import CaseAllocated
from openprobation.supervision.allocations.models import AllocationDecision, QueuedDecision, Spell
from openprobation.supervision.allocations.permissions import Permission
from openprobation.supervision.allocations.policies import COURT_TEAM_KEEPS_SIGHT_FOR
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import actions as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import ProviderKind, SpellReason
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind

from .spells import Case, first_spell, held_case, relate_holders, succeed

DECIDE = frozenset({OrganisationKind.NPS, OrganisationKind.PROBATION_SERVICE})


class OnlyTheNpsAllocates(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Only the National Probation Service decides which organisation supervises somebody."
            " Tell their court team if you think a decision is wrong."
        )


class NoSuchSentence(Refused):
    def __init__(self) -> None:
        super().__init__("This sentence is not on this person's record.")


class AlreadyAllocated(Refused):
    def __init__(self, decision: AllocationDecision) -> None:
        when = timezone.localtime(decision.decided_at)
        super().__init__(
            f"{decision.decided_by.name} allocated this sentence to {decision.organisation.name} at"
            f" {when:%H:%M on %-d %B %Y}. Nothing was changed."
        )


class SayWhyNotTheRule(Refused):
    def __init__(self, by_rule: ProviderKind) -> None:
        super().__init__(
            f"The rule says {by_rule.label}. Say why you decide otherwise.", field="override_why"
        )


class SayWhyWithoutTheRule(Refused):
    def __init__(self, missing: str) -> None:
        super().__init__(f"{missing} Say why you decide as you do.", field="override_why")


class NobodyReceives(Refused):
    def __init__(self, decided: ProviderKind) -> None:
        super().__init__(
            f"The record does not say which team of the {decided.label} receives this case. Choose"
            " one, or put the person's area on the record.",
            field="team",
        )


class NotATeamOfTheirs(Refused):
    def __init__(self, decided: ProviderKind) -> None:
        super().__init__(
            f"Choose a supervision team of the {decided.label} that is open today.", field="team"
        )


def inputs(
    *,
    person_id: int,
    mappa_eligible: bool | None,
    liable_to_deportation: bool | None,
    public_interest: bool | None,
    at: datetime,
) -> rules.AllocationInputs:
    """The rule's inputs: harm, score and area as the record has them, the rest as given."""
    person = persons.by_id(person_id)
    if person is None:
        raise NoSuchSentence
    found = queries.known(person, at=at).inputs
    return rules.AllocationInputs(
        harm=found.harm,
        is_mappa_eligible=mappa_eligible,
        rsr=found.rsr,
        is_liable_to_deportation=liable_to_deportation,
        is_public_interest=public_interest,
        crc=found.crc,
    )


def hold_by_court(
    *,
    person_id: int,
    period_id: int,
    team_id: int,
    by: User,
    at: datetime,
    since: date | None = None,
) -> Spell:
    """From the sentence until allocation the court team answers. The rights are the caller's."""
    spell = first_spell(
        person_id=person_id,
        period_id=period_id,
        team_id=team_id,
        since=since or timezone.localdate(at),
        by=by,
        at=at,
    )
    relate(
        kind="person",
        record_id=person_id,
        holder=HolderKind.TEAM,
        holder_id=team_id,
        relation=RelationKind.COURT_TEAM,
        at=at,
    )
    audit("allocation.court.held", on=spell, by=by.username, at=at, team=team_id)
    return spell


@transaction.atomic
def propose(
    *,
    person_id: int,
    event_id: int,
    by: User,
    at: datetime,
    given: rules.AllocationInputs | None = None,
) -> rules.AllocationDecision:
    """What the rule says of these inputs, or of what the record knows.

    Where something is missing the case is put in the queue for a person; it goes nowhere by default.
    """
    person_id = persons.kept_id(person_id)
    refuse_others(by, at=at, person_id=person_id)
    person, event = sentence_of(person_id, event_id)
    refuse_decided(event_id)
    ruled = queries.proposal(
        given or queries.known(person, at=at).inputs, sentenced_on=event.sentenced_on
    )
    if ruled.is_for_a_person:
        waiting, is_new = QueuedDecision.objects.get_or_create(
            event_id=event_id,
            defaults={
                "person_id": person.id,
                "missing": list(ruled.missing),
                "queued_by": by,
                "queued_at": at,
            },
        )
        if not is_new and waiting.missing != list(ruled.missing):
            waiting.missing = list(ruled.missing)
            waiting.save(update_fields=["missing"])
        if is_new:
            audit("allocation.decision.queued", on=waiting, by=by.username, at=at)
    return ruled


@transaction.atomic
def allocate(
    *,
    person_id: int,
    event_id: int,
    inputs: rules.AllocationInputs,
    decided: ProviderKind,
    by: User,
    at: datetime,
    override_why: str | None = None,
    team_id: int | None = None,
    sources: Mapping[str, str] | None = None,
) -> AllocationDecision:
    """Give the case to an organisation and its receiving team: as the rule says, or with a reason.

    `team_id` is needed only where the person's area names no receiving team.
    """
    person_id = persons.kept_id(person_id)
    refuse_others(by, at=at, person_id=person_id)
    case = held_case(person_id)
    _person, event = sentence_of(person_id, event_id, case.person)
    refuse_decided(event_id)
    ruled = queries.proposal(inputs, sentenced_on=event.sentenced_on)
    why = reason_to_differ(ruled, decided, override_why, by=by, at=at, person_id=person_id)
    team = receiving_team(case.person, decided, team_id, at=at)
    keep_score(case.person, inputs, by=by, at=at)

    stays = stays_where_it_is(case.spell, decided, team)
    organisation_id = case.spell.team.unit.region.organisation_id if stays else team.organisation_id
    decision = decision_of(
        case.person.id,
        event_id,
        sentenced_on=event.sentenced_on,
        inputs=inputs,
        sources=sources or {},
        ruled=ruled,
        decided=decided,
        override_why=why,
        organisation_id=organisation_id,
        team_id=case.spell.team_id if stays else team.id,
        by=by,
        at=at,
    )
    decision.save(force_insert=True)
    QueuedDecision.objects.filter(event_id=event_id, settled_at__isnull=True).update(
        settled_by=by, settled_at=at
    )
    if not stays:
        due = queries.first_appointment_by(event.kinds, on=timezone.localdate(at))
        hand_over(case, team, decision, seen_by=due.due_on if due else None, by=by, at=at)
    tell(case, decision, team=team, stays=stays, by=by, at=at)
    announce(
        CaseAllocated(
            case.person.id, decision.organisation_id, decision.team_id, decision.pk, by.pk, at
        )
    )
    return decision


def decision_of(
    person_id: int,
    event_id: int,
    *,
    sentenced_on: date,
    inputs: rules.AllocationInputs,
    sources: Mapping[str, str],
    ruled: rules.AllocationDecision,
    decided: ProviderKind,
    override_why: str | None,
    organisation_id: int,
    team_id: int,
    by: User,
    at: datetime,
) -> AllocationDecision:
    """The unsaved decision, with all it takes to run it again."""
    return AllocationDecision(
        person_id=person_id,
        event_id=event_id,
        inputs=inputs.as_record(),
        sources=dict(sources),
        ruled_on=queries.ruled_on(sentenced_on),
        rule=ruled.code,
        rule_in_force_from=ruled.rule.in_force_from,
        policy_pack=queries.pack().name,
        because=ruled.because,
        reasoning=ruled.as_record(),
        by_rule=ruled.provider,
        decided=decided,
        organisation_id=organisation_id,
        team_id=team_id,
        override_why=override_why,
        decided_by=by,
        decided_at=at,
    )


# ── Guards ─────────────────────────────────────────────────────────────────────────────────
def refuse_others(by: User, *, at: datetime, person_id: int) -> None:
    require(by, Permission.ALLOCATE_TO_ORGANISATION, at=at, person_id=person_id)
    if by.is_system:
        return
    if not any(post.organisation_kind in DECIDE for post in authority(by, at).posts):
        raise OnlyTheNpsAllocates


def sentence_of(
    person_id: int, event_id: int, person: persons.Handle | None = None
) -> tuple[persons.Handle, sentences.EventLine]:
    """The person and the sentence, which must be theirs."""
    person = person or persons.by_id(person_id)
    event = sentences.event(event_id, person_ids=person.ids) if person else None
    if person is None or event is None:
        raise NoSuchSentence
    return person, event


def refuse_decided(event_id: int) -> None:
    made = AllocationDecision.objects.filter(event_id=event_id)
    before = made.select_related("decided_by", "organisation").first()
    if before is not None:
        raise AlreadyAllocated(before)


def reason_to_differ(
    ruled: rules.AllocationDecision,
    decided: ProviderKind,
    override_why: str | None,
    *,
    by: User,
    at: datetime,
    person_id: int,
) -> str | None:
    """None where the rule is followed; else the reason, from somebody who may give one."""
    if ruled.provider is decided:
        return None
    require(by, Permission.OVERRIDE, at=at, person_id=person_id)
    why = (override_why or "").strip()
    if why:
        return why
    if ruled.provider is None:
        raise SayWhyWithoutTheRule(ruled.because)
    raise SayWhyNotTheRule(ruled.provider)


def receiving_team(
    person: persons.Handle, decided: ProviderKind, team_id: int | None, *, at: datetime
) -> organisations.TeamLine:
    """The team the area names for the organisation decided, or the one chosen where it names none."""
    on = timezone.localdate(at)
    kind = OrganisationKind(decided.value)
    if team_id is None:
        named = queries.receiving_teams(person.area_id, on=on).get(kind)
        if named is None:
            raise NobodyReceives(decided)
        team_id = named.team_id
    team = organisations.teams(on=on, ids=[team_id]).get(team_id)
    if team is None or team.organisation_kind is not kind or team.kind is not TeamKind.SUPERVISION:
        raise NotATeamOfTheirs(decided)
    return team


# ── What changes ───────────────────────────────────────────────────────────────────────────
def keep_score(
    person: persons.Handle, inputs: rules.AllocationInputs, *, by: User, at: datetime
) -> None:
    """A score typed here is typed once: it goes on the record too."""
    if inputs.rsr is None:
        return
    known = queries.known_score(person.ids)
    if known is None or known != rules.at_two_decimals(inputs.rsr):
        risk.record_score(
            person_id=person.id,
            rsr=inputs.rsr,
            assessed_on=timezone.localdate(at),
            by=by,
            at=at,
        )


def stays_where_it_is(spell: Spell, decided: ProviderKind, team: organisations.TeamLine) -> bool:
    """A further sentence leaves a case where it is, unless it takes it to the public provider.

    The court team's own spell has no decision yet, and always ends with one. A case the public
    provider holds does not go to a company during a sentence. [general knowledge]
    """
    if spell.decision_id is None:
        return False
    holding = spell.team.unit.region.organisation
    return holding.pk == team.organisation_id or (
        holding.kind == OrganisationKind.NPS and decided is ProviderKind.CRC
    )


def hand_over(
    case: Case,
    team: organisations.TeamLine,
    decision: AllocationDecision,
    *,
    seen_by: date | None,
    by: User,
    at: datetime,
) -> None:
    """The team answers from now; the court team can still see for a while what came of it."""
    for spell in case.spells:
        succeed(
            spell,
            team_id=team.id,
            officer=None,
            reason=SpellReason.ALLOCATED,
            decision=decision,
            first_contact_by=seen_by,
            by=by,
            at=at,
        )
    record_ids = [spell.person_id for spell in case.spells]
    for record_id in record_ids:
        end_relations(
            kind="person",
            record_id=record_id,
            relations=(RelationKind.COURT_TEAM,),
            at=at + COURT_TEAM_KEEPS_SIGHT_FOR,
        )
    relate_holders(record_ids, team_id=team.id, unit_id=team.unit_id, officer_id=None, at=at)


def said_of_allocation(organisation: str, team: str) -> str:
    """What the record says when a case goes to a team."""
    return f"Allocated to {organisation}, {team}"


def tell(
    case: Case,
    decision: AllocationDecision,
    *,
    team: organisations.TeamLine,
    stays: bool,
    by: User,
    at: datetime,
) -> None:
    """The line in the record and the line in the audit."""
    summary = said_of_allocation(team.organisation, team.name)
    if stays:
        holding = case.spell.team
        summary = f"Stays with {holding.unit.region.organisation.name}, {holding.name}"
    contacts.record(
        person_id=case.person.id,
        kind=ContactKind.ALLOCATION,
        happened_at=at,
        summary=summary,
        note=decision.because
        + (f" Decided otherwise: {decision.override_why}" if decision.override_why else ""),
        by=by,
        at=at,
        reference=decision,
    )
    audit(
        "allocation.organisation.decided",
        on=decision,
        by=by.username,
        at=at,
        decided=decision.decided,
        rule=decision.rule,
        override=decision.override_why is not None,
        team=decision.team_id,
    )
