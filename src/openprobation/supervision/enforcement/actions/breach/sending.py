"""How does a pack go to the enforcement team, and what is kept of it?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.actions import relate
from openprobation.foundation.documents.letters import form_and_texts
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
)
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind

from ...models import (
    BreachStep,
    SentPack,
)
from ...queries import breach as queries
from ...queries import packs
from .checking import line_of, refuse_red
from .exhibiting import number_exhibits
from .moving import Case, move, refuse_too_long, taken_up


class NoEnforcementTeam(Refused):
    def __init__(self) -> None:
        super().__init__(
            "No enforcement team is open today to send this to. Ask the administrator."
        )


@transaction.atomic
def submit(
    *,
    breach_id: int,
    by: User,
    at: datetime,
    team_id: int | None = None,
    seen_version: int | None = None,
) -> BreachStep:
    """Send the pack to the enforcement team, which can open the record from now."""
    case = taken_up(breach_id, BreachMove.SUBMIT, by=by, at=at, seen_version=seen_version)
    team = enforcement_team(case, team_id, at=at)
    case.breach.enforcement_team_id = team.id
    pack = send(case, by=by, at=at)
    relate(
        kind="person",
        record_id=case.person.id,
        holder=HolderKind.TEAM,
        holder_id=team.id,
        relation=RelationKind.ENFORCEMENT,
        at=at,
    )
    return move(
        case,
        BreachMove.SUBMIT,
        BreachState.SUBMITTED,
        by=by,
        at=at,
        pack=pack,
        said=f"Breach pack sent to {team.name}",
    )


@transaction.atomic
def resubmit(
    *, breach_id: int, by: User, at: datetime, why: str = "", seen_version: int | None = None
) -> BreachStep:
    """Send the pack again after it was put right."""
    case = taken_up(breach_id, BreachMove.RESUBMIT, by=by, at=at, seen_version=seen_version)
    refuse_too_long(why=why)
    pack = send(case, by=by, at=at)
    return move(
        case,
        BreachMove.RESUBMIT,
        BreachState.RESUBMITTED,
        by=by,
        at=at,
        why=why,
        pack=pack,
        said=f"Breach pack put right and sent again, number {pack.number}",
    )


def enforcement_team(case: Case, team_id: int | None, *, at: datetime) -> organisations.TeamLine:
    """The team named; else the one in the unit that serves where the person lives; else the first."""
    on = timezone.localdate(at)
    found = [
        team
        for team in organisations.teams(on=on).values()
        if team.kind is TeamKind.ENFORCEMENT and team.organisation_kind is not OrganisationKind.CRC
    ]
    if team_id is not None:
        found = [team for team in found if team.id == team_id]
    if not found:
        raise NoEnforcementTeam
    if len(found) > 1 and case.person.area_id is not None:
        there = {
            each.organisation_id
            for each in organisations.receiving(area_id=case.person.area_id, on=on).values()
        }
        found.sort(key=lambda team: team.organisation_id not in there)
    return found[0]


def send(case: Case, *, by: User, at: datetime) -> SentPack:
    """Keep the pack as it is sent; refuses a red one."""
    pack = refuse_red(case, at=at)
    line = line_of(case)
    on = timezone.localdate(at)
    steps = queries.steps_of([case.breach.pk]).get(case.breach.pk, [])
    served = packs.served_letter(
        pack, line, crn=case.person.crn, sender=case.answering, steps=steps, on=on
    )
    not_served = packs.not_served_letter(
        pack, line, crn=case.person.crn, sender=case.answering, on=on
    )
    served_form, served_texts = form_and_texts(served)
    not_served_form, not_served_texts = form_and_texts(not_served)
    number_exhibits(case.breach)
    checklist_form, checklist_texts = packs.lines_as_kept(pack.lines)
    return SentPack.objects.create(
        breach=case.breach,
        number=case.breach.sent_packs.count() + 1,
        served_form=served_form,
        served_texts=served_texts,
        not_served_form=not_served_form,
        not_served_texts=not_served_texts,
        checklist_form=checklist_form,
        checklist_texts=checklist_texts,
        sent_by=by,
        sent_at=at,
    )
