"""Who answers when two records are joined, and when they are parted again? One holder for one person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from openprobation.foundation.access.actions import end_relations
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.access import RelationKind
from openprobation.vocabulary.allocations import SpellReason

from .spells import HELD, TICK, relate_holders


@transaction.atomic
def join_cases(*, kept_id: int, folded_id: int, by: User, at: datetime) -> None:
    """Whoever holds the kept record answers for the person; the folded one's open spell ends now.

    Where nobody holds the kept one, the folded one's spell goes on there. The rights are the caller's.
    """
    running = running_spells((kept_id, folded_id))
    folded = running.get(folded_id)
    if folded is None:
        return
    end_spell(folded, at=at)
    nobodys_business(folded_id, at=at)
    if kept_id not in running:
        carry_on(
            folded,
            person_id=kept_id,
            period_id=folded.period_id,
            reason=SpellReason.JOINED,
            by=by,
            at=at,
        )
    audit("allocation.record.joined", on=folded, person_id=kept_id, by=by.username, at=at)


@transaction.atomic
def part_cases(*, kept_id: int, folded_id: int, by: User, at: datetime) -> None:
    """The record parted off has its own holder again: whoever answered for both until now.

    Where nobody did, its last team does, and the case waits for the senior to say who has it.
    """
    period = sentences.open_period((folded_id,))
    running = running_spells((kept_id, folded_id))
    if period is None or folded_id in running:
        return
    kept = running.get(kept_id)
    if kept is not None and kept.period_id == period.id:
        # The kept record's own supervision is over: its holder answered for the other's.
        end_spell(kept, at=at)
        nobodys_business(kept_id, at=at)
    before = kept or last_spell(folded_id)
    if before is None:
        return
    now = carry_on(
        before,
        person_id=folded_id,
        period_id=period.id,
        has_officer=kept is not None,
        reason=SpellReason.PARTED,
        by=by,
        at=at,
    )
    audit("allocation.record.parted", on=now, person_id=folded_id, by=by.username, at=at)


def goes_on(spell: Spell, *, by: User, at: datetime) -> bool:
    """A joined record's supervision may outlast the one that ended: then the holder still answers."""
    person = persons.by_id(spell.person_id)
    if person is None or len(person.ids) == 1:
        return False
    period = sentences.open_period(person.ids)
    if period is None or running_spells(person.ids):
        return False
    carry_on(
        spell,
        person_id=spell.person_id,
        period_id=period.id,
        reason=SpellReason.JOINED,
        by=by,
        at=at,
    )
    return True


def running_spells(person_ids: Collection[int]) -> dict[int, Spell]:
    """The open spell of each record, held until the transaction ends. One query."""
    rows = Spell.objects.select_for_update(of=("self",)).filter(
        person_id__in=person_ids, ends_at__isnull=True
    )
    return {spell.person_id: spell for spell in rows.select_related("team").order_by("pk")}


def last_spell(person_id: int) -> Spell | None:
    """Who answered for a record last. One query."""
    rows = Spell.objects.filter(person_id=person_id).select_related("team")
    return rows.order_by("-starts_at", "-pk").first()


def end_spell(spell: Spell, *, at: datetime) -> None:
    """End a spell now; it lasts at least the least time a spell lasts."""
    spell.ends_at = max(at, spell.starts_at + TICK)
    spell.save(update_fields=["ends_at"])


def nobodys_business(record_id: int, *, at: datetime) -> None:
    """The record itself is nobody's case any more."""
    end_relations(
        kind="person", record_id=record_id, relations=(*HELD, RelationKind.COURT_TEAM), at=at
    )


def carry_on(
    before: Spell,
    *,
    person_id: int,
    period_id: int,
    reason: SpellReason,
    by: User,
    at: datetime,
    has_officer: bool = True,
) -> Spell:
    """The same team and officer answer for another record or supervision from now."""
    of_period = Spell.objects.filter(period_id=period_id, decision__isnull=False)
    decided = of_period.order_by("-starts_at", "-pk").values_list("decision_id", flat=True).first()
    ended = Spell.objects.filter(person_id=person_id, ends_at__isnull=False)
    latest = ended.order_by("-ends_at").values_list("ends_at", flat=True).first()
    following = Spell.objects.create(
        person_id=person_id,
        period_id=period_id,
        team_id=before.team_id,
        officer_id=before.officer_id if has_officer else None,
        reason=reason,
        decision_id=decided,
        first_contact_by=before.first_contact_by if has_officer else None,
        starts_at=max(at, latest) if latest else at,
        started_by=by,
    )
    if person_id != before.person_id:
        relate_holders(
            [person_id],
            team_id=before.team_id,
            unit_id=before.team.unit_id,
            officer_id=following.officer_id,
            at=following.starts_at,
        )
    return following
