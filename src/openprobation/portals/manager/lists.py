"""Which cases wait for an officer, which looks wait for a manager, and who carries how much?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules.clocks import first_appointment_due
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.access import LookReason, LookReview
from openprobation.vocabulary.risk import HarmLevel
from openprobation.vocabulary.sentences import OrderKind

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


def teams_of(viewer: User, *, at: datetime, on: date) -> dict[int, organisations.TeamLine]:
    """The teams a manager answers for: their own, and those of the units they lead. One query."""
    theirs = authority(viewer, at)
    return organisations.teams(on=on, ids=theirs.team_ids, unit_ids=theirs.unit_ids)


# ── Cases without an officer ───────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Waiting:
    """A case with a team and no officer; only the CRN and whom to ask where it is restricted."""

    person_id: int
    crn: str
    name: str
    ask: str
    team: str
    since: datetime
    on: date
    harm: HarmLevel | None
    sentence: str
    due_on: date | None
    working_days_left: int
    because: str

    @property
    def days_waiting(self) -> int:
        return (self.on - timezone.localdate(self.since)).days


def waiting(viewer: User, *, at: datetime, on: date) -> list[Waiting]:
    """Cases of the viewer's teams and units that no officer has; longest wait first. Six queries."""
    theirs = authority(viewer, at)
    lines = allocations.unallocated(at, team_ids=theirs.team_ids, unit_ids=theirs.unit_ids)
    ids = [line.person_id for line in lines]
    named = persons.named(ids)
    asks = access.masked(viewer, kind="person", record_ids=ids, at=at)
    harm = risk.harm(ids)
    orders = sentences.current(ids, on)
    return [
        masked_case(line, named[line.person_id].crn, asks[line.person_id], on=on)
        if line.person_id in asks
        else shown_case(
            line,
            named[line.person_id],
            harm.get(line.person_id),
            orders.get(line.person_id, ()),
            on=on,
        )
        for line in lines
    ]


def masked_case(line: allocations.Unassigned, crn: str, ask: str, *, on: date) -> Waiting:
    return Waiting(
        person_id=line.person_id,
        crn=crn,
        name="",
        ask=ask,
        team=line.team,
        since=line.since,
        on=on,
        harm=None,
        sentence="",
        due_on=None,
        working_days_left=0,
        because="",
    )


def shown_case(
    line: allocations.Unassigned,
    who: persons.Named,
    harm: risk.Harm | None,
    orders: Sequence[sentences.OrderShort],
    *,
    on: date,
) -> Waiting:
    """The clock runs from allocation; for a licence, from the day of release."""
    begun = [order for order in orders if order.has_begun] or list(orders)
    kind = begun[0].kind if begun else OrderKind.COMMUNITY_ORDER
    started_on = timezone.localdate(line.since)
    if kind in (OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION) and begun:
        started_on = max(started_on, begun[0].starts_on)
    due = first_appointment_due(kind, started_on, pack=allocations.pack())
    return Waiting(
        person_id=line.person_id,
        crn=who.crn,
        name=who.name,
        ask="",
        team=line.team,
        since=line.since,
        on=on,
        harm=harm.overall if harm else None,
        sentence=kind.label,
        due_on=due.due_on if due else None,
        working_days_left=due.working_days_left(on) if due else 0,
        because=line.because,
    )


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """What one officer carries, beside the number from which a load is large."""

    name: str
    grade: str
    team: str
    cases: int
    is_large: bool


def loads(viewer: User, *, at: datetime, on: date) -> list[OfficerLoad]:
    """What each officer of the viewer's teams and units holds, most first. Three queries."""
    teams = teams_of(viewer, at=at, on=on)
    large = allocations.large_from(on)
    found = [
        OfficerLoad(
            one.name, one.grade.label, teams[one.team_id].name, one.cases, one.cases >= large
        )
        for one in allocations.candidates(teams, at=at, harm=None)
    ]
    return sorted(found, key=lambda load: (-load.cases, load.name))


# ── Looks beyond people's own cases ────────────────────────────────────────────────────────
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

    @property
    def is_asked_about(self) -> bool:
        return self.look.review == LookReview.QUERIED

    @property
    def note(self) -> str:
        """What whoever looked wrote; nothing of a record the manager may not see."""
        return "" if self.ask else self.look.note


def looks_for(viewer: User, *, at: datetime, on: date) -> list[LookLine]:
    """Looks to review: by staff of the viewer's teams and units, or at people those teams hold.

    Emergencies first, then the latest. One's own are for somebody else. Eight queries at most.
    """
    teams = teams_of(viewer, at=at, on=on)
    staff = {member.user_id for member in organisations.members(team_ids=teams, on=on)}
    people = allocations.people_of(teams, at)
    found = {
        look.id: look
        for look in (
            *access.looks(user_ids=staff, unreviewed=True),
            *access.looks(record_ids=people, unreviewed=True),
        )
        if look.user_id != viewer.pk
    }
    looks = sorted(found.values(), key=lambda look: (look.is_emergency, look.opened_at, look.id))
    return lines_of(looks[::-1], viewer, at=at)


def lines_of(looks: Collection[access.LookTaken], viewer: User, *, at: datetime) -> list[LookLine]:
    ids = {look.record_id for look in looks}
    named = persons.named(ids)
    asks = access.masked(viewer, kind="person", record_ids=ids, at=at)
    return [
        LookLine(
            look,
            named[look.record_id].crn,
            "" if look.record_id in asks else named[look.record_id].name,
            asks.get(look.record_id, ""),
        )
        for look in looks
    ]
