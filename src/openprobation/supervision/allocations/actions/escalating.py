"""How is it settled that a case is too risky for a company, and who answers for it until then?

From concern to handover meeting each step is a row. Until responsibility moves, at the moment named, the
team that holds the case answers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.actions import end_relations, relate
from openprobation.foundation.access.check import authority, require
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules import moves as rules
from openprobation.rules.working_days import full_business_day_after, next_working_day
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.models import Escalation
from openprobation.supervision.allocations.permissions import Permission
from openprobation.supervision.allocations.policies import ANSWER_REFERRAL, LONGEST_WAIT_TO_MOVE
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.moves import (
    ESCALATION_OPEN,
    Danger,
    EscalationPurpose,
    EscalationRefusal,
    EscalationReturn,
    EscalationState,
    EscalationVerb,
    Standing,
)
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import HarmLevel, MappaCategory

from .assigning import LONGEST_NOTE, first_contact_due
from .moving import Going, Place, carry
from .spells import Case, held_case
from .standing import MANAGERS, Needed, NotNow, post_in, said, standings
from .stepping import step

Verb = EscalationVerb


class OnlyFromACompany(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The National Probation Service holds this case already. Assess the harm again, and tell"
            " your senior."
        )


class AlreadyRaised(Refused):
    def __init__(self, escalation: Escalation) -> None:
        state = EscalationState(escalation.state).label.lower()
        super().__init__(
            f"{escalation.raised_by.name} has raised this already: it stands at “{state}”."
            " Add what you know to that one."
        )


class SayWhoWasTold(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Say whom you told, when, and any reference they gave. If nobody has been told yet,"
            " call now: this page keeps what you typed.",
            field="told",
        )


class NotThere(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose somebody who answers for the National Probation Service today.", field="named"
        )


class UrgentNeedsAManager(Refused):
    def __init__(self) -> None:
        super().__init__(
            "It is urgent, so it goes to a manager who can accept or refuse it today. Choose a senior"
            " or a head.",
            field="named",
        )


class NotAMomentToMove(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose a moment from now to two weeks ahead at which you take responsibility.",
            field="moves_at",
        )


class NotComeYet(Refused):
    def __init__(self, escalation: Escalation) -> None:
        moment = timezone.localtime(escalation.moves_at or escalation.raised_at)
        super().__init__(
            f"Responsibility moves at {moment:%H:%M on %-d %B %Y}. Until then the team that holds the"
            " case answers."
        )


class NoSuchEscalation(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such risk escalation on this record.")


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody says who sees risk rising."""

    purpose: EscalationPurpose
    is_urgent: bool
    danger: Danger
    told: str
    harm_before: HarmLevel | None
    harm_now: HarmLevel | None
    what_changed: str
    who_is_at_risk: str
    protective: str
    mappa_category: MappaCategory | None = None


# ── The steps ──────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def raise_concern(*, person_id: int, concern: Concern, by: User, at: datetime) -> Escalation:
    """Say that risk is rising, what changed, and what has been done. The immediate danger comes first."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.RAISE_CONCERN, at=at, person_id=person_id)
    case = held_case(person_id)
    if case.organisation_kind is not OrganisationKind.CRC:
        raise OnlyFromACompany
    after = ruled(
        Verb.RAISE,
        None,
        standings(by, spell=case.spell, at=at),
        is_urgent=is_urgent(concern),
    )
    before = open_one(case)
    if before is not None:
        raise AlreadyRaised(before)
    refuse_half_said(concern)
    assert concern.harm_now is not None  # a half-said concern was refused
    escalation = Escalation.objects.create(
        person_id=case.person.id,
        purpose=concern.purpose,
        is_urgent=is_urgent(concern),
        danger=concern.danger,
        told=concern.told.strip(),
        harm_before=concern.harm_before,
        harm_now=concern.harm_now,
        mappa_category=concern.mappa_category,
        what_changed=concern.what_changed.strip(),
        who_is_at_risk=concern.who_is_at_risk.strip(),
        protective=concern.protective.strip(),
        from_team_id=case.team_id,
        state=after,
        raised_by=by,
        raised_at=at,
    )
    step(escalation, Verb.RAISE, None, why=concern.what_changed.strip(), by=by, at=at)
    return escalation


@transaction.atomic
def keep_case(*, escalation_id: int, why: str, by: User, at: datetime) -> Escalation:
    """The manager decides that the case stays, and says why."""
    here = held(escalation_id, Verb.KEEP, by=by, at=at)
    why = said(why, "Say why the case need not be referred.")
    return done(here, Verb.KEEP, why=why, by=by, at=at)


@transaction.atomic
def refer(
    *, escalation_id: int, named_id: int, team_id: int, why: str, by: User, at: datetime
) -> Escalation:
    """Send it to a named member of staff of the public provider; the manager's view goes along."""
    here = held(escalation_id, Verb.REFER, by=by, at=at)
    why = said(why, "Say what you think of it: your view goes with the referral.")
    name(here.escalation, named_id, team_id, at=at)
    let_consider(here, at=at)
    return done(here, Verb.REFER, why=why, to_id=named_id, by=by, at=at)


