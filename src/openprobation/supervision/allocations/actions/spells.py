"""How does responsibility pass from one holder to the next, with no moment between?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from openprobation.foundation.access.actions import end_relations, relate
from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations.models import AllocationDecision, Spell
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.organisations import OrganisationKind

#: The least time a spell lasts, so that no two of one person start at the same moment.
TICK = timedelta(microseconds=1)

HELD = (
    RelationKind.TEAM,
    RelationKind.UNIT,
    RelationKind.RESPONSIBLE_OFFICER,
    RelationKind.DEPUTY,
)


class NotSupervised(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Nobody supervises this person now. Register the sentence first; the case then comes to"
            " the court team."
        )


class HolderChanged(Refused):
    """Somebody moved the case while this page was open."""

    def __init__(self, spell: Spell) -> None:
        super().__init__(
            f"{spell.started_by.name} moved this case while you had the page open. It is now with"
            f" {named(spell)}. Nothing of yours was saved."
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A person and the spells that run now, held until the transaction ends.

    There is one spell, unless two records were joined that each have a live case of one officer.
    """

    person: persons.Handle
    spells: tuple[Spell, ...]
    team_id: int
    team: str
    organisation_id: int
    organisation_kind: OrganisationKind

    @classmethod
    def of(cls, person: persons.Handle, spells: Iterable[Spell]) -> Case:
        """The kept record's spell first. The team is that of now, and stays so when the spell moves on."""
        ordered = sorted(spells, key=lambda spell: person.ids.index(spell.person_id))
        team = ordered[0].team
        organisation = team.unit.region.organisation
        return cls(
            person,
            tuple(ordered),
            team.pk,
            team.name,
            organisation.pk,
            OrganisationKind(organisation.kind),
        )

    @property
    def spell(self) -> Spell:
        return self.spells[0]


def held_case(person_id: int) -> Case:
    """The case, held: whoever else would move it waits, and then sees it as it is by then."""
    person = persons.by_id(person_id)
    if person is None:
        raise NotSupervised
    # The first spell never changes hands again, so everybody waits at the same row; the open one
    # would be another row once they have waited.
    first = Spell.objects.select_for_update().filter(person_id__in=person.ids).order_by("pk")
    if first.values_list("pk", flat=True).first() is None:
        raise NotSupervised
    spells = list(running_of(person.ids))
    if not spells:
        raise NotSupervised
    return Case.of(person, spells)


def held_cases(person_ids: Collection[int]) -> dict[int, Case]:
    """Many cases, held, by the kept record's id; nobody supervised is in it. Five queries, however many."""
    people = persons.by_ids(person_ids)
    kept = {pk: person.id for person in people.values() for pk in person.ids}
    firsts: dict[int, int] = {}
    for pk, person_id in (
        Spell.objects.filter(person_id__in=kept).order_by("pk").values_list("pk", "person_id")
    ):
        firsts.setdefault(kept[person_id], pk)
    # As in `held_case`, everybody waits at the first spell, and in the order of their keys.
    list(Spell.objects.select_for_update().filter(pk__in=firsts.values()).order_by("pk"))
    running: dict[int, list[Spell]] = {}
    for spell in running_of(kept):
        running.setdefault(kept[spell.person_id], []).append(spell)
    return {pk: Case.of(people[pk], spells) for pk, spells in running.items()}


def running_of(person_ids: Collection[int]) -> QuerySet[Spell]:
    running = Spell.objects.filter(person_id__in=person_ids, ends_at__isnull=True)
    return running.select_related(
        "officer", "started_by", "team__unit__region__organisation"
    ).order_by("pk")


def refuse_moved(spell: Spell, seen_spell_id: int | None) -> None:
    """Refuse when the page showed another holder than there is now."""
    if seen_spell_id is not None and spell.pk != seen_spell_id:
        raise HolderChanged(spell)


def named(spell: Spell) -> str:
    """ "Amira Khan, Bolton team 1", or the team alone."""
    return f"{spell.officer.name}, {spell.team.name}" if spell.officer else spell.team.name


