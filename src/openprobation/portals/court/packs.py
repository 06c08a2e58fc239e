"""Which packs wait for the enforcement team, which hearings are listed, and which results are due?

Each context is asked once for the whole page; the answers are put together here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from openprobation.foundation.access.check import authority
from openprobation.rules.breach import result_due
from openprobation.supervision.enforcement.queries import breach as breaches
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.breach import BreachState

from .waiting import Somebody, somebodies

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

UNANSWERED = (BreachState.SUBMITTED, BreachState.RESUBMITTED)
UNDECIDED = (BreachState.ACCEPTED, BreachState.CONSIDERED)
TO_LIST = (BreachState.LAID, BreachState.HEARING)


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack in the list: whose, from whom, for which court, how long is left, how often returned."""

    somebody: Somebody
    waiting: breaches.PackWaiting
    days_left: int | None
    due_on: date | None
    address: str

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class PacksPage:
    team: str
    to_answer: tuple[PackRow, ...]
    to_decide: tuple[PackRow, ...]
    to_list: tuple[PackRow, ...]
    listed: tuple[PackRow, ...]
    results: int

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in (*self.to_answer, *self.to_decide))


def packs_page(viewer: User, *, at: datetime) -> PacksPage:
    """The enforcement officer's list. Eight queries at most, however many packs."""
    on = timezone.localdate(at)
    theirs = authority(viewer, at)
    waiting = breaches.packs_with(theirs.team_ids, at=at)
    known = somebodies({one.breach.person_id for one in waiting}, viewer=viewer, at=at)
    place = reverse("court:packs")
    rows = [pack_row(one, known[one.breach.person_id], place=place, on=on) for one in waiting]
    return PacksPage(
        team=theirs.main_post.team if theirs.main_post else "",
        to_answer=of_state(rows, UNANSWERED),
        to_decide=of_state(rows, UNDECIDED),
        to_list=of_state(rows, TO_LIST),
        listed=of_state(rows, (BreachState.LISTED,)),
        results=breaches.results_waiting(on=on, team_ids=theirs.team_ids),
    )


def pack_row(waiting: breaches.PackWaiting, somebody: Somebody, *, place: str, on: date) -> PackRow:
    """`place` is the address of the list, below which each pack has its own."""
    address = f"{place}{waiting.breach.id}/"
    return PackRow(somebody, waiting, waiting.days_left(on), waiting.due_on(), address)


def of_state(rows: Iterable[PackRow], states: Iterable[BreachState]) -> tuple[PackRow, ...]:
    wanted = frozenset(states)
    return tuple(row for row in rows if row.waiting.breach.state in wanted)


# ── Days in court ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class HearingRow:
    somebody: Somebody
    hearing: breaches.HearingLine
    due_on: date
    days_left: int

    @property
    def address(self) -> str:
        return reverse("court:pack", args=[self.hearing.breach_id])

    @property
    def result_address(self) -> str:
        return reverse("court:result", args=[self.hearing.id])


@dataclass(frozen=True, slots=True)
class CourtDay:
    on: date
    court: str
    rows: tuple[HearingRow, ...]


def lists_page(viewer: User, *, at: datetime) -> list[CourtDay]:
    """What is listed from today on, by day and court. Four queries at most."""
    on = timezone.localdate(at)
    found = breaches.listed(since=on, team_ids=authority(viewer, at).team_ids)
    rows = hearing_rows(found, viewer=viewer, at=at)
    return [
        CourtDay(day, court, tuple(few))
        for (day, court), few in groupby(rows, lambda row: (row.hearing.on, row.hearing.court))
    ]


def results_page(viewer: User, *, at: datetime) -> list[HearingRow]:
    """Hearings whose day has come and of which nothing is written, the oldest first. Four queries at most."""
    on = timezone.localdate(at)
    found = breaches.results_to_record(on=on, team_ids=authority(viewer, at).team_ids)
    return hearing_rows(found, viewer=viewer, at=at)


def hearing_rows(
    found: list[breaches.HearingLine], *, viewer: User, at: datetime
) -> list[HearingRow]:
    on = timezone.localdate(at)
    known = somebodies({one.person_id for one in found}, viewer=viewer, at=at)
    rows = []
    for one in found:
        due = result_due(one.on, pack=policy_pack())
        rows.append(HearingRow(known[one.person_id], one, due.due_on, due.working_days_left(on)))
    return rows
