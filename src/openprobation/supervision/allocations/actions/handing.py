"""How is a case handed over from officer to officer, and a whole caseload moved, and that taken back?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import NotYourCase, authority, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.handover import PARTS
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.models import Handover, HandoverPage, Spell
from openprobation.supervision.allocations.permissions import Permission
from openprobation.supervision.allocations.policies import MOVE_CAN_BE_UNDONE_FOR
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.moves import HandoverWay

from . import telling
from .assigning import (
    NotAnOfficerThere,
    NotAssignedYet,
    NotYourTeam,
    SameOfficer,
    first_contact_due,
    refuse_other_teams,
    refuse_unexplained,
)
from .moving import Going, Place, carry
from .spells import Case, NotSupervised, held_case, held_cases, refuse_moved

LONGEST_PART = 2_000


class NoHandover(Refused):
    def __init__(self) -> None:
        super().__init__("This case came from no other officer, so there is nothing to hand over.")


class NotYoursToRead(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} has the case. The page is theirs, and their senior's, to correct."
        )


class PartTooLong(Refused):
    def __init__(self, name: str, length: int) -> None:
        super().__init__(
            f"This part is {length:,} characters long. Keep it to {LONGEST_PART:,}: it is one page.",
            field=name,
        )


class SayWhenYouTalked(Refused):
    def __init__(self) -> None:
        super().__init__("Say when you talked.", field="met_on")


class TalkedInTheFuture(Refused):
    def __init__(self) -> None:
        super().__init__("You have not talked yet. Leave it open until you have.", field="met_on")


@transaction.atomic
def read_handover(
    *,
    person_id: int,
    parts: Mapping[str, str],
    met_how: HandoverWay | None,
    met_on: date | None,
    by: User,
    at: datetime,
    seen_spell_id: int | None = None,
) -> Handover:
    """Whoever received the case has read the page, put it right, and says how the two officers talked."""
    person = persons.by_id(person_id)
    if person is None:
        raise NotSupervised
    require(by, Permission.HAND_OVER, at=at, person_id=person.id)
    case = held_case(person.id)
    refuse_moved(case.spell, seen_spell_id)
    handover = (
        Handover.objects.select_for_update(of=("self",))
        .filter(spell__in=[spell.pk for spell in case.spells], undone_at__isnull=True)
        .first()
    )
    if handover is None:
        raise NoHandover
    refuse_strangers(case, by, at=at)
    refuse_unfit(parts, met_how, met_on, at=at)
    HandoverPage.objects.create(
        handover=handover, **{name: parts.get(name, "").strip() for name in PARTS}, by=by, at=at
    )
    if met_how is not None:
        handover.met_how, handover.met_on = met_how, met_on or timezone.localdate(at)
    if handover.read_at is None:
        handover.read_by, handover.read_at = by, at
    handover.save(update_fields=["met_how", "met_on", "read_by", "read_at"])
    audit(
        "allocation.handover.read",
        on=handover,
        by=by.username,
        at=at,
        how=handover.met_how,
    )
    return handover


def refuse_strangers(case: Case, by: User, *, at: datetime) -> None:
    """The officer who has the case, or a manager of the team."""
    if case.spell.officer_id == by.pk or by.is_system:
        return
    try:
        require(by, Permission.REALLOCATE, at=at)
        refuse_other_teams(case.spell, by, at=at)
    except Refused:
        name = case.spell.officer.name if case.spell.officer else case.team
        raise NotYoursToRead(name) from None


def refuse_unfit(
    parts: Mapping[str, str], met_how: HandoverWay | None, met_on: date | None, *, at: datetime
) -> None:
    faults: list[Refused] = [
        PartTooLong(name, len(text))
        for name, text in parts.items()
        if len(text) > LONGEST_PART and name in PARTS
    ]
    if met_how not in (None, HandoverWay.NOT_POSSIBLE) and met_on is None:
        faults.append(SayWhenYouTalked())
    if met_on is not None and met_on > timezone.localdate(at):
        faults.append(TalkedInTheFuture())
    if faults:
        raise RefusedForSeveralReasons(faults)


# ── A whole caseload ───────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Moving:
    """One case and who takes it; `seen_spell_id` is the spell the page showed."""

    person_id: int
    officer_id: int
    seen_spell_id: int | None = None


class NothingChosen(Refused):
    def __init__(self) -> None:
        super().__init__("Choose who takes at least one of the cases.")


class MovedMeanwhile(Refused):
    def __init__(self, crns: Sequence[str]) -> None:
        super().__init__(
            f"Somebody moved {', '.join(crns)} while you had the page open. Nothing of yours was"
            " saved: open the page again to see who has which case."
        )


@transaction.atomic
def move_caseload(
    *,
    moves: Sequence[Moving],
    reason: SpellReason,
    note: str,
    by: User,
    at: datetime,
    first_contact_by: date | None = None,
) -> UUID:
    """Move many cases in one act, each with a handover, a message and a day of first contact.

    All of them or none. Its queries do not grow with the number of cases. Returns the name of the batch.
    """
    require(by, Permission.REALLOCATE, at=at)
    if not moves:
        raise NothingChosen
    wanted = {move.person_id: move for move in moves}
    cases = held_cases(wanted)
    refuse_batch(wanted, cases, by=by, at=at)
    today = timezone.localdate(at)
    refuse_unexplained(reason, note, first_contact_by, today)
    due_on = first_contact_by or first_contact_due(today)
    officers = User.objects.in_bulk({move.officer_id for move in moves})
    posts = organisations.posts_on(officers, on=today)
    goings = []
    for person_id, case in cases.items():
        officer_id = wanted[person_id].officer_id
        if case.spell.officer_id == officer_id:
            raise SameOfficer(officers[officer_id].name)
        post = post_for(posts.get(officer_id, ()), case)
        goings.append(
            Going(case, Place.of(post), officers[officer_id], reason, note, first_contact_by=due_on)
        )
    batch = uuid4()
    carry(goings, by=by, at=at, batch=batch)
    audit(
        "allocation.caseload.moved",
        by=by.username,
        at=at,
        batch=str(batch),
        cases=len(goings),
        reason=reason,
    )
    return batch


def refuse_batch(
    wanted: Mapping[int, Moving], cases: Mapping[int, Case], *, by: User, at: datetime
) -> None:
    """Every case is held, open to whoever moves it, their team's, and as the page showed it."""
    if len(cases) < len(wanted):
        raise NotSupervised
    if access.open_among(wanted, kind="person", to=by, at=at) < set(wanted):
        raise NotYourCase
    theirs = authority(by, at)
    for case in cases.values():
        spell = case.spell
        if (
            not by.is_system
            and spell.team_id not in theirs.team_ids
            and spell.team.unit_id not in theirs.unit_ids
        ):
            raise NotYourTeam(spell)
        if spell.officer_id is None:
            raise NotAssignedYet
    moved = [
        cases[person_id].person.crn
        for person_id, move in wanted.items()
        if move.seen_spell_id not in (None, cases[person_id].spell.pk)
    ]
    if moved:
        raise MovedMeanwhile(moved)


