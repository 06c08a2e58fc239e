"""How does a case, or a set of them, go from one team to another that must say yes?

The sending team answers until the receiving one accepts. One road for one case and for a set.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import NotYourCase, require
from openprobation.foundation.access.models import Relation
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.refusals import Refused
from openprobation.rules import moves as rules
from openprobation.rules.working_days import full_business_day_after
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.models import Spell, Transfer, TransferStep
from openprobation.supervision.allocations.permissions import Permission
from openprobation.supervision.allocations.policies import ANSWER_TRANSFER
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import REALLOCATION_REASONS, SpellReason
from openprobation.vocabulary.moves import TransferRejection, TransferState, TransferVerb
from openprobation.vocabulary.organisations import OrganisationKind

from .assigning import LONGEST_NOTE, NotAReason, StillWithCourt, first_contact_due
from .moving import Going, Place, carry, related
from .spells import Case, NotSupervised, held_cases
from .standing import Needed, NotNow, post_in, said, standings
from .stepping import no_longer_asked, steps

Verb = TransferVerb


class NotThatTeam(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a team that supervises people today.", field="team")


class NotToThatProvider(Refused):
    def __init__(self, message: str) -> None:
        super().__init__(message, field="team")


class ThereAlready(Refused):
    def __init__(self, team: str) -> None:
        super().__init__(
            f"{team} has this case already. Name another team, or an officer of it.", field="team"
        )


class AlreadyAsked(Refused):
    def __init__(self, crns: Sequence[str]) -> None:
        super().__init__(
            f"A transfer of {', '.join(crns)} waits for an answer already. Withdraw it first."
        )


class NoSuchTransfer(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such transfer, or it has been answered.")


@transaction.atomic
def ask_for_transfer(
    *,
    person_ids: Collection[int],
    team_id: int,
    reason: SpellReason | None,
    why: str,
    by: User,
    at: datetime,
    officer_id: int | None = None,
) -> UUID:
    """Ask a team to take cases, or one of its officers. Until it says yes, whoever holds them answers."""
    require(by, Permission.ASK_FOR_TRANSFER, at=at)
    if not person_ids:
        raise NotSupervised
    cases = cases_open_to(person_ids, by=by, at=at)
    team = Team.objects.select_related("unit__region__organisation").filter(pk=team_id).first()
    today = timezone.localdate(at)
    if team is None or team.kind != "supervision" or (team.ends_on and team.ends_on <= today):
        raise NotThatTeam
    why = said(why, "Say what the receiving team should know.")
    if len(why) > LONGEST_NOTE:
        raise Needed("why", f"Keep it to {LONGEST_NOTE:,} characters: this is {len(why):,}.")
    if reason not in REALLOCATION_REASONS:
        raise NotAReason
    officer = User.objects.filter(pk=officer_id).first() if officer_id is not None else None
    if officer_id is not None and (officer is None or post_in(officer, team, at=at) is None):
        raise Needed("officer", "Choose somebody who holds cases in that team today.")
    for case in cases.values():
        ruled(Verb.ASK, None, case.spell, team, by=by, at=at)
        refuse_that_way(case, team, officer)
    refuse_asked_already(cases)
    batch = uuid4()
    made = Transfer.objects.bulk_create(
        Transfer(
            person_id=person_id,
            batch=batch,
            from_team_id=case.team_id,
            to_team=team,
            to_officer=officer,
            reason=reason,
            answer_by=answer_due(today),
            state=TransferState.ASKED,
            asked_by=by,
            asked_at=at,
        )
        for person_id, case in cases.items()
    )
    steps(made, Verb.ASK, None, why=why, by=by, at=at)
    Relation.objects.bulk_create(
        related(pk, kind, holder_id, RelationKind.ASKED_FOR, at=at)
        for case in cases.values()
        for pk in case.person.ids
        for kind, holder_id in (
            (HolderKind.TEAM, team.pk),
            (HolderKind.UNIT, team.unit_id),
        )
    )
    return batch


@transaction.atomic
def accept_transfer(
    *, batch: UUID, by: User, at: datetime, officer_id: int | None = None
) -> list[Spell]:
    """Take the set into the team now: to the officer asked for, or another, or to be assigned."""
    transfers, cases = held_batch(batch, Verb.ACCEPT, by=by, at=at)
    team = transfers[0].to_team
    officer = transfers[0].to_officer
    if officer_id is not None:
        officer = User.objects.filter(pk=officer_id).first()
        if officer is None:
            raise Needed("officer", "Choose somebody who holds cases in your team today.")
    place = Place(team.pk, team.unit_id, team.name)
    if officer is not None:
        post = post_in(officer, team, at=at)
        if post is None:
            raise Needed("officer", "Choose somebody who holds cases in your team today.")
        place = Place.of(post)
    answered(transfers, Verb.ACCEPT, TransferState.ACCEPTED, cases, by=by, at=at)
    due_on = first_contact_due(timezone.localdate(at))
    notes = dict(
        TransferStep.objects.filter(transfer__in=transfers, verb=Verb.ASK).values_list(
            "transfer_id", "why"
        )
    )
    goings = [
        Going(
            cases[transfer.person_id],
            place,
            officer,
            SpellReason(transfer.reason),
            note=notes.get(transfer.pk, ""),
            first_contact_by=due_on,
            keeps_sight=True,
        )
        for transfer in transfers
    ]
    return carry(goings, by=by, at=at)


@transaction.atomic
def reject_transfer(
    *, batch: UUID, code: TransferRejection | None, why: str, by: User, at: datetime
) -> None:
    """Leave the set where it is, with a reason from the list and what must be put right."""
    transfers, cases = held_batch(batch, Verb.REJECT, by=by, at=at)
    if code is None:
        raise Needed("code", "Choose why.")
    why = said(why, "Say what must be put right.")
    answered(
        transfers, Verb.REJECT, TransferState.REJECTED, cases, code=code, why=why, by=by, at=at
    )


@transaction.atomic
def withdraw_transfer(*, batch: UUID, why: str, by: User, at: datetime) -> None:
    """The sending side takes it back, and says why."""
    transfers, cases = held_batch(batch, Verb.WITHDRAW, by=by, at=at)
    why = said(why, "Say why it is taken back.")
    answered(transfers, Verb.WITHDRAW, TransferState.WITHDRAWN, cases, why=why, by=by, at=at)


# ── What every step shares ─────────────────────────────────────────────────────────────────
PERMISSION = {
    Verb.ACCEPT: Permission.ANSWER_TRANSFER,
    Verb.REJECT: Permission.ANSWER_TRANSFER,
    Verb.WITHDRAW: Permission.ASK_FOR_TRANSFER,
}


def held_batch(
    batch: UUID, verb: Verb, *, by: User, at: datetime
) -> tuple[list[Transfer], dict[int, Case]]:
    """The transfers of a set that still wait, held with their cases; refused unless allowed for each."""
    require(by, PERMISSION[verb], at=at)
    ids = list(Transfer.objects.filter(batch=batch).values_list("person_id", flat=True))
    if not ids:
        raise NoSuchTransfer
    cases = cases_open_to(ids, by=by, at=at)
    every = list(
        Transfer.objects.select_for_update(of=("self",))
        .filter(batch=batch)
        .select_related("to_team__unit__region__organisation", "to_officer", "from_team")
        .order_by("pk")
    )
    waiting = [each for each in every if each.state == TransferState.ASKED]
    for each in waiting or every[:1]:
        case = cases.get(each.person_id) or next(iter(cases.values()))
        ruled(verb, TransferState(each.state), case.spell, each.to_team, by=by, at=at)
    return waiting, cases


def cases_open_to(person_ids: Collection[int], *, by: User, at: datetime) -> dict[int, Case]:
    kept = {persons.kept_id(pk) for pk in person_ids} if len(person_ids) == 1 else set(person_ids)
    if not by.is_system and access.open_among(kept, kind="person", to=by, at=at) < kept:
        raise NotYourCase
    cases = held_cases(kept)
    if len(cases) < len(kept):
        raise NotSupervised
    return cases


def ruled(
    verb: Verb,
    state: TransferState | None,
    spell: Spell,
    team: Team,
    *,
    by: User,
    at: datetime,
) -> TransferState:
    ruling = rules.transfer(
        verb, state=state, standings=standings(by, spell=spell, to_team=team, at=at)
    )
    if ruling.after is None:
        raise NotNow(ruling.because)
    return ruling.after


def refuse_that_way(case: Case, team: Team, officer: User | None) -> None:
    if case.spell.reason == SpellReason.SENTENCED:
        raise StillWithCourt
    to = OrganisationKind(team.unit.region.organisation.kind)
    if because := rules.why_not_there(case.organisation_kind, to):
        raise NotToThatProvider(because)
    if case.team_id == team.pk and (officer is None or officer.pk == case.spell.officer_id):
        raise ThereAlready(team.name)


def refuse_asked_already(cases: dict[int, Case]) -> None:
    asked = Transfer.objects.filter(person_id__in=cases, state=TransferState.ASKED)
    crns = [cases[pk].person.crn for pk in asked.values_list("person_id", flat=True)]
    if crns:
        raise AlreadyAsked(crns)


def answered(
    transfers: Sequence[Transfer],
    verb: Verb,
    after: TransferState,
    cases: dict[int, Case],
    *,
    by: User,
    at: datetime,
    code: str = "",
    why: str = "",
) -> None:
    for each in transfers:
        each.state = after
    Transfer.objects.bulk_update(transfers, ["state"])
    steps(transfers, verb, TransferState.ASKED, code=code, why=why, by=by, at=at)
    no_longer_asked([pk for case in cases.values() for pk in case.person.ids], at=at)


def answer_due(today: date) -> date:
    days = ANSWER_TRANSFER.on(today, pack=queries.pack()).value
    return full_business_day_after(today, days)
