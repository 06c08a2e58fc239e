"""Which assessments wait for a senior's signature, and which plans have nothing for the need that comes first?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openprobation.foundation import clock
from openprobation.foundation.access import queries as access
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.portals.practitioner.due import first_need_not_started, running_plans
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.needs.permissions import Permission
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.plans import queries as plans
from openprobation.vocabulary.needs import Need

from .lists import teams_of

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

MOST_SHOWN = 60
"""How many people are named in each list, the longest wait first; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom a line tells; only the CRN and whom to ask where the record is restricted."""

    crn: str
    name: str
    ask: str
    officer: str
    team: str


@dataclass(frozen=True, slots=True)
class ToSign:
    whose: Whose
    assessment: needs.Awaiting
    on: date

    @property
    def days(self) -> int:
        return (self.on - timezone.localdate(self.assessment.signed_at)).days


@dataclass(frozen=True, slots=True)
class Nothing:
    """A plan with no intervention for its first need, and the reason the officer gave, if one was given."""

    whose: Whose
    plan: plans.NotStarted
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    to_sign: tuple[ToSign, ...]
    nothing: tuple[Nothing, ...]
    agreed: int
    """how many agreed plans there are: what those with nothing are counted out of"""
    has_teams: bool


def page_of(viewer: User, *, at: datetime, on: date) -> Page:
    """Everything of the viewer's teams and units. Thirteen queries, however many people."""
    teams = teams_of(viewer, at=at, on=on)
    people = allocations.people_of(teams, at)
    records = persons.records_of(people)
    kept_of = {pk: kept for kept, ids in records.items() for pk in ids}
    running = running_plans(records)
    found = first_need_not_started(records, running)
    waiting = needs.awaiting(kept_of)
    whose = told_of(
        {kept: records[kept] for kept in {*found, *(kept_of[one.person_id] for one in waiting)}},
        viewer,
        at=at,
    )
    said = reasons(found, records)
    nothing = sorted(found.items(), key=lambda pair: (pair[1].agreed_on or on, pair[0]))
    return Page(
        tuple(ToSign(whose[kept_of[one.person_id]], one, on) for one in waiting),
        tuple(Nothing(whose[kept], one, said.get((kept, one.need), "")) for kept, one in nothing),
        sum(plan.is_agreed for plan in running.values()),
        len({one.team for one in whose.values()}) > 1,
    )


def told_of(
    records: Mapping[int, Collection[int]], viewer: User, *, at: datetime
) -> dict[int, Whose]:
    """Names and officers by the id of the kept record; masked where any of the records is. Three queries."""
    every = [pk for ids in records.values() for pk in ids]
    named = persons.named(records)
    holders = allocations.holders(every, at)
    asks = access.masked(viewer, kind="person", record_ids=every, at=at)
    found: dict[int, Whose] = {}
    for kept, ids in records.items():
        ask = next((asks[pk] for pk in ids if pk in asks), "")
        holder = next((holders[pk] for pk in ids if pk in holders), None)
        found[kept] = Whose(
            named[kept].crn,
            "" if ask else named[kept].name,
            ask,
            holder.officer if holder else "",
            holder.team if holder else "",
        )
    return found


def reasons(
    found: Collection[int], records: Mapping[int, Collection[int]]
) -> dict[tuple[int, Need], str]:
    """The latest reason given for each need of these. One query."""
    kept_of = {pk: kept for kept in found for pk in records[kept]}
    said: dict[tuple[int, Need], str] = defaultdict(str)
    for line in commissioning.not_used(kept_of):
        said.setdefault((kept_of[line.person_id], line.need), line.reason.label)
    return said


@permitted(Permission.COUNTERSIGN)
def of_team(request: SignedInRequest) -> HttpResponse:
    """Assessments to countersign, and plans with nothing for the first need; the longest wait first."""
    page = page_of(request.user, at=clock.now(), on=clock.today())
    return render(request, "manager/plans.html", {"page": page, "most": MOST_SHOWN})