def post_for(posts: Sequence[organisations.Post], case: Case) -> organisations.Post:
    """The post in which an officer would hold the case: in its team, or near it."""
    fit = [
        post
        for post in posts
        if post.organisation_id == case.organisation_id and post.role in queries.HOLD_CASES
    ]
    if not fit:
        raise NotAnOfficerThere(case.spell.team.unit.region.organisation.name)
    return min(fit, key=lambda post: post.team_id != case.team_id)


class NothingToUndo(Refused):
    def __init__(self) -> None:
        super().__init__("There is no move of yours from the last ten minutes to take back.")


class BegunMeanwhile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A receiver has read a handover, or a case has moved on. Move back by hand what should not"
            " have moved."
        )


@transaction.atomic
def undo_move(*, batch: UUID, by: User, at: datetime) -> int:
    """Take back a move of a caseload within ten minutes: every case goes back, and nobody is told of either.

    Whoever moved it, and only while nobody has begun on it. Returns how many cases went back.
    """
    require(by, Permission.REALLOCATE, at=at)
    handovers = list(
        Handover.objects.select_for_update(of=("self",))
        .filter(batch=batch, undone_at__isnull=True, spell__started_by=by)
        .select_related("spell", "before")
        .order_by("pk")
    )
    if not handovers or any(
        handover.spell.starts_at + MOVE_CAN_BE_UNDONE_FOR < at for handover in handovers
    ):
        raise NothingToUndo
    of = {handover.person_id: handover for handover in handovers}
    cases = held_cases(of)
    if any(
        handover.read_at is not None
        or pk not in cases
        or handover.spell_id not in {spell.pk for spell in cases[pk].spells}
        for pk, handover in of.items()
    ):
        raise BegunMeanwhile
    earlier = spells_before(handovers)
    teams = organisations.teams(
        on=timezone.localdate(at), ids={spell.team_id for spell in earlier.values()}
    )
    goings = [
        Going(
            cases[pk],
            Place.of(teams[earlier[pk].team_id]),
            handover.before,
            SpellReason.UNDONE,
            first_contact_by=earlier[pk].first_contact_by,
        )
        for pk, handover in of.items()
    ]
    telling.take_back([handover.spell_id for handover in handovers])
    carry(goings, by=by, at=at, is_undo=True)
    Handover.objects.filter(pk__in=[handover.pk for handover in handovers]).update(
        undone_by=by, undone_at=at
    )
    audit(
        "allocation.caseload.undone",
        by=by.username,
        at=at,
        batch=str(batch),
        cases=len(goings),
    )
    return len(goings)


def spells_before(handovers: Sequence[Handover]) -> dict[int, Spell]:
    """The spell each handover followed, by person. One query."""
    starts = {handover.person_id: handover.spell.starts_at for handover in handovers}
    rows = Spell.objects.filter(person_id__in=starts, ends_at__isnull=False).order_by("ends_at")
    return {spell.person_id: spell for spell in rows if spell.ends_at == starts[spell.person_id]}
