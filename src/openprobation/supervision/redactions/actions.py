"""How do words vanish from a record? One person asks with a reason, a second looks and confirms.

Nothing is changed until then. The act is one transaction: rows, tombstones, the journal, the audit.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.backup.actions import Restored
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.redaction import disk, keeping
from openprobation.foundation.redaction.events import WordsRedacted, WordsSought
from openprobation.foundation.redaction.finding import (
    Finder,
    Fingerprint,
    Known,
    fingerprints_of,
    key_for,
    letters_of,
)
from openprobation.foundation.redaction.sweeping import Sweep
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.queries import Handle
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.redactions import RedactionState

from .models import Clearing, Hold, Redaction
from .permissions import Permission

log = structlog.get_logger(__name__)
WAITS = timedelta(days=3)
SHORTEST = 4
MOST_WORDS = 10
PERSON = "persons.Person"
CARRIED = "What the record about to be replaced says of a removal"


class NoWords(Refused):
    def __init__(self) -> None:
        super().__init__("Write the words that must vanish.", field="words")


class TooManyWords(Refused):
    def __init__(self) -> None:
        super().__init__(
            f"Ask for {MOST_WORDS} lines at most, and for the rest a second time.", field="words"
        )


class TooShort(Refused):
    def __init__(self) -> None:
        super().__init__(
            f"Each line needs {SHORTEST} letters or digits: fewer stand in too many other words.",
            field="words",
        )


class NoReason(Refused):
    def __init__(self) -> None:
        super().__init__("Say why the words must vanish.", field="why")


class ReasonHoldsTheWords(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The reason holds the words themselves. Say why without them: the reason stays.",
            field="why",
        )


class Nowhere(Refused):
    def __init__(self, line: str) -> None:
        super().__init__(
            f"“{line}” is nowhere in this record. Look how it is written there.", field="words"
        )


class AnsweredAlready(Refused):
    def __init__(self, state: RedactionState) -> None:
        super().__init__(f"This request is no longer open: {state.label.lower()}.")


class NotYourOwn(Refused):
    def __init__(self) -> None:
        super().__init__("You asked for this, so somebody else must answer.")


class NotYours(Refused):
    def __init__(self) -> None:
        super().__init__("Only whoever asked can take this back.")


class AlreadyHeld(Refused):
    def __init__(self) -> None:
        super().__init__("This record is already held.")


class NotHeld(Refused):
    def __init__(self) -> None:
        super().__init__("This record is not held.")


def lines_of(words: str) -> tuple[str, ...]:
    """What was typed, one thing a line, each once."""
    return tuple(dict.fromkeys(line.strip() for line in words.splitlines() if line.strip()))


def tombstone(at: datetime) -> str:
    return f"[removed {timezone.localtime(at):%-d %b %Y}]"


def sweep_of(person: Handle, finder: Finder, *, at: datetime, writes: bool) -> Sweep:
    crns = [each.crn for each in persons.named(person.ids).values()]
    return Sweep(
        record=PERSON,
        record_ids=person.ids,
        paths=tuple(f"/people/{crn}/" for crn in sorted(crns)),
        finder=finder,
        tombstone=tombstone(at),
        writes=writes,
    )


def look_for(person: Handle, finder: Finder, *, by: User, at: datetime) -> Sweep:
    """Where the words stand in all that is written of a person. Nothing is changed."""
    sweep = sweep_of(person, finder, at=at, writes=False)
    announce(WordsSought(sweep, by.pk, at))
    return sweep


def of(person_id: int) -> Handle:
    person = persons.by_id(person_id)
    if person is None:
        raise LookupError(f"person {person_id}")
    return person


@transaction.atomic
def ask(*, person_id: int, words: str, why: str, by: User, at: datetime) -> Redaction:
    """Ask that words vanish from a person's records. They are kept sealed until somebody answers."""
    require(by, Permission.ASK, at=at, person_id=person_id)
    person, lines = of(person_id), lines_of(words)
    refuse_unfit(lines, why)
    for line in lines:
        if not look_for(person, Known((line,)), by=by, at=at).places:
            raise Nowhere(line)
    salt = secrets.token_hex(16)
    marks = fingerprints_of(lines, key=key_for(salt, secret=keeping.secret()))
    redaction = Redaction.objects.create(
        number=secrets.token_hex(16),
        person_id=person_id,
        why=why.strip(),
        sealed_words=keeping.held(lines),
        salt=salt,
        fingerprints=[asdict(mark) for mark in marks],
        asked_by=by,
        asked_at=at,
        until=at + WAITS,
    )
    record("redaction.asked", on=redaction, by=by.username, at=at)
    return redaction


def refuse_unfit(lines: Sequence[str], why: str) -> None:
    if not lines:
        raise NoWords
    if len(lines) > MOST_WORDS:
        raise TooManyWords
    if any(len(letters_of(line)) < SHORTEST for line in lines):
        raise TooShort
    if not why.strip():
        raise NoReason
    if Known(tuple(lines)).spans(why):
        raise ReasonHoldsTheWords


