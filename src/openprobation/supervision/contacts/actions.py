"""How is something written down, and how is it put right? Always by adding a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import models, transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import WRITTEN_BY_HAND, ContactKind

from .events import ContactCorrected, ContactRecorded
from .models import Contact
from .permissions import Permission

LONGEST_NOTE = 12_000


class NoteTooLong(Refused):
    def __init__(self, length: int) -> None:
        super().__init__(
            f"The note is {length:,} characters long. Keep it to {LONGEST_NOTE:,}:"
            " put the rest in a second note.",
            field="note",
        )


class NothingWritten(Refused):
    def __init__(self) -> None:
        super().__init__("Say in a few words what happened.", field="summary")


class InTheFuture(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This has not happened yet. Arrange an appointment for what is to come.", field="day"
        )


class WrittenBySomethingElse(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This line is written by the service. Change what it tells of, and the line follows."
        )


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why the line is corrected.", field="why")


class CorrectedAlready(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Somebody has corrected this line since you opened it. Open the latest one to correct it."
        )


class StaysSensitive(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A line marked sensitive stays sensitive. Write another line if part of it should be seen.",
            field="is_sensitive",
        )


def record(
    *,
    person_id: int,
    kind: ContactKind,
    happened_at: datetime,
    summary: str,
    by: User,
    at: datetime,
    note: str = "",
    outcome: str = "",
    is_sensitive: bool = False,
    reference: models.Model | None = None,
) -> Contact:
    """Write down what another context tells of, in its transaction; the rights and the audit line are the caller's."""
    contact = line(
        person_id=person_id,
        kind=kind,
        happened_at=happened_at,
        summary=summary,
        note=note,
        outcome=outcome,
        is_sensitive=is_sensitive,
        reference=reference,
        by=by,
        at=at,
    )
    contact.save(force_insert=True)
    announce(ContactRecorded(contact.pk, person_id, kind, happened_at))
    return contact


def record_many(lines: Sequence[Contact]) -> list[Contact]:
    """Write down many lines made by `line`, in order and at once; else as `record`. One query."""
    written = Contact.objects.bulk_create(lines)
    for each in written:
        announce(ContactRecorded(each.pk, each.person_id, ContactKind(each.kind), each.at))
    return written


def line(
    *,
    person_id: int,
    kind: ContactKind,
    happened_at: datetime,
    summary: str,
    by: User,
    at: datetime,
    note: str = "",
    outcome: str = "",
    is_sensitive: bool = False,
    reference: models.Model | None = None,
) -> Contact:
    """An unsaved line, for those who write many at once."""
    return Contact(
        person_id=person_id,
        kind=kind,
        at=happened_at,
        summary=summary,
        note=note,
        outcome=outcome,
        is_sensitive=is_sensitive,
        reference_kind=reference._meta.label_lower if reference is not None else "",
        reference_id=reference.pk if reference is not None else None,
        recorded_by=by,
        recorded_at=at,
    )


