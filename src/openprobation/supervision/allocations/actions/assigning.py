"""How does a case come to an officer, move to another, and end?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.actions import relate
from openprobation.foundation.access.check import authority, require
from openprobation.foundation.access.models import Relation, running
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.dates import words
from openprobation.rules.working_days import full_business_day_after
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.allocations.permissions import Permission
from openprobation.supervision.allocations.policies import (
    FIRST_CONTACT_AFTER_A_CHANGE,
    OPEN_AFTER_SUPERVISION,
)
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import REALLOCATION_REASONS, SpellReason

from .joining import end_spell, goes_on, nobodys_business
from .moving import Going, Place, carry
from .spells import Case, held_case, refuse_moved

LONGEST_NOTE = 4_000


class NotYourTeam(Refused):
    def __init__(self, spell: Spell) -> None:
        super().__init__(
            f"{spell.team.name} holds this case. Only its senior, or the head of its delivery unit,"
            " can say who has it."
        )


class StillWithCourt(Refused):
    def __init__(self) -> None:
        super().__init__(
            "No organisation has been decided for this case yet. It can be assigned to an officer"
            " once the court team has allocated it."
        )


class AlreadyAssigned(Refused):
    """Two seniors assigned the case at once, or one opened an old page."""

    def __init__(self, spell: Spell) -> None:
        name = spell.officer.name if spell.officer else spell.team.name
        when = timezone.localtime(spell.starts_at)
        super().__init__(
            f"{name} already has this case, since {when:%H:%M on %-d %B %Y}:"
            f" {spell.started_by.name} assigned it. Nothing of yours was saved."
        )


class NotAssignedYet(Refused):
    def __init__(self) -> None:
        super().__init__("No officer has this case yet. Assign it instead.")


class NotAnOfficerThere(Refused):
    def __init__(self, organisation: str) -> None:
        super().__init__(
            f"Choose somebody who holds cases for {organisation} today.", field="officer"
        )


class SameOfficer(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has this case already. Choose somebody else.", field="officer")


class NotAReason(Refused):
    def __init__(self) -> None:
        super().__init__("Say why the case moves.", field="reason")


class HandoverNoteNeeded(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Write a line for the next officer: what works, what was last promised, what not to"
            " say.",
            field="note",
        )


class NoteTooLong(Refused):
    def __init__(self, length: int) -> None:
        super().__init__(
            f"The note is {length:,} characters long. Keep it to {LONGEST_NOTE:,}.", field="note"
        )


class FirstContactInThePast(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(
            f"The new officer cannot be in touch before {words(on)}, when the case moves.",
            field="first_contact_by",
        )


@transaction.atomic
def assign_officer(
    *,
    person_id: int,
    officer_id: int,
    by: User,
    at: datetime,
    note: str = "",
    seen_spell_id: int | None = None,
) -> Spell:
    """Give an unassigned case to an officer. Of two who do so at once, the second is told who has it."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.ALLOCATE_TO_OFFICER, at=at, person_id=person_id)
    case = held_case(person_id)
    refuse_other_teams(case.spell, by, at=at)
    if case.spell.reason == SpellReason.SENTENCED:
        raise StillWithCourt
    if case.spell.officer_id is not None:
        raise AlreadyAssigned(case.spell)
    refuse_moved(case.spell, seen_spell_id)
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(len(note))
    officer, post = officer_there(officer_id, case.spell, at=at)
    return give(case, officer, post, reason=SpellReason.ASSIGNED, note=note, by=by, at=at)


@transaction.atomic
def reallocate(
    *,
    person_id: int,
    officer_id: int,
    reason: SpellReason,
    note: str,
    by: User,
    at: datetime,
    first_contact_by: date | None = None,
    seen_spell_id: int | None = None,
) -> Spell:
    """Move a case from one officer to another: a reason, a line for the next, a day for first contact.

    `seen_spell_id` is the spell the page showed; when somebody else moved the case since, say so.
    """
    person_id = persons.kept_id(person_id)
    require(by, Permission.REALLOCATE, at=at, person_id=person_id)
    case = held_case(person_id)
    refuse_other_teams(case.spell, by, at=at)
    if case.spell.officer is None:
        raise NotAssignedYet
    refuse_moved(case.spell, seen_spell_id)
    today = timezone.localdate(at)
    refuse_unexplained(reason, note, first_contact_by, today)
    if case.spell.officer_id == officer_id:
        raise SameOfficer(case.spell.officer.name)
    officer, post = officer_there(officer_id, case.spell, at=at)
    due_on = first_contact_by or first_contact_due(today)
    return give(
        case, officer, post, reason=reason, note=note, first_contact_by=due_on, by=by, at=at
    )


