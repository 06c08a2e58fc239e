"""How is written down what holds somebody steady, what they say themselves, and how to work with them?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.needs import EngagementKind, ProtectiveKind

from ..events import ProtectiveFactorChanged
from ..models import EngagementNote, OwnView, ProtectiveFactor
from ..permissions import Permission
from ..policies import LONGEST_LINE, LONGEST_NOTE
from .refusing import NotYet, SayWhy, TooLong, has_not_come, refuse_all


class SayWhatTheyTold(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Write at least one answer, in the person’s own words.", field="going_well"
        )


class SayWhat(Refused):
    def __init__(self) -> None:
        super().__init__("Say in a sentence what it is.", field="what")


class EndedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This has ended already. Somebody else may have ended it just now.")


class EndsBeforeItStarts(Refused):
    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"The last day must be on or after {words(starts_on)}, when it began.", field="on"
        )


# ── The person's own view ──────────────────────────────────────────────────────────────────
@transaction.atomic
def say_own_view(
    *,
    person_id: int,
    said_on: date,
    by: User,
    at: datetime,
    going_well: str = "",
    is_hard: str = "",
    wants: str = "",
) -> OwnView:
    """Write down what the person says, in their own words. What they said before is kept."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    answers = {
        "going_well": going_well.strip(),
        "is_hard": is_hard.strip(),
        "wants": wants.strip(),
    }
    refuse_all(_view_faults(answers, said_on, at))
    view = OwnView(person_id=person_id, said_on=said_on, **answers, written_by=by, written_at=at)
    view.save(force_insert=True)
    _line(view, person_id, "The person’s own view was written down", by=by, at=at)
    audit("needs.own_view.recorded", on=view, by=by.username, at=at)
    return view


def _view_faults(answers: dict[str, str], said_on: date, at: datetime) -> Iterator[Refused]:
    if not any(answers.values()):
        yield SayWhatTheyTold()
    for field, text in answers.items():
        if len(text) > LONGEST_NOTE:
            yield TooLong(field, len(text), LONGEST_NOTE)
    if has_not_come(said_on, at):
        yield NotYet("said_on")