@transaction.atomic
def name_another(
    *, escalation_id: int, named_id: int, team_id: int, why: str, by: User, at: datetime
) -> Escalation:
    """Pass it to a colleague of the public provider who can answer; the day of the answer stays."""
    here = held(escalation_id, Verb.NAME_ANOTHER, by=by, at=at)
    answer_by = here.escalation.answer_by
    name(here.escalation, named_id, team_id, at=at)
    here.escalation.answer_by = answer_by
    let_consider(here, at=at)
    return done(here, Verb.NAME_ANOTHER, why=why.strip(), to_id=named_id, by=by, at=at)


@transaction.atomic
def return_for_information(
    *, escalation_id: int, code: EscalationReturn | None, why: str, by: User, at: datetime
) -> Escalation:
    """Ask for what is missing. What is urgent cannot be returned."""
    here = held(escalation_id, Verb.RETURN, by=by, at=at)
    if code is None:
        raise Needed("code", "Say what is missing.")
    why = said(why, "Say what they should find out.")
    return done(here, Verb.RETURN, code=code, why=why, by=by, at=at)


@transaction.atomic
def send_again(*, escalation_id: int, why: str, by: User, at: datetime) -> Escalation:
    """Answer what was asked; the days to answer begin again."""
    here = held(escalation_id, Verb.SEND_AGAIN, by=by, at=at)
    why = said(why, "Answer what was asked.")
    here.escalation.answer_by = answer_due(timezone.localdate(at), is_urgent=False)
    return done(here, Verb.SEND_AGAIN, why=why, to_id=here.escalation.named_id, by=by, at=at)


@transaction.atomic
def accept_escalation(
    *,
    escalation_id: int,
    moves_at: datetime,
    why: str,
    by: User,
    at: datetime,
    officer_id: int | None = None,
) -> Escalation:
    """Take the case at a moment named, with the officer who will have it, if that is known.

    Where the moment is now, responsibility moves in the same act.
    """
    here = held(escalation_id, Verb.ACCEPT, by=by, at=at)
    if not at <= moves_at <= at + LONGEST_WAIT_TO_MOVE:
        raise NotAMomentToMove
    if officer_id is not None:
        officer_of(officer_id, here.escalation, at=at)
    here.escalation.moves_at = moves_at
    here.escalation.officer_id = officer_id
    done(here, Verb.ACCEPT, why=why.strip(), by=by, at=at)
    if moves_at <= at:
        return take(escalation_id=escalation_id, by=by, at=at)
    return here.escalation


@transaction.atomic
def refuse_escalation(
    *, escalation_id: int, code: EscalationRefusal | None, why: str, by: User, at: datetime
) -> Escalation:
    """Leave the case where it is, with reasons and their code."""
    here = held(escalation_id, Verb.REFUSE, by=by, at=at)
    if code is None:
        raise Needed("code", "Say on which ground.")
    why = said(why, "Say why the case should stay, so that whoever holds it knows what to do.")
    return done(here, Verb.REFUSE, code=code, why=why, by=by, at=at)


@transaction.atomic
def withdraw_escalation(*, escalation_id: int, why: str, by: User, at: datetime) -> Escalation:
    """Take it back, and say why. What is urgent only a manager takes back."""
    here = held(escalation_id, Verb.WITHDRAW, by=by, at=at)
    why = said(why, "Say why it is taken back.")
    return done(here, Verb.WITHDRAW, why=why, by=by, at=at)


