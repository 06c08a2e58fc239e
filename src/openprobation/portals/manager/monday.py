"""Monday, three minutes: who carries too much, is away or alone with it, and what waits for an answer?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from openprobation.foundation import clock
from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.foundation.organisations import queries as organisations
from openprobation.portals.practitioner.carried import CASES, Case
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.permissions import Permission as Allocation
from openprobation.supervision.enforcement import queries as enforcement
from openprobation.supervision.enforcement.permissions import Permission as Enforcement
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.workforce import queries as workforce
from openprobation.supervision.workforce.permissions import Permission

from .lists import teams_of

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

MOST_UNSEEN = 20
"""How many people nobody has seen are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Officer:
    """One line of the page: what somebody carries, and how they are looked after."""

    who: workforce.Managed
    load: workforce.OfficerLoad
    support: workforce.Support
    away: workforce.Absent | None
    deputy: str
    unseen: int

    @property
    def is_new(self) -> bool:
        return self.support.is_new


@dataclass(frozen=True, slots=True)
class Unseen:
    """Somebody nobody has seen for a month; the CRN and whom to ask where the record is restricted."""

    crn: str
    name: str
    ask: str
    officer: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ForSenior:
    """A licence matter that waits for an answer; who sent it and since when are not masked."""

    matter: enforcement.MatterWaiting
    crn: str
    name: str
    ask: str


@dataclass(frozen=True, slots=True)
class Monday:
    """The whole page."""

    officers: tuple[Officer, ...]
    others: tuple[tuple[workforce.Managed, workforce.Support], ...]
    """Those who hold no cases and whose supervision is overdue."""
    unseen: int
    named: tuple[Unseen, ...]
    matters: tuple[ForSenior, ...]
    unallocated: int
    longest_wait: int
    teams: int

    @property
    def away(self) -> tuple[Officer, ...]:
        return tuple(one for one in self.officers if one.away)

    @property
    def too_large(self) -> tuple[Officer, ...]:
        return tuple(one for one in self.officers if one.load.verdict.is_too_large)

    @property
    def unsupervised(self) -> tuple[tuple[workforce.Managed, workforce.Support], ...]:
        """New staff first, then the longest overdue."""
        late = [(one.who, one.support) for one in self.officers if one.support.is_overdue]
        return tuple(
            sorted(
                [*late, *self.others],
                key=lambda pair: (not pair[1].is_new, -pair[1].days_over, pair[0].name),
            )
        )

    @property
    def without_tier(self) -> int:
        return sum(one.load.without_tier for one in self.officers)

    @property
    def cases(self) -> int:
        return sum(one.load.cases for one in self.officers)


def gather(viewer: User, *, at: datetime, on: date) -> Monday:
    """Everything, each context asked once: as many queries for a unit as for a team."""
    teams = teams_of(viewer, at=at, on=on)
    staff = workforce.managed_in(teams, viewer, at=at, on=on)
    carriers = {one.user_id: one for one in staff if one.carries}
    held = allocations.held(carriers, at)
    cases = CASES.of([pk for people in held.values() for pk in people], at=at, on=on)
    facts = workforce.facts([one.user_id for one in staff], on=on)
    support = {pk: workforce.supported(each, on=on) for pk, each in facts.items()}
    loads = workforce.loads_of(
        {pk: workforce.Carried.of(cases[each].points for each in held[pk]) for pk in carriers},
        {pk: one.grade for pk, one in carriers.items()},
        facts,
        on=on,
    )
    away = {pk: workforce.away_of(facts[pk], on=on) for pk in carriers}
    deputies = organisations.deputies([pk for pk, gone in away.items() if gone], on=on)
    unseen = not_seen(held, cases, at=at, on=on)
    officers = [
        Officer(
            who=one,
            load=loads[pk],
            support=support[pk],
            away=away[pk],
            deputy=deputies[pk][1] if pk in deputies else "",
            unseen=len(unseen[pk]),
        )
        for pk, one in carriers.items()
    ]
    officers.sort(key=lambda one: (-one.load.percent, -one.load.cases, one.who.name))
    waiting = allocations.without_officer(at, team_ids=teams)
    matters = enforcement.matters_waiting(
        [*(pk for people in held.values() for pk in people), *(pk for pk, _since in waiting)]
    )
    longest = longest_unseen(unseen, cases, at=at)
    shown = {*longest, *(pk for one in matters for pk in (one.person_id, one.kept_id))}
    who = persons.named(shown)
    asks = access.masked(viewer, kind="person", record_ids=shown, at=at)
    return Monday(
        officers=tuple(officers),
        others=tuple(
            (one, support[one.user_id])
            for one in staff
            if not one.carries and support[one.user_id].is_overdue
        ),
        unseen=sum(len(people) for people in unseen.values()),
        named=tuple(
            Unseen(
                who[pk].crn,
                "" if pk in asks else who[pk].name,
                asks.get(pk, ""),
                carriers[officer_id].name,
                None if pk in asks else cases[pk].seen_at,
            )
            for pk, officer_id in longest.items()
        ),
        matters=tuple(for_senior(one, who[one.kept_id], asks) for one in matters),
        unallocated=len(waiting),
        longest_wait=max(((at - since).days for _pk, since in waiting), default=0),
        teams=len({one.who.team_id for one in officers}),
    )


def not_seen(
    held: Mapping[int, Collection[int]], cases: Mapping[int, Case], *, at: datetime, on: date
) -> dict[int, list[int]]:
    """Per officer, people under way for a month whom nobody has seen for one."""
    since = at - workforce.not_seen_for(on)
    return {
        officer_id: [pk for pk in people if cases[pk].is_unseen(since)]
        for officer_id, people in held.items()
    }


def longest_unseen(
    unseen: Mapping[int, Sequence[int]], cases: Mapping[int, Case], *, at: datetime
) -> dict[int, int]:
    """Those who are named, the longest unseen first, each with their officer."""
    officer_of = {pk: officer for officer, people in unseen.items() for pk in people}
    came = {pk: cases[pk].seen_at for pk in officer_of}
    longest = sorted(officer_of, key=lambda pk: (came[pk] is not None, came[pk] or at, pk))
    return {pk: officer_of[pk] for pk in longest[:MOST_UNSEEN]}


def for_senior(
    matter: enforcement.MatterWaiting, who: persons.Named, asks: Mapping[int, str]
) -> ForSenior:
    """Masked where either of two joined records is."""
    ask = asks.get(matter.kept_id, "") or asks.get(matter.person_id, "")
    return ForSenior(matter, who.crn, "" if ask else who.name, ask)


@permitted(Permission.VIEW_TEAM)
def monday(request: SignedInRequest) -> HttpResponse:
    """The manager's page."""
    at, on = clock.now(), clock.today()
    return render(
        request,
        "manager/monday.html",
        {
            "team": gather(request.user, at=at, on=on),
            "reckoned": workforce.reckoned(on),
            "may_answer": may(request.user, Enforcement.ANSWER_LICENCE, at=at),
            "may_move": may(request.user, Allocation.REALLOCATE, at=at),
            "not_seen_for": workforce.not_seen_for(on).days,
            "on": on,
        },
    )
