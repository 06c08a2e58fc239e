"""Who says that a pack is whole before it is sent?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.breach import Checked
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
)

from ...models import (
    BreachStep,
)
from ...queries import breach as queries
from ...queries import packs
from .moving import Case, move, refuse_all, refuse_too_long, taken_up


class LineMissing(Refused):
    def __init__(self, line: Checked) -> None:
        super().__init__(f"{line.line.label}: {line.says}")


class NotYourOwnPack(Refused):
    def __init__(self) -> None:
        super().__init__(
            "You wrote or checked this pack yourself. Another manager must endorse it."
        )


def refuse_red(case: Case, *, at: datetime) -> packs.Pack:
    """The pack as the record makes it now; refuses with every red line at once."""
    line = line_of(case)
    pack = packs.pack_of(line, case.person, at=at)
    refuse_all([LineMissing(each) for each in pack.missing])
    return pack


def line_of(case: Case) -> queries.BreachLine:
    line = queries.breach(case.breach.pk, person_ids=case.person.ids)
    assert line is not None
    return line


@transaction.atomic
def check(*, breach_id: int, by: User, at: datetime, seen_version: int | None = None) -> BreachStep:
    """The officer has read the pack as the court will see it."""
    case = taken_up(breach_id, BreachMove.CHECK, by=by, at=at, seen_version=seen_version)
    refuse_red(case, at=at)
    return move(case, BreachMove.CHECK, BreachState.CHECKED, by=by, at=at)


@transaction.atomic
def amend(*, breach_id: int, by: User, at: datetime, seen_version: int | None = None) -> BreachStep:
    """Take the pack back to change it, before it is sent."""
    case = taken_up(breach_id, BreachMove.AMEND, by=by, at=at, seen_version=seen_version)
    return move(case, BreachMove.AMEND, BreachState.DRAFT, by=by, at=at)


@transaction.atomic
def endorse(
    *, breach_id: int, by: User, at: datetime, note: str = "", seen_version: int | None = None
) -> BreachStep:
    """A manager who neither wrote nor checked it puts their name to the pack."""
    case = taken_up(breach_id, BreachMove.ENDORSE, by=by, at=at, seen_version=seen_version)
    refuse_too_long(note=note)
    checked_by = case.breach.steps.filter(move=BreachMove.CHECK).order_by("-pk").first()
    hands = {case.breach.written_by_id, case.breach.opened_by_id}
    if checked_by is not None:
        hands.add(checked_by.by_id)
    if by.pk in hands:
        raise NotYourOwnPack
    refuse_red(case, at=at)
    return move(case, BreachMove.ENDORSE, BreachState.ENDORSED, by=by, at=at, why=note)