@transaction.atomic
def take(*, escalation_id: int, by: User, at: datetime) -> Escalation:
    """The moment has come: the receiving team answers, with its officer where one was named."""
    here = held(escalation_id, Verb.TAKE, by=by, at=at)
    escalation, case = here.escalation, here.case
    if escalation.moves_at is None or escalation.moves_at > at:
        raise NotComeYet(escalation)
    assert escalation.to_team is not None  # accepted, so somebody was named
    place = Place(escalation.to_team.pk, escalation.to_team.unit_id, escalation.to_team.name)
    officer = escalation.officer
    if officer is not None:
        post = post_in(officer, escalation.to_team, at=at)
        # Who has left the post since it was accepted does not get the case; the team has it.
        place, officer = (Place.of(post), officer) if post is not None else (place, None)
    done(here, Verb.TAKE, by=by, at=at)
    stop_considering(case, at=at)
    going = Going(
        case,
        place,
        officer,
        SpellReason.ESCALATED,
        note=f"Risk escalation: {escalation.what_changed}"[:LONGEST_NOTE],
        first_contact_by=first_contact_due(timezone.localdate(at)),
        keeps_sight=True,
    )
    carry([going], by=by, at=at)
    return escalation


@transaction.atomic
def record_meeting(
    *, escalation_id: int, met_on: date, why: str, by: User, at: datetime
) -> Escalation:
    """Both officers have met about the case."""
    here = held(escalation_id, Verb.MEET, by=by, at=at)
    if met_on > timezone.localdate(at):
        raise Needed("met_on", "The meeting has not been held yet.")
    here.escalation.met_on = met_on
    return done(here, Verb.MEET, why=why.strip(), by=by, at=at)


def take_what_is_due(*, by: User, at: datetime) -> int:
    """Move responsibility for every accepted case whose moment has come. A job."""
    due = Escalation.objects.filter(state=EscalationState.ACCEPTED, moves_at__lte=at)
    ids = list(due.order_by("moves_at", "pk").values_list("pk", flat=True))
    for pk in ids:
        take(escalation_id=pk, by=by, at=at)
    return len(ids)


# ── What every step shares ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Here:
    """An escalation and its case, held, and the state the verb leads to."""

    escalation: Escalation
    case: Case
    after: EscalationState


PERMISSION = {
    Verb.KEEP: Permission.REFER_CONCERN,
    Verb.REFER: Permission.RAISE_CONCERN,
    Verb.SEND_AGAIN: Permission.RAISE_CONCERN,
    Verb.WITHDRAW: Permission.RAISE_CONCERN,
    Verb.RETURN: Permission.ANSWER_REFERRAL,
    Verb.NAME_ANOTHER: Permission.ANSWER_REFERRAL,
    Verb.ACCEPT: Permission.ANSWER_REFERRAL,
    Verb.REFUSE: Permission.ANSWER_REFERRAL,
    Verb.TAKE: Permission.ANSWER_REFERRAL,
    Verb.MEET: Permission.ANSWER_REFERRAL,
}


def held(escalation_id: int, verb: Verb, *, by: User, at: datetime) -> Here:
    """The escalation, held with its case; refused unless the machine allows this verb to this user now."""
    person_id = (
        Escalation.objects.filter(pk=escalation_id).values_list("person_id", flat=True).first()
    )
    if person_id is None:
        raise NoSuchEscalation
    person_id = persons.kept_id(person_id)
    require(by, PERMISSION[verb], at=at, person_id=person_id)
    case = held_case(person_id)
    escalation = (
        Escalation.objects.select_for_update(of=("self",))
        .select_related("to_team__unit__region", "named", "officer", "raised_by")
        .get(pk=escalation_id)
    )
    after = ruled(
        verb,
        EscalationState(escalation.state),
        standings(
            by,
            spell=case.spell,
            to_team=escalation.to_team,
            named_id=escalation.named_id,
            at=at,
        ),
        is_urgent=escalation.is_urgent,
    )
    return Here(escalation, case, after)


def ruled(
    verb: Verb,
    state: EscalationState | None,
    who: Collection[Standing],
    *,
    is_urgent: bool,
) -> EscalationState:
    ruling = rules.escalation(verb, state=state, standings=who, is_urgent=is_urgent)
    if ruling.after is None:
        raise NotNow(ruling.because)
    return ruling.after


