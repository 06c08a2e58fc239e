"""Which cases wait for an officer, and which looks wait for a manager?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules import working_days
from openprobation.rules.clocks import first_appointment_due
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.access import LookReason
from openprobation.vocabulary.risk import HarmLevel
from openprobation.vocabulary.sentences import OrderKind

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case with a team and no officer; only the CRN and whom to ask where it is restricted."""

    person_id: int
    crn: str
    name: str
    ask: str
    team: str
    since: datetime
    harm: HarmLevel | None
    due_on: date | None
    working_days_left: int
    because: str


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    name: str
    grade: str
    team: str
    cases: int
    is_over: bool


def waiting(viewer: User, *, at: datetime, on: date) -> list[Waiting]:
    """Cases of the viewer's teams and units that no officer has, longest wait first. Six queries."""
    theirs = authority(viewer, at)
    lines = allocations.unallocated(at, team_ids=theirs.team_ids, unit_ids=theirs.unit_ids)
    ids = [line.person_id for line in lines]
    named = persons.named(ids)
    asks = access.masked(viewer, kind="person", record_ids=ids, at=at)
    harm = risk.harm(ids)
    orders = sentences.current(ids, on)
    found = []
    for line in lines:
        who = named[line.person_id]
        if line.person_id in asks:
            found.append(
                Waiting(
                    line.person_id, who.crn, "", asks[line.person_id], line.team, line.since,
                    None, None, 0, "",
                )
            )  # fmt: skip
            continue
        kinds = [order.kind for order in orders.get(line.person_id, ())]
        kind = kinds[0] if kinds else OrderKind.COMMUNITY_ORDER
        due = first_appointment_due(kind, line.since.date())
        level = harm[line.person_id].overall if line.person_id in harm else None
        found.append(
            Waiting(
                line.person_id, who.crn, who.name, "", line.team, line.since, level,
                due.due_on if due else None,
                working_days.working_days_between(on, due.due_on) if due else 0,
                line.because,
            )
        )  # fmt: skip
    return found


def loads(viewer: User, *, at: datetime, on: date, over: int) -> list[OfficerLoad]:
    """What each officer of the viewer's teams and units holds, most first. Three queries."""
    theirs = authority(viewer, at)
    teams = {
        pk: team
        for pk, team in organisations.teams(on=on).items()
        if pk in theirs.team_ids or team.unit_id in theirs.unit_ids
    }
    members = organisations.members(team_ids=teams, on=on, roles=allocations.HOLD_CASES)
    held = allocations.load([member.user_id for member in members], at)
    found = [
        OfficerLoad(
            member.name,
            member.grade.label,
            teams[member.team_id].name,
            held[member.user_id].cases,
            held[member.user_id].cases > over,
        )
        for member in members
    ]
    return sorted(found, key=lambda load: (-load.cases, load.name))


@dataclass(frozen=True, slots=True)
class LookLine:
    """A look at a record, with whose record it was, or that it is restricted to the manager too."""

    look: access.LookTaken
    crn: str
    name: str
    ask: str

    @property
    def reason(self) -> str:
        return LookReason(self.look.reason).label


def looks_for(viewer: User, *, at: datetime, on: date) -> list[LookLine]:
    """Looks nobody has reviewed, by staff of the viewer's teams and units or at their people. Six queries."""
    theirs = authority(viewer, at)
    teams = [
        pk
        for pk, team in organisations.teams(on=on).items()
        if pk in theirs.team_ids or team.unit_id in theirs.unit_ids
    ]
    staff = {member.user_id for member in organisations.members(team_ids=teams, on=on)}
    waiting_looks = access.looks(unreviewed=True)
    people = {look.record_id for look in waiting_looks}
    holders = allocations.holders(people, at)
    wanted = [
        look
        for look in waiting_looks
        if look.user_id != viewer.pk
        and (
            look.user_id in staff
            or (look.record_id in holders and holders[look.record_id].team_id in teams)
        )
    ]
    ids = {look.record_id for look in wanted}
    named = persons.named(ids)
    asks = access.masked(viewer, kind="person", record_ids=ids, at=at)
    return [
        LookLine(
            look,
            named[look.record_id].crn,
            "" if look.record_id in asks else named[look.record_id].name,
            asks.get(look.record_id, ""),
        )
        for look in wanted
    ]
