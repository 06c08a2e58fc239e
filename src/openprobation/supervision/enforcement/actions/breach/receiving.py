"""How does the enforcement officer accept a pack, or return it with reasons?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openprobation.foundation.identity.models import User
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    PackLine,
    ReturnReason,
)

from ...models import (
    BreachStep,
    ReturnedLine,
)
from .moving import NoReasonGiven, NoteNeeded, move, refuse_too_long, taken_up


@dataclass(frozen=True, slots=True)
class LineReturned:
    """One reason to return a pack, and the line it is put to."""

    line: PackLine
    reason: ReturnReason
    note: str = ""


@transaction.atomic
def accept(
    *, breach_id: int, by: User, at: datetime, seen_version: int | None = None
) -> BreachStep:
    """The pack is good enough to go on; the two days run from when it came in."""
    case = taken_up(breach_id, BreachMove.ACCEPT, by=by, at=at, seen_version=seen_version)
    return move(
        case, BreachMove.ACCEPT, BreachState.ACCEPTED, by=by, at=at, said="Breach pack accepted"
    )


@transaction.atomic
def return_pack(
    *,
    breach_id: int,
    lines: Sequence[LineReturned],
    by: User,
    at: datetime,
    note: str = "",
    seen_version: int | None = None,
) -> BreachStep:
    """Send it back: at least one reason from the list, each with the line it is put to."""
    case = taken_up(breach_id, BreachMove.RETURN, by=by, at=at, seen_version=seen_version)
    marked = list({(each.line, each.reason): each for each in lines}.values())
    if not marked:
        raise NoReasonGiven
    if any(each.reason is ReturnReason.OTHER and not each.note.strip() for each in marked):
        raise NoteNeeded
    refuse_too_long(note="".join([note, *(each.note for each in marked)]))
    said = "; ".join(dict.fromkeys(each.reason.label.lower() for each in marked))
    step = move(
        case,
        BreachMove.RETURN,
        BreachState.RETURNED,
        by=by,
        at=at,
        why=note,
        said=f"Breach pack returned: {said}",
        note=note,
    )
    ReturnedLine.objects.bulk_create(
        ReturnedLine(step=step, line=each.line, reason=each.reason, note=each.note.strip())
        for each in marked
    )
    return step
