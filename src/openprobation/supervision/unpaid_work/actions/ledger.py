"""How do minutes come to be counted, and how are they taken back? Only ever by a new line.

Whoever writes holds the obligation. Nobody is credited beyond what is owed, nor twice for one time.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.unpaid_work import EntryKind

from .. import queries
from ..models import HoursEntry, Obligation, WorkAppointment


class SomebodyElseCredited(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody else counted hours at the same moment. Look, and try again.")


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why, in a sentence.", field="why")


def held(obligation_id: int) -> Obligation:
    """The obligation, held until the act is over, owing what the sentence says now."""
    obligation = Obligation.objects.select_for_update().get(pk=obligation_id)
    line = sentences.requirement(obligation.requirement_id, person_ids=(obligation.person_id,))
    if line is not None and line.length is not None:
        owed = line.length.number * 60
        if owed and owed != obligation.owed:
            obligation.owed = owed
            obligation.save(update_fields=["owed"])
    return obligation


def latest(obligation: Obligation) -> HoursEntry | None:
    return HoursEntry.objects.filter(obligation=obligation).order_by("-number").first()


def credit(
    obligation: Obligation,
    *,
    kind: EntryKind,
    minutes: int,
    on: date,
    by: User,
    at: datetime,
    appointment: WorkAppointment | None = None,
    why: str = "",
) -> HoursEntry | None:
    """Count minutes on a held obligation, as many as are still owed and may count. None: not one."""
    last = latest(obligation)
    balance = last.balance if last else 0
    minutes = min(minutes, obligation.owed - balance)
    if kind is EntryKind.EDUCATION:
        minutes = min(minutes, queries.education_left(obligation, on=on))
    if minutes <= 0:
        return None
    return written(
        HoursEntry(
            obligation=obligation,
            number=(last.number if last else 0) + 1,
            kind=kind,
            minutes=minutes,
            balance=balance + minutes,
            owed=obligation.owed,
            on=on,
            appointment=appointment,
            of_version=appointment.version if appointment else None,
            why=why.strip(),
            by=by,
            at=at,
        )
    )


def written(entry: HoursEntry) -> HoursEntry:
    """The database has the last word on two at once."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as taken:
        raise SomebodyElseCredited from taken
    return entry


def take_back(
    obligation: Obligation, entry: HoursEntry, *, why: str, by: User, at: datetime
) -> None:
    """Undo one line of a held obligation whole."""
    last = latest(obligation)
    assert last is not None
    written(
        HoursEntry(
            obligation=obligation,
            number=last.number + 1,
            kind=EntryKind.TAKEN_BACK,
            minutes=-entry.minutes,
            balance=last.balance - entry.minutes,
            owed=obligation.owed,
            on=entry.on,
            appointment=entry.appointment,
            of_version=entry.of_version,
            reverses=entry,
            why=why.strip(),
            by=by,
            at=at,
        )
    )


def travel_of(appointment: WorkAppointment) -> int:
    """Minutes of travel of a day that stand. One query."""
    lines = HoursEntry.objects.filter(
        appointment=appointment,
        kind=EntryKind.TRAVEL,
        reverses__isnull=True,
        taken_back_by__isnull=True,
    )
    return sum(lines.values_list("minutes", flat=True))


def take_back_all_of(
    appointment: WorkAppointment, obligation: Obligation, *, why: str, by: User, at: datetime
) -> int:
    """Every line of an appointment that stands. How many minutes went."""
    lines = HoursEntry.objects.filter(
        appointment=appointment, reverses__isnull=True, taken_back_by__isnull=True
    ).order_by("number")
    gone = 0
    for line in lines:
        take_back(obligation, line, why=why, by=by, at=at)
        gone += line.minutes
    return gone