def first_spell(
    *, person_id: int, period_id: int, team_id: int, since: date, by: User, at: datetime
) -> Spell:
    """The court team answers from the start of the day of the sentence, or from the spell before."""
    starts_at = begins_at(since, at=at)
    before = (
        Spell.objects.filter(person_id=person_id, ends_at__isnull=False)
        .order_by("-ends_at")
        .values_list("ends_at", flat=True)
        .first()
    )
    return Spell.objects.create(
        person_id=person_id,
        period_id=period_id,
        team_id=team_id,
        reason=SpellReason.SENTENCED,
        starts_at=max(starts_at, before) if before else starts_at,
        started_by=by,
    )


def begins_at(since: date, *, at: datetime) -> datetime:
    """The start of the day of the sentence, or the moment it is registered where that is earlier."""
    return min(datetime(since.year, since.month, since.day, tzinfo=LONDON), at)


def succeed(
    spell: Spell,
    *,
    team_id: int,
    officer: User | None,
    reason: SpellReason,
    by: User,
    at: datetime,
    note: str = "",
    decision: AllocationDecision | None = None,
    first_contact_by: date | None = None,
) -> Spell:
    """End a spell and start the next at the same moment."""
    following = following_on(
        spell,
        team_id=team_id,
        officer=officer,
        reason=reason,
        by=by,
        at=at,
        note=note,
        decision=decision,
        first_contact_by=first_contact_by,
    )
    is_in_place = following is spell
    if not is_in_place:
        spell.save(update_fields=["ends_at"])
    following.save(force_insert=not is_in_place)
    return following


def following_on(
    spell: Spell,
    *,
    team_id: int,
    officer: User | None,
    reason: SpellReason,
    by: User,
    at: datetime,
    note: str = "",
    decision: AllocationDecision | None = None,
    first_contact_by: date | None = None,
) -> Spell:
    """The next spell, and the end of the one before, both unsaved.

    A team that has held the case for no time at all, because it was allocated and assigned at one
    moment, has no spell of its own: the officer takes its place in the row.
    """
    if spell.officer_id is None and spell.starts_at >= at:
        following = spell
    else:
        moment = max(at, spell.starts_at + TICK)
        spell.ends_at = moment
        following = Spell(
            person_id=spell.person_id,
            period_id=spell.period_id,
            decision_id=spell.decision_id,
            starts_at=moment,
        )
    following.team_id = team_id
    following.officer = officer
    following.reason = reason
    following.note = note
    following.first_contact_by = first_contact_by
    following.started_by = by
    if decision is not None:
        following.decision = decision
    return following


def relate_holders(
    record_ids: Iterable[int],
    *,
    team_id: int | None,
    unit_id: int | None,
    officer_id: int | None,
    at: datetime,
) -> None:
    """Make the records the business of the team, its unit's head, the officer and the deputy.

    Without a team only the officer changes. Whoever held them until now no longer does.
    """
    ended = HELD if team_id is not None else (RelationKind.RESPONSIBLE_OFFICER, RelationKind.DEPUTY)
    holders: list[tuple[HolderKind, int, RelationKind]] = []
    if team_id is not None and unit_id is not None:
        holders.append((HolderKind.TEAM, team_id, RelationKind.TEAM))
        holders.append((HolderKind.UNIT, unit_id, RelationKind.UNIT))
    if officer_id is not None:
        holders.append((HolderKind.USER, officer_id, RelationKind.RESPONSIBLE_OFFICER))
        deputies = organisations.deputies([officer_id], on=timezone.localdate(at))
        for deputy_id, _name in deputies.values():
            holders.append((HolderKind.USER, deputy_id, RelationKind.DEPUTY))
    for record_id in record_ids:
        end_relations(kind="person", record_id=record_id, relations=ended, at=at)
        for holder, holder_id, relation in holders:
            relate(
                kind="person",
                record_id=record_id,
                holder=holder,
                holder_id=holder_id,
                relation=relation,
                at=at,
            )