def done(
    here: Here,
    verb: Verb,
    *,
    by: User,
    at: datetime,
    code: str = "",
    why: str = "",
    to_id: int | None = None,
) -> Escalation:
    """Save the state and write the step; when nothing is open any more, nobody considers it any more."""
    escalation, before = here.escalation, EscalationState(here.escalation.state)
    escalation.state = here.after
    escalation.save()
    step(escalation, verb, before, code=code, why=why, to_id=to_id, by=by, at=at)
    if here.after not in ESCALATION_OPEN and before in ESCALATION_OPEN:
        stop_considering(here.case, at=at)
    return escalation


def is_urgent(concern: Concern) -> bool:
    """Whoever called the police about somebody in danger need not say as well that it is urgent."""
    return concern.is_urgent or concern.danger is Danger.TOLD


def open_one(case: Case) -> Escalation | None:
    return (
        Escalation.objects.filter(
            person_id__in=case.person.ids, state__in=[state.value for state in ESCALATION_OPEN]
        )
        .select_related("raised_by")
        .first()
    )


def refuse_half_said(concern: Concern) -> None:
    faults: list[Refused] = []
    if concern.danger is Danger.TOLD and not concern.told.strip():
        faults.append(SayWhoWasTold())
    if concern.harm_now is None:
        faults.append(Needed("harm_now", "Say how high you think the risk of serious harm is now."))
    for field, message in (
        ("what_changed", "Say what changed."),
        ("who_is_at_risk", "Say who is at risk."),
        ("protective", "Say what has been done to protect them, or that nothing has yet."),
    ):
        text = getattr(concern, field)
        if not text.strip():
            faults.append(Needed(field, message))
        elif len(text) > LONGEST_NOTE:
            faults.append(Needed(field, f"Keep this to {LONGEST_NOTE:,} characters."))
    if concern.purpose is EscalationPurpose.MAPPA and concern.mappa_category is None:
        faults.append(Needed("mappa_category", "Say which category you think applies."))
    if faults:
        raise RefusedForSeveralReasons(faults)


def answer_due(today: date, *, is_urgent: bool) -> date:
    """The same day where it is urgent, whatever day it is; else within the policy's days."""
    if is_urgent:
        return today
    days = ANSWER_REFERRAL.on(today, pack=queries.pack()).value
    return full_business_day_after(next_working_day(today).day, days)


def name(escalation: Escalation, named_id: int, team_id: int, *, at: datetime) -> None:
    """Write in who answers, for which team; a manager where it is urgent."""
    named = User.objects.filter(pk=named_id).first()
    post = next(
        (
            post
            for post in (authority(named, at).posts if named else ())
            if post.organisation_kind is OrganisationKind.NPS
            and post.team_id == team_id
            and (post.role in queries.HOLD_CASES or post.role in MANAGERS)
        ),
        None,
    )
    if named is None or post is None:
        raise NotThere
    if escalation.is_urgent and post.role not in MANAGERS:
        raise UrgentNeedsAManager
    escalation.named = named
    escalation.to_team = Team.objects.select_related("unit__region").get(pk=post.team_id)
    escalation.answer_by = answer_due(timezone.localdate(at), is_urgent=escalation.is_urgent)


def let_consider(here: Here, *, at: datetime) -> None:
    """Whoever was named, and their team, can open the record while they consider it."""
    escalation, case = here.escalation, here.case
    assert escalation.to_team is not None  # just named
    assert escalation.named_id is not None
    stop_considering(case, at=at)
    for record_id in case.person.ids:
        for holder, holder_id in (
            (HolderKind.USER, escalation.named_id),
            (HolderKind.TEAM, escalation.to_team.pk),
            (HolderKind.UNIT, escalation.to_team.unit_id),
        ):
            relate(
                kind="person",
                record_id=record_id,
                holder=holder,
                holder_id=holder_id,
                relation=RelationKind.REFERRED,
                at=at,
            )


def stop_considering(case: Case, *, at: datetime) -> None:
    for record_id in case.person.ids:
        end_relations(kind="person", record_id=record_id, relations=(RelationKind.REFERRED,), at=at)


def officer_of(officer_id: int, escalation: Escalation, *, at: datetime) -> User:
    officer = User.objects.filter(pk=officer_id).first()
    assert escalation.to_team is not None  # referred
    if officer is None or post_in(officer, escalation.to_team, at=at) is None:
        raise Needed("officer", "Choose somebody who holds cases in that team today.")
    return officer