@transaction.atomic
def write(
    *,
    person_id: int,
    kind: ContactKind,
    happened_at: datetime,
    summary: str,
    note: str,
    is_sensitive: bool,
    by: User,
    at: datetime,
) -> Contact:
    """A practitioner writes a note, call, letter or visit in the record."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.WRITE, at=at, person_id=person_id)
    if kind not in WRITTEN_BY_HAND:
        raise WrittenBySomethingElse
    refuse_unfit(summary=summary, note=note)
    if happened_at > at:
        raise InTheFuture
    contact = record(
        person_id=person_id,
        kind=kind,
        happened_at=happened_at,
        summary=summary.strip(),
        note=note,
        is_sensitive=is_sensitive,
        by=by,
        at=at,
    )
    audit("contact.recorded", on=contact, by=by.username, at=at, kind=kind)
    return contact


@transaction.atomic
def correct(
    *,
    contact_id: int,
    why: str,
    by: User,
    at: datetime,
    summary: str,
    note: str,
    happened_at: datetime,
    is_sensitive: bool,
) -> Contact:
    """Put a line right by adding another that names it. Both stay; the record as it stood can still be read."""
    old = Contact.objects.select_for_update().get(pk=contact_id)
    require(by, Permission.CORRECT, at=at, person_id=persons.kept_id(old.person_id))
    if old.kind not in WRITTEN_BY_HAND:
        raise WrittenBySomethingElse
    if not why.strip():
        raise ReasonNeeded
    refuse_unfit(summary=summary, note=note)
    if old.is_sensitive and not is_sensitive:
        raise StaysSensitive
    if happened_at > at:
        raise InTheFuture
    new = supersede(
        old,
        why=why,
        by=by,
        at=at,
        summary=summary.strip(),
        note=note,
        happened_at=happened_at,
        is_sensitive=is_sensitive,
    )
    audit("contact.corrected", on=new, by=by.username, at=at, corrects=old.pk)
    return new


@transaction.atomic
def withdraw(*, contact_id: int, why: str, by: User, at: datetime) -> Contact:
    """Take back a line that should not be there, such as one about somebody else: a row says so, and why."""
    old = Contact.objects.select_for_update().get(pk=contact_id)
    require(by, Permission.CORRECT, at=at, person_id=persons.kept_id(old.person_id))
    if old.kind not in WRITTEN_BY_HAND:
        raise WrittenBySomethingElse
    if not why.strip():
        raise ReasonNeeded
    new = supersede(old, why=why, by=by, at=at, note="", is_withdrawn=True)
    audit("contact.withdrawn", on=new, by=by.username, at=at, corrects=old.pk)
    return new


def supersede(
    old: Contact,
    *,
    why: str,
    by: User,
    at: datetime,
    summary: str | None = None,
    note: str | None = None,
    happened_at: datetime | None = None,
    outcome: str | None = None,
    is_sensitive: bool = False,
    is_withdrawn: bool = False,
) -> Contact:
    """Add the row that takes a line's place: what is not given is carried over. Sensitive stays sensitive."""
    if Contact.objects.filter(corrects=old).exists():
        raise CorrectedAlready
    new = in_place_of(
        old,
        why=why,
        by=by,
        at=at,
        summary=summary,
        note=note,
        happened_at=happened_at,
        outcome=outcome,
        is_sensitive=is_sensitive,
        is_withdrawn=is_withdrawn,
    )
    new.save(force_insert=True)
    announce(ContactCorrected(new.pk, old.pk, old.person_id, at))
    return new


def in_place_of(
    old: Contact,
    *,
    why: str,
    by: User,
    at: datetime,
    summary: str | None = None,
    note: str | None = None,
    happened_at: datetime | None = None,
    outcome: str | None = None,
    is_sensitive: bool = False,
    is_withdrawn: bool = False,
) -> Contact:
    """The unsaved row that takes a line's place: what is not given is carried over."""
    return Contact(
        person_id=old.person_id,
        kind=old.kind,
        at=happened_at or old.at,
        summary=old.summary if summary is None else summary,
        note=old.note if note is None else note,
        outcome=old.outcome if outcome is None else outcome,
        is_sensitive=old.is_sensitive or is_sensitive,
        reference_kind=old.reference_kind,
        reference_id=old.reference_id,
        corrects=old,
        why_corrected=why.strip(),
        is_withdrawn=is_withdrawn,
        recorded_by=by,
        recorded_at=at,
    )


def supersede_reference(
    reference: models.Model,
    *,
    why: str,
    by: User,
    at: datetime,
    summary: str | None = None,
    note: str | None = None,
    happened_at: datetime | None = None,
    outcome: str | None = None,
    is_sensitive: bool = False,
    is_withdrawn: bool = False,
) -> Contact:
    """Take the place of the current line that tells of another context's record, such as an appointment."""
    current = (
        Contact.objects.current()
        .filter(reference_kind=reference._meta.label_lower, reference_id=reference.pk)
        .get()
    )
    return supersede(
        current,
        why=why,
        by=by,
        at=at,
        summary=summary,
        note=note,
        happened_at=happened_at,
        outcome=outcome,
        is_sensitive=is_sensitive,
        is_withdrawn=is_withdrawn,
    )


def supersede_references(
    summaries: Mapping[models.Model, str], *, why: str, by: User, at: datetime
) -> dict[models.Model, Contact]:
    """Take the place of the current line of each of these records, all of one kind. Two queries, however many.

    A record that has no line of its own has none afterwards.
    """
    kinds = {reference._meta.label_lower for reference in summaries}
    of = {reference.pk: reference for reference in summaries}
    current = Contact.objects.current().filter(reference_kind__in=kinds, reference_id__in=of)
    olds = list(current.order_by("pk"))
    new = [
        in_place_of(old, why=why, by=by, at=at, summary=summaries[of[old.reference_id]])
        for old in olds
        if old.reference_id is not None
    ]
    written = Contact.objects.bulk_create(new)
    for each in written:
        if each.corrects_id is not None:
            announce(ContactCorrected(each.pk, each.corrects_id, each.person_id, at))
    return {of[each.reference_id]: each for each in written if each.reference_id is not None}


def refuse_unfit(*, summary: str, note: str) -> None:
    if not summary.strip():
        raise NothingWritten
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(len(note))