# ── Protective factors ─────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_factor(
    *, person_id: int, kind: ProtectiveKind, what: str, starts_on: date, by: User, at: datetime
) -> ProtectiveFactor:
    """Something holds the person steady, since a day."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    what = what.strip()
    refuse_all(_what_faults(what, starts_on, at))
    factor = factor_of(person_id, kind, what, starts_on=starts_on, by=by, at=at)
    factor.save(force_insert=True)
    said = f"Protective factor added: {kind.label.lower()}"
    _line(factor, person_id, said, note=what, by=by, at=at)
    audit("needs.factor.added", on=factor, by=by.username, at=at, kind=kind)
    announce(ProtectiveFactorChanged(person_id, factor.pk, "added", by.pk, at))
    return factor


def factor_of(
    person_id: int, kind: ProtectiveKind, what: str, *, starts_on: date, by: User, at: datetime
) -> ProtectiveFactor:
    """The unsaved factor."""
    return ProtectiveFactor(
        person_id=person_id,
        kind=kind,
        what=what,
        starts_on=starts_on,
        looked_at_on=timezone.localdate(at),
        written_by=by,
        written_at=at,
    )


@transaction.atomic
def look_at_factor(*, factor_id: int, by: User, at: datetime) -> ProtectiveFactor:
    """It still holds today."""
    factor, person_id = _live_factor(factor_id, by=by, at=at)
    if factor.looked_at_on == timezone.localdate(at):
        return factor
    factor.looked_at_on = timezone.localdate(at)
    factor.save(update_fields=["looked_at_on"])
    said = f"Protective factor still holds: {ProtectiveKind(factor.kind).label.lower()}"
    _line(factor, person_id, said, by=by, at=at)
    audit("needs.factor.confirmed", on=factor, by=by.username, at=at, kind=factor.kind)
    announce(ProtectiveFactorChanged(person_id, factor.pk, "looked_at", by.pk, at))
    return factor


@transaction.atomic
def end_factor(*, factor_id: int, on: date, why: str, by: User, at: datetime) -> ProtectiveFactor:
    """It no longer holds, since a day, and why."""
    factor, person_id = _live_factor(factor_id, by=by, at=at)
    why = why.strip()
    refuse_all(_ending_faults(factor, on, why, at))
    factor.ends_on, factor.end_why, factor.ended_by, factor.ended_at = on, why, by, at
    factor.save(update_fields=["ends_on", "end_why", "ended_by", "ended_at"])
    said = f"Protective factor ended: {ProtectiveKind(factor.kind).label.lower()}"
    _line(factor, person_id, said, note=why, by=by, at=at)
    audit("needs.factor.ended", on=factor, by=by.username, at=at, kind=factor.kind)
    announce(ProtectiveFactorChanged(person_id, factor.pk, "ended", by.pk, at))
    return factor


def _live_factor(factor_id: int, *, by: User, at: datetime) -> tuple[ProtectiveFactor, int]:
    factor = ProtectiveFactor.objects.select_for_update().get(pk=factor_id)
    person_id = persons.kept_id(factor.person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    if factor.ends_on is not None:
        raise EndedAlready
    return factor, person_id


def _what_faults(what: str, starts_on: date, at: datetime) -> Iterator[Refused]:
    if not what:
        yield SayWhat()
    if len(what) > LONGEST_LINE:
        yield TooLong("what", len(what), LONGEST_LINE)
    if has_not_come(starts_on, at):
        yield NotYet("starts_on")


def _ending_faults(factor: ProtectiveFactor, on: date, why: str, at: datetime) -> Iterator[Refused]:
    if not why:
        yield SayWhy()
    if len(why) > LONGEST_LINE:
        yield TooLong("why", len(why), LONGEST_LINE)
    if has_not_come(on, at):
        yield NotYet("on")
    elif on < factor.starts_on:
        yield EndsBeforeItStarts(factor.starts_on)


# ── How to work with them ──────────────────────────────────────────────────────────────────
@transaction.atomic
def note_engagement(
    *, person_id: int, kind: EngagementKind, what: str, by: User, at: datetime
) -> EngagementNote:
    """What gets in the way, or what works: kept for whoever works with them next."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    what = what.strip()
    if not what:
        raise SayWhat
    if len(what) > LONGEST_LINE:
        raise TooLong("what", len(what), LONGEST_LINE)
    note = EngagementNote(person_id=person_id, kind=kind, what=what, written_by=by, written_at=at)
    note.save(force_insert=True)
    _line(note, person_id, f"Working with them: {kind.label.lower()}", note=what, by=by, at=at)
    audit("needs.engagement.noted", on=note, by=by.username, at=at, kind=kind)
    return note


@transaction.atomic
def withdraw_engagement(*, note_id: int, by: User, at: datetime) -> EngagementNote:
    """It is no longer so; it stays on the record and leaves the handover."""
    note = EngagementNote.objects.select_for_update().get(pk=note_id)
    person_id = persons.kept_id(note.person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    if note.withdrawn_at is not None:
        raise EndedAlready
    note.withdrawn_by, note.withdrawn_at = by, at
    note.save(update_fields=["withdrawn_by", "withdrawn_at"])
    kind = EngagementKind(note.kind)
    _line(note, person_id, f"No longer so: {kind.label.lower()}", note=note.what, by=by, at=at)
    audit("needs.engagement.withdrawn", on=note, by=by.username, at=at, kind=kind)
    return note


def _line(
    row: models.Model, person_id: int, summary: str, *, by: User, at: datetime, note: str = ""
) -> None:
    contacts.record(
        person_id=person_id,
        kind=ContactKind.PLAN,
        happened_at=at,
        summary=summary,
        note=note,
        by=by,
        at=at,
        reference=row,
    )