@transaction.atomic
def confirm(*, redaction_id: int, by: User, at: datetime) -> Redaction:
    """Remove the words, everywhere, now. Never by whoever asked."""
    redaction = open_for_answer(redaction_id, by=by, at=at)
    person = of(redaction.person_id)
    finder = Known(keeping.words_held(redaction.sealed_words or ""))
    sweep = sweep_of(person, finder, at=at, writes=True)
    decide(redaction, RedactionState.CONFIRMED, by=by, at=at)
    announce(WordsRedacted(sweep, by.pk, at))
    contacts.record(
        person_id=person.id,
        kind=ContactKind.PERSON,
        happened_at=at,
        summary="Words were removed from this record",
        note="Where they stood there is a mark with the day. Two people agreed.",
        by=by,
        at=at,
    )
    made = keeping.Made(
        number=redaction.number,
        record=sweep.record,
        record_ids=sweep.record_ids,
        paths=sweep.paths,
        salt=redaction.salt,
        fingerprints=tuple(Fingerprint(**mark) for mark in redaction.fingerprints),
        tombstone=sweep.tombstone,
        at=at,
        asked_by=redaction.asked_by.username,
        confirmed_by=by.username,
    )
    Redaction.objects.filter(pk=redaction.pk).update(
        counts=sweep.counts(), journal_line=made.line()
    )
    record(
        "redaction.confirmed",
        on=redaction,
        by=by.username,
        at=at,
        asked_by=redaction.asked_by.username,
        rows=sum(sweep.counts().values()),
    )
    clear_later([*sweep.tables(), Redaction._meta.db_table], at=at)
    keeping.write_down(made)  # last: what is in the journal is done, or was about to be
    return redaction


@transaction.atomic
def refuse(*, redaction_id: int, why: str, by: User, at: datetime) -> Redaction:
    """Say no: nothing changes, and the words held for the answer are forgotten."""
    redaction = open_for_answer(redaction_id, by=by, at=at)
    if not why.strip():
        raise Refused("Say why not: whoever asked reads it.", field="why")
    if Known(held_in(redaction)).spans(why):
        raise ReasonHoldsTheWords
    decide(redaction, RedactionState.REFUSED, by=by, at=at, why=why.strip())
    record("redaction.refused", on=redaction, by=by.username, at=at)
    clear_later([Redaction._meta.db_table], at=at)
    return redaction


@transaction.atomic
def withdraw(*, redaction_id: int, by: User, at: datetime) -> Redaction:
    """Take a request back: only whoever made it."""
    redaction = waiting(redaction_id, at=at)
    require(by, Permission.ASK, at=at, person_id=redaction.person_id)
    if redaction.asked_by_id != by.pk:
        raise NotYours
    decide(redaction, RedactionState.WITHDRAWN, by=by, at=at)
    record("redaction.withdrawn", on=redaction, by=by.username, at=at)
    clear_later([Redaction._meta.db_table], at=at)
    return redaction


def waiting(redaction_id: int, *, at: datetime) -> Redaction:
    redaction = Redaction.objects.select_for_update(of=("self",)).get(pk=redaction_id)
    if redaction.state != RedactionState.WAITING:
        raise AnsweredAlready(RedactionState(redaction.state))
    if redaction.until <= at:
        raise AnsweredAlready(RedactionState.EXPIRED)
    return redaction


def open_for_answer(redaction_id: int, *, by: User, at: datetime) -> Redaction:
    redaction = waiting(redaction_id, at=at)
    require(by, Permission.CONFIRM, at=at, person_id=redaction.person_id)
    if redaction.asked_by_id == by.pk:
        raise NotYourOwn
    return redaction


def decide(
    redaction: Redaction, state: RedactionState, *, by: User, at: datetime, why: str = ""
) -> None:
    """Write down the answer and forget the words."""
    redaction.state, redaction.sealed_words = state, None
    redaction.decided_by, redaction.decided_at, redaction.decided_why = by, at, why
    redaction.save()


def expire(*, at: datetime) -> int:
    """Forget the words of requests nobody answered. A job."""
    late = list(Redaction.objects.filter(state=RedactionState.WAITING, until__lte=at))
    for redaction in late:
        decide(redaction, RedactionState.EXPIRED, by=system_user(), at=at)
        record("redaction.expired", on=redaction, by=system_user().username, at=at)
    if late:
        clear_later([Redaction._meta.db_table], at=at)
    return len(late)


def settle_the_same(sweep: Sweep, *, at: datetime) -> None:
    """Another request that holds the words just removed would keep them: it has nothing left to do."""
    others = Redaction.objects.filter(
        person_id__in=sweep.record_ids, state=RedactionState.WAITING, sealed_words__isnull=False
    )
    for other in others:
        if any(sweep.finder.spans(line) for line in held_in(other)):
            decide(other, RedactionState.WITHDRAWN, by=system_user(), at=at)
            record("redaction.withdrawn", on=other, by=system_user().username, at=at)


