"""How is an alleged breach taken back, and what ends it when the person dies?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from openprobation.foundation.identity.models import User
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    HearingOutcome,
    WithdrawalReason,
)

from ...models import (
    Breach,
    BreachStep,
)
from ...queries import breach as queries
from . import telling
from .moving import Case, NoReasonGiven, NoteNeeded, move, refuse_too_long, taken_up


@transaction.atomic
def withdraw(
    *,
    breach_id: int,
    reason: WithdrawalReason | None,
    by: User,
    at: datetime,
    why: str = "",
    seen_version: int | None = None,
) -> BreachStep:
    """Take the alleged breach back, by the sender until it is accepted and by the enforcement team after."""
    if reason is None:
        raise NoReasonGiven
    if reason is WithdrawalReason.OTHER and not why.strip():
        raise NoteNeeded("why")
    refuse_too_long(why=why)
    case = taken_up(breach_id, BreachMove.WITHDRAW, by=by, at=at, seen_version=seen_version)
    return take_back(case, reason, by=by, at=at, why=why)


def take_back(
    case: Case, reason: WithdrawalReason, *, by: User, at: datetime, why: str = ""
) -> BreachStep:
    to_come = case.breach.hearings.filter(outcome__isnull=True)
    telling.take_back(*to_come.values_list("pk", flat=True))
    to_come.update(outcome=HearingOutcome.TAKEN_BACK, recorded_by=by, recorded_at=at)
    return move(
        case,
        BreachMove.WITHDRAW,
        BreachState.WITHDRAWN,
        by=by,
        at=at,
        why=why,
        withdrawn=reason,
        said=f"Breach withdrawn: {reason.label.lower()}",
        note=why.strip(),
    )


@transaction.atomic
def end_after_death(*, person_ids: Collection[int], by: User, at: datetime) -> int:
    """The person died: every live breach ends. The rights are the caller's. Returns how many ended."""
    rows = Breach.objects.select_for_update(of=("self",)).live().filter(person_id__in=person_ids)
    ended = 0
    for breach in rows:
        person = persons.by_id(persons.kept_id(breach.person_id))
        answering = queries.answering(person_ids, breach_id=breach.pk, at=at)
        if person is None or answering is None:
            continue
        take_back(Case(breach, person, answering), WithdrawalReason.DIED, by=by, at=at)
        ended += 1
    return ended
