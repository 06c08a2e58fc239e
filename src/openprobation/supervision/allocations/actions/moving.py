"""How does responsibility for cases pass to others, one or a whole caseload in one act?

The one road: an officer who gets a case, a caseload moved, a transfer accepted, an escalation taken.
What it asks of the database does not grow with the number of cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from openprobation.foundation.access.models import Relation, running
from openprobation.foundation.audit.actions import entry, record_many
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.reactions import announce
from openprobation.rules.moves import meet_by
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.events import OfficerAssigned, OfficersAssigned
from openprobation.supervision.allocations.models import Handover, Spell
from openprobation.supervision.allocations.policies import OPEN_AFTER_A_MOVE, TALK_WITHIN
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.risk import queries as risk
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.risk import HarmLevel

from . import telling
from .spells import HELD, Case, following_on
from .stepping import lapse_transfers

OFFICER = (RelationKind.RESPONSIBLE_OFFICER, RelationKind.DEPUTY)
IN_PLACE = ("team", "officer", "reason", "note", "first_contact_by", "started_by", "decision")


@dataclass(frozen=True, slots=True)
class Place:
    """The team a case goes to, or stays with."""

    team_id: int
    unit_id: int
    team: str

    @classmethod
    def of(cls, post: organisations.Post | organisations.TeamLine) -> Place:
        if isinstance(post, organisations.Post):
            return cls(post.team_id, post.unit_id, post.team)
        return cls(post.id, post.unit_id, post.name)


@dataclass(frozen=True, slots=True)
class Going:
    """One case on its way: to which team and officer, why, with which line, in touch by when.

    `keeps_sight`: whoever held it until now can open it for some weeks, to hand it over.
    """

    case: Case
    place: Place
    officer: User | None
    reason: SpellReason
    note: str = ""
    first_contact_by: date | None = None
    keeps_sight: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """One case that has moved: the spells before and after, and the officer before, if any."""

    going: Going
    before: User | None
    predecessor_id: int | None
    spells: tuple[Spell, ...]
    moment: datetime

    @property
    def spell(self) -> Spell:
        return self.spells[0]

    @property
    def changes_officer(self) -> bool:
        """Whether the person gets another officer than the one before."""
        officer = self.going.officer
        return officer is not None and self.predecessor_id not in (None, officer.pk)


def carry(
    goings: Sequence[Going],
    *,
    by: User,
    at: datetime,
    batch: UUID | None = None,
    is_undo: bool = False,
) -> list[Spell]:
    """Pass these cases on now: spells, whose business they are, the record, the audit, handovers, the news.

    The rights are the caller's. `is_undo`: no handover is made of it, and nobody is told.
    """
    before = predecessors(goings)
    counted = {} if is_undo else changes_so_far(goings, before)
    moved = succeeded(goings, before, by=by, at=at)
    relate_all(moved, at=at)
    contacts.record_many(
        [
            contacts.line(
                person_id=each.going.case.person.id,
                kind=ContactKind.ALLOCATION,
                happened_at=at,
                summary=said_of(each),
                note=each.going.note.strip(),
                reference=each.spell,
                by=by,
                at=at,
            )
            for each in moved
        ]
    )
    record_many([told_of(each, by=by, at=at) for each in moved])
    elsewhere = [pk for each in moved if moves_team(each) for pk in each.going.case.person.ids]
    if elsewhere:
        lapse_transfers(elsewhere, why="The case moved otherwise.", at=at)
    if not is_undo:
        Handover.objects.bulk_create(handovers(moved, counted, batch=batch, at=at))
        telling.tell([(each.going.case.person, each.spell) for each in moved], at=at)
    cases = tuple(
        OfficerAssigned(
            each.going.case.person.id,
            each.going.officer.pk,
            each.predecessor_id,
            each.spell.pk,
            each.going.reason,
            by.pk,
            at,
        )
        for each in moved
        if each.going.officer is not None
    )
    if cases:
        announce(OfficersAssigned(cases, by.pk, at))
    return [each.spell for each in moved]


def predecessors(goings: Sequence[Going]) -> dict[int, int]:
    """Who held each case last in this supervision, by person: now, or before it waited with a team.

    One query, none where every case has an officer.
    """
    found = {
        going.case.person.id: going.case.spell.officer_id
        for going in goings
        if going.case.spell.officer_id is not None
    }
    waiting = {
        going.case.spell.period_id: going.case.person.id
        for going in goings
        if going.case.person.id not in found
    }
    if waiting:
        rows = Spell.objects.filter(period_id__in=waiting, officer__isnull=False)
        for period_id, officer_id in rows.order_by("starts_at", "pk").values_list(
            "period_id", "officer_id"
        ):
            if officer_id is not None:
                found[waiting[period_id]] = officer_id
    return found


def changes_so_far(goings: Sequence[Going], before: Mapping[int, int]) -> dict[int, int]:
    """How often the officer has changed, of those for whom it changes now. One query at most."""
    ids = {
        pk: going.case.person.id
        for going in goings
        if going.case.person.id in before and going.officer is not None
        for pk in going.case.person.ids
    }
    counted: dict[int, int] = defaultdict(int)
    if ids:
        for pk, changes in queries.officer_changes(ids).items():
            counted[ids[pk]] += changes
    return counted


def succeeded(
    goings: Sequence[Going], before: Mapping[int, int], *, by: User, at: datetime
) -> list[Moved]:
    """End every open spell and start the next at the same moment. Three queries, however many."""
    ended: list[Spell] = []
    begun: list[Spell] = []
    in_place: list[Spell] = []
    moved: list[Moved] = []
    for going in goings:
        officer_before = going.case.spell.officer
        following = []
        for spell in going.case.spells:
            new = following_on(
                spell,
                team_id=going.place.team_id,
                officer=going.officer,
                reason=going.reason,
                note=going.note.strip(),
                first_contact_by=going.first_contact_by,
                by=by,
                at=at,
            )
            if new is spell:
                in_place.append(new)
            else:
                ended.append(spell)
                begun.append(new)
            following.append(new)
        moment = max(at, *(new.starts_at for new in following)) if following else at
        moved.append(
            Moved(
                going,
                officer_before,
                before.get(going.case.person.id),
                tuple(following),
                moment,
            )
        )
    Spell.objects.bulk_update(ended, ["ends_at"])
    Spell.objects.bulk_update(in_place, IN_PLACE)
    Spell.objects.bulk_create(begun)
    return moved


# ── Whose business they are ────────────────────────────────────────────────────────────────
def relate_all(moved: Sequence[Moved], *, at: datetime) -> None:
    """Make each record the business of its new holders, and of nobody who held it until now."""
    end_held(moved)
    officers = {each.going.officer.pk for each in moved if each.going.officer is not None}
    today = timezone.localdate(at)
    deputies = organisations.deputies(officers, on=today) if officers else {}
    begun = [
        row
        for each in moved
        for spell in each.spells
        for row in holders_of(each, spell.person_id, deputies)
    ]
    weeks = OPEN_AFTER_A_MOVE.on(today, pack=queries.pack()).value
    begun += [
        related(
            spell.person_id,
            HolderKind.USER,
            each.before.pk,
            RelationKind.HELD_LAST,
            at=each.moment,
            until=at + timedelta(weeks=weeks),
        )
        for each in moved
        if each.going.keeps_sight and each.before is not None
        for spell in each.spells
    ]
    Relation.objects.bulk_create(begun)


def end_held(moved: Sequence[Moved]) -> None:
    """One query for each moment and kind of move: two at most, as all move in one act."""
    ending: dict[tuple[datetime, bool], list[int]] = defaultdict(list)
    for each in moved:
        for spell in each.spells:
            ending[each.moment, moves_team(each)].append(spell.person_id)
    for (moment, is_elsewhere), record_ids in ending.items():
        live = Relation.objects.filter(
            running(moment), record_kind="person", record_id__in=record_ids
        )
        live.filter(relation__in=HELD if is_elsewhere else OFFICER).update(ends_at=moment)


def moves_team(moved: Moved) -> bool:
    return moved.going.place.team_id != moved.going.case.team_id


def holders_of(
    moved: Moved, record_id: int, deputies: Mapping[int, tuple[int, str]]
) -> list[Relation]:
    going, found = moved.going, []
    if moves_team(moved):
        found.append((HolderKind.TEAM, going.place.team_id, RelationKind.TEAM))
        found.append((HolderKind.UNIT, going.place.unit_id, RelationKind.UNIT))
    if going.officer is not None:
        found.append((HolderKind.USER, going.officer.pk, RelationKind.RESPONSIBLE_OFFICER))
        if going.officer.pk in deputies:
            found.append((HolderKind.USER, deputies[going.officer.pk][0], RelationKind.DEPUTY))
    return [
        related(record_id, kind, holder_id, relation, at=moved.moment)
        for kind, holder_id, relation in found
    ]


def related(
    record_id: int,
    holder: HolderKind,
    holder_id: int,
    relation: RelationKind,
    *,
    at: datetime,
    until: datetime | None = None,
) -> Relation:
    return Relation(
        record_kind="person",
        record_id=record_id,
        holder_kind=holder,
        holder_id=holder_id,
        relation=relation,
        starts_at=at,
        ends_at=until,
    )


# ── What is written and said ───────────────────────────────────────────────────────────────
def said_of(moved: Moved) -> str:
    going = moved.going
    if going.officer is not None:
        return said_of_holder(moved.before, going.officer, going.place.team, going.reason)
    held = moved.before.name if moved.before else going.case.team
    return f"Moved from {held} to {going.place.team}: {going.reason.label.lower()}"


def said_of_holder(before: User | None, officer: User, team: str, reason: SpellReason) -> str:
    """What the record says when a case comes to an officer, or moves to another."""
    if before is not None:
        return f"Moved from {before.name} to {officer.name}, {team}: {reason.label.lower()}"
    if reason is SpellReason.ASSIGNED:
        return f"Assigned to {officer.name}, {team}"
    return f"Moved to {officer.name}, {team}: {reason.label.lower()}"


def told_of(moved: Moved, *, by: User, at: datetime) -> Entry:
    """The unsaved audit line of one case that moved."""
    going, before = moved.going, moved.before
    if going.officer is None:
        return entry(
            "allocation.team.changed",
            on=moved.spell,
            person_id=going.case.person.id,
            by=by.username,
            at=at,
            before=before.username if before else None,
            team=going.place.team_id,
            reason=going.reason,
        )
    return entry(
        "allocation.officer.changed" if before else "allocation.officer.assigned",
        on=moved.spell,
        by=by.username,
        at=at,
        officer=going.officer.username,
        before=before.username if before else None,
        reason=going.reason,
    )


def handovers(
    moved: Sequence[Moved], counted: Mapping[int, int], *, batch: UUID | None, at: datetime
) -> list[Handover]:
    """One unsaved handover for each change of officer. One query."""
    changed = [each for each in moved if each.changes_officer]
    levels = harm_of([each.going.case for each in changed])
    return [
        handover(
            each.spell,
            person_id=each.going.case.person.id,
            before_id=each.predecessor_id or 0,
            number=counted[each.going.case.person.id] + 1,
            harm=levels.get(each.going.case.person.id),
            at=at,
            batch=batch,
        )
        for each in changed
    ]


def harm_of(cases: Collection[Case]) -> dict[int, HarmLevel]:
    """The level that stands, by the kept record. One query, none without cases."""
    ids = {pk: case.person.id for case in cases for pk in case.person.ids}
    stands: dict[int, risk.Harm] = {}
    for pk, harm in (risk.harm(ids) if ids else {}).items():
        person_id = ids[pk]
        if person_id not in stands or stands[person_id].at < harm.at:
            stands[person_id] = harm
    return {person_id: harm.overall for person_id, harm in stands.items()}


def handover(
    spell: Spell,
    *,
    person_id: int,
    before_id: int,
    number: int,
    harm: HarmLevel | None,
    at: datetime,
    batch: UUID | None = None,
) -> Handover:
    """The unsaved handover of a spell that has begun."""
    today = timezone.localdate(at)
    return Handover(
        person_id=person_id,
        spell=spell,
        before_id=before_id,
        number=number,
        meet_by=meet_by(
            harm,
            moved_on=today,
            first_contact_by=spell.first_contact_by or today,
            days=TALK_WITHIN.on(today, pack=queries.pack()).value,
        ),
        batch=batch,
    )
