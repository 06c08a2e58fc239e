"""Which cases wait for an organisation, by when, and what did my team register lately?

Each context is asked once for the whole page; the answers are put together here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules import clocks
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.policies import policy_pack

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in a list: masked, only the CRN and whom to ask."""

    crn: str
    name: str
    ask: str

    @property
    def is_masked(self) -> bool:
        return bool(self.ask)

    @property
    def address(self) -> str:
        return reverse("practitioner:person", args=[self.crn])


@dataclass(frozen=True, slots=True)
class ToAllocate:
    """A sentenced person no organisation has yet. Before 2014 no clock ran: then there is no due day."""

    somebody: Somebody
    event_id: int
    said: str
    court: str
    sentenced_on: date
    due_on: date | None
    working_days_left: int | None
    missing: tuple[str, ...]

    @property
    def is_overdue(self) -> bool:
        return self.working_days_left is not None and self.working_days_left < 0

    @property
    def address(self) -> str:
        return f"{reverse('allocations:decide', args=[self.somebody.crn])}?event={self.event_id}"


@dataclass(frozen=True, slots=True)
class Registered:
    """A sentence my team registered lately."""

    somebody: Somebody
    line: sentences.EventLine
    is_mine: bool


@dataclass(frozen=True, slots=True)
class CourtPage:
    team: str
    to_allocate: tuple[ToAllocate, ...]
    to_decide: tuple[ToAllocate, ...]
    registered: tuple[Registered, ...]
    registered_today: int

    @property
    def waiting(self) -> int:
        return len(self.to_allocate) + len(self.to_decide)

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in (*self.to_allocate, *self.to_decide))


def court_page(viewer: User, *, at: datetime) -> CourtPage:
    """Ten queries at most, however many wait."""
    on = timezone.localdate(at)
    theirs = authority(viewer, at)
    waiting = allocations.awaiting_organisation(at, team_ids=theirs.team_ids)
    colleagues = organisations.members(team_ids=theirs.team_ids, on=on)
    lately = sentences.registered_by(
        {viewer.pk, *(member.user_id for member in colleagues)}, since=at - LATELY
    )
    events = sentences.events({one.event_id for one in waiting})
    known = somebodies(
        {*(one.person_id for one in waiting), *(line.person_id for line in lately)},
        viewer=viewer,
        at=at,
    )
    rows = [to_allocate(one, known[one.person_id], events[one.event_id], on=on) for one in waiting]
    return CourtPage(
        team=theirs.main_post.team if theirs.main_post else "",
        to_allocate=tuple(row for row in rows if not row.missing),
        to_decide=tuple(row for row in rows if row.missing),
        registered=tuple(
            Registered(known[line.person_id], line, line.registered_by_id == viewer.pk)
            for line in lately
        ),
        registered_today=sum(timezone.localdate(line.registered_at) == on for line in lately),
    )


def to_allocate(
    waiting: allocations.Awaiting, somebody: Somebody, event: sentences.EventLine, *, on: date
) -> ToAllocate:
    deadline = clocks.allocation_due(waiting.sentenced_on, pack=policy_pack())
    return ToAllocate(
        somebody=somebody,
        event_id=event.id,
        said=event.said,
        court=event.court,
        sentenced_on=waiting.sentenced_on,
        due_on=deadline.due_on if deadline else None,
        working_days_left=deadline.working_days_left(on) if deadline else None,
        missing=waiting.missing,
    )


def somebodies(person_ids: Iterable[int], *, viewer: User, at: datetime) -> dict[int, Somebody]:
    """Names for a list, masked where the viewer must not see them. Three queries at most."""
    ids = list(person_ids)
    named = persons.named(ids)
    masked = access.masked(viewer, kind="person", record_ids=ids, at=at)
    return {
        pk: Somebody(one.crn, "" if pk in masked else one.name, masked.get(pk, ""))
        for pk, one in named.items()
    }
