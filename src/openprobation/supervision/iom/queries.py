"""Who is on the shared list, who sits at the table, and what does the next panel decide?

Every answer is for one viewer: a team they have no seat at is not there, and a restricted record is one
masked row. Intelligence is asked for apart, and only for the cleared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.iom import Colour, NominalState, PanelDecision, Side

from .models import (
    Clearance,
    Decision,
    Intelligence,
    JointVisit,
    Nominal,
    Panel,
    PanelMember,
    Rating,
    Scheme,
    Seat,
    SharedAction,
)

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

BEFORE = (NominalState.PROPOSED, NominalState.SELECTED)
"""Those the team or its next panel has to do with."""
COLOURS = list(Colour)


# ── Seats and clearance ────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class SeatLine:
    user_id: int
    name: str
    telephone: str
    side: Side


@dataclass(frozen=True, slots=True)
class Table:
    """The team somebody sits at: where it is, and for whom they sit."""

    id: int
    name: str
    place: str
    side: Side
    seats: tuple[SeatLine, ...]

    def at(self, user_id: int) -> SeatLine | None:
        return next((seat for seat in self.seats if seat.user_id == user_id), None)


def table_of(user: User, *, on: date) -> Table | None:
    """The team at which somebody has a seat on a day; one who has none has no table. Two queries."""
    mine = Seat.objects.held(on).filter(user=user).order_by("pk").select_related("scheme").first()
    if mine is None:
        return None
    seats = (
        Seat.objects.held(on)
        .filter(scheme_id=mine.scheme_id)
        .order_by("side", "user__name")
        .values_list("user_id", "user__name", "user__telephone", "side")
    )
    return Table(
        mine.scheme_id,
        mine.scheme.name,
        mine.scheme.place,
        Side(mine.side),
        tuple(SeatLine(pk, name, phone, Side(side)) for pk, name, phone, side in seats),
    )


@dataclass(frozen=True, slots=True)
class KeptSeat:
    """A seat as whoever keeps teams reads it."""

    id: int
    user_id: int
    name: str
    side: Side
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class KeptTeam:
    """A team and everybody who sits there, sat or will."""

    id: int
    name: str
    place: str
    seats: tuple[KeptSeat, ...]


def kept_teams() -> list[KeptTeam]:
    """Every co-located team with its seats, those held first. Two queries."""
    seats: dict[int, list[KeptSeat]] = {}
    for scheme_id, pk, user_id, name, side, begins, ends in Seat.objects.order_by(
        F("ends_on").desc(nulls_first=True), "side", "user__name", "pk"
    ).values_list("scheme_id", "pk", "user_id", "user__name", "side", "starts_on", "ends_on"):
        seats.setdefault(scheme_id, []).append(
            KeptSeat(pk, user_id, name, Side(side), begins, ends)
        )
    return [
        KeptTeam(pk, name, place, tuple(seats.get(pk, ())))
        for pk, name, place in Scheme.objects.order_by("name").values_list("pk", "name", "place")
    ]


@dataclass(frozen=True, slots=True)
class ClearanceLine:
    name: str
    starts_on: date
    ends_on: date
    why: str
    given_by: str


def clearances(scheme_id: int, *, on: date) -> list[ClearanceLine]:
    """Who is cleared on a day or will be. One query."""
    rows = Clearance.objects.filter(scheme_id=scheme_id, ends_on__gt=on).order_by("user__name")
    return [
        ClearanceLine(*row)
        for row in rows.values_list("user__name", "starts_on", "ends_on", "why", "given_by__name")
    ]


def is_cleared(user: User, *, scheme_id: int, on: date) -> bool:
    """One query."""
    return Clearance.objects.filter(
        scheme_id=scheme_id, user=user, starts_on__lte=on, ends_on__gt=on
    ).exists()


# ── The list ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class NominalLine:
    """Somebody on the list or before the panel; masked, only the CRN and whom to ask are filled."""

    id: int
    person_id: int
    crn: str
    name: str
    ask: str
    state: NominalState
    colour: Colour | None
    why_colour: str
    rated_at: datetime | None
    why: str
    proposed_by: str
    proposed_at: datetime
    officer: str
    organisation: str
    open_actions: int
    overdue: int
    last_visit: date | None
    version: int

    @property
    def is_masked(self) -> bool:
        return bool(self.ask)


def the_list(table: Table, *, viewer: User, at: datetime) -> list[NominalLine]:
    """Everybody on a team's list or before its panel, red first. Ten queries, however many."""
    return lines_of(Q(scheme_id=table.id, state__in=BEFORE), viewer=viewer, at=at)


def nominal(pk: int, *, table: Table, viewer: User, at: datetime) -> NominalLine | None:
    """One of a team's, whatever became of it; a restricted person is not shown. Ten queries."""
    found = lines_of(Q(pk=pk, scheme_id=table.id), viewer=viewer, at=at)
    return found[0] if found and not found[0].is_masked else None


