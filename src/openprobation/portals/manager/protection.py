"""Is public protection done in every case: what is overdue, whose is it, and what share is done by team?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from openprobation.foundation import clock
from openprobation.foundation.access import queries as access
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.rules import working_days
from openprobation.rules.protection import Asked, Protection, Share, shares
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.risk.permissions import Permission
from openprobation.vocabulary.protection import ProtectionTask
from openprobation.vocabulary.risk import HarmLevel

from .lists import teams_of

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

MOST_SHOWN = 60
"""How many people with something overdue are named, by harm; the rest are counted."""
LEVELS = list(HarmLevel)


@dataclass(frozen=True, slots=True)
class Overdue:
    """One person of whom something is overdue; only the CRN and whom to ask where it is restricted."""

    crn: str
    name: str
    ask: str
    officer: str
    team: str
    harm: HarmLevel | None
    asked: tuple[Asked, ...]
    on: date

    @property
    def working_days_left(self) -> int:
        return working_days.working_days_between(self.on, self.asked[0].due_on)

    @property
    def place(self) -> tuple[int, date, str]:
        harm = LEVELS.index(self.harm) if self.harm else -1
        return (-harm, self.asked[0].due_on, self.crn)


@dataclass(frozen=True, slots=True)
class TeamShares:
    """What share of what each policy asks is done, in one team."""

    team: str
    organisation: str
    cases: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Page:
    on: date
    overdue: list[Overdue]
    overdue_in_all: int
    teams: list[TeamShares]


def page_of(viewer: User, *, at: datetime, on: date) -> Page:
    """Everything of the viewer's teams and units. Sixteen queries, however many cases.

    A restricted case counts in the shares as any other, and has a line without what is overdue.
    """
    teams = teams_of(viewer, at=at, on=on)
    people = allocations.people_of(teams, at)
    records = persons.records_of(people)
    holders = allocations.holders(people, at)
    named = persons.named(records)
    every = [pk for ids in records.values() for pk in ids]
    asks = access.masked(viewer, kind="person", record_ids=every, at=at)
    harm = risk.harm(every)
    asked = risk.protection(records, on=on)
    overdue: list[Overdue] = []
    of_team: dict[int, list[Protection]] = defaultdict(list)
    for kept, ids in records.items():
        holder = next((holders[pk] for pk in ids if pk in holders), None)
        if holder is None or holder.team_id not in teams:
            continue
        of_team[holder.team_id].append(asked[kept])
        late = sorted(
            (each for each in asked[kept].asked if each.is_overdue(on)),
            key=lambda each: (each.due_on, each.task),
        )
        if late:
            ask = next((asks[pk] for pk in ids if pk in asks), "")
            stands = risk.latest({pk: harm[pk] for pk in ids if pk in harm})
            overdue.append(
                Overdue(
                    named[kept].crn,
                    "" if ask else named[kept].name,
                    ask,
                    holder.officer,
                    holder.team,
                    stands.overall if stands and not ask else None,
                    tuple(late),
                    on,
                )
            )
    overdue.sort(key=lambda line: line.place)
    return Page(
        on,
        overdue[:MOST_SHOWN],
        len(overdue),
        [
            TeamShares(team.name, team.organisation, len(of_team[pk]), shares(of_team[pk], on=on))
            for pk, team in teams.items()
            if of_team[pk]
        ],
    )


@permitted(Permission.OVERSEE)
def protection(request: SignedInRequest) -> HttpResponse:
    """What is overdue to protect people, worst first, and the share done by team."""
    page = page_of(request.user, at=clock.now(), on=clock.today())
    return render(request, "manager/protection.html", {"page": page, "tasks": list(ProtectionTask)})