@transaction.atomic
def stand_in(*, by: User, at: datetime, officer_id: int | None = None) -> int:
    """Whoever is a deputy today may open the officer's cases; whoever is no longer one may not.

    Called when a deputy is named or ends, for that officer, and by a job for everybody, because cover
    starts and ends on days. The rights are the caller's. Returns how many relations changed.
    """
    held = Spell.objects.filter(ends_at__isnull=True, officer__isnull=False)
    deputising = Relation.objects.filter(
        running(at), record_kind="person", relation=RelationKind.DEPUTY
    )
    if officer_id is not None:
        held = held.filter(officer_id=officer_id)
    cases = list(held.values_list("person_id", "officer_id"))
    if officer_id is not None:
        deputising = deputising.filter(record_id__in=[person_id for person_id, _officer in cases])
    deputies = organisations.deputies(
        {officer for _person, officer in cases if officer is not None}, on=timezone.localdate(at)
    )
    wanted = {(person, deputies[officer][0]) for person, officer in cases if officer in deputies}
    there = {
        (record_id, holder_id): pk
        for pk, record_id, holder_id in deputising.values_list("pk", "record_id", "holder_id")
    }
    over = [pk for case, pk in there.items() if case not in wanted]
    Relation.objects.filter(pk__in=over).update(ends_at=at)
    begun = sorted(wanted - there.keys())
    for person_id, deputy_id in begun:
        relate(
            kind="person",
            record_id=person_id,
            holder=HolderKind.USER,
            holder_id=deputy_id,
            relation=RelationKind.DEPUTY,
            at=at,
        )
    if over or begun:
        audit(
            "allocation.deputy.changed",
            by=by.username,
            at=at,
            officer=officer_id,
            began=len(begun),
            ended=len(over),
        )
    return len(over) + len(begun)


@transaction.atomic
def end_responsibility(*, period_ids: Collection[int], by: User, at: datetime) -> None:
    """Supervision is over: nobody answers any more. Who held the case can open it for some weeks.

    The rights are the caller's. Where the supervision of a joined record runs on, so does the holder.
    """
    running = Spell.objects.select_for_update(of=("self",)).filter(
        period_id__in=period_ids, ends_at__isnull=True
    )
    for spell in running.select_related("team"):
        end_spell(spell, at=at)
        if goes_on(spell, by=by, at=at):
            continue
        nobodys_business(spell.person_id, at=at)
        leave_open_for_a_while(spell, at=at)
        audit("allocation.responsibility.ended", on=spell, by=by.username, at=at)


def leave_open_for_a_while(spell: Spell, *, at: datetime) -> None:
    """There are letters to send and a last line to write: the officer, the team and its head can see."""
    weeks = OPEN_AFTER_SUPERVISION.on(timezone.localdate(at), pack=queries.pack()).value
    holders = [(HolderKind.TEAM, spell.team_id), (HolderKind.UNIT, spell.team.unit_id)]
    if spell.officer_id is not None:
        holders.append((HolderKind.USER, spell.officer_id))
    for holder, holder_id in holders:
        relate(
            kind="person",
            record_id=spell.person_id,
            holder=holder,
            holder_id=holder_id,
            relation=RelationKind.HELD_LAST,
            at=at,
            until=at + timedelta(weeks=weeks),
        )


# ── Guards ─────────────────────────────────────────────────────────────────────────────────
def refuse_other_teams(spell: Spell, by: User, *, at: datetime) -> None:
    """The senior of the team that holds the case, or the head of its unit; a look is not enough."""
    if by.is_system:
        return
    theirs = authority(by, at)
    if spell.team_id not in theirs.team_ids and spell.team.unit_id not in theirs.unit_ids:
        raise NotYourTeam(spell)


def officer_there(
    officer_id: int, spell: Spell, *, at: datetime
) -> tuple[User, organisations.Post]:
    """The officer and the post in which they would hold the case: in its team, or near it."""
    organisation = spell.team.unit.region.organisation
    officer = identity.by_id(officer_id)
    posts = [
        post
        for post in (authority(officer, at).posts if officer else ())
        if post.organisation_id == organisation.pk and post.role in queries.HOLD_CASES
    ]
    if officer is None or not posts:
        raise NotAnOfficerThere(organisation.name)
    return officer, min(posts, key=lambda post: post.team_id != spell.team_id)


def refuse_unexplained(
    reason: SpellReason, note: str, first_contact_by: date | None, today: date
) -> None:
    """A change of officer has a cost, and is explained: everything missing at once."""
    faults: list[Refused] = []
    if reason not in REALLOCATION_REASONS:
        faults.append(NotAReason())
    if not note.strip():
        faults.append(HandoverNoteNeeded())
    elif len(note) > LONGEST_NOTE:
        faults.append(NoteTooLong(len(note)))
    if first_contact_by is not None and first_contact_by < today:
        faults.append(FirstContactInThePast(today))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)


def first_contact_due(today: date) -> date:
    """By when a new officer is in touch, unless the senior says otherwise."""
    days = FIRST_CONTACT_AFTER_A_CHANGE.on(today, pack=queries.pack()).value
    return full_business_day_after(today, days)


# ── What changes ───────────────────────────────────────────────────────────────────────────
def give(
    case: Case,
    officer: User,
    post: organisations.Post,
    *,
    reason: SpellReason,
    note: str,
    by: User,
    at: datetime,
    first_contact_by: date | None = None,
) -> Spell:
    """The officer answers from now."""
    going = Going(
        case,
        Place.of(post),
        officer,
        reason=reason,
        note=note,
        first_contact_by=first_contact_by or case.spell.first_contact_by,
    )
    return carry([going], by=by, at=at)[0]