def some(ids: Collection[int], *, table: Table, viewer: User, at: datetime) -> list[NominalLine]:
    """These of a team, whatever became of them. Ten queries, or none."""
    return lines_of(Q(pk__in=ids, scheme_id=table.id), viewer=viewer, at=at) if ids else []


def of_person(person_ids: Collection[int]) -> list[tuple[str, NominalState, Colour | None, date]]:
    """Where somebody stands with each team: its name, state, colour, since. Two queries."""
    rows = list(
        Nominal.objects.filter(person_id__in=person_ids)
        .order_by("-proposed_at", "-pk")
        .values_list("pk", "scheme__name", "state", "proposed_at")
    )
    colours = latest_colours([row[0] for row in rows])
    return [
        (
            name,
            NominalState(state),
            colours[pk][0] if pk in colours else None,
            timezone.localdate(at),
        )
        for pk, name, state, at in rows
    ]


def before_a_team(person_ids: Collection[int]) -> dict[int, tuple[NominalState, Colour | None]]:
    """Who of these is on a list or before a panel, and the colour, by the record it stands on. Two queries."""
    rows = list(
        Nominal.objects.filter(person_id__in=person_ids, state__in=BEFORE)
        .order_by("proposed_at", "pk")
        .values_list("pk", "person_id", "state")
    )
    colours = latest_colours([row[0] for row in rows]) if rows else {}
    return {
        person_id: (NominalState(state), colours[pk][0] if pk in colours else None)
        for pk, person_id, state in rows
    }


def latest_colours(ids: Collection[int]) -> dict[int, tuple[Colour, str, datetime]]:
    """One query."""
    found: dict[int, tuple[Colour, str, datetime]] = {}
    rows = Rating.objects.filter(nominal_id__in=ids).order_by("at", "pk")
    for pk, colour, why, at in rows.values_list("nominal_id", "colour", "why", "at"):
        found[pk] = (Colour(colour), why, at)
    return found


def lines_of(which: Q, *, viewer: User, at: datetime) -> list[NominalLine]:
    rows = list(
        Nominal.objects.filter(which).values_list(
            "pk", "person_id", "state", "why", "proposed_by__name", "proposed_at", "version"
        )
    )
    ids = [row[0] for row in rows]
    records = persons.records_of({row[1] for row in rows})
    kept = {pk: root for root, every in records.items() for pk in every}
    named = persons.named(records)
    asks = access.masked(viewer, kind="person", record_ids=list(kept), at=at)
    holders = allocations.holders(list(kept), at)
    colours = latest_colours(ids)
    on = timezone.localdate(at)
    still: dict[int, list[date]] = defaultdict(list)
    for pk, due in SharedAction.objects.filter(
        nominal_id__in=ids, done_at__isnull=True
    ).values_list("nominal_id", "due_on"):
        still[pk].append(due)
    visited: dict[int, date] = {}
    for pk, day in (
        JointVisit.objects.filter(nominal_id__in=ids).order_by("on").values_list("nominal_id", "on")
    ):
        visited[pk] = day
    found = []
    for pk, person_id, state, why, by, proposed_at, version in rows:
        root = kept[person_id]
        ask = next((asks[each] for each in records[root] if each in asks), "")
        holder = next((holders[each] for each in records[root] if each in holders), None)
        colour, why_colour, rated_at = colours.get(pk, (None, "", None))
        found.append(
            NominalLine(
                id=pk,
                person_id=root,
                crn=named[root].crn,
                name="" if ask else named[root].name,
                ask=ask,
                state=NominalState(state),
                colour=None if ask else colour,
                why_colour="" if ask else why_colour,
                rated_at=None if ask else rated_at,
                why="" if ask else why,
                proposed_by=by,
                proposed_at=proposed_at,
                officer=holder.officer if holder and not ask else "",
                organisation=holder.organisation if holder and not ask else "",
                open_actions=0 if ask else len(still[pk]),
                overdue=0 if ask else sum(day < on for day in still[pk]),
                last_visit=None if ask else visited.get(pk),
                version=version,
            )
        )
    return sorted(
        found,
        key=lambda one: (
            one.state is not NominalState.SELECTED,
            COLOURS.index(one.colour) if one.colour else len(COLOURS),
            one.crn,
        ),
    )