def held_in(redaction: Redaction) -> tuple[str, ...]:
    """The words a request holds; none where the key has changed, so that it can still be refused."""
    try:
        return keeping.words_held(redaction.sealed_words or "")
    except keeping.OtherKey:
        return ()


# ── After a restore ──────────────────────────────────────────────────────────────────────────


def made_here() -> list[str]:
    """Journal lines of the record about to be replaced, should the journal itself be lost."""
    lines = Redaction.objects.exclude(journal_line="").order_by("pk")
    return list(lines.values_list("journal_line", flat=True))


def replay(restored: Restored) -> None:
    """An older record is back: remove from it again all that was removed since, in its transaction."""
    journal = {made.number: made for made in keeping.written_down()}
    carried = [keeping.read(line, CARRIED) for line in restored.carried.get("redactions", ())]
    lost = [made for made in carried if made.number not in journal]
    tables = stop_waiting(at=restored.at)
    for made in [*journal.values(), *lost]:
        tables += make_again(made, at=restored.at)
    if tables:
        clear_later(tables, at=restored.at)
    for made in lost:
        keeping.write_down(made)


def stop_waiting(*, at: datetime) -> list[str]:
    """What waited when the backup was made was answered since, or never will be: ask again."""
    found = list(Redaction.objects.filter(state=RedactionState.WAITING))
    for redaction in found:
        decide(redaction, RedactionState.EXPIRED, by=system_user(), at=at)
        record("redaction.expired", on=redaction, by=system_user().username, at=at)
    return [Redaction._meta.db_table] if found else []


def make_again(made: keeping.Made, *, at: datetime) -> list[str]:
    by = system_user()
    ids = {pk for found in persons.records_of(made.record_ids).values() for pk in found}
    sweep = Sweep(
        record=made.record,
        record_ids=tuple(sorted(ids | set(made.record_ids))),
        paths=made.paths,
        finder=made.finder(),
        tombstone=made.tombstone,
        writes=True,
    )
    announce(WordsRedacted(sweep, by.pk, at))
    if sweep.places:
        record(
            "redaction.made_again",
            by=by.username,
            at=at,
            person_id=made.record_ids[0],
            number=made.number,
            rows=sum(sweep.counts().values()),
        )
    return sweep.tables()


# ── On the disk ──────────────────────────────────────────────────────────────────────────────


def clear_later(tables: Sequence[str], *, at: datetime) -> None:
    """Once this is done, clear the old bytes: at once where that is quick, else by the job."""
    Clearing.objects.create(tables=sorted(set(tables)), asked_at=at)
    transaction.on_commit(lambda: clear_now(at=at) if disk.is_small() else None, robust=True)


def clear_now(*, at: datetime) -> list[str]:
    """Clear from the disk what rows no longer hold. Returns what is left for the administrator.

    Not in a transaction: a database writes its file anew by itself or not at all.
    """
    due = list(Clearing.objects.filter(done_at__isnull=True))
    if not due:
        return []
    left = disk.clear(table for each in due for table in each.tables)
    for each in due:
        each.left, each.done_at = left, None if left else at
        each.save()
    if not left:
        record("redaction.disk.cleared", by=system_user().username, at=at, clearings=len(due))
    else:
        log.warning("redaction.disk.left", steps=left)
    return left


def clear_the_disk(at: datetime) -> None:
    """A job: runs after the job's own transaction."""
    expire(at=at)
    if Clearing.objects.filter(done_at__isnull=True).exists():
        transaction.on_commit(lambda: _clear_and_tell(at))


def _clear_and_tell(at: datetime) -> None:
    try:
        clear_now(at=at)
    except DatabaseError as fault:
        log.error("redaction.disk.failed", fault=type(fault).__name__)


# ── Holds ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def hold(*, person_id: int, why: str, by: User, at: datetime) -> Hold:
    """Keep a person's records whatever the schedule says."""
    require(by, Permission.HOLD, at=at, person_id=person_id)
    if not why.strip():
        raise Refused("Say why the record must be kept.", field="why")
    if Hold.objects.filter(person_id__in=of(person_id).ids, lifted_at__isnull=True).exists():
        raise AlreadyHeld
    placed = Hold.objects.create(person_id=person_id, why=why.strip(), placed_by=by, placed_at=at)
    record("retention.hold.placed", on=placed, by=by.username, at=at)
    return placed


@transaction.atomic
def lift(*, person_id: int, why: str, by: User, at: datetime) -> None:
    """The record need no longer be held; the schedule applies again."""
    require(by, Permission.HOLD, at=at, person_id=person_id)
    if not why.strip():
        raise Refused("Say why the record need not be kept any longer.", field="why")
    ids = of(person_id).ids
    found = Hold.objects.filter(person_id__in=ids, lifted_at__isnull=True).first()
    if found is None:
        raise NotHeld
    found.lifted_by, found.lifted_at, found.lifted_why = by, at, why.strip()
    found.save()
    record("retention.hold.lifted", on=found, by=by.username, at=at)