# ── One of them ────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ActionLine:
    id: int
    nominal_id: int
    text: str
    owner_id: int
    owner: str
    due_on: date
    done_at: datetime | None
    done_by: str
    done_note: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that the team shares about somebody, the latest first."""

    colours: tuple[tuple[Colour, str, str, datetime], ...]
    actions: tuple[ActionLine, ...]
    visits: tuple[tuple[date, str, str, str], ...]
    decisions: tuple[tuple[date, PanelDecision, str, str], ...]


def told(nominal_id: int) -> Told:
    """Four queries."""
    return Told(
        colours=tuple(
            (Colour(colour), why, by, at)
            for colour, why, by, at in Rating.objects.filter(nominal_id=nominal_id)
            .order_by("-at", "-pk")
            .values_list("colour", "why", "by__name", "at")
        ),
        actions=tuple(shared_actions(Q(nominal_id=nominal_id))),
        visits=tuple(
            JointVisit.objects.filter(nominal_id=nominal_id)
            .order_by("-on", "-pk")
            .values_list("on", "by__name", "beside__name", "found")
        ),
        decisions=tuple(
            (on, PanelDecision(decision), why, by)
            for on, decision, why, by in Decision.objects.filter(nominal_id=nominal_id)
            .order_by("-at", "-pk")
            .values_list("panel__on", "decision", "why", "by__name")
        ),
    )


def shared_actions(which: Q) -> list[ActionLine]:
    """What is still to do first, by day. One query."""
    rows = (
        SharedAction.objects.filter(which)
        .order_by("done_at", "due_on", "pk")
        .values_list(
            "pk", "nominal_id", "text", "owner_id", "owner__name", "due_on", "done_at",
            "done_by__name", "done_note",
        )
    )  # fmt: skip
    found = [ActionLine(*row[:7], row[7] or "", row[8]) for row in rows]
    return sorted(found, key=lambda one: (one.done_at is not None, one.due_on, one.id))


def shared_actions_of(action_id: int, *, table: Table) -> list[ActionLine]:
    """One action of a team, if it is still to do. One query."""
    return shared_actions(Q(pk=action_id, nominal__scheme_id=table.id, done_at__isnull=True))


def mine_to_do(user: User, *, table: Table) -> list[ActionLine]:
    """What somebody has taken on and not done, of those the team still works with. One query."""
    return shared_actions(
        Q(
            owner=user,
            nominal__scheme_id=table.id,
            nominal__state__in=BEFORE,
            done_at__isnull=True,
        )
    )


@dataclass(frozen=True, slots=True)
class IntelligenceLine:
    id: int
    text: str
    by_id: int
    by: str
    at: datetime


def intelligence(nominal_id: int) -> list[IntelligenceLine]:
    """What stands, the latest first. The caller has asked whether the viewer is cleared. One query."""
    rows = Intelligence.objects.filter(nominal_id=nominal_id, withdrawn_at__isnull=True)
    return [
        IntelligenceLine(*row)
        for row in rows.order_by("-at", "-pk").values_list("pk", "text", "by_id", "by__name", "at")
    ]


# ── Panels ─────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class PanelLine:
    id: int
    on: date
    chair_id: int
    chair: str
    closed_at: datetime | None
    members: tuple[SeatLine, ...]
    decided: dict[int, tuple[PanelDecision, str]]


def panels(scheme_id: int, *, size: int = 12) -> list[PanelLine]:
    """A team's panels, the latest first. Three queries."""
    return panel_lines(Q(scheme_id=scheme_id), size=size)


def panel(pk: int, *, table: Table) -> PanelLine | None:
    """One panel of a team. Three queries."""
    return next(iter(panel_lines(Q(pk=pk, scheme_id=table.id), size=1)), None)


def panel_lines(which: Q, *, size: int) -> list[PanelLine]:
    rows = list(
        Panel.objects.filter(which)
        .order_by("-on", "-pk")
        .values_list("pk", "on", "chair_id", "chair__name", "closed_at")[:size]
    )
    ids = [row[0] for row in rows]
    members: dict[int, list[SeatLine]] = defaultdict(list)
    for pk, user_id, name, phone, side in (
        PanelMember.objects.filter(panel_id__in=ids)
        .order_by("side", "user__name")
        .values_list("panel_id", "user_id", "user__name", "user__telephone", "side")
    ):
        members[pk].append(SeatLine(user_id, name, phone, Side(side)))
    decided: dict[int, dict[int, tuple[PanelDecision, str]]] = defaultdict(dict)
    for pk, nominal_id, decision, why in Decision.objects.filter(panel_id__in=ids).values_list(
        "panel_id", "nominal_id", "decision", "why"
    ):
        decided[pk][nominal_id] = (PanelDecision(decision), why)
    return [
        PanelLine(pk, on, chair_id, chair, closed, tuple(members[pk]), decided[pk])
        for pk, on, chair_id, chair, closed in rows
    ]


def schemes() -> list[tuple[int, str]]:
    """Every team, by name. One query."""
    return list(Scheme.objects.order_by("name").values_list("pk", "name"))


# ── For figures of everybody ───────────────────────────────────────────────────────────────
def actions_in_time(since: date, until: date) -> tuple[int, int]:
    """Of the shared actions due on these days, how many were done by their day, and of how many. One query."""
    rows = SharedAction.objects.filter(due_on__gte=since, due_on__lt=until)
    found = list(rows.values_list("due_on", "done_at"))
    done = sum(at is not None and timezone.localdate(at) <= due_on for due_on, at in found)
    return done, len(found)
